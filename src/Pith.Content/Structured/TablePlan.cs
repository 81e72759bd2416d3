using Pith.Blocks.Folding;
using Pith.Text;

namespace Pith.Content.Structured;

/// <summary>The rows of a table as units, with the columns that are most likely to be asked for.</summary>
/// <remarks>
/// Columns that are left out are units too: the cell that names one brings it back if room is left, and a cell of one that must be kept brings its column.
/// </remarks>
internal sealed class TablePlan : FoldPlan
{
    // What a marker costs, about, in tokens.
    private const int MarkerTokens = 11;

    // Estimates of tokens are not exact; columns that turn out not to fit cost whole rows.
    private const double Slack = 0.95;

    // What it is worth beyond its weight that a reader sees by which cells a row was found.
    private const double Context = 0.05;

    private readonly TableText _table;
    private readonly bool[] _shown;
    private readonly List<(int Row, int First, int Last)> _places = [];

    internal TablePlan(TableText table, TableInterest interest, double rate)
        : base(table.Text)
    {
        _table = table;
        var widths = new TableWidths(table);
        _shown = Columns(table, interest, widths, rate);

        // Short rows go before long ones that are as likely to be asked for: more of them fit.
        double[] worth = [.. interest.Rows.Select((weight, r) => interest.HasQuestion ? weight / Math.Sqrt(Math.Max(8, SizeOf(r))) : weight)];
        double most = Math.Max(1e-9, worth.Max());
        int naming = table.Naming;
        double likely = LikelyRows(interest);
        int ruleUnit = -1, namingUnit = -1;
        var rows = new List<int>();
        for (int r = 0; r < table.Rows.Count; r++)
        {
            // The header that names the columns comes with every row; titles and units above or below it compete with the rows.
            bool needed = r == naming || r == table.Rule;
            bool urgent = interest.IsAsked && interest.Rows[r] >= likely;
            double share = worth[r] / most;
            int unit = Place(r, 0, -1, new FoldUnit { Span = table.RowSpans[r], Score = needed ? double.NegativeInfinity : urgent ? Urgent + share : 0.99 * share, Noun = "rows", Size = SizeOf(r) });
            (namingUnit, ruleUnit) = (r == naming ? unit : namingUnit, r == table.Rule ? unit : ruleUnit);
            rows.Add(unit);
            Hidden(r, unit, r == naming, interest, rate);
        }

        foreach (int unit in rows.Where(u => u != namingUnit && u != ruleUnit))
        {
            Requirements.Add(unit, namingUnit);
            if (ruleUnit >= 0)
            {
                Requirements.Add(unit, ruleUnit);
            }
        }
    }

    public override bool Mends => false;

    // One marker at the end for rows and columns: a table is short, and its rows say themselves which they are.
    public override void Render(ReadOnlySpan<bool> kept, FoldWriter writer)
    {
        var shown = (bool[])_shown.Clone();
        var rows = new bool[_table.Rows.Count];
        for (int u = 0; u < kept.Length; u++)
        {
            (int row, int first, int last) = _places[u];
            rows[row] |= kept[u] && last < 0;
            if (kept[u] && last >= 0)
            {
                Array.Fill(shown, true, first, last - first + 1);
            }
        }

        if (Array.IndexOf(rows, false) < 0 && Array.IndexOf(shown, false) < 0)
        {
            writer.Slice(new TextSpan(0, Text.Length));
            return;
        }

        int cut = 0;
        for (int r = 0; r < rows.Length; r++)
        {
            int cells = _table.Rows[r].Count;
            int shownCells = 0;
            bool any = r == _table.Rule;
            for (int c = 0; c < cells && rows[r]; c++)
            {
                shownCells += shown[c] ? 1 : 0;
                any |= shown[c] && !_table.Cell(r, c).IsEmpty;
            }

            if (rows[r] && _table.IsText(r))
            {
                bool goes = r + 1 < rows.Length && rows[r + 1] && _table.Continues(r + 1);
                writer.Slice(new TextSpan(_table.RowSpans[r].Start, goes ? _table.RowSpans[r + 1].Start : _table.RowSpans[r].End));
                writer.Literal(goes ? string.Empty : "\n");
                continue;
            }

            // A row that has nothing in the columns that are left would be an empty line.
            if (any)
            {
                Row(r, shown, writer);
                writer.Literal("\n");
            }

            cut += any ? cells - shownCells : cells;
        }

        writer.Elide(new TextSpan(0, Text.Length), Math.Max(1, cut), "cells");
    }

    private void Hidden(int row, int unit, bool names, TableInterest interest, double rate)
    {
        List<TextSpan> cells = _table.IsText(row) ? [] : _table.Rows[row];
        for (int c = 0; c < cells.Count; c++)
        {
            if (_shown[c])
            {
                continue;
            }

            int last = c;
            while (!names && last + 1 < cells.Count && !_shown[last + 1])
            {
                last++;
            }

            int size = 0;
            for (int r = 0; names && r < _table.Rows.Count; r++)
            {
                size += c < _table.Rows[r].Count ? _table.Rows[r][c].Length + 1 : 0;
            }

            double score = names ? 1e-6 * (interest.Columns[c] + 1e-3) : double.NegativeInfinity;
            int hidden = Place(row, c, last, new FoldUnit { Span = new TextSpan(cells[c].Start, cells[last].End), Score = score, Noun = "columns", Size = Math.Max(1, (int)(rate * size)) });
            Requirements.Add(hidden, unit);
            c = last;
        }
    }

