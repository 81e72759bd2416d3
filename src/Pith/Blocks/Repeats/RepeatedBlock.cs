using Pith.Text;

namespace Pith.Blocks.Repeats;

/// <summary>A block of whole lines of a request that stood before.</summary>
/// <param name="Span">Where it stands in the original.</param>
/// <param name="Segment">Index of its segment.</param>
/// <param name="Source">Where the same text stands before it.</param>
/// <param name="SourceSegment">Index of the segment of that.</param>
/// <param name="Lines">How many lines.</param>
internal sealed record RepeatedBlock(TextSpan Span, int Segment, TextSpan Source, int SourceSegment, int Lines);
