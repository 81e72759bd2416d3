using Pith.Text;

namespace Pith.Content.Structured;

/// <summary>Where the words of a question stand in a table.</summary>
/// <remarks>Inverse document frequency over the rows. Words of the question that stand nowhere as they are may match another form or spelling of theirs.</remarks>
internal sealed class TableMatch
{
    private readonly TableText _table;
    private readonly TableQuestion _question;
    private readonly int _key;
    private readonly List<(int Column, int Term)>[] _hits;
    private readonly bool[][] _headerHits;
    private readonly double[] _weight;

    internal TableMatch(TableText table, TableQuestion question, TableColumn[] columns, int key)
    {
        _table = table;
        _question = question;
        _key = key;
        _hits = new List<(int, int)>[table.Rows.Count];
        _headerHits = [.. columns.Select(_ => new bool[question.Terms.Length])];
        Exact(columns);
        Alike(columns);
        _weight = Weights();
        Rows = new double[table.Rows.Count];
        Grouped = new double[table.Rows.Count];
        Quoted = new double[table.Rows.Count];
        Covered = new double[table.Rows.Count];
        Held = new double[columns.Length];
        Headers = new double[columns.Length];
        Asked = new double[columns.Length];
        RateRows();
        RateColumns(columns);
        RateText();
    }

    /// <summary>Share of the question's weight that stands in each row, 0–1.</summary>
    internal double[] Rows { get; }

    /// <summary>The same with the words of the row that begins the group counted at a part.</summary>
    internal double[] Grouped { get; }

    /// <summary>Share of the words of each row's name that the question has, 0–1.</summary>
    internal double[] Covered { get; }

    /// <summary>Length of the longest cell that the question quotes whole, 0–1 of 12 characters.</summary>
    internal double[] Quoted { get; }

    /// <summary>The most weight that a cell of each column has in the best rows, 0–1.</summary>
    internal double[] Held { get; }

    /// <summary>Share of the header words' weight that stands in each column's header.</summary>
    internal double[] Headers { get; }

    /// <summary>Whether the header has what the answer is one of, 0–1.</summary>
    internal double[] Asked { get; }

    /// <summary>Share of the question's words that stand in each row or sentence, of those that stand anywhere.</summary>
    internal double[] Texts { get; private set; } = [];

    /// <summary>The best row; -1 if the question names none.</summary>
    internal int Best { get; private set; } = -1;

    /// <summary>Whether a row has a name in its first column and nothing else.</summary>
    internal static bool BeginsGroup(TableText table, int row)
    {
        if (table.Cell(row, 0).Trim().IsEmpty || table.Columns < 2)
        {
            return false;
        }

        for (int c = 1; c < table.Rows[row].Count; c++)
        {
            if (!table.Cell(row, c).Trim().IsEmpty)
            {
                return false;
            }
        }

        return true;
    }

    private void Exact(TableColumn[] columns)
    {
        for (int r = 0; r < _hits.Length; r++)
        {
            _hits[r] = [];
            for (int c = 0; c < _table.Rows[r].Count && r != _table.Rule; c++)
            {
                foreach (string word in TableWords.Of(_table.Cell(r, c)))
                {
                    int term = _question.TermOf(TableWords.Stem(word));
                    Hit(r, c, term);
                }
            }
        }

        for (int c = 0; c < columns.Length; c++)
        {
            foreach (string word in TableWords.Of(columns[c].Header))
            {
                if (_question.TermOf(TableWords.Stem(word)) is >= 0 and int term)
                {
                    _headerHits[c][term] = true;
                }
            }
        }
    }

    // Hits of one cell stand together, so that looking for a term that it has already is short.
    private void Hit(int row, int column, int term)
    {
        List<(int Column, int Term)> hits = _hits[row];
        for (int i = hits.Count - 1; i >= 0 && term >= 0 && hits[i].Column == column; i--)
        {
            term = hits[i].Term == term ? -1 : term;
        }

        if (term >= 0)
        {
            hits.Add((column, term));
        }
    }

    private void Alike(TableColumn[] columns)
    {
        int[] missing = [.. Enumerable.Range(0, _question.Terms.Length).Where(t => _question.Terms[t].Length >= 4 && !_headerHits.Any(h => h[t]) && !_hits.Any(h => h.Exists(x => x.Term == t)))];
        if (missing.Length == 0)
        {
            return;
        }

        for (int r = _table.First; r < _hits.Length; r++)
        {
            for (int c = 0; c < _table.Rows[r].Count; c++)
            {
                foreach (string word in TableWords.Of(_table.Cell(r, c)))
                {
                    foreach (int term in missing)
                    {
                        Hit(r, c, TableWords.AreAlike(_question.Terms[term], TableWords.Stem(word)) ? term : -1);
                    }
                }
            }
        }

        for (int c = 0; c < columns.Length; c++)
        {
            foreach (string word in TableWords.Of(columns[c].Header))
            {
                foreach (int term in missing)
                {
                    _headerHits[c][term] |= TableWords.AreAlike(_question.Terms[term], TableWords.Stem(word));
                }
            }
        }
    }

