using Pith.Text;

namespace Pith.Routing;

/// <summary>A stretch of a text that is of one kind.</summary>
/// <param name="Span">Where it stands, without white space at its ends.</param>
/// <param name="Content">What it is.</param>
public sealed record ContentPart(TextSpan Span, ContentDetection Content);
