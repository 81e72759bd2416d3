namespace Pith.Content.Structured;

/// <summary>What speaks for each row and each column, and the log-linear model that makes probabilities of it.</summary>
/// <remarks>
/// The weights are those that make the cells that hold the answers likeliest: fitted by maximum likelihood (with an L2 penalty) on one half of the
/// tables of WikiTableQuestions and TAT-QA's development data, and checked on the other half. What changed nothing was left out.
/// </remarks>
internal sealed class TableEvidence
{
    private readonly TableText _table;
    private readonly TableQuestion _question;
    private readonly TableMatch _match;
    private readonly TableColumn[] _columns;
    private readonly int _key;
    private readonly int[] _data;

    // How much each column is the one that values are compared in, 0–1.
    private readonly double[] _compared;
    private readonly double[] _low;
    private readonly double[] _high;

    internal TableEvidence(TableText table, TableQuestion question, TableMatch match, TableColumn[] columns, int key)
    {
        _table = table;
        _question = question;
        _match = match;
        _columns = columns;
        _key = key;
        _data = [.. Enumerable.Range(table.First, table.Rows.Count - table.First).Where(r => !table.IsText(r))];
        _compared = Compared();
        _low = new double[table.Rows.Count];
        _high = new double[table.Rows.Count];
        for (int c = 0; c < columns.Length && question.Extreme; c++)
        {
            RankIn(c);
        }
    }

    /// <summary>How likely the answer is to stand in each row; sums to 1.</summary>
    internal double[] Rows()
    {
        int count = _table.Rows.Count;
        double words = Math.Max(1e-9, _data.Select(r => _match.Rows[r]).DefaultIfEmpty().Max());
        double grouped = Math.Max(1e-9, _data.Select(r => _match.Grouped[r]).DefaultIfEmpty().Max());
        var own = new double[count];
        var inGroup = new double[count];
        foreach (int r in _data)
        {
            own[r] = Squared(_match.Rows[r] / words);
            inGroup[r] = _match.Grouped[r] / grouped;
        }

        int naming = _table.Naming;
        var scores = new double[count];
        for (int r = 0; r < count; r++)
        {
            scores[r] = r == _table.Rule ? double.NegativeInfinity
                : _table.IsText(r) ? -0.43 + (4.86 * _match.Texts[r])
                : Matched(r, own[r], inGroup[r]) + Beside(r, inGroup) + Placed(r) + (r == naming ? 0.29 + (_question.When ? 3.52 : 0) : r < _table.First ? -0.57 : 0);
        }

        return Softmax(scores);
    }

    /// <summary>How likely the answer is to stand in each column; sums to 1.</summary>
    internal double[] Columns()
    {
        double headers = Math.Max(1e-9, _match.Headers.Max());
        double held = Math.Max(1e-9, _match.Held.Max());
        bool asked = _match.Asked.Any(a => a > 0);
        bool value = !_question.When && !_question.Many;
        double namesRow = _match.Held[_key] / held;
        var scores = new double[_columns.Length];
        for (int c = 0; c < scores.Length; c++)
        {
            TableColumn column = _columns[c];
            double header = _match.Headers[c];

            // What the headers say.
            scores[c] = (0.8 * header) + (0.91 * header / headers) + (0.6 * Squared(header / headers)) + (0.62 * _match.Asked[c]) - (asked && _match.Asked[c] == 0 ? 1.65 * header : 0);

            // What kind of value is asked for.
            scores[c] += (_question.When ? (1.2 * column.Dated) + (column.Header.AsSpan().ContainsAnyInRange('0', '9') ? 1.36 : 0) : 0) + (_question.Many ? 2.74 * column.Numeric : 0)
                + (_question.Who && column.Numeric < 0.3 && column.Dated < 0.5 ? 1.68 : 0) - (value ? 0.81 * column.Numeric : 0)
                + (_question.Who || _question.When || _question.Where ? 0 : 0.89 * column.Numeric * namesRow) - (_question.Extreme && !_question.Many ? 0.34 * _compared[c] : 0);

            // A column that holds what the question names is how the row is found, rarely what is asked.
            scores[c] += (-0.7 * _match.Held[c]) + (_match.Held[c] > 0 && _match.Asked[c] > 0 ? 0.61 : 0) + (_question.Either || _question.Same ? 1.7 * _match.Held[c] / held : 0);

            // What the column is.
            scores[c] += (c == 0 ? 0.36 : 0) - (0.82 * column.Empty) - (column.IsConstant ? 0.13 : 0);
            if (c == _key)
            {
                scores[c] += 0.11 + (!asked && value ? 1.14 : 0) + (_question.Extreme ? 1.17 : 0) - (_match.Held[c] > 0.6 ? 0.45 * namesRow : 0);
            }
        }

        return Softmax(scores);
    }

    /// <summary>Rows of the least and the greatest value, and how many values there are.</summary>
    internal static (int Least, int Most, int Numbers) Extremes(TableText table, double[] values)
    {
        int least = table.First;
        int most = table.First;
        int numbers = 0;
        for (int r = table.First; r < values.Length; r++)
        {
            if (double.IsNaN(values[r]))
            {
                continue;
            }

            numbers++;
            least = numbers == 1 || values[r] < values[least] ? r : least;
            most = numbers == 1 || values[r] > values[most] ? r : most;
        }

        return (least, most, numbers);
    }

    private static double Squared(double x) => x * x;

