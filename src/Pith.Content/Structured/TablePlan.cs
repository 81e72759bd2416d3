using Pith.Blocks.Folding;
using Pith.Text;

namespace Pith.Content.Structured;

/// <summary>The rows of a table as units, with the columns that are most likely to be asked for.</summary>
internal sealed class TablePlan : FoldPlan
{
    private readonly TableText _table;
    private readonly bool[] _shown;
    private readonly bool _all;

    internal TablePlan(TableText table, TableInterest interest, double rate)
        : base(table.Text)
    {
        _table = table;
        _shown = Columns(table, interest, rate);
        _all = Array.IndexOf(_shown, false) < 0;
        double most = Math.Max(1e-9, interest.Rows.Max());
        int naming = NamingRow(table);
        double likely = LikelyRows(interest);
        for (int r = 0; r < table.Rows.Count; r++)
        {
            // The header that names the columns comes with every row; titles and units above or below it compete with the rows.
            bool needed = r == naming || r == table.Rule;
            bool header = r < table.Headers;
            Add(new FoldUnit { Span = table.RowSpans[r], Score = needed ? double.NegativeInfinity : header ? 0.3 : interest.IsAsked && interest.Rows[r] >= likely ? Urgent + (interest.Rows[r] / most) : 0.99 * interest.Rows[r] / most, Noun = "rows", Size = SizeOf(r) });
            if (!needed)
            {
                Requirements.Add(r, naming);
                if (table.Rule >= 0)
                {
                    Requirements.Add(r, table.Rule);
                }
            }
        }
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

    // The header row with the most different names.
    private static int NamingRow(TableText table)
    {
        int best = 0;
        int most = -1;
        for (int h = 0; h < table.Headers; h++)
        {
            int names = Enumerable.Range(0, table.Columns).Select(c => table.Cell(h, c).ToString()).Where(n => n.Length > 0).Distinct().Count();
            (best, most) = names > most ? (h, names) : (best, most);
        }

        return best;
    }

    public override bool Mends => false;

    // One marker at the end for rows and columns: a table is short, and its rows say themselves which they are.
    public override void Render(ReadOnlySpan<bool> kept, FoldWriter writer)
    {
        int rows = kept.Count(false);
        int columns = _shown.Count(s => !s);
        if (rows == 0 && columns == 0)
        {
            base.Render(kept, writer);
            return;
        }

        int previous = -2;
        for (int r = 0; r < kept.Length; r++)
        {
            if (!kept[r])
            {
                continue;
            }

            if (previous >= 0)
            {
                writer.Literal("\n");
            }

            if (_all)
            {
                writer.Slice(_table.RowSpans[r]);
            }
            else
            {
                Row(r, writer);
            }

            previous = r;
        }

        writer.Literal(previous >= 0 ? "\n" : string.Empty);
        writer.Elide(new TextSpan(0, Text.Length), CellsCut(kept), "cells");
    }

    private int CellsCut(ReadOnlySpan<bool> kept)
    {
        int cells = 0;
        for (int r = 0; r < kept.Length; r++)
        {
            for (int c = 0; c < _table.Rows[r].Count; c++)
            {
                cells += kept[r] && _shown[c] ? 0 : 1;
            }
        }

        return cells;
    }

    private void Row(int row, FoldWriter writer)
    {
        ReadOnlySpan<char> separator = _table.Separator == '|' ? " | " : [_table.Separator];
        bool edge = _table.Rule >= 0;
        writer.Literal(edge ? "| " : string.Empty);
        bool first = true;
        List<TextSpan> cells = _table.Rows[row];
        for (int c = 0; c < _shown.Length; c++)
        {
            if (!_shown[c])
            {
                continue;
            }

            if (!first)
            {
                writer.Literal(separator);
            }

            first = false;
            if (c < cells.Count)
            {
                writer.Slice(cells[c]);
            }
        }

        writer.Literal(edge ? " |" : string.Empty);
    }

    private int SizeOf(int row)
    {
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
    private static bool[] Columns(TableText table, TableInterest interest, double rate)
    {
        int count = table.Columns;
        int[] order = [.. Enumerable.Range(0, count).OrderByDescending(c => c == interest.Key ? double.MaxValue : interest.Columns[c] + (interest.IsNamedColumn[c] ? 100 : 0))];
        int first = table.Headers + (table.Rule >= 0 ? 1 : 0);
        int[] rows = [.. Enumerable.Range(first, table.Rows.Count - first).OrderByDescending(r => interest.Rows[r])];
        double budget = rate * table.Text.Length;
        double columnMass = Math.Max(1e-9, interest.Columns.Sum(w => Math.Max(0, w)));
        double rowMass = Math.Max(1e-9, rows.Sum(r => interest.Rows[r]));
        var shown = new bool[count];
        bool[] best = [.. Enumerable.Repeat(true, count)];
        double most = -1;
        double mass = 0;

        // A wide table is tried in at most 32 steps.
        int step = Math.Max(1, count / 32);
        for (int k = 0; k < count; k++)
        {
            shown[order[k]] = true;
            mass += Math.Max(0, interest.Columns[order[k]]);
            if (k != count - 1 && ((k + 1) % step != 0 || interest.IsNamedColumn[order[k + 1]]))
            {
                continue;
            }

            double left = budget - (k < count - 1 ? 40 : 0);
            for (int h = 0; h < first; h++)
            {
                left -= Width(table, h, shown);
            }

            double held = 0;
            foreach (int r in rows)
            {
                left -= Width(table, r, shown);
                if (left < 0)
                {
                    break;
                }

                held += interest.Rows[r];
            }

            double likely = mass / columnMass * held / rowMass;
            if (likely > most * 1.0001)
            {
                most = likely;
                best = [.. shown];
            }
        }

        return best;
    }

    private static int Width(TableText table, int row, bool[] shown)
    {
        int width = 1;
        List<TextSpan> cells = table.Rows[row];
        for (int c = 0; c < cells.Count; c++)
        {
            width += shown[c] ? cells[c].Length + 1 : 0;
        }

        return width;
    }
}