    private double[] Weights()
    {
        var rowsWith = new int[_question.Terms.Length];
        for (int r = _table.First; r < _hits.Length; r++)
        {
            foreach (int term in _table.IsText(r) ? [] : _hits[r].Select(h => h.Term).Distinct())
            {
                rowsWith[term]++;
            }
        }

        int count = Enumerable.Range(_table.First, _hits.Length - _table.First).Count(r => !_table.IsText(r));
        return [.. rowsWith.Select(n => n == 0 ? 0 : Math.Log(1 + ((count - n + 0.5) / (n + 0.5))))];
    }

    private void RateRows()
    {
        double total = Math.Max(1e-9, _weight.Sum());
        int group = -1;
        for (int r = 0; r < _hits.Length; r++)
        {
            if (r == _table.Rule)
            {
                continue;
            }

            int[] own = [.. _hits[r].Select(h => h.Term).Distinct()];
            Rows[r] = own.Sum(t => _weight[t]) / total;
            group = r >= _table.First && !_table.IsText(r) && BeginsGroup(_table, r) ? r : group;
            Grouped[r] = Rows[r] + (group < 0 || group == r ? 0 : 0.7 * _hits[group].Select(h => h.Term).Distinct().Except(own).Sum(t => _weight[t]) / total);
            if (r >= _table.First && !_table.IsText(r) && Rows[r] > 0 && (Best < 0 || Grouped[r] > Grouped[Best]))
            {
                Best = r;
            }

            Covered[r] = _hits[r].Count == 0 ? 0 : CoveredOf(r);
            foreach (int c in _hits[r].Select(h => h.Column).Distinct())
            {
                ReadOnlySpan<char> cell = _table.Cell(r, c).Trim();
                if (cell.Length >= 2 && _question.Text.AsSpan().Contains(cell, StringComparison.OrdinalIgnoreCase))
                {
                    Quoted[r] = Math.Max(Quoted[r], Math.Min(1, cell.Length / 12.0));
                }
            }
        }
    }

    // Sentences are compared among themselves and with the rows: what they share with the question of all that stands anywhere.
    private void RateText()
    {
        Texts = new double[_hits.Length];
        double total = _question.Terms.Where((_, t) => _headerHits.Any(h => h[t]) || _hits.Any(h => h.Exists(x => x.Term == t))).Count();
        for (int r = 0; r < _hits.Length && total > 0; r++)
        {
            Texts[r] = _hits[r].Select(h => h.Term).Distinct().Count() / total;
        }
    }

    private double CoveredOf(int row)
    {
        int words = 0;
        int found = 0;
        foreach (string word in TableWords.Of(_table.Cell(row, _key)))
        {
            if (!StopWordList.Contains(word))
            {
                words++;
                found += _question.TermOf(TableWords.Stem(word)) >= 0 ? 1 : 0;
            }
        }

        return found == 0 ? 0 : found / (double)words;
    }

    private void RateColumns(TableColumn[] columns)
    {
        double most = Best < 0 ? 1e-9 : Enumerable.Range(_table.First, _hits.Length - _table.First).Where(r => !_table.IsText(r)).Max(r => Rows[r]);
        double total = Math.Max(1e-9, _weight.Sum());
        for (int r = _table.First; r < _hits.Length; r++)
        {
            if (Rows[r] < 0.7 * most || _table.IsText(r))
            {
                continue;
            }

            foreach (IGrouping<int, (int Column, int Term)> hits in _hits[r].GroupBy(h => h.Column))
            {
                Held[hits.Key] = Math.Max(Held[hits.Key], hits.Sum(h => _weight[h.Term]) / total);
            }
        }

        // A word that few headers have says more about a column.
        double[] rare = [.. Enumerable.Range(0, _question.Terms.Length).Select(t => _headerHits.Count(h => h[t])).Select(n => n == 0 ? 0 : Math.Log(1 + ((columns.Length - n + 0.5) / (n + 0.5))))];
        double headers = Math.Max(1e-9, rare.Sum());
        int[] asked = [.. _question.Asked.Select(_question.TermOf).Where(t => t >= 0)];
        for (int c = 0; c < columns.Length; c++)
        {
            Headers[c] = Enumerable.Range(0, rare.Length).Sum(t => _headerHits[c][t] ? rare[t] : 0) / headers;
            Asked[c] = asked.Length == 0 ? 0 : asked.Count(t => _headerHits[c][t]) / (double)asked.Length;
        }
    }
}
