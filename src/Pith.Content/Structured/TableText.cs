using Pith.Text;

namespace Pith.Content.Structured;

/// <summary>A table written as text: rows of cells at their places.</summary>
/// <remarks>Comma, semicolon, tab or bar; quoted cells may hold separators and line ends; Markdown tables have bars at the edges and a row of dashes.</remarks>
internal sealed class TableText
{
    private const int MaxColumns = 2000;

    private TableText(string text, char separator, List<List<TextSpan>> rows, List<TextSpan> rowSpans, int headers, int rule)
    {
        Text = text;
        Separator = separator;
        Rows = rows;
        RowSpans = rowSpans;
        Headers = headers;
        Rule = rule;
        Columns = rows.Max(r => r.Count);
    }

    internal string Text { get; }

    internal char Separator { get; }

    /// <summary>Cells of each row, trimmed of white space around bars; quotation marks belong to the cell.</summary>
    internal List<List<TextSpan>> Rows { get; }

    internal List<TextSpan> RowSpans { get; }

    /// <summary>Rows at the top that name the columns.</summary>
    internal int Headers { get; }

    /// <summary>The Markdown row of dashes; -1 without one.</summary>
    internal int Rule { get; }

    internal int Columns { get; }

    internal ReadOnlySpan<char> Cell(int row, int column) => column < Rows[row].Count ? Bare(Rows[row][column].Of(Text)) : default;

    /// <summary>Reads a table; null if the text is none: fewer than two rows or columns.</summary>
    internal static TableText? Read(string text)
    {
        if (Separators(text) is not { } separator)
        {
            return null;
        }

        var rows = new List<List<TextSpan>>();
        var spans = new List<TextSpan>();
        int at = 0;
        while (at < text.Length)
        {
            int start = at;
            List<TextSpan> cells = separator == '|' ? BarRow(text, ref at) : QuotedRow(text, separator, ref at);
            int end = at;
            SkipLineEnd(text, ref at);
            if (text.AsSpan(start, end - start).IsWhiteSpace())
            {
                continue;
            }

            if (cells.Count > MaxColumns)
            {
                return null;
            }

            rows.Add(cells);
            spans.Add(new TextSpan(start, end));
        }

        if (rows.Count < 2 || rows.Max(r => r.Count) < 2)
        {
            return null;
        }

        int rule = separator == '|' && IsRule(text, rows[1]) ? 1 : -1;
        return new TableText(text, separator, rows, spans, rule == 1 ? 1 : HeaderRows(text, rows), rule);
    }

    // The separator that the most of the first lines have equally often.
    private static char? Separators(string text)
    {
        List<TextSpan> lines = [.. FirstLines(text, 24)];
        (char Separator, double Fit) best = default;
        foreach (char candidate in (ReadOnlySpan<char>)['\t', '|', ',', ';'])
        {
            int[] counts = [.. lines.Where(l => !l.Of(text).IsWhiteSpace()).Select(l => Outside(l.Of(text), candidate))];
            // Two lines with a comma each are no table yet.
            if (counts.Length < (candidate is ',' or ';' ? 3 : 2))
            {
                continue;
            }

            int usual = counts.Where(c => c > 0).GroupBy(c => c).OrderByDescending(g => g.Count()).ThenByDescending(g => g.Key).Select(g => g.Key).FirstOrDefault();
            // A comma that a space follows separates clauses rather than cells.
            bool prose = candidate is ',' or ';' && lines.Sum(l => l.Of(text).Count($"{candidate} ")) > lines.Sum(l => Outside(l.Of(text), candidate)) / 2;
            double fit = usual == 0 || prose ? 0 : counts.Count(c => c == usual) / (double)counts.Length * Math.Min(1, 0.8 + (0.05 * usual));
            if (fit > best.Fit)
            {
                best = (candidate, fit);
            }
        }

        return best.Fit >= (best.Separator is ',' or ';' ? 0.65 : 0.4) ? best.Separator : null;
    }

    private static IEnumerable<TextSpan> FirstLines(string text, int most)
    {
        int start = 0;
        for (int i = 0; i < most && start < text.Length; i++)
        {
            int length = text.AsSpan(start).IndexOf('\n');
            int end = length < 0 ? text.Length : start + length;
            yield return new TextSpan(start, end);
            start = end + 1;
        }
    }

    private static int Outside(ReadOnlySpan<char> line, char separator)
    {
        int count = 0;
        bool quoted = false;
        foreach (char c in line)
        {
            quoted ^= c == '"' && separator != '|';
            count += c == separator && !quoted ? 1 : 0;
        }

        return count;
    }

