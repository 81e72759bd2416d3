namespace Pith.Content.Pieces;

/// <summary>How a marker is dressed so that it is a comment.</summary>
/// <param name="Line">What a comment to the end of the line begins with; empty for none.</param>
/// <param name="Open">What a comment inside a line begins with; null where there is no such thing.</param>
/// <param name="Close">What it ends with.</param>
/// <param name="Filler">What stands before a marker that is all of a block: where a grammar allows no empty ones.</param>
internal sealed record CommentForm(string Line, string? Open = null, string? Close = null, string? Filler = null)
{
    /// <summary>Markers as they are.</summary>
    internal static CommentForm None { get; } = new(string.Empty, string.Empty, string.Empty);

    internal static CommentForm Slashes { get; } = new("// ", "/* ", " */");

    internal static CommentForm Hash { get; } = new("# ");

    internal static CommentForm Python { get; } = new("# ", null, null, "...  ");

    internal static CommentForm Dashes { get; } = new("-- ");

    internal static CommentForm Percent { get; } = new("% ");

    internal static CommentForm Semicolons { get; } = new(";; ");

    internal static CommentForm Quote { get; } = new("' ");

    internal static CommentForm Markup { get; } = new("<!-- ", "<!-- ", " -->");

    internal bool IsLineOnly => Open is null;
}
