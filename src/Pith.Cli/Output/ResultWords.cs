using System.Globalization;

namespace Pith.Cli.Output;

/// <summary>A result in words: the stable ones of JSON, and the line on stderr.</summary>
internal static class ResultWords
{
    internal const string Error = "error";

    internal const string Help = """
        Status words: compressed, rewritten (new text, no kept ranges), unchanged (the original; "reason" says why),
        over-budget (what is protected alone needs more than the budget), error.
        """;

    internal static string Name(this SegmentStatus status) => status switch
    {
        SegmentStatus.Applied => "compressed",
        SegmentStatus.Dropped => "dropped",
        _ => "unchanged",
    };

    internal static string Name(this SegmentRole role) => role == SegmentRole.ToolOutput ? "tool-output" : role.ToString().ToLowerInvariant();

    internal static string Name(this SegmentPolicy policy) => policy == SegmentPolicy.DropIfNeeded ? "drop-if-needed" : policy.ToString().ToLowerInvariant();

    internal static string Name(this BudgetKind kind) => kind == BudgetKind.LosslessOnly ? "lossless-only" : kind.ToString().ToLowerInvariant();

    /// <summary>Such as <c>1,842 → 735 tokens (o200k_base), 39.9 %, 84 ms</c>.</summary>
    internal static string Summary(this CompressionResult result) => string.Create(
        CultureInfo.InvariantCulture,
        $"{result.TokensBefore:N0} → {result.TokensAfter:N0} tokens ({result.Tokenizer}), {Percent(result.Rate)}, {result.Cost.Elapsed.TotalMilliseconds:N0} ms");

    internal static string Percent(double rate) => string.Create(CultureInfo.InvariantCulture, $"{rate * 100:0.0} %");

    /// <summary>Why the outcome is not the plain one; null if there is nothing to explain.</summary>
    internal static string? Reason(this CompressionResult result)
    {
        if (result.Reason == ReasonCode.None)
        {
            return null;
        }

        string limit = result is { WithinBudget: false, TokenLimit: { } most } ? string.Create(CultureInfo.InvariantCulture, $" of {most:N0} tokens") : string.Empty;
        return $"{result.Status()}: {result.Reason.Text()}{limit} ({result.Reason.Name()})";
    }

    /// <summary>Says summary, reason and notes.</summary>
    internal static void Say(this Talk talk, CompressionResult result, string prefix)
    {
        talk.Say(prefix + result.Summary());
        if (result.Reason() is { } reason)
        {
            talk.Say(prefix + reason);
        }

        foreach (CompressionNote note in result.Notes)
        {
            talk.Say($"{prefix}note: {note.Message}");
        }
    }
}