    private static List<TextSpan> BarRow(string text, ref int at)
    {
        int length = text.AsSpan(at).IndexOfAny('\n', '\r');
        int end = length < 0 ? text.Length : at + length;
        var cells = new List<TextSpan>();
        int start = at;
        bool edge = text.AsSpan(at, end - at).TrimStart() is ['|', ..];
        if (edge)
        {
            start = text.IndexOf('|', at) + 1;
        }

        int last = end;
        if (edge && text.AsSpan(start, Math.Max(0, end - start)).TrimEnd() is [.., '|'])
        {
            last = text.LastIndexOf('|', end - 1);
        }

        while (start <= last)
        {
            int bar = text.AsSpan(start, last - start).IndexOf('|');
            int stop = bar < 0 ? last : start + bar;
            cells.Add(Trimmed(text, start, stop));
            start = stop + 1;
        }

        at = end;
        return cells;
    }

    private static TextSpan Trimmed(string text, int start, int end)
    {
        while (start < end && char.IsWhiteSpace(text[start]))
        {
            start++;
        }

        while (end > start && char.IsWhiteSpace(text[end - 1]))
        {
            end--;
        }

        return new TextSpan(start, end);
    }

    private static List<TextSpan> QuotedRow(string text, char separator, ref int at)
    {
        var cells = new List<TextSpan>();
        int start = at;
        while (true)
        {
            int i = start;
            if (i < text.Length && text[i] == '"')
            {
                i = EndOfQuoted(text, i);
            }

            int length = text.AsSpan(i).IndexOfAny(separator, '\n', '\r');
            int end = length < 0 ? text.Length : i + length;
            cells.Add(new TextSpan(start, end));
            if (end == text.Length || text[end] != separator)
            {
                at = end;
                return cells;
            }

            start = end + 1;
        }
    }

    // One past the closing mark; the opening one alone where none closes it.
    private static int EndOfQuoted(string text, int open)
    {
        for (int i = text.IndexOf('"', open + 1); i >= 0; i = text.IndexOf('"', i + 2))
        {
            if (i + 1 >= text.Length || text[i + 1] != '"')
            {
                // A quoted cell that spans many lines is more often a stray mark.
                return i - open < 20_000 ? i + 1 : open + 1;
            }

            if (i + 2 >= text.Length)
            {
                break;
            }
        }

        return open + 1;
    }

    private static void SkipLineEnd(string text, ref int at)
    {
        if (at < text.Length)
        {
            at += text[at] == '\r' && at + 1 < text.Length && text[at + 1] == '\n' ? 2 : 1;
        }
    }

    private static bool IsRule(string text, List<TextSpan> cells) =>
        cells.All(c => c.Length > 0 && c.Of(text).IndexOfAnyExcept('-', ':', ' ') < 0 && c.Of(text).Contains('-'));

    // Up to the first row that has a name and a value: titles, years and units come before it.
    private static int HeaderRows(string text, List<List<TextSpan>> rows)
    {
        for (int r = 0; r < Math.Min(4, rows.Count); r++)
        {
            List<TextSpan> row = rows[r];
            if (r > 0 && !row[0].IsEmpty && row.Skip(1).Any(c => IsValue(c.Of(text))))
            {
                return r;
            }

            // A name with nothing beside it below a full header begins a group of rows.
            if (r > 0 && !row[0].IsEmpty && row.Skip(1).All(c => c.IsEmpty) && rows.Take(r).Any(above => above.Skip(1).Count(c => !c.IsEmpty) >= Math.Max(1, (above.Count - 1) / 2)))
            {
                return r;
            }

            if (r > 0 && !row[0].IsEmpty && !rows[r - 1][0].IsEmpty && row.Skip(1).Any(c => !c.IsEmpty))
            {
                return r;
            }
        }

        return 1;
    }

    private static bool IsValue(ReadOnlySpan<char> cell) =>
        cell.ContainsAnyInRange('0', '9') && !(cell.Length == 4 && cell[0] is '1' or '2' && cell.IndexOfAnyExceptInRange('0', '9') < 0) && !ContainsYear(cell);

    private static bool ContainsYear(ReadOnlySpan<char> cell)
    {
        for (int i = 0; i + 4 <= cell.Length; i++)
        {
            if (cell[i] is '1' or '2' && cell[i + 1] is '9' or '0' && char.IsAsciiDigit(cell[i + 2]) && char.IsAsciiDigit(cell[i + 3])
                && (i == 0 || !char.IsAsciiDigit(cell[i - 1])) && (i + 4 == cell.Length || !(char.IsAsciiDigit(cell[i + 4]) || cell[i + 4] is '.' or ',')))
            {
                return true;
            }
        }

        return false;
    }

    private static ReadOnlySpan<char> Bare(ReadOnlySpan<char> cell) => cell is ['"', .. { } inner, '"'] ? inner : cell;
}
