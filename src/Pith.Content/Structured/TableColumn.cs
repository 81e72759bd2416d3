using System.Globalization;

namespace Pith.Content.Structured;

/// <summary>What the cells of one column are: numbers, dates, names.</summary>
internal sealed class TableColumn
{
    private const int MaxPrefix = 3;
    private static readonly string[] s_months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    private TableColumn(string header, double[] values)
    {
        Header = header;
        Values = values;
    }

    /// <summary>The words of all header rows.</summary>
    internal string Header { get; }

    /// <summary>What each row's cell is worth in order: a number, a length of time, a date; not a number where it is none. Indexed by row.</summary>
    internal double[] Values { get; }

    /// <summary>Share of the cells with something in them that are numbers.</summary>
    internal double Numeric { get; private init; }

    /// <summary>Share of the cells that hold a year or a month.</summary>
    internal double Dated { get; private init; }

    /// <summary>Share of the cells with nothing in them.</summary>
    internal double Empty { get; private init; }

    /// <summary>Different cells for each row, 0–1.</summary>
    internal double Distinct { get; private init; }

    /// <summary>Whether all rows have the same value.</summary>
    internal bool IsConstant { get; private init; }

    /// <summary>The value that most rows have, if any has it twice.</summary>
    internal string? Usual { get; private init; }

    internal static TableColumn Of(TableText table, int column)
    {
        int count = 0;
        var values = new double[table.Rows.Count];
        Array.Fill(values, double.NaN);
        var seen = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> lookup = seen.GetAlternateLookup<ReadOnlySpan<char>>();
        int numeric = 0, dated = 0, filled = 0;
        for (int r = table.First; r < values.Length; r++)
        {
            if (table.IsText(r))
            {
                continue;
            }

            count++;
            ReadOnlySpan<char> cell = table.Cell(r, column).Trim();
            lookup[cell] = lookup.TryGetValue(cell, out int times) ? times + 1 : 1;
            if (cell.IsEmpty)
            {
                continue;
            }

            filled++;
            double date = Date(cell);
            double number = Number(cell);
            dated += double.IsNaN(date) ? 0 : 1;
            numeric += double.IsNaN(number) ? 0 : 1;
            values[r] = cell.Length > 4 && !double.IsNaN(date) ? date : number;
        }

        KeyValuePair<string, int> usual = seen.Where(s => s.Key.Length > 0).OrderByDescending(s => s.Value).FirstOrDefault();
        return new TableColumn(HeaderOf(table, column), values)
        {
            Numeric = numeric / (double)Math.Max(1, filled),
            Dated = dated / (double)Math.Max(1, filled),
            Empty = 1 - (filled / (double)Math.Max(1, count)),
            Distinct = seen.Count / (double)Math.Max(1, count),
            IsConstant = count > 2 && seen.Count == 1,
            Usual = usual.Value > 1 ? usual.Key : null,
        };
    }

    /// <summary>The number that a cell begins with; a length of time in seconds; not a number where there is none.</summary>
    internal static double Number(ReadOnlySpan<char> cell)
    {
        int at = cell.IndexOfAnyInRange('0', '9');
        if (at < 0 || at > MaxPrefix || cell[..at].ContainsAnyInRange('a', 'z'))
        {
            return double.NaN;
        }

        bool negative = cell[..at].ContainsAny("-−(");
        double value = 0;
        while (true)
        {
            int end = at;
            while (end < cell.Length && (char.IsAsciiDigit(cell[end]) || (cell[end] is '.' or ',' && end + 1 < cell.Length && char.IsAsciiDigit(cell[end + 1]))))
            {
                end++;
            }

            if (!double.TryParse(cell[at..end], NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out double part))
            {
                return double.NaN;
            }

            value = (value * 60) + part;
            if (end + 1 >= cell.Length || cell[end] != ':' || !char.IsAsciiDigit(cell[end + 1]))
            {
                return negative ? -value : value;
            }

            at = end + 1;
        }
    }

    /// <summary>Years of the date in a cell; not a number where there is none.</summary>
    internal static double Date(ReadOnlySpan<char> cell)
    {
        double year = double.NaN;
        double month = double.NaN;
        double day = 0;
        for (int i = 0; i < cell.Length;)
        {
            int start = i;
            if (char.IsAsciiDigit(cell[i]))
            {
                while (i < cell.Length && char.IsAsciiDigit(cell[i]))
                {
                    i++;
                }

                bool part = (start > 0 && cell[start - 1] is ',' or '.' && start > 1 && char.IsAsciiDigit(cell[start - 2])) || (i + 1 < cell.Length && cell[i] is ',' or '.' && char.IsAsciiDigit(cell[i + 1]));
                int number = i - start <= 4 && !part ? int.Parse(cell[start..i], CultureInfo.InvariantCulture) : -1;
                if (i - start == 4 && number is >= 1000 and <= 2100 && double.IsNaN(year))
                {
                    year = number;
                }
                else if (number is >= 1 and <= 31 && i - start <= 2 && day == 0)
                {
                    day = number;
                }
            }
            else if (char.IsAsciiLetter(cell[i]))
            {
                while (i < cell.Length && char.IsAsciiLetter(cell[i]))
                {
                    i++;
                }

                if (double.IsNaN(month) && i - start >= 3 && i - start <= 9 && MonthOf(cell[start..i]) is >= 0 and int m)
                {
                    month = m;
                }
            }
            else
            {
                i++;
            }
        }

        bool dated = !double.IsNaN(year) || (!double.IsNaN(month) && day > 0);
        return dated ? (double.IsNaN(year) ? 0 : year) + (double.IsNaN(month) ? 0 : (month / 12) + (day / 372)) : double.NaN;
    }

    private static int MonthOf(ReadOnlySpan<char> word)
    {
        for (int m = 0; m < s_months.Length; m++)
        {
            if (word.StartsWith(s_months[m], StringComparison.OrdinalIgnoreCase))
            {
                return m;
            }
        }

        return -1;
    }

    private static string HeaderOf(TableText table, int column)
    {
        // A cell that is empty goes on with what stands to its left.
        var words = new List<string>();
        for (int h = 0; h < table.Headers; h++)
        {
            int c = column;
            while (c > 0 && table.Cell(h, c).IsEmpty && h < table.Headers - 1)
            {
                c--;
            }

            words.Add(table.Cell(h, c).ToString().Replace('\n', ' '));
        }

        return string.Join(' ', words);
    }
}
