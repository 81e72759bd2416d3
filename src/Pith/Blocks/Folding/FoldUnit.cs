using Pith.Text;

namespace Pith.Blocks.Folding;

/// <summary>What a fold plan keeps or cuts.</summary>
public readonly record struct FoldUnit
{
    /// <summary>Where it stands in the text. Spans of a plan ascend by their start; a container's span may hold those of its content.</summary>
    public required TextSpan Span { get; init; }

    /// <summary>
    /// What it is worth among the units of its plan; only the order counts. <see cref="FoldPlan.Urgent"/> and more: before everything else of the whole request
    /// (an error, what the question names); <see cref="FoldPlan.Spare"/>: after everything else of it. Negative infinity: never for itself, only where another unit needs it.
    /// </summary>
    public required double Score { get; init; }

    /// <summary>What markers call it, in the plural and in lower case letters: lines, items, rows.</summary>
    public string Noun { get; init; }

    /// <summary>Characters that it adds to the result; for containers, their own punctuation. 0 stands for the length of the span.</summary>
    public int Size { get; init; }

    /// <summary>Whether it is kept whatever it costs.</summary>
    public bool IsForced { get; init; }

    internal int Cost => Size > 0 ? Size : Span.Length;
}
