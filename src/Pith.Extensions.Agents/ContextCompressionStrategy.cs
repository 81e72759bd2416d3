using System.Diagnostics.CodeAnalysis;
using Microsoft.Agents.AI.Compaction;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Pith.Conversations;
using Pith.Extensions.AI;

namespace Pith.Extensions.Agents;

/// <summary>A compaction strategy that shortens texts where they stand: every message, call and result stays.</summary>
/// <remarks>
/// <para>Attach it with <see cref="CompactionProvider"/>. Groups that hold a changed text are replaced whole, so that calls stay with their
/// results; the originals stay in the session, excluded, and each run compresses from them anew to the same bytes.</para>
/// <para>A provider of the agent runs once before the tool loop. To see each round, put <c>UseContextCompression()</c> into the agent's chat
/// client; both may share a compressor.</para>
/// </remarks>
[Experimental("MAAI001", UrlFormat = "https://aka.ms/dotnet-extensions-warnings/{0}")]
public sealed class ContextCompressionStrategy : CompactionStrategy
{
    private const string Reason = "Compressed by Pith";

    private readonly ContextCompressionReducer _reducer;

    /// <summary>Makes it.</summary>
    /// <param name="compressor">What compresses.</param>
    /// <param name="trigger">When; null for every run.</param>
    public ContextCompressionStrategy(ConversationCompressor compressor, CompactionTrigger? trigger = null)
        : this(new ContextCompressionReducer(compressor), trigger)
    {
    }

    /// <summary>Makes it over a reducer, which may belong to a profile.</summary>
    /// <param name="reducer">What compresses.</param>
    /// <param name="trigger">When; null for every run.</param>
    public ContextCompressionStrategy(ContextCompressionReducer reducer, CompactionTrigger? trigger = null)
        : base(trigger ?? (static _ => true))
    {
        ArgumentNullException.ThrowIfNull(reducer);
        _reducer = reducer;
    }

    /// <inheritdoc/>
    protected override async ValueTask<bool> CompactCoreAsync(CompactionMessageIndex index, ILogger logger, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(index);
        Restore(index);
        CompactionMessageGroup[] groups = [.. index.Groups.Where(g => !g.IsExcluded)];
        IReadOnlyList<ChatMessage> messages = [.. groups.SelectMany(g => g.Messages)];
        IReadOnlyList<ChatMessage> reduced = [.. await _reducer.ReduceAsync(messages, cancellationToken).ConfigureAwait(false)];
        int at = 0;
        bool changed = false;
        foreach (CompactionMessageGroup group in groups)
        {
            int begin = at;
            at += group.Messages.Count;
            if (Enumerable.Range(begin, group.Messages.Count).All(i => ReferenceEquals(messages[i], reduced[i])))
            {
                continue;
            }

            group.IsExcluded = true;
            group.ExcludeReason = Reason;
            index.InsertGroup(index.Groups.IndexOf(group) + 1, group.Kind, [.. reduced.Skip(begin).Take(group.Messages.Count)], group.TurnIndex);
            changed = true;
        }

        return changed;
    }

    // A session keeps groups: what stands after one that this strategy excluded is its shorter form, and is made again. Where another
    // strategy has dropped that form since, it stays dropped.
    private static void Restore(CompactionMessageIndex index)
    {
        for (int i = index.Groups.Count - 2; i >= 0; i--)
        {
            CompactionMessageGroup group = index.Groups[i];
            if (group is { IsExcluded: true, ExcludeReason: Reason } && !index.Groups[i + 1].IsExcluded)
            {
                index.Groups.RemoveAt(i + 1);
                group.IsExcluded = false;
                group.ExcludeReason = null;
            }
        }
    }
}
