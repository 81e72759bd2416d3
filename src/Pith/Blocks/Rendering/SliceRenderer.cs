using System.Text;
using Pith.Text;

namespace Pith.Blocks.Rendering;

/// <summary>Turns kept units into text: slices of the original in order, with white space between them by fixed rules.</summary>
/// <remarks>
/// Neighbouring units keep what stands between them byte for byte. Where units were dropped, the join is, in this order: a blank
/// line if there was one; else a line break, with the indentation if the next unit begins its line; else nothing, where closing
/// punctuation follows or opening punctuation precedes a plain word, or both sides belong to a script written without spaces; else one space.
/// No rule can put two atoms together that stood apart, unless one is the punctuation of a sentence and the other a plain word.
/// </remarks>
public sealed class SliceRenderer
{
    private readonly Document _document;
    private readonly IReadOnlyList<Unit> _units;
    private readonly string _text;

    /// <summary>Renders units of <paramref name="document"/>.</summary>
    public SliceRenderer(Document document)
    {
        ArgumentNullException.ThrowIfNull(document);
        _document = document;
        _units = document.Units;
        _text = document.Text;
    }

    /// <summary>The text of the kept units; segments that keep nothing vanish with their separator.</summary>
    public string Render(ReadOnlySpan<bool> kept)
    {
        var output = new StringBuilder(Math.Min(_text.Length, 1 << 20));
        int first = 0;
        while (first < _units.Count)
        {
            int last = SegmentEnd(first);
            int length = output.Length;
            if (length > 0)
            {
                output.Append(CompressionRequest.SegmentSeparator);
            }

            int before = output.Length;
            RenderSegment(kept, first, last, output);
            if (output.Length == before)
            {
                output.Length = length;
            }

            first = last;
        }

        return output.ToString();
    }

    /// <summary>The text of the kept units of one segment: units [<paramref name="first"/>, <paramref name="last"/>).</summary>
    internal void RenderSegment(ReadOnlySpan<bool> kept, int first, int last, StringBuilder output)
    {
        if (KeepsWhole(kept, first, last))
        {
            TextSpan segment = _document.SegmentSpans[_units[first].Segment];
            output.Append(segment.Of(_text));
            return;
        }

        RenderUnits(kept, first, last, output);
    }

    /// <summary>The text of the kept units among [<paramref name="first"/>, <paramref name="last"/>), all of one segment, without what stands around them.</summary>
    internal void RenderUnits(ReadOnlySpan<bool> kept, int first, int last, StringBuilder output)
    {
        int previous = -1;
        for (int i = first; i < last; i++)
        {
            if (!kept[i])
            {
                continue;
            }

            if (previous >= 0)
            {
                Join(previous, i, output);
            }

            output.Append(_units[i].Span.Of(_text));
            previous = i;
        }
    }

    /// <summary>Ranges of the original that stand in the text unchanged.</summary>
    public List<TextSpan> KeptRanges(ReadOnlySpan<bool> kept)
    {
        var ranges = new List<TextSpan>();
        int first = 0;
        while (first < _units.Count)
        {
            int last = SegmentEnd(first);
            if (KeepsWhole(kept, first, last))
            {
                ranges.Add(_document.SegmentSpans[_units[first].Segment]);
            }
            else
            {
                AddRanges(kept, first, last, ranges);
            }

            first = last;
        }

        return ranges;
    }

    internal int SegmentEnd(int first)
    {
        int segment = _units[first].Segment;
        int last = first;
        while (last < _units.Count && _units[last].Segment == segment)
        {
            last++;
        }

        return last;
    }

    private void AddRanges(ReadOnlySpan<bool> kept, int first, int last, List<TextSpan> ranges)
    {
        int start = -1;
        int end = -1;
        int previous = -1;
        for (int i = first; i < last; i++)
        {
            if (!kept[i])
            {
                continue;
            }

            TextSpan span = _units[i].Span;
            if (start >= 0 && previous == i - 1 && !CrossesMarkup(previous, i))
            {
                end = span.End;
            }
            else
            {
                if (start >= 0)
                {
                    ranges.Add(new TextSpan(start, end));
                }

                (start, end) = (span.Start, span.End);
            }

            previous = i;
        }

        if (start >= 0)
        {
            ranges.Add(new TextSpan(start, end));
        }
    }

    private bool KeepsWhole(ReadOnlySpan<bool> kept, int first, int last)
    {
        for (int i = first; i < last; i++)
        {
            if (!kept[i])
            {
                return false;
            }
        }

        TextSpan segment = _document.SegmentSpans[_units[first].Segment];
        TextSpan zone = _document.Zones[_units[first].Zone].Span;
        return zone == segment;
    }

