using Pith.Text;

namespace Pith.Blocks.Folding;

/// <summary>A plan at its place in the original.</summary>
/// <param name="Span">Where its text stands in the original.</param>
/// <param name="Segment">Index of the segment.</param>
/// <param name="Plan">The plan; null for a part that is dropped.</param>
/// <param name="Forced">Units that are kept whatever they cost; null for none.</param>
/// <param name="Rate">A rate of its own; null for the request's.</param>
internal sealed record FoldPart(TextSpan Span, int Segment, FoldPlan? Plan, bool[]? Forced, double? Rate)
{
    /// <summary>Whether a later block refers to lines of it: where all of it is kept it is written as it was, also by a grammar that writes its own white space.</summary>
    internal bool IsReferredTo { get; init; }
}
