using System.Buffers;

namespace Pith.Routing.Detection;

/// <summary>Separated values: records of one and the same number of fields.</summary>
internal static class TableText
{
    internal const int FewestRows = 3;

    private const int Looked = 16_384;
    private const int MostFields = 4_000;

    private static readonly SearchValues<char> s_number = SearchValues.Create("0123456789.,-+%$€£:/()eE ");

    private static readonly SearchValues<char> s_rule = SearchValues.Create("|-: \t=");

    internal static ContentDetection? Detect(ReadOnlySpan<char> text, LineMap lines)
        => DetectBars(text, lines, 0, lines.Count) ?? DetectSeparated(text, '\t') ?? DetectSeparated(text, ',') ?? DetectSeparated(text, ';');

    /// <summary>Rows with bars in the lines from <paramref name="from"/> to <paramref name="to"/>.</summary>
    internal static ContentDetection? DetectBars(ReadOnlySpan<char> text, LineMap lines, int from, int to)
    {
        var counts = new Dictionary<int, int>();
        int rows = 0, all = 0;
        bool ruled = false;
        for (int i = from; i < to; i++)
        {
            Line line = lines[i];
            if (line.Is(LineShape.Blank))
            {
                continue;
            }

            all++;
            if (line.Is(LineShape.Bars) && !line.Is(LineShape.Entry))
            {
                ReadOnlySpan<char> row = text[line.Start..line.End];
                rows++;
                int bars = row.Trim().Trim('|').Count('|');
                ruled |= row.IndexOfAnyExcept(s_rule) < 0;
                counts[bars] = counts.GetValueOrDefault(bars) + 1;
            }
        }

        if (rows < 2 || rows * 10 < all * 9 || rows < FewestRows && !ruled && counts.Count > 1)
        {
            return null;
        }

        int common = counts.Values.Max();
        return ruled ? new ContentDetection(ContentKind.Table, 0.97, "a Markdown table")
            : common * 10 >= rows * 7 || rows >= FewestRows && counts.Count <= 3 ? new ContentDetection(ContentKind.Table, 0.9, "rows separated by bars")
            : null;
    }

    internal static ContentDetection? DetectSeparated(ReadOnlySpan<char> text, char separator)
    {
        ReadOnlySpan<char> seen = text.Length > Looked ? text[..Looked] : text;
        if (!seen.Contains(separator))
        {
            return null;
        }

        var records = new Records(seen, separator, text.Length > Looked);
        int rows = records.Counts.Count;
        if (rows < 2)
        {
            return null;
        }

        (int fields, int share) = records.Counts.GroupBy(c => c).Select(g => (g.Key, g.Count())).MaxBy(g => g.Item2);
        if (share * 10 < rows * 9)
        {
            // Rows may end early where their last values are missing.
            int header = records.Counts[0];
            fields = header;
            share = records.Counts.Count(c => c <= header && c * 2 >= header);
            if (header < 4 || share * 20 < rows * 19)
            {
                return null;
            }
        }

        if (fields < 2)
        {
            return null;
        }

        // Commas of sentences are followed by blanks, and lines of verse may well have one each.
        bool written = separator != '\t' && records.SpacedSeparators * 10 > records.Separators * 3 && records.Numbers * 3 < records.Fields;
        bool sure = records.Quoted * 2 > records.Fields || fields >= 3 || separator == '\t' || records.Numbers * 4 >= records.Fields;
        bool enough = rows >= FewestRows || rows == 2 && fields >= 3 && (records.Quoted > 0 || separator == '\t' || records.Numbers > 0);
        return written || !sure || !enough || records.Braces * 5 > rows || records.Indented * 2 > rows ? null
            : new ContentDetection(ContentKind.Table, share == rows && rows > FewestRows ? 0.95 : 0.85, $"records of {fields} values");
    }

    /// <summary>What the records of a sample have in common; quoted values may hold separators and line breaks.</summary>
    private sealed class Records
    {
        internal Records(ReadOnlySpan<char> text, char separator, bool cut)
        {
            int i = 0;
            while (i < text.Length && Fields < MostFields)
            {
                int end = ReadRecord(text, i, separator, out int fields, out bool complete);
                if (fields > 0 && (complete || !cut))
                {
                    Counts.Add(fields);
                }

                i = end;
            }
        }

        internal List<int> Counts { get; } = [];

        internal int Fields { get; private set; }

        internal int Quoted { get; private set; }

        internal int Numbers { get; private set; }

        internal int Separators { get; private set; }

        internal int SpacedSeparators { get; private set; }

        internal int Indented { get; private set; }

        internal int Braces { get; private set; }

        private int ReadRecord(ReadOnlySpan<char> text, int start, char separator, out int fields, out bool complete)
        {
            fields = 0;
            int i = start;
            int from = start;
            bool quoted = false;
            while (i < text.Length)
            {
                char c = text[i];
                if (c == '"' && i == from)
                {
                    int close = Closing(text, i + 1, separator);
                    quoted = close > 0;
                    i = close > 0 ? close : i + 1;
                }
                else if (c == separator)
                {
                    EndField(text[from..i], quoted);
                    fields++;
                    Separators++;
                    SpacedSeparators += i + 1 < text.Length && text[i + 1] == ' ' ? 1 : 0;
                    from = ++i;
                    quoted = false;
                }
                else if (c is '\n' or '\r')
                {
                    bool empty = text[start..i].IsWhiteSpace();
                    fields += empty ? 0 : 1;
                    if (!empty)
                    {
                        EndField(text[from..i], quoted);
                        Indented += text[start] == '\t' ? 1 : 0;
                        Braces += text[i - 1] is '{' or '}' or ';' && separator != ';' ? 1 : 0;
                    }

                    complete = true;
                    return i + 1;
                }
                else
                {
                    i++;
                }
            }

            fields += text[start..].IsWhiteSpace() ? 0 : 1;
            EndField(text[from..], quoted);
            complete = false;
            return text.Length;
        }

        // Quotes inside are doubled, or have a backslash before them.
        private static int Closing(ReadOnlySpan<char> text, int from, char separator)
        {
            while (text[from..].IndexOf('"') is >= 0 and int found)
            {
                int at = from + found;
                bool ends = at + 1 == text.Length || text[at + 1] == separator || text[at + 1] is '\n' or '\r';
                bool escaped = at > from && text[at - 1] == '\\';
                if (ends || !escaped && text[at + 1] != '"')
                {
                    return at + 1;
                }

                from = at + (escaped ? 1 : 2);
            }

            return -1;
        }

        private void EndField(ReadOnlySpan<char> field, bool quoted)
        {
            Fields++;
            Quoted += quoted ? 1 : 0;
            ReadOnlySpan<char> value = field.Trim("\" ");
            Numbers += !value.IsEmpty && value.IndexOfAnyExcept(s_number) < 0 ? 1 : 0;
        }
    }
}
