using Pith.Text;

namespace Pith.Blocks;

/// <summary>Groups units into sentences.</summary>
/// <remarks>
/// A sentence ends at a line break, or after terminal punctuation (with its closing quotes and brackets) before white space and a
/// letter that is no lower-case one, unless the word before is a usual abbreviation or a single initial. Scripts without spaces end sentences at their own marks.
/// </remarks>
public static class Sentences
{
    private static readonly HashSet<string> s_abbreviations = new(
        "mr mrs ms dr prof sr jr st vs etc e.g i.e fig eq no vol inc ltd co corp dept est approx al cf ca bzw z.b usw nr".Split(' '),
        StringComparer.OrdinalIgnoreCase);

    /// <summary>For each unit the index of its sentence: ascending, without gaps, starting at 0.</summary>
    public static int[] OfUnits(Document document)
    {
        ArgumentNullException.ThrowIfNull(document);
        IReadOnlyList<Unit> units = document.Units;
        var sentence = new int[units.Count];
        int current = 0;
        bool ended = false;
        for (int i = 0; i < units.Count; i++)
        {
            if (i > 0)
            {
                ReadOnlySpan<char> gap = document.Text.AsSpan(units[i - 1].Span.End, units[i].Span.Start - units[i - 1].Span.End);
                if (units[i].Zone != units[i - 1].Zone || gap.ContainsAny('\n', '\r') || (ended && Begins(document, i, gap)))
                {
                    current++;
                    ended = false;
                }
            }

            sentence[i] = current;
            ended = Ends(document, i, ended);
        }

        return sentence;
    }

    private static bool Begins(Document document, int unit, ReadOnlySpan<char> gap)
    {
        char first = document.Text[document.Units[unit].Span.Start];
        return Scripts.IsUnspaced(first) || (gap.Length > 0 && !char.IsLower(first));
    }

    private static bool Ends(Document document, int unit, bool ended)
    {
        ReadOnlySpan<char> text = document.Units[unit].Span.Of(document.Text);
        if (document.Units[unit].Kind != AtomKind.Punctuation)
        {
            return false;
        }

        if (text[0] is '!' or '?' or '。' or '！' or '？' or '…' or '।' or '؟')
        {
            return true;
        }

        if (text[0] == '.')
        {
            return unit == 0 || !IsAbbreviation(document.Units[unit - 1].Span.Of(document.Text));
        }

        return ended && text[0] is '"' or '\'' or '”' or '’' or ')' or ']' or '»' or '」' or '』';
    }

    private static bool IsAbbreviation(ReadOnlySpan<char> word) =>
        (word.Length == 1 && char.IsUpper(word[0])) || s_abbreviations.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word);
}
