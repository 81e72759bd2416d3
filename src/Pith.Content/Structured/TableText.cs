using Pith.Text;

namespace Pith.Content.Structured;

/// <summary>A table written as text: rows of cells at their places.</summary>
/// <remarks>Comma, semicolon, tab or bar; quoted cells may hold separators and line ends; Markdown tables have bars at the edges and a row of dashes.</remarks>
internal sealed class TableText
{
    private const int MaxColumns = 2000;
    private const int LongText = 60;

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

    /// <summary>Whether a row is no row but a sentence or a line of text beside the table.</summary>
    internal bool IsText(int row) => Rows[row].Count == 1 && row >= Headers;

    /// <summary>Whether a row is a sentence that goes on in the line of the one before it.</summary>
    internal bool Continues(int row) => row > 0 && IsText(row) && IsText(row - 1) && !Text.AsSpan(RowSpans[row - 1].End, RowSpans[row].Start - RowSpans[row - 1].End).ContainsAny('\r', '\n');

    /// <summary>A cell as it is written: without quotation marks that it does not need.</summary>
    internal TextSpan Written(int row, int column)
    {
        TextSpan cell = Rows[row][column];
        if (Separator == '|' || cell.Of(Text) is not ['"', .. { } inner, '"'])
        {
            return cell;
        }

        bool needed = inner.ContainsAny("\"\r\n") || inner.Contains(Separator) || (!inner.IsEmpty && (char.IsWhiteSpace(inner[0]) || char.IsWhiteSpace(inner[^1])));
        return needed ? cell : new TextSpan(cell.Start + 1, cell.End - 1);
    }

    /// <summary>First row below the header.</summary>
    internal int First => Headers + (Rule >= 0 ? 1 : 0);

    /// <summary>The header row with the most different names.</summary>
    internal int Naming
    {
        get
        {
            int best = 0;
            int most = -1;
            for (int h = 0; h < Headers; h++)
            {
                int names = Enumerable.Range(0, Columns).Select(c => Cell(h, c).ToString()).Where(n => n.Length > 0).Distinct().Count();
                (best, most) = names > most ? (h, names) : (best, most);
            }

            return best;
        }
    }

    /// <summary>Reads a table; null if the text is none: fewer than two rows or columns.</summary>
    internal static TableText? Read(string text)
    {
        if (Separators(text) is not { } separator)
        {
            return null;
        }

        var rows = new List<List<TextSpan>>();
        var spans = new List<TextSpan>();
        bool edge = HasEdges(text);
        int at = 0;
        while (at < text.Length)
        {
            int start = at;
            List<TextSpan> cells = separator == '|' ? BarRow(text, edge, ref at) : QuotedRow(text, separator, ref at);
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

        SplitText(text, rows, spans);
        if (rows.Count < 2 || rows.Max(r => r.Count) < 2)
        {
            return null;
        }

        int rule = separator == '|' && IsRule(text, rows[1]) ? 1 : -1;
        return new TableText(text, separator, rows, spans, rule == 1 ? 1 : HeaderRows(text, rows), rule);
    }

    // The separator that the most of the first rows have equally often.
    private static char? Separators(string text)
    {
        (char Separator, double Fit) best = default;
        foreach (char candidate in (ReadOnlySpan<char>)['\t', '|', ',', ';'])
        {
            List<List<TextSpan>> rows = FirstRows(text, candidate, 24);

            // Text around a table of bars or tabs says nothing against it.
            if (candidate is '|' or '\t' && rows.Count(r => r.Count > 1) > 2)
            {
                rows.RemoveAll(r => r.Count == 1 && r[0].Length >= LongText);
            }

            // Two lines with a comma each are no table yet.
            if (rows.Count < (candidate is ',' or ';' ? 3 : 2))
            {
                continue;
            }

            int usual = rows.Select(r => r.Count).Where(n => n > 1).GroupBy(n => n).OrderByDescending(g => g.Count()).ThenByDescending(g => g.Key).Select(g => g.Key).FirstOrDefault();

            // A comma that a space follows separates clauses rather than cells.
            bool prose = candidate is ',' or ';' && rows.Sum(r => r.Skip(1).Count(c => c.Of(text) is [' ', ..])) > rows.Sum(r => r.Count - 1) / 2;
            double fit = usual == 0 || prose ? 0 : rows.Count(r => r.Count == usual) / (double)rows.Count * Math.Min(1, 0.75 + (0.05 * usual));
            if (fit > best.Fit)
            {
                best = (candidate, fit);
            }
        }

        return best.Fit >= (best.Separator is ',' or ';' ? 0.65 : 0.4) ? best.Separator : null;
    }

    private static List<List<TextSpan>> FirstRows(string text, char separator, int most)
    {
        var rows = new List<List<TextSpan>>();
        bool edge = HasEdges(text);
        int at = 0;
        for (int i = 0; i < most && at < text.Length; i++)
        {
            int start = at;
            List<TextSpan> cells = separator == '|' ? BarRow(text, edge, ref at) : QuotedRow(text, separator, ref at);
            bool blank = text.AsSpan(start, at - start).IsWhiteSpace();
            SkipLineEnd(text, ref at);
            if (!blank)
            {
                rows.Add(cells);
            }
        }

        return rows;
    }

    // Bars at the edges stand at all rows; a row that begins with one among others that do not has an empty first cell.
    private static bool HasEdges(string text)
    {
        foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
        {
            ReadOnlySpan<char> trimmed = line.TrimStart();
            if (trimmed.Contains('|') && trimmed[0] != '|')
            {
                return false;
            }
        }

        return true;
    }

    private static List<TextSpan> BarRow(string text, bool edge, ref int at)
    {
        int length = text.AsSpan(at).IndexOfAny('\n', '\r');
        int end = length < 0 ? text.Length : at + length;
        var cells = new List<TextSpan>();
        int start = at;
        edge &= text.AsSpan(at, end - at).TrimStart() is ['|', ..];
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
                i = EndOfQuoted(text, i, separator);
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

    // One past the closing mark; the opening one alone where none closes it. A mark within a cell is doubled or has a backslash before it.
    private static int EndOfQuoted(string text, int open, char separator)
    {
        for (int i = text.IndexOf('"', open + 1); i >= 0; i = text.IndexOf('"', i + 1))
        {
            char next = i + 1 < text.Length ? text[i + 1] : '\n';
            bool ends = next == separator || next is '\n' or '\r';
            if (!ends && text[i - 1] == '\\')
            {
                continue;
            }

            if (next != '"')
            {
                // A quoted cell that spans many lines is more often a stray mark.
                return i - open < 20_000 ? i + 1 : open + 1;
            }

            i++;
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

    // Lines without a separator below or above a table are text: each sentence for itself.
    private static void SplitText(string text, List<List<TextSpan>> rows, List<TextSpan> spans)
    {
        for (int r = rows.Count - 1; r >= 0; r--)
        {
            if (rows[r].Count > 1 || spans[r].Length < LongText)
            {
                continue;
            }

            List<TextSpan> sentences = SentenceSpans.Of(text, spans[r]);
            spans.RemoveAt(r);
            rows.RemoveAt(r);
            spans.InsertRange(r, sentences);
            rows.InsertRange(r, sentences.Select(s => new List<TextSpan> { s }));
        }
    }

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

            // A title alone stands above the header.
            if (r > 0 && !row[0].IsEmpty && !rows[r - 1][0].IsEmpty && rows[r - 1].Skip(1).Any(c => !c.IsEmpty) && row.Skip(1).Any(c => !c.IsEmpty))
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
