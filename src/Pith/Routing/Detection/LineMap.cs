using System.Globalization;

namespace Pith.Routing.Detection;

/// <summary>The lines of a text, or of a bounded sample of it, with their shapes.</summary>
internal sealed class LineMap
{
    private const int HeadLength = 16_384;
    private const int WindowLength = 8_192;

    private readonly List<Line> _lines;

    private LineMap(List<Line> lines) => _lines = lines;

    internal int Count => _lines.Count;

    internal Line this[int index] => _lines[index];

    internal static LineMap Of(ReadOnlySpan<char> text)
    {
        var lines = new List<Line>();
        Read(text, 0, text.Length, lines);
        return new LineMap(Settle(text, lines));
    }

    /// <summary>All lines of a short text; head, middle and end of a long one.</summary>
    internal static LineMap Sample(ReadOnlySpan<char> text)
    {
        if (text.Length <= HeadLength + (2 * WindowLength))
        {
            return Of(text);
        }

        var lines = new List<Line>();
        Read(text, 0, HeadLength, lines);
        int middle = (text.Length / 2) - (WindowLength / 2);
        foreach (int start in (ReadOnlySpan<int>)[Math.Max(HeadLength, middle), text.Length - WindowLength])
        {
            // A window begins in the middle of a line; what is cut off would be read as a line of another shape.
            int skip = text.Slice(start, WindowLength).IndexOf('\n');
            Read(text, skip < 0 ? start : start + skip + 1, start + WindowLength, lines);
        }

        return new LineMap(Settle(text, lines));
    }

    private static void Read(ReadOnlySpan<char> text, int start, int end, List<Line> lines)
    {
        while (start < end)
        {
            int length = text[start..end].IndexOfAny('\n', '\r');
            int stop = length < 0 ? end : start + length;
            lines.Add(new Line(start, stop, LineShapes.Of(text[start..stop])));
            start = stop + 1;
            if (stop < end && text[stop] == '\r' && start < end && text[start] == '\n')
            {
                start++;
            }
        }
    }

    /// <summary>Gives lines the shapes that only their neighbours show.</summary>
    private static List<Line> Settle(ReadOnlySpan<char> text, List<Line> lines)
    {
        int removed = 0;
        int added = 0;
        char fence = '\0';
        int fenceLength = 0;
        char quote = '\0';
        for (int i = 0; i < lines.Count; i++)
        {
            Line line = lines[i];
            ReadOnlySpan<char> content = text[line.Start..line.End];
            if (fence != '\0')
            {
                bool closes = Fences.Closes(content, fence, fenceLength);
                lines[i] = line with { Shape = closes ? LineShape.Fence : line.Shape | LineShape.Fenced };
                fence = closes ? '\0' : fence;
                continue;
            }

            if (line.Is(LineShape.Fence))
            {
                (fence, fenceLength) = Fences.Open(content);
                continue;
            }

            if (removed > 0 || added > 0)
            {
                if (line.Is(LineShape.Blank) || content[0] is ' ' or '+' or '-' or '\\')
                {
                    char mark = line.Is(LineShape.Blank) && content.IsEmpty ? ' ' : content[0];
                    removed -= mark is ' ' or '-' ? 1 : 0;
                    added -= mark is ' ' or '+' ? 1 : 0;
                    lines[i] = line with { Shape = LineShape.DiffBody };
                    continue;
                }

                removed = added = 0;
            }

            if (line.Is(LineShape.DiffHead) && content.StartsWith("@@"))
            {
                (removed, added) = HunkLengths(content);
            }

            quote = SettleQuote(lines, i, content, quote);
            SettleFrames(lines, i, content);
            SettleSources(lines, i, content);
            SettleRemarks(lines, i, content);
        }

        return lines;
    }

    private static char SettleQuote(List<Line> lines, int index, ReadOnlySpan<char> content, char quote)
    {
        if (quote != '\0')
        {
            bool ends = content.Contains(quote switch { '"' => "\"\"\"", '\'' => "'''", _ => "*/" }, StringComparison.Ordinal);
            lines[index] = lines[index] with { Shape = LineShape.Quoted };
            return ends ? '\0' : quote;
        }

        ReadOnlySpan<char> body = content.TrimStart();
        if (body.StartsWith("/*") && !body.Contains("*/", StringComparison.Ordinal))
        {
            lines[index] = lines[index] with { Shape = LineShape.Quoted };
            return '*';
        }

        foreach (string mark in (ReadOnlySpan<string>)["\"\"\"", "'''"])
        {
            if (body.StartsWith(mark))
            {
                lines[index] = lines[index] with { Shape = LineShape.Quoted };
                return body[3..].Contains(mark, StringComparison.Ordinal) ? '\0' : mark[0];
            }
        }

        return '\0';
    }

    // Below a message of a compiler the source is no table and no program.
    private static void SettleSources(List<Line> lines, int index, ReadOnlySpan<char> content)
    {
        if (index > 0 && lines[index - 1].Is(LineShape.Diagnostic | LineShape.Build) && !lines[index].Is(LineShape.Build | LineShape.Blank) && LineShapes.IsShownSource(content))
        {
            lines[index] = lines[index] with { Shape = LineShape.Build | LineShape.Indented };
        }
    }

    // Headings do not stand in rows; lines of a comment do.
    private static void SettleRemarks(List<Line> lines, int index, ReadOnlySpan<char> content)
    {
        if (index > 0 && lines[index - 1].Is(LineShape.Hash) && lines[index].Is(LineShape.Hash) && !content.StartsWith("##"))
        {
            const LineShape marks = LineShape.Heading | LineShape.Inline;
            lines[index - 1] = lines[index - 1] with { Shape = lines[index - 1].Shape & ~marks };
            lines[index] = lines[index] with { Shape = lines[index].Shape & ~marks };
        }
    }

    private static void SettleFrames(List<Line> lines, int index, ReadOnlySpan<char> content)
    {
        if (index == 0)
        {
            return;
        }

        Line before = lines[index - 1];
        Line line = lines[index];
        bool underlines = content.TrimStart() is ['^' or '~', ..];
        if (!line.Is(LineShape.Frame | LineShape.Blank) && (before.Is(LineShape.FileFrame) && content.StartsWith("    ") || before.Is(LineShape.Frame) && underlines))
        {
            lines[index] = line with { Shape = LineShape.Frame };
        }
        else if (line.Is(LineShape.FileFrame) && content[0] == '\t' && !before.Is(LineShape.Blank))
        {
            lines[index - 1] = before with { Shape = before.Shape | LineShape.Frame };
        }
    }

    // "@@ -12,5 +12,6 @@": a missing length is 1.
    private static (int Removed, int Added) HunkLengths(ReadOnlySpan<char> header)
    {
        return (LengthAfter(header, '-'), LengthAfter(header, '+'));

        static int LengthAfter(ReadOnlySpan<char> header, char sign)
        {
            int at = header.IndexOf(sign);
            if (at < 0)
            {
                return 0;
            }

            ReadOnlySpan<char> range = header[(at + 1)..];
            range = range[..Math.Max(0, range.IndexOf(' '))];
            int comma = range.IndexOf(',');
            return comma < 0 ? 1 : int.TryParse(range[(comma + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int length) ? length : 0;
        }
    }
}
