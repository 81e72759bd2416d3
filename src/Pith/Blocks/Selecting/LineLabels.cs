using Pith.Text;

namespace Pith.Blocks.Selecting;

/// <summary>Ties a line's label (list marker, heading mark, quotation mark, speaker) to what the line says.</summary>
/// <remarks>
/// A label is never kept alone, and what a line says is never kept without it: a marker without its item and a sentence without its
/// speaker both mislead.
/// </remarks>
public static class LineLabels
{
    private const int MaxSpeakerUnits = 4;

    /// <summary>Finds the labels and ties the rest of each line to them.</summary>
    /// <returns>One flag a unit: whether it is part of a label.</returns>
    public static bool[] AddTo(Document document, Requirements requirements)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(requirements);
        IReadOnlyList<Unit> units = document.Units;
        string text = document.Text;
        var labels = new bool[units.Count];
        int first = 0;
        while (first < units.Count)
        {
            int last = first + 1;
            while (last < units.Count && units[last].Zone == units[first].Zone && !text.AsSpan(units[last - 1].Span.End, units[last].Span.Start - units[last - 1].Span.End).ContainsAny('\n', '\r'))
            {
                last++;
            }

            int label = document.Zones[units[first].Zone].Policy == ZonePolicy.Compress ? LabelLength(document, first, last) : 0;
            for (int i = first; i < first + label; i++)
            {
                labels[i] = true;
            }

            for (int i = first + 1; label > 0 && i < last; i++)
            {
                // The parts of a label need each other; everything else on the line needs its first part.
                requirements.Add(i, first);
                if (i < first + label)
                {
                    requirements.Add(first, i);
                }
            }

            first = last;
        }

        return labels;
    }

    // The label must leave something on the line to be a label of.
    private static int LabelLength(Document document, int first, int last)
    {
        int marker = MarkerLength(document, first, last);
        int speaker = SpeakerLength(document, first + marker, last);
        int length = marker + speaker;
        return first + length < last ? length : 0;
    }

    private static int MarkerLength(Document document, int first, int last)
    {
        Unit unit = document.Units[first];
        ReadOnlySpan<char> text = unit.Span.Of(document.Text);
        bool spaced = unit.Span.End < document.Text.Length && document.Text[unit.Span.End] is ' ' or '\t';
        if (unit.Kind == AtomKind.Punctuation && spaced && (text is "-" or "*" or "+" or "•" or "‣" or "–" or ">" || (text[0] == '#' && text.Length <= 6)))
        {
            return 1;
        }

        // "3." and "3)" and "a)".
        if (first + 1 < last && text.Length <= 3 && unit.Kind is AtomKind.Number or AtomKind.Word or AtomKind.Identifier)
        {
            Unit next = document.Units[first + 1];
            bool closes = next.Span.Length == 1 && next.Span.Start == unit.Span.End && document.Text[next.Span.Start] is '.' or ')';
            bool numbered = unit.Kind == AtomKind.Number ? char.IsAsciiDigit(text[0]) : text.Length == 1 && char.IsAsciiLetter(text[0]) && document.Text[next.Span.Start] == ')';
            if (closes && numbered && next.Span.End < document.Text.Length && document.Text[next.Span.End] is ' ' or '\t')
            {
                return 2;
            }
        }

        return 0;
    }

    // "Anna Meier:" at the start of a line: a few capitalised words or an identifier, and a colon that a space follows.
    private static int SpeakerLength(Document document, int first, int last)
    {
        string text = document.Text;
        for (int i = first; i < last && i <= first + MaxSpeakerUnits; i++)
        {
            Unit unit = document.Units[i];
            ReadOnlySpan<char> span = unit.Span.Of(text);
            if (span is ":" or "：")
            {
                bool spaced = unit.Span.End < text.Length && char.IsWhiteSpace(text[unit.Span.End]);
                return i > first && spaced ? i - first + 1 : 0;
            }

            bool name = unit.Kind switch
            {
                AtomKind.Word => char.IsUpper(span[0]),
                AtomKind.Identifier or AtomKind.Number => i > first || unit.Kind == AtomKind.Identifier,
                AtomKind.Punctuation => i > first && span is "." or "(" or ")",
                _ => false,
            };
            if (!name)
            {
                return 0;
            }
        }

        return 0;
    }
}
