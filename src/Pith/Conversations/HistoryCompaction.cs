using System.Buffers;
using Pith.Reversal;
using Pith.Text;

namespace Pith.Conversations;

/// <summary>Brings a conversation that has outgrown its budget back to it.</summary>
/// <remarks>
/// Cold tool output goes first: all of it under one budget. Only when it is down to its least rate are old turns cut, by the method or
/// the summarizer, with paths, identifiers and sentences that tell a decision kept while they fit. System texts, pinned texts, the task
/// and the recent messages stay. What was done is remembered by place, so that it is done once and the shortened prefix stays the same.
/// </remarks>
internal sealed class HistoryCompaction(HistoryPolicy history, ConversationPolicy policy, ICompressor compressor, IOriginalStore? originals)
{
    // Below this share an old turn is noise; what the budget then lacks is said rather than squeezed out.
    private const double LeastTurnRate = 0.05;

    private const int MostRounds = 4;

    private static readonly string[] s_decisions = [@"(?i)[^.!?\n]{0,200}\b(decided|decision|agreed|we will|we'll use|must not|never|chose|instead of|settled on)\b[^.!?\n]{0,200}[.!?]?"];

    private static readonly SearchValues<char> s_signsOfNames = SearchValues.Create("_.0123456789");

    private readonly TokenMemory _tokens = new(policy.TokenCounter);

