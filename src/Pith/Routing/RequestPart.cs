using Pith.Blocks.Folding;
using Pith.Blocks.Repeats;
using Pith.Text;

namespace Pith.Routing;

/// <summary>A stretch of a request of one kind and one policy.</summary>
internal sealed record RequestPart(TextSpan Span, int Segment, ZonePolicy Policy, double? Rate, ContentDetection? Content, IReadOnlyList<FoldingMethod> Methods)
{
    /// <summary>Id of the method that plans it.</summary>
    internal string? Used { get; set; }

    internal bool IsFence { get; init; }

    /// <summary>The block that it is, if it stood before.</summary>
    internal RepeatedBlock? Repeat { get; init; }

    /// <summary>Whether a later block refers to lines of it.</summary>
    internal bool IsReferredTo { get; init; }

    /// <summary>Whether lines may be taken out of it and the rest is still of its kind.</summary>
    internal bool IsOfLines => !IsFence && Content?.Kind is ContentKind.Prose or ContentKind.Markdown or ContentKind.Log or ContentKind.StackTrace or ContentKind.SearchHits
        or ContentKind.Listing or ContentKind.Code or ContentKind.BuildOutput or ContentKind.NdJson;
}