    private static double[] Softmax(double[] scores)
    {
        double most = scores.Max();
        double[] odds = [.. scores.Select(s => double.IsNegativeInfinity(s) ? 0 : Math.Exp(s - most))];
        double total = odds.Sum();
        return [.. odds.Select(o => o / total)];
    }

    // The words of the question in the row. Where it asks for neighbours, others or extremes, the row that it names is not the one.
    private double Matched(int row, double own, double inGroup)
    {
        double score = (0.28 * own) + (1.92 * Squared(inGroup)) + (0.65 * Math.Pow(inGroup, 8)) + (0.43 * _match.Rows[row]) - (1.87 * _match.Texts[row]) + (0.64 * _match.Covered[row] * inGroup);
        score += row < _table.First ? 0 : 1.58 * _match.Quoted[row];
        score -= own * ((_question.Near ? 1.77 : 0) + (_question.Except ? 0.7 : 0) + (_question.Extreme ? 1.25 : 0) + (_question.Many ? 1.15 : 0) - (_question.Either ? 1.11 : 0));
        return score - (_question.Near || _question.Except ? 0.55 * _match.Covered[row] : 0);
    }

    // Rows next to what is named, and rows that are like it.
    private double Beside(int row, double[] inGroup)
    {
        double previous = row > _table.First ? Squared(inGroup[row - 1]) : 0;
        double next = row >= _table.First && row + 1 < inGroup.Length ? Squared(inGroup[row + 1]) : 0;
        double score = (_question.After ? 1.78 * previous : 0) + (_question.Before ? 2.07 * next : 0) + (_question.Near ? 1.45 * Math.Max(previous, next) : 0);
        return score + (_question.Same && _match.Best >= 0 && row != _match.Best && row >= _table.First ? 2.29 * Shared(row, _match.Best) : 0);
    }

    // Extremes, ends, totals, titles.
    private double Placed(int row)
    {
        double score = (_question.High ? 1.87 * _high[row] : 0) + (_question.Low ? 1.18 * _low[row] : 0) + (0.67 * Math.Max(_high[row], _low[row]));
        bool first = row == _table.First;
        score += (first ? 0.37 + (_question.Start ? 1.47 : 0) : 0) + (_data.Length > 0 && row == _data[^1] && _question.End ? 1.27 : 0);
        score -= IsTotal(row) ? (_question.Whole ? 0 : 0.62) + (_question.Extreme ? 0.85 : 0) : 0;
        score += row >= _table.First && _question.Extreme && HasUsual(row) ? 0.51 : 0;
        int filled = 0;
        for (int c = 0; c < _table.Rows[row].Count && filled < 2; c++)
        {
            filled += _table.Cell(row, c).Trim().IsEmpty ? 0 : 1;
        }

        bool date = _question.When && filled == 1 && !double.IsNaN(TableColumn.Date(_table.Cell(row, 0)));
        return score - (filled <= 1 ? 1.51 : 0) + (date ? 0.4 : 0);
    }

    private double[] Compared()
    {
        double best = Math.Max(1e-9, _match.Headers.Max());
        var compared = new double[_columns.Length];
        for (int c = 0; c < compared.Length; c++)
        {
            TableColumn column = _columns[c];
            bool values = Math.Max(column.Numeric, column.Dated) >= 0.4 && column.Values.Count(v => !double.IsNaN(v)) >= 2;
            compared[c] = values ? 0.15 + (0.85 * _match.Headers[c] / best) : 0;
        }

        return compared;
    }

    private void RankIn(int column)
    {
        double[] values = _columns[column].Values;
        int[] order = _compared[column] == 0 ? [] : [.. _data.Where(r => !double.IsNaN(values[r]) && !IsTotal(r)).OrderBy(r => values[r])];
        if (order.Length == 0)
        {
            return;
        }

        // Rows that tie share what the place is worth.
        int[] least = [.. order.TakeWhile(r => values[r] == values[order[0]])];
        int[] most = [.. order.Reverse().TakeWhile(r => values[r] == values[order[^1]])];
        foreach (int r in least)
        {
            _low[r] = Math.Max(_low[r], _compared[column] / Math.Sqrt(least.Length));
        }

        foreach (int r in most)
        {
            _high[r] = Math.Max(_high[r], _compared[column] / Math.Sqrt(most.Length));
        }
    }

    private bool IsTotal(int row) =>
        _table.Cell(row, 0).Contains("total", StringComparison.OrdinalIgnoreCase) || (_key != 0 && _table.Cell(row, _key).Contains("total", StringComparison.OrdinalIgnoreCase));

    // Whether a row has a value of another, above all in a column that the question names.
    private double Shared(int row, int other)
    {
        double most = 0;
        for (int c = 0; c < _columns.Length; c++)
        {
            ReadOnlySpan<char> cell = _table.Cell(row, c).Trim();
            if (!cell.IsEmpty && _columns[c].Distinct > 0.05 && cell.Equals(_table.Cell(other, c).Trim(), StringComparison.OrdinalIgnoreCase))
            {
                most = Math.Max(most, 0.3 + (0.7 * _match.Headers[c]));
            }
        }

        return most;
    }

    private bool HasUsual(int row)
    {
        for (int c = 0; c < _columns.Length; c++)
        {
            if (_match.Asked[c] > 0 && _columns[c].Usual is { } usual && _table.Cell(row, c).Trim().Equals(usual, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