    private bool CrossesMarkup(int left, int right) => _units[left].Zone != _units[right].Zone;

    private void Join(int left, int right, StringBuilder output)
    {
        TextSpan a = _units[left].Span;
        TextSpan b = _units[right].Span;
        if (right == left + 1 && !AnyDroppedBetween(left, right))
        {
            AppendWithoutMarkup(left, right, output);
            return;
        }

        ReadOnlySpan<char> gap = _text.AsSpan(a.End, b.Start - a.End);
        int lastBreak = gap.LastIndexOfAny('\n', '\r');
        if (lastBreak >= 0)
        {
            ReadOnlySpan<char> lineBreak = LineBreak(gap);
            output.Append(lineBreak);
            if (HasBlankLine(gap))
            {
                output.Append(lineBreak);
            }

            ReadOnlySpan<char> indentation = gap[(lastBreak + 1)..];
            if (indentation.IsWhiteSpace())
            {
                output.Append(indentation);
            }

            return;
        }

        if (!Glues(a, b, gap))
        {
            output.Append(' ');
        }
    }

    // Neighbouring units with only directives between them have their white space as it was; a dropped zone has no units but is a loss.
    private bool AnyDroppedBetween(int left, int right)
    {
        for (int zone = _units[left].Zone + 1; zone < _units[right].Zone; zone++)
        {
            if (_document.Zones[zone].Policy == ZonePolicy.Drop)
            {
                return true;
            }
        }

        return false;
    }

    private void AppendWithoutMarkup(int left, int right, StringBuilder output)
    {
        int at = _units[left].Span.End;
        for (int zone = _units[left].Zone; zone <= _units[right].Zone; zone++)
        {
            Zone z = _document.Zones[zone];
            if (z.Policy == ZonePolicy.Markup)
            {
                output.Append(_text.AsSpan(at, Math.Max(0, z.Span.Start - at)));
                at = Math.Max(at, z.Span.End);
            }
        }

        output.Append(_text.AsSpan(at, _units[right].Span.Start - at));
    }

    private bool Glues(TextSpan a, TextSpan b, ReadOnlySpan<char> gap)
    {
        char end = _text[a.End - 1];
        char start = _text[b.Start];
        if (Scripts.IsUnspaced(end) && Scripts.IsUnspaced(start))
        {
            return true;
        }

        bool spaceBefore = gap.Length > 0 && char.IsWhiteSpace(gap[^1]);
        bool spaceAfter = gap.Length > 0 && char.IsWhiteSpace(gap[0]);

        // Closing punctuation may move up to a plain word if nothing stood right after it: "word, other." gives "word.".
        if (!spaceBefore && IsClosing(start) && char.IsLetter(end) && IsPlainWord(a) && (b.End == _text.Length || char.IsWhiteSpace(_text[b.End])))
        {
            return true;
        }

        return !spaceAfter && IsOpening(end) && char.IsLetter(start) && IsPlainWord(b) && (a.Start == 0 || char.IsWhiteSpace(_text[a.Start - 1]));
    }

    private bool IsPlainWord(TextSpan span)
    {
        foreach (char c in span.Of(_text))
        {
            if (!char.IsLetter(c))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsClosing(char c) => c is '.' or ',' or ';' or ':' or '!' or '?' or ')' or ']' or '”' or '’' or '»' or '…' or '،' or '؟' or '।';

    private static bool IsOpening(char c) => c is '(' or '[' or '“' or '‘' or '«' or '¿' or '¡';

    private static ReadOnlySpan<char> LineBreak(ReadOnlySpan<char> gap)
    {
        int at = gap.IndexOfAny('\n', '\r');
        return gap[at] == '\r' && at + 1 < gap.Length && gap[at + 1] == '\n' ? gap.Slice(at, 2) : gap.Slice(at, 1);
    }

    private static bool HasBlankLine(ReadOnlySpan<char> gap)
    {
        bool lineIsBlank = false;
        for (int i = 0; i < gap.Length; i++)
        {
            if (gap[i] is '\n' or '\r')
            {
                if (lineIsBlank)
                {
                    return true;
                }

                i += gap[i] == '\r' && i + 1 < gap.Length && gap[i + 1] == '\n' ? 1 : 0;
                lineIsBlank = true;
            }
            else if (!char.IsWhiteSpace(gap[i]))
            {
                lineIsBlank = false;
            }
        }

        return false;
    }
}
