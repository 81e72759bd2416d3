using Pith.Text;

namespace Pith.Routing;

/// <summary>A part of a text that is of one kind.</summary>
/// <param name="Span">Where it stands.</param>
/// <param name="Content">What it is.</param>
public sealed record ContentPart(TextSpan Span, ContentDetection Content);
