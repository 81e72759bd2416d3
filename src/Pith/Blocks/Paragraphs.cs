namespace Pith.Blocks;

/// <summary>Groups units into paragraphs.</summary>
public static class Paragraphs
{
    /// <summary>Ranges [start, end) of unit indices: a paragraph ends at a blank line or where a zone does.</summary>
    public static IEnumerable<(int Start, int End)> OfUnits(Document document)
    {
        ArgumentNullException.ThrowIfNull(document);
        int start = 0;
        for (int i = 1; i <= document.Units.Count; i++)
        {
            if (i == document.Units.Count || document.Units[i].Zone != document.Units[i - 1].Zone || BlankLineBetween(document, i - 1, i))
            {
                yield return (start, i);
                start = i;
            }
        }
    }

    private static bool BlankLineBetween(Document document, int left, int right)
    {
        ReadOnlySpan<char> gap = document.Text.AsSpan(document.Units[left].Span.End, document.Units[right].Span.Start - document.Units[left].Span.End);
        int first = gap.IndexOf('\n');
        return first >= 0 && gap[(first + 1)..].Contains('\n');
    }
}