    internal async ValueTask CompactAsync(ConversationCompressor.Entry[] entries, Dictionary<string, ConversationForm> made, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Every token is a character or more of the text, so fewer characters than the budget need no counting.
        if (entries.Sum(e => (long)e.Outcome!.Text.Length) <= history.MostTokens)
        {
            return;
        }

        int total = entries.Sum(e => _tokens.Count(e.Outcome!.Text));
        if (total <= history.MostTokens)
        {
            return;
        }

        int messages = entries[^1].Text.Message + 1;
        int task = history.KeepFirstUserMessage ? entries.FirstOrDefault(e => e.Text.Role == ConversationRole.User)?.Text.Message ?? -1 : -1;
        ConversationCompressor.Entry[] cold =
        [
            .. entries.Where(e => e.Text.Message < messages - history.RecentMessages && e.Text.Message != task && e.Inner.Length > 0
                && !e.Text.IsPinned && e.Text.Role != ConversationRole.System),
        ];
        ConversationCompressor.Entry[] tools = [.. cold.Where(e => e.Text.Role == ConversationRole.Tool)];
        ConversationCompressor.Entry[] turns = [.. cold.Where(e => e.Text.Role != ConversationRole.Tool)];
        int toolTokens = tools.Sum(e => _tokens.Count(e.Outcome!.Text));
        int least = (int)Math.Ceiling(tools.Sum(e => _tokens.Count(e.Text.Text)) * history.LeastToolRate);
        int room = history.TargetTokens - (total - toolTokens);
        if (tools.Length > 0 && least < toolTokens)
        {
            await CutAsync(tools, Math.Max(room, Math.Max(1, least)), policy.Protection, made, now, cancellationToken).ConfigureAwait(false);
        }

        if (turns.Length == 0 || room >= least)
        {
            return;
        }

        total = entries.Sum(e => _tokens.Count(e.Outcome!.Text));
        int turnTokens = turns.Sum(e => _tokens.Count(e.Outcome!.Text));
        int budget = Math.Max(history.TargetTokens - (total - turnTokens), (int)Math.Ceiling(turnTokens * LeastTurnRate));
        if (budget >= turnTokens)
        {
            return;
        }

        if (!await SummarizeAsync(turns, budget, made, now, cancellationToken).ConfigureAwait(false))
        {
            ProtectionRules kept = policy.Protection with
            {
                Patterns = [.. policy.Protection.Patterns, .. s_decisions],
                ForceKinds = [.. policy.Protection.ForceKinds.Union([AtomKind.Path])],
            };
            if (!await CutAsync(turns, budget, kept, made, now, cancellationToken).ConfigureAwait(false))
            {
                await CutAsync(turns, budget, policy.Protection, made, now, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask<bool> CutAsync(ConversationCompressor.Entry[] entries, int budget, ProtectionRules protection, Dictionary<string, ConversationForm> made, DateTimeOffset now, CancellationToken cancellationToken)
    {
        int asked = Math.Max(1, budget);
        for (int round = 1; ; round++)
        {
            var request = new CompressionRequest
            {
                Segments = [.. entries.Select(e => new Segment(e.Inner) { Role = e.Text.Role == ConversationRole.Tool ? SegmentRole.ToolOutput : SegmentRole.History })],
                Budget = Budget.Tokens(asked),
                TokenCounter = policy.TokenCounter,
                Protection = protection,
                Originals = originals,

                // A message is no segment to its reader, and the one that another refers to may shrink later.
                IsSentApart = true,
            };
            CompressionResult result = await Task.Run(() => compressor.CompressAsync(request, cancellationToken).AsTask(), cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
            if (result.Kind == ResultKind.Original || result.Reason == ReasonCode.BudgetBelowProtected)
            {
                return false;
            }

            string[] left = [.. result.Segments.Select((outcome, i) => entries[i].Outer(Left(outcome)))];
            int over = left.Sum(text => policy.TokenCounter.Count(text)) - budget;
            if (over > 0 && asked > over && round < MostRounds)
            {
                // Markers of texts that were dropped whole stand outside of the method's budget.
                asked -= over;
                continue;
            }

            Set(entries, left, result, made, now);
            return true;
        }
    }

    // A message must not be empty, or the provider refuses the request: what is dropped whole leaves a marker.
    private static string Left(SegmentOutcome outcome) =>
        outcome.Text.Length > 0 ? outcome.Text : new ElisionMarker { Units = 1, Noun = "texts", Tokens = Math.Max(1, outcome.TokensBefore) }.ToString();

    private void Set(ConversationCompressor.Entry[] entries, string[] left, CompressionResult result, Dictionary<string, ConversationForm> made, DateTimeOffset now)
    {
        int start = 0;
        for (int i = 0; i < entries.Length; i++)
        {
            int end = start + entries[i].Inner.Length;
            var cuts = new List<TextSpan>();
            foreach (Elision elision in result.Elisions)
            {
                if (elision.Id is not null && elision.Span.Start >= start && elision.Span.End <= end)
                {
                    cuts.Add(new TextSpan(elision.Span.Start - start, elision.Span.End - start));
                }
            }

            Set(entries[i], left[i], result.Method, cuts, made, now);
            start = end + CompressionRequest.SegmentSeparator.Length;
        }
    }

    private async ValueTask<bool> SummarizeAsync(ConversationCompressor.Entry[] turns, int budget, Dictionary<string, ConversationForm> made, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (history.Summarizer is null)
        {
            return false;
        }

        var originalsById = new Dictionary<string, string>(StringComparer.Ordinal);
        string[] markers = new string[turns.Length];
        for (int i = 0; i < turns.Length; i++)
        {
            string text = turns[i].Inner;
            string id = OriginalId.Of(text);
            originalsById[id] = text;
            markers[i] = new ElisionMarker { Units = 1, Noun = "texts", Tokens = Math.Max(1, _tokens.Count(text)), Id = originals is null ? null : id }.ToString();
        }

        int room = budget - markers.Sum(m => policy.TokenCounter.Count(m));
        if (room < 1)
        {
            return false;
        }

        string? summary = await SummaryAsync(history.Summarizer, [.. turns.Select(t => t.Text with { Text = t.Inner })], room, cancellationToken).ConfigureAwait(false);
        if (string.IsNullOrWhiteSpace(summary) || policy.TokenCounter.Count(summary) > room || NamesWhatIsNotThere(summary, turns))
        {
            return false;
        }

        if (originals is not null)
        {
            await originals.StoreAsync(originalsById, cancellationToken).ConfigureAwait(false);
        }

        for (int i = 0; i < turns.Length; i++)
        {
            string text = i == 0 ? string.Concat(summary.Replace(ElisionMarker.Opening, ElisionMarker.EscapedOpening, StringComparison.Ordinal), "\n", markers[i]) : markers[i];
            Set(turns[i], turns[i].Outer(text), "summary", [new TextSpan(0, turns[i].Inner.Length)], made, now);
        }

        return true;
    }

    private static async ValueTask<string?> SummaryAsync(IHistorySummarizer summarizer, ConversationText[] turns, int room, CancellationToken cancellationToken)
    {
        try
        {
            return await summarizer.SummarizeAsync(turns, room, cancellationToken).AsTask().WaitAsync(cancellationToken).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // A summarizer of somebody else's may fail in any way; the turns are then cut.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            return null;
        }
    }

    // A path, an address, a digest or a name of code that no turn has was made up: such a summary would mislead for the rest of the
    // conversation. Hyphenated words are no names.
    private static bool NamesWhatIsNotThere(string summary, ConversationCompressor.Entry[] turns) => AtomScanner.Scan(summary)
        .Where(a => a.Kind is AtomKind.Path or AtomKind.Url or AtomKind.Hash or AtomKind.Email || (a.Kind == AtomKind.Identifier && a.Span.Of(summary).ContainsAny(s_signsOfNames)))
        .Any(a => !turns.Any(t => t.Inner.Contains(a.Span.Of(summary), StringComparison.OrdinalIgnoreCase)));

    private void Set(ConversationCompressor.Entry entry, string text, string method, List<TextSpan> cuts, Dictionary<string, ConversationForm> made, DateTimeOffset now)
    {
        int before = _tokens.Count(entry.Text.Text);
        int after = policy.TokenCounter.Count(text);
        if (after >= _tokens.Count(entry.Outcome!.Text))
        {
            return;
        }

        var form = new ConversationForm { Text = text, Method = method, TokensBefore = before, TokensAfter = after, Cuts = originals is null ? [] : cuts, At = now };
        entry.Outcome = entry.Made(form) with { IsCompacted = true };
        made[entry.Place] = form;
    }
}
