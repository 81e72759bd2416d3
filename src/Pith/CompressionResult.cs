using Pith.Text;

namespace Pith;

/// <summary>How the text of a result came about.</summary>
public enum ResultKind
{
    /// <summary>The original, byte for byte.</summary>
    Original,

    /// <summary>Slices of the original in order; <see cref="CompressionResult.Kept"/> names them.</summary>
    Extracted,

    /// <summary>Slices of the original in order, with markers where something was cut and punctuation of the content's grammar; <see cref="CompressionResult.Kept"/> names the slices, <see cref="CompressionResult.Elisions"/> the cuts.</summary>
    Folded,

    /// <summary>New text: the method normalises, decodes or rewrites; there are no ranges.</summary>
    Rewritten,
}

/// <summary>Whether a segment was compressed.</summary>
public enum SegmentStatus
{
    /// <summary>Compressed.</summary>
    Applied,

    /// <summary>Left as it was; the reason code says why.</summary>
    Skipped,

    /// <summary>Removed whole.</summary>
    Dropped,
}

/// <summary>Why something was, or was not, done. The names are stable; texts go with them in <see cref="Reasons"/>.</summary>
public enum ReasonCode
{
    /// <summary>Nothing to say: it was compressed within the budget.</summary>
    None,

    /// <summary>There is no text.</summary>
    Empty,

    /// <summary>The text already fits the budget.</summary>
    WithinBudget,

    /// <summary>Too short to be worth compressing.</summary>
    TooShort,

    /// <summary>The segment's policy, a tag or a protection rule keeps it.</summary>
    Protected,

    /// <summary>The protected parts alone need more than the budget; they were kept and the budget was exceeded.</summary>
    BudgetBelowProtected,

    /// <summary>Only lossless changes are allowed and this method has none.</summary>
    LosslessOnly,

    /// <summary>No unit fits into the budget, so nothing is left of it.</summary>
    NothingFits,

    /// <summary>Dropped by a tag or by the policy drop-if-needed.</summary>
    DroppedByPolicy,

    /// <summary>The compressed form would not have been shorter in tokens.</summary>
    NotShorter,

    /// <summary>Compressing would cost more than it saves.</summary>
    OverCost,

    /// <summary>The model that the method needs is not there.</summary>
    ModelMissing,

    /// <summary>The time limit was reached; the original is returned.</summary>
    TimedOut,

    /// <summary>The method failed; the original is returned.</summary>
    Fallback,

    /// <summary>Too much else was being compressed at that moment.</summary>
    Busy,
}

/// <summary>What became of one segment.</summary>
public sealed record SegmentOutcome
{
    /// <summary>Index into <see cref="CompressionRequest.Segments"/>.</summary>
    public required int Index { get; init; }

    /// <summary>The segment's text in the result; empty if it was dropped.</summary>
    public required string Text { get; init; }

    /// <summary>Kept ranges of the segment's own text, ascending and disjoint.</summary>
    public required IReadOnlyList<TextSpan> Kept { get; init; }

    /// <summary>Tokens of the segment before.</summary>
    public required int TokensBefore { get; init; }

    /// <summary>Tokens of <see cref="Text"/>.</summary>
    public required int TokensAfter { get; init; }

    /// <summary>Id of the method that handled it.</summary>
    public required string Method { get; init; }

    /// <summary>What was done.</summary>
    public required SegmentStatus Status { get; init; }

    /// <summary>Why.</summary>
    public ReasonCode Reason { get; init; }

    /// <summary>What the segment was taken for; null where nothing was detected.</summary>
    public Routing.ContentDetection? Content { get; init; }
}

/// <summary>A cut that is marked in the text.</summary>
public sealed record Elision
{
    /// <summary>The range of the original that was cut.</summary>
    public required TextSpan Span { get; init; }

    /// <summary>What stands in its place.</summary>
    public required string Marker { get; init; }

    /// <summary>How many units were cut.</summary>
    public int Units { get; init; } = 1;

    /// <summary>What the units are, in the plural.</summary>
    public string Noun { get; init; } = "units";

    /// <summary>Handle in the original store; null without one.</summary>
    public string? Id { get; init; }

    /// <summary>The range of the original, before <see cref="Span"/>, that holds the same text and is kept; null for a cut that stands nowhere else.</summary>
    public TextSpan? Source { get; init; }
}

/// <summary>What the compressor itself used.</summary>
public sealed record CompressionCost
{
    /// <summary>Wall time of the call.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>The part of <see cref="Elapsed"/> spent waiting for the model; zero for methods without one.</summary>
    public TimeSpan Model { get; init; }

