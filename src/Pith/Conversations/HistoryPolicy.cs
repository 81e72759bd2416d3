namespace Pith.Conversations;

/// <summary>Says old turns shorter, in place of cutting them.</summary>
public interface IHistorySummarizer
{
    /// <summary>A summary of old turns.</summary>
    /// <param name="turns">The turns in order; never empty.</param>
    /// <param name="mostTokens">The most tokens of the target model that the summary may have.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The summary; null if there is none, and the turns are then cut.</returns>
    ValueTask<string?> SummarizeAsync(IReadOnlyList<ConversationText> turns, int mostTokens, CancellationToken cancellationToken = default);
}

/// <summary>When and how a long conversation is brought back to a budget: cold tool output first, then old turns, the recent ones verbatim.</summary>
public sealed record HistoryPolicy
{
    /// <summary>Sets the budget.</summary>
    /// <param name="mostTokens">Tokens of all texts at which the conversation is compacted, at least 1.</param>
    /// <param name="targetTokens">Tokens it is brought to, so that the next turns have room; null for 60 % of <paramref name="mostTokens"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1, or the target above the most.</exception>
    public HistoryPolicy(int mostTokens, int? targetTokens = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(mostTokens, 1);
        int target = targetTokens ?? Math.Max(1, (int)(mostTokens * 0.6));
        ArgumentOutOfRangeException.ThrowIfLessThan(target, 1, nameof(targetTokens));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(target, mostTokens, nameof(targetTokens));
        MostTokens = mostTokens;
        TargetTokens = target;
    }

    /// <summary>Tokens of all texts at which the conversation is compacted.</summary>
    public int MostTokens { get; }

    /// <summary>Tokens it is brought to.</summary>
    public int TargetTokens { get; }

    /// <summary>How many messages at the end stay as they are. Default: 8.</summary>
    public int RecentMessages { get; init; } = 8;

    /// <summary>Leaves the first message of the user, which is the task, as it is. Default: true.</summary>
    public bool KeepFirstUserMessage { get; init; } = true;

    /// <summary>The least share of the cold tool output that is left before old turns are cut. Default: 0.1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The share is outside (0, 1].</exception>
    public double LeastToolRate
    {
        get;
        init => field = value is > 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A rate is above 0 and at most 1.");
    } = 0.1;

    /// <summary>Method for the cold parts. Default: <c>auto</c>.</summary>
    public string Method { get; init; } = MethodCatalog.DefaultMethod;

    /// <summary>Says old turns shorter; null to cut them.</summary>
    public IHistorySummarizer? Summarizer { get; init; }
}
