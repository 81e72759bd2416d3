namespace Pith.Content.Structured;

/// <summary>How likely each row and each column of a table is to hold what is asked.</summary>
/// <remarks>
/// The cell that answers is taken to lie in row r and column c with a probability that is a product of the two, each of them a log-linear
/// model of what <see cref="TableEvidence"/> sees. Without a question rows count by an even spread and by what stands out.
/// </remarks>
internal sealed class TableInterest
{
    private readonly TableText _table;
    private readonly TableColumn[] _columns;

    internal TableInterest(TableText table, string? question)
    {
        _table = table;
        _columns = [.. Enumerable.Range(0, table.Columns).Select(c => TableColumn.Of(table, c))];
        Rows = new double[table.Rows.Count];
        Columns = new double[table.Columns];
        IsContext = new bool[table.Columns];
        Key = KeyColumn();
        Needed = Key;
        if (string.IsNullOrWhiteSpace(question))
        {
            Spread();
            return;
        }

        HasQuestion = true;
        var asked = new TableQuestion(question);
        var match = new TableMatch(table, asked, _columns, Key);
        var evidence = new TableEvidence(table, asked, match, _columns, Key);
        Rows = evidence.Rows();
        Columns = evidence.Columns();
        IsAsked = match.Best >= 0 && match.Grouped[match.Best] >= 0.3;
        double held = match.Held.Max();
        Needed = held > 0 ? Array.IndexOf(match.Held, held) : Key;
        for (int c = 0; c < IsContext.Length; c++)
        {
            IsContext[c] = held > 0 && match.Held[c] >= 0.7 * held;
        }
    }

    /// <summary>Weight of each row; header rows have less or none.</summary>
    internal double[] Rows { get; }

    /// <summary>Weight of each column.</summary>
    internal double[] Columns { get; }

    /// <summary>The column that names the rows.</summary>
    internal int Key { get; }

    /// <summary>The column that a reader finds the rows by: the one that holds what the question names, or that which names the rows.</summary>
    internal int Needed { get; }

    /// <summary>Columns by whose cells a reader finds the row that is asked for.</summary>
    internal bool[] IsContext { get; }

    internal bool HasQuestion { get; }

    /// <summary>Whether the table has much of what the question names.</summary>
    internal bool IsAsked { get; }

    private void Spread()
    {
        int count = Rows.Length - _table.First;
        for (int r = _table.First; r < Rows.Length; r++)
        {
            int i = r - _table.First;
            Rows[r] = 0.2 + (0.15 * (i == 0 || i == count - 1 ? 1 : 1 - (EvenSpread.Of(i) / 2)));
            Rows[r] += _table.Cell(r, 0).Contains("total", StringComparison.OrdinalIgnoreCase) ? 0.3 : 0;
        }

        for (int c = 0; c < Columns.Length; c++)
        {
            Columns[c] = _columns[c].IsConstant ? 0.05 : 1;
            (int least, int most, int numbers) = TableEvidence.Extremes(_table, _columns[c].Values);
            if (numbers >= 3 && numbers >= count / 2)
            {
                Rows[least] += 0.15;
                Rows[most] += 0.15;
            }
        }
    }

    private int KeyColumn()
    {
        int best = 0;
        double most = double.NegativeInfinity;
        for (int c = 0; c < _columns.Length; c++)
        {
            TableColumn column = _columns[c];
            double fit = column.Distinct + (column.Numeric < 0.5 ? 0.6 : 0) - (0.02 * c) + (column.Empty >= 1 ? -2 : 0);
            (best, most) = fit > most ? (c, fit) : (best, most);
        }

        return best;
    }
}