    /// <summary>Tokens that the compressor model read.</summary>
    public long ModelTokens { get; init; }
}

/// <summary>Something the caller should know, such as a tag that could not be parsed.</summary>
public sealed record CompressionNote
{
    /// <summary>A stable name in kebab-case.</summary>
    public required string Code { get; init; }

    /// <summary>One sentence; never contains the prompt's text.</summary>
    public required string Message { get; init; }

    /// <summary>Where in the original, if it is about a place.</summary>
    public TextSpan? Span { get; init; }
}

/// <summary>One unit as the method saw it.</summary>
public sealed record UnitTrace
{
    /// <summary>The unit's range of the original.</summary>
    public required TextSpan Span { get; init; }

    /// <summary>The score that ranked it: a probability for classifiers, otherwise the method's own scale.</summary>
    public required double Score { get; init; }

    /// <summary>Whether it was kept.</summary>
    public required bool Kept { get; init; }

    /// <summary>Whether it was kept because of a protection rule.</summary>
    public bool Protected { get; init; }
}

/// <summary>A word as a method saw it and whether it was kept.</summary>
public sealed record WordLabel
{
    /// <summary>The word in the method's spelling, which normalisation may have changed.</summary>
    public required string Word { get; init; }

    /// <summary>Whether it was kept.</summary>
    public required bool Kept { get; init; }

    /// <summary>Words and labels as one string, by default with the separators of LLMLingua-2's reference.</summary>
    public static string Format(IEnumerable<WordLabel> labels, string wordSeparator = "\t\t|\t\t", string labelSeparator = " ") =>
        string.Join(wordSeparator, labels.Select(l => string.Concat(l.Word, labelSeparator, l.Kept ? "1" : "0")));
}

/// <summary>What came of a <see cref="CompressionRequest"/>.</summary>
/// <remarks>
/// Extracted text is <see cref="Kept"/> slices of the original in order. Between two slices that were not neighbours stands the
/// white space that <c>docs/limits.md</c> ("How kept slices are joined") describes, and nothing else.
/// </remarks>
public sealed record CompressionResult
{
    /// <summary>The compressed text.</summary>
    public required string Text { get; init; }

    /// <summary>How the text came about.</summary>
    public required ResultKind Kind { get; init; }

    /// <summary>Kept ranges of <see cref="CompressionRequest.Original"/>, ascending and disjoint; empty if rewritten.</summary>
    public required IReadOnlyList<TextSpan> Kept { get; init; }

    /// <summary>Tokens of the original, counted with <see cref="Tokenizer"/>.</summary>
    public required int TokensBefore { get; init; }

    /// <summary>Tokens of <see cref="Text"/>, counted with <see cref="Tokenizer"/>.</summary>
    public required int TokensAfter { get; init; }

    /// <summary>Name of the tokenizer that counted.</summary>
    public required string Tokenizer { get; init; }

    /// <summary>Id of the method.</summary>
    public required string Method { get; init; }

    /// <summary>The most tokens the budget allowed; null if it set no number.</summary>
    public int? TokenLimit { get; init; }

    /// <summary>Why the whole was not compressed, or what stood in the way; <see cref="ReasonCode.None"/> if nothing did.</summary>
    public ReasonCode Reason { get; init; }

    /// <summary>What became of each segment, in the order of the request.</summary>
    public required IReadOnlyList<SegmentOutcome> Segments { get; init; }

    /// <summary>Cuts that are marked in the text.</summary>
    public IReadOnlyList<Elision> Elisions { get; init; } = [];

    /// <summary>What the caller should know.</summary>
    public IReadOnlyList<CompressionNote> Notes { get; init; } = [];

    /// <summary>Every unit with its score, if <see cref="CompressionRequest.Explain"/> asked for it.</summary>
    public IReadOnlyList<UnitTrace> Trace { get; init; } = [];

    /// <summary>Every word in order with its label, if the method was set to return labels; for methods whose words are no ranges of the original.</summary>
    public IReadOnlyList<WordLabel> WordLabels { get; init; } = [];

    /// <summary>What the compressor itself used.</summary>
    public CompressionCost Cost { get; init; } = new();

    /// <summary>Kept / original; 1 for an empty original.</summary>
    public double Rate => TokensBefore == 0 ? 1 : (double)TokensAfter / TokensBefore;

    /// <summary>Whether the budget was kept; true if it set no number.</summary>
    public bool WithinBudget => TokenLimit is not { } limit || TokensAfter <= limit;
}
