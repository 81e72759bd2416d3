using Pith.Text;

namespace Pith.Blocks.Repeats;

/// <summary>A line as <see cref="RepeatFinder"/> sees it.</summary>
/// <param name="Span">The line without its end.</param>
/// <param name="IsSource">Whether later lines may refer to it.</param>
/// <param name="IsTarget">Whether it may be replaced by a reference.</param>
/// <param name="IsLast">Whether no block goes on after it: the last line of a segment.</param>
public readonly record struct RepeatLine(TextSpan Span, bool IsSource, bool IsTarget, bool IsLast)
{
    /// <summary>The lines of a stretch of a text; they end with LF or CRLF, all may be referred to and replaced.</summary>
    /// <param name="text">The text.</param>
    /// <param name="stretch">A segment, or all of it.</param>
    public static List<RepeatLine> Of(string text, TextSpan stretch)
    {
        ArgumentNullException.ThrowIfNull(text);
        var lines = new List<RepeatLine>();
        int start = stretch.Start;
        while (true)
        {
            int length = text.AsSpan(start, stretch.End - start).IndexOf('\n');
            if (length < 0)
            {
                lines.Add(new RepeatLine(new TextSpan(start, stretch.End), true, true, true));
                return lines;
            }

            int end = start + length;
            lines.Add(new RepeatLine(new TextSpan(start, end > start && text[end - 1] == '\r' ? end - 1 : end), true, true, false));
            start = end + 1;
        }
    }
}
