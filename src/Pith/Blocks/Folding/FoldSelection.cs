using Pith.Text;

namespace Pith.Blocks.Folding;

/// <summary>What was kept of every part, and how it reads.</summary>
internal sealed record FoldSelection
{
    internal required bool[][] Kept { get; init; }

    internal required string Text { get; init; }

    internal required int Tokens { get; init; }

    internal required ResultKind Kind { get; init; }

    internal required IReadOnlyList<TextSpan> Ranges { get; init; }

    internal required IReadOnlyList<Elision> Elisions { get; init; }

    /// <summary>Text of each segment of the request.</summary>
    internal required IReadOnlyList<string> Segments { get; init; }

    internal ReasonCode Reason { get; init; }

    internal static FoldSelection Empty(ReasonCode reason) => new()
    {
        Kept = [],
        Text = string.Empty,
        Tokens = 0,
        Kind = ResultKind.Folded,
        Ranges = [],
        Elisions = [],
        Segments = [],
        Reason = reason,
    };
}
