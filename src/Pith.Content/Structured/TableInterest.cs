using System.Globalization;
using Pith.Blocks.Scoring;
using Pith.Text;

namespace Pith.Content.Structured;

/// <summary>How likely each row and each column of a table is to hold what is asked.</summary>
/// <remarks>
/// The cell that answers is taken to lie in row r and column c with a probability that is a product of the two. Rows count by the words of
/// the question in them, columns by the words of their header, by the kind of value that the question's first words ask for, and by being the one that names the rows.
/// A superlative makes the extremes of numeric columns likely. Without a question rows count by an even spread and by what stands out.
/// </remarks>
internal sealed class TableInterest
{
    private static readonly string[] s_superlatives = ["most", "least", "highest", "lowest", "largest", "smallest", "longest", "shortest", "best", "worst", "top", "bottom", "first", "last", "earliest", "latest", "maximum", "minimum", "biggest", "greatest", "fewest", "oldest", "newest", "more", "less", "fewer", "higher", "lower"];
    private static readonly string[] s_whole = ["total", "sum", "average", "number of", "how many", "count", "combined", "altogether"];

    private static readonly string[] s_ends = ["first", "last", "earliest", "latest", "final", "initial", "most recent", "oldest", "newest", "top", "bottom"];
    private static readonly string[] s_neighbours = ["after", "before", "next", "previous", "following", "prior", "preceding", "above", "below", "consecutive", "listed"];

    private readonly TableText _table;
    private readonly string? _question;

    internal TableInterest(TableText table, string? question)
    {
        _table = table;
        _question = question;
        Rows = new double[table.Rows.Count];
        Columns = new double[table.Columns];
        IsNamedColumn = new bool[table.Columns];
        RateColumns();
        RateRows();
    }

    /// <summary>Weight of each row; header rows have none.</summary>
    internal double[] Rows { get; }

    /// <summary>Weight of each column.</summary>
    internal double[] Columns { get; }

    /// <summary>The column that names the rows.</summary>
    internal int Key { get; private set; }

    /// <summary>Columns whose header the question names: what an answer is found or compared by.</summary>
    internal bool[] IsNamedColumn { get; }

    /// <summary>Whether the table has much of what the question names.</summary>
    internal bool IsAsked { get; private set; }

    /// <summary>Columns that have the same value in every row.</summary>
    internal bool IsConstant(int column)
    {
        int first = _table.Headers + (_table.Rule >= 0 ? 1 : 0);
        for (int r = first + 1; r < _table.Rows.Count; r++)
        {
            if (!_table.Cell(r, column).SequenceEqual(_table.Cell(first, column)))
            {
                return false;
            }
        }

        return _table.Rows.Count - first > 2;
    }

    private void RateRows()
    {
        double[] match = new QuestionMatch(_question).Score(_table.Text, _table.RowSpans);
        int first = _table.Headers + (_table.Rule >= 0 ? 1 : 0);
        int count = _table.Rows.Count - first;
        if (count <= 0)
        {
            return;
        }

        double best = match.Skip(first).DefaultIfEmpty().Max();
        bool open = _question is null || best == 0 || Says(s_superlatives);
        for (int r = first; r < Rows.Length; r++)
        {
            int i = r - first;
            double spread = i == 0 || i == count - 1 ? 1 : 1 - (EvenSpread.Of(i) / 2);
            Rows[r] = (open ? 0.2 : 0.03) + ((open ? 0.15 : 0.02) * spread) + Math.Pow(match[r], 1.5);
            ReadOnlySpan<char> name = _table.Cell(r, 0);
            if (name.Contains("total", StringComparison.OrdinalIgnoreCase))
            {
                Rows[r] += _question is null || Says(s_whole) ? 0.3 : 0.05;
            }

            // A row whose name is in the question as a whole, beyond single words.
            if (_question is not null && name.Length >= 3 && _question.Contains(name.Trim().ToString(), StringComparison.OrdinalIgnoreCase))
            {
                Rows[r] += 0.5;
            }
        }

        if (open)
        {
            Extremes(first, _question is null ? 0.15 : 0.35);
        }

        if (_question is null)
        {
            return;
        }

        IsAsked = best >= 0.3;
        if (Says(s_ends))
        {
            Rows[first] += 0.6;
            Rows[^1] += 0.6;
        }

        if (best > 0 && Says(s_neighbours))
        {
            for (int r = first; r < Rows.Length; r++)
            {
                if (match[r] >= 0.8 * best)
                {
                    Rows[Math.Min(Rows.Length - 1, r + 1)] += 0.5;
                    Rows[Math.Max(first, r - 1)] += 0.5;
                }
            }
        }
    }

    private void Extremes(int first, double bonus)
    {
        for (int c = 0; c < _table.Columns; c++)
        {
            int numbers = 0;
            (double Value, int Row) least = (double.PositiveInfinity, -1);
            (double Value, int Row) most = (double.NegativeInfinity, -1);
            for (int r = first; r < _table.Rows.Count; r++)
            {
                if (Number(_table.Cell(r, c)) is { } value)
                {
                    numbers++;
                    least = value < least.Value ? (value, r) : least;
                    most = value > most.Value ? (value, r) : most;
                }
            }

            if (numbers >= 3 && numbers >= (_table.Rows.Count - first) / 2)
            {
                double asked = _question is null ? 1 : Math.Min(1.5, Columns[c]);
                Rows[least.Row] += bonus * asked;
                Rows[most.Row] += bonus * asked;
            }
        }
    }