    private int Place(int row, int first, int last, FoldUnit unit)
    {
        _places.Add((row, first, last));
        return Add(unit);
    }

    // Other text knows nothing of the question: rows that likely hold the answer go before it.
    private static double LikelyRows(TableInterest interest)
    {
        double[] weights = [.. interest.Rows.OrderDescending()];
        double left = 0.8 * weights.Sum();
        int i = 0;
        while (i < weights.Length - 1 && (left -= weights[i]) > 0)
        {
            i++;
        }

        return weights[i];
    }

    private void Row(int row, bool[] shown, FoldWriter writer)
    {
        bool edge = _table.Rule >= 0;
        bool first = true;
        List<TextSpan> cells = _table.Rows[row];
        writer.Literal(edge ? "|" : string.Empty);
        for (int c = 0; c < cells.Count; c++)
        {
            if (!shown[c])
            {
                continue;
            }

            if (!first)
            {
                writer.Literal([_table.Separator]);
            }

            first = false;
            if (row == _table.Rule)
            {
                Dash(cells[c], writer);
            }
            else
            {
                writer.Slice(_table.Written(row, c));
            }
        }

        writer.Literal(edge ? "|" : string.Empty);
    }

    // One dash says as much as many; colons say how the column is aligned.
    private void Dash(TextSpan cell, FoldWriter writer)
    {
        int start = cell.Start + Math.Max(0, cell.Of(Text).IndexOf('-'));
        writer.Slice(new TextSpan(cell.Start, Math.Min(cell.End, start + 1)));
        if (cell.End > start + 1 && Text[cell.End - 1] == ':')
        {
            writer.Slice(new TextSpan(cell.End - 1, cell.End));
        }
    }

    private int SizeOf(int row)
    {
        if (_table.IsText(row))
        {
            return _table.RowSpans[row].Length + 1;
        }

        int size = 1;
        List<TextSpan> cells = _table.Rows[row];
        for (int c = 0; c < cells.Count; c++)
        {
            size += _shown[c] ? cells[c].Length + 1 : 0;
        }

        return size;
    }

    // Columns in the order of their weight, for as many as make it most likely that the cell that is asked for is there: the weight of the
    // columns times the weight of the rows that then fit.
    private static bool[] Columns(TableText table, TableInterest interest, TableWidths widths, double rate)
    {
        int count = table.Columns;
        int[] order = [.. Enumerable.Range(0, count).OrderByDescending(c => c == interest.Needed ? double.MaxValue : interest.Columns[c] + (interest.IsContext[c] ? Context : 0))];
        int[] rows = [.. Enumerable.Range(0, table.Rows.Count).Where(r => interest.Rows[r] > 0).OrderByDescending(r => interest.Rows[r])];
        double budget = Slack * rate * widths.Text;
        double columnMass = Math.Max(1e-9, interest.Columns.Sum());
        double rowMass = Math.Max(1e-9, rows.Sum(r => interest.Rows[r]));
        var shown = new bool[count];
        bool[] best = [.. Enumerable.Repeat(true, count)];
        double most = -1;
        double mass = 0;
        int naming = table.Naming;
        var taken = new int[table.Rows.Count];

        // A wide table is tried in at most 32 steps.
        int step = Math.Max(1, count / 32);
        for (int k = 0; k < count; k++)
        {
            int column = order[k];
            shown[column] = true;
            mass += interest.Columns[column];
            for (int r = 0; r < taken.Length; r++)
            {
                taken[r] = !table.IsText(r) ? taken[r] + widths.Of(r, column) + (k > 0 ? 1 : 0) : k == 0 ? widths.Of(r, 0) : taken[r];
            }

            // One column alone says nothing of its cells.
            if (k != count - 1 && ((k + 1) % step != 0 || k < 1))
            {
                continue;
            }

            double left = budget - MarkerTokens - taken[naming] - 1 - (table.Rule >= 0 ? (2 * k) + 3 : 0);
            double held = 0;
            double text = 0;
            foreach (int r in rows)
            {
                if (r == naming)
                {
                    held += left >= 0 ? interest.Rows[r] : 0;
                    continue;
                }

                left -= taken[r] + 1;
                if (left < 0)
                {
                    break;
                }

                held += table.IsText(r) ? 0 : interest.Rows[r];
                text += table.IsText(r) ? interest.Rows[r] : 0;
            }

            double likely = ((mass / columnMass * held) + text) / rowMass;
            if (likely > most * 1.0001)
            {
                most = likely;
                best = [.. shown];
            }
        }

        return best;
    }
}