    private void RateColumns()
    {
        int first = _table.Headers + (_table.Rule >= 0 ? 1 : 0);
        string headers = string.Join('\n', Enumerable.Range(0, _table.Columns).Select(HeaderOf));
        double[] match = new QuestionMatch(_question).Score(headers, Lines.Of(headers + "\n"));
        Key = KeyColumn(first);
        string asked = (_question ?? string.Empty).TrimStart().ToLowerInvariant();
        bool when = asked.StartsWith("when", StringComparison.Ordinal) || asked.Contains("what year", StringComparison.Ordinal) || asked.Contains("which year", StringComparison.Ordinal) || asked.Contains("what date", StringComparison.Ordinal);
        bool many = asked.StartsWith("how much", StringComparison.Ordinal) || asked.StartsWith("how many", StringComparison.Ordinal);
        bool who = asked.StartsWith("who", StringComparison.Ordinal);
        for (int c = 0; c < Columns.Length; c++)
        {
            (double numeric, double dates) = Kinds(first, c);
            IsNamedColumn[c] = c < match.Length && match[c] >= 0.3;
            Columns[c] = _question is null ? IsConstant(c) ? 0.05 : 1
                : 0.15 + (2 * (c < match.Length ? match[c] : 0)) + (c == Key ? 0.8 : 0)
                    + (when && dates > 0.5 ? 1 : 0) + (many && numeric > 0.6 ? 0.3 : 0) + (who && numeric < 0.3 && c == Key ? 0.4 : 0) + (IsConstant(c) ? -0.1 : 0);
            if (_question is not null && Holds(first, c))
            {
                Columns[c] += many && c == Key ? 0 : 0.6;
            }
        }
    }

    // A cell that the question quotes whole is how its row is found.
    private bool Holds(int first, int column)
    {
        for (int r = first; r < _table.Rows.Count; r++)
        {
            ReadOnlySpan<char> cell = _table.Cell(r, column).Trim();
            if (cell.Length >= 2 && _question!.AsSpan().Contains(cell, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private string HeaderOf(int column)
    {
        // The words of all header rows; a cell that is empty goes on with what stands to its left.
        var words = new List<string>();
        for (int h = 0; h < _table.Headers; h++)
        {
            int c = column;
            while (c > 0 && _table.Cell(h, c).IsEmpty && h < _table.Headers - 1)
            {
                c--;
            }

            words.Add(_table.Cell(h, c).ToString().Replace('\n', ' '));
        }

        return string.Join(' ', words);
    }

    private int KeyColumn(int first)
    {
        int best = 0;
        double most = -1;
        for (int c = 0; c < _table.Columns; c++)
        {
            var distinct = new HashSet<string>(StringComparer.Ordinal);
            int filled = 0;
            for (int r = first; r < _table.Rows.Count; r++)
            {
                ReadOnlySpan<char> cell = _table.Cell(r, c);
                filled += cell.IsEmpty ? 0 : 1;
                distinct.Add(cell.ToString());
            }

            (double numeric, _) = Kinds(first, c);
            double fit = (distinct.Count / (double)Math.Max(1, _table.Rows.Count - first)) + (numeric < 0.5 ? 0.6 : 0) - (0.02 * c) + (filled == 0 ? -2 : 0);
            if (fit > most)
            {
                (best, most) = (c, fit);
            }
        }

        return best;
    }

    private (double Numeric, double Dates) Kinds(int first, int column)
    {
        int numeric = 0;
        int dates = 0;
        for (int r = first; r < _table.Rows.Count; r++)
        {
            ReadOnlySpan<char> cell = _table.Cell(r, column).Trim();
            double? number = Number(cell);
            numeric += number is null ? 0 : 1;
            dates += (number is >= 1000 and <= 2100 && cell.Length == 4) || (cell.Length > 5 && number is null && cell.ContainsAnyInRange('0', '9') && DateTime.TryParse(cell, CultureInfo.InvariantCulture, out _)) ? 1 : 0;
        }

        double rows = Math.Max(1, _table.Rows.Count - first);
        return (numeric / rows, dates / rows);
    }

    private static double? Number(ReadOnlySpan<char> cell)
    {
        cell = cell.Trim().Trim("$€£¥%() ");
        return cell.Length is > 0 and < 30 && double.TryParse(cell, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) ? value : null;
    }

    private bool Says(string[] words) =>
        words.Any(w =>
        {
            int at = _question!.IndexOf(w, StringComparison.OrdinalIgnoreCase);
            return at >= 0 && (at == 0 || !char.IsLetter(_question[at - 1])) && (at + w.Length == _question.Length || !char.IsLetter(_question[at + w.Length]));
        });
}
