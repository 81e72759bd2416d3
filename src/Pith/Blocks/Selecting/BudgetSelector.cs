using System.Text;
using Pith.Blocks.Rendering;
using Pith.Text;

namespace Pith.Blocks.Selecting;

/// <summary>Keeps the best units of the whole text so that the rendered result uses a token budget up and never exceeds it.</summary>
/// <remarks>
/// Token counts are not additive: what a unit costs depends on its neighbours in the result. So the selector (1) ranks all units of the
/// text once, (2) fills an estimated budget greedily, renders, counts exactly, and corrects the estimate until the count is just
/// below the budget, (3) adds units one by one, each with its exact local cost, until no further one fits, and (4) counts the whole text once
/// more; whatever is over is taken back. Zones with a rate of their own are counted alone, and the steps repeated with less for those that are over. Only an exact count of the whole rendered text is ever believed.
/// </remarks>
public sealed class BudgetSelector
{
    private const int MaxCorrections = 10;
    private const int MaxTries = 192;
    private const int MaxGlobalTries = 16;
    private const int LocalUnits = 6;
    private const int MaxZoneCorrections = 6;
    private const int LeftToExactCounts = 8;

    private readonly Document _document;
    private readonly SliceRenderer _renderer;
    private readonly UnitScores _scores;
    private readonly CancellationToken _cancellationToken;
    private readonly ITokenCounter _counter;
    private readonly int[] _order;
    private readonly int[] _estimate;
    private readonly Dictionary<int, double> _zoneBudgets = [];
    private readonly List<int> _closure = [];

    private BudgetSelector(Document document, UnitScores scores, CancellationToken cancellationToken)
    {
        _document = document;
        _renderer = new SliceRenderer(document);
        _scores = scores;
        _cancellationToken = cancellationToken;
        _counter = document.Request.TokenCounter;
        _order = Rank(document, scores);
        _estimate = UnitTokens.Estimate(document, cancellationToken);
    }

    /// <summary>Selects to a token limit.</summary>
    /// <param name="document">The text and its units.</param>
    /// <param name="scores">What each unit is worth.</param>
    /// <param name="limit">The most tokens the rendered text may have; null where only the zones' own rates limit.</param>
    /// <param name="cancellationToken">Stops between passes.</param>
    public static Selection Select(Document document, UnitScores scores, int? limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(scores);
        return new BudgetSelector(document, scores, cancellationToken).ToLimit(limit ?? document.TokensBefore);
    }

    /// <summary>Keeps every unit whose probability reaches a threshold, with what it needs.</summary>
    public static Selection SelectByThreshold(Document document, UnitScores scores, double threshold, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(scores);
        var selector = new BudgetSelector(document, scores, cancellationToken);
        bool[] kept = selector.Forced();
        foreach (int unit in selector._order)
        {
            if (scores.Scores[unit] >= threshold)
            {
                selector.Close(unit, kept);
                selector.Keep(kept);
            }
        }

        return selector.Finish(kept, ReasonCode.None);
    }

    private Selection ToLimit(int limit)
    {
        bool[] forced = Forced();
        bool anyForced = Array.IndexOf(forced, true) >= 0;
        if (anyForced)
        {
            Selection least = Finish(forced, ReasonCode.BudgetBelowProtected);
            if (least.Tokens > limit)
            {
                return least;
            }
        }

        PlanZones();
        Selection best = FillUp(Approach(forced, limit), limit);
        for (int round = 0; round < MaxZoneCorrections && CorrectZones(best.Kept); round++)
        {
            best = FillUp(Approach(forced, limit), limit);
        }

        return best.Text.Length == 0 ? best with { Reason = ReasonCode.NothingFits } : best;
    }

    // Step 2.
    private Selection Approach(bool[] forced, int limit) => BudgetSearch.Approach(
        Finish(forced, ReasonCode.None),
        limit,
        MaxCorrections,
        Math.Max(2, limit / 500),
        target =>
        {
            _cancellationToken.ThrowIfCancellationRequested();
            bool[] kept = Fill(forced, target);
            Selection now = Finish(kept, ReasonCode.None);
            return (now, now.Tokens, Array.IndexOf(kept, false) < 0);
        },
        (now, best) => now.Tokens >= best.Tokens);

    private bool[] Fill(bool[] forced, double target)
    {
        bool[] kept = (bool[])forced.Clone();
        var zoneLeft = new Dictionary<int, double>(_zoneBudgets);
        double left = target;
        for (int i = 0; i < kept.Length; i++)
        {
            if (kept[i])
            {
                left -= _estimate[i];
                Charge(zoneLeft, i);
            }
        }

        for (int i = 0; i < _order.Length && left >= 1; i++)
        {
            int unit = _order[i];
            if (kept[unit] || (_zoneBudgets.Count > 0 && !Affords(zoneLeft, unit)))
            {
                continue;
            }

            Close(unit, kept);
            int cost = 0;
            foreach (int member in _closure)
            {
                cost += _estimate[member];
            }

            if (cost > left)
            {
                // What the best next unit may still get is for exact counts to say; worse ones must not take it.
                if (left <= LeftToExactCounts)
                {
                    break;
                }

                continue;
            }

            left -= cost;
            foreach (int member in _closure)
            {
                Charge(zoneLeft, member);
            }

            Keep(kept);
        }

        return kept;
    }

    // Steps 3 and 4.
    private Selection FillUp(Selection best, int limit)
    {
        bool local = true;
        for (int round = 0; round < 4 && best.Tokens < limit; round++)
        {
            _cancellationToken.ThrowIfCancellationRequested();
            bool[] kept = (bool[])best.Kept.Clone();
            int left = limit - best.Tokens;
            int tries = local ? 0 : MaxTries - MaxGlobalTries;
            bool added = false;
            var zoneLeft = ZoneLeft(kept);
            for (int i = 0; i < _order.Length && left > 0 && tries < MaxTries; i++)
            {
                int unit = _order[i];
                if (kept[unit] || _estimate[unit] > left + 2 || (_zoneBudgets.Count > 0 && !Affords(zoneLeft, unit)))
                {
                    continue;
                }

                Close(unit, kept);
                tries++;
                int cost = local ? LocalCost(kept) : GlobalCost(kept);
                if (cost <= left)
                {
                    left -= cost;
                    added = true;
                    foreach (int member in _closure)
                    {
                        Charge(zoneLeft, member);
                    }

                    Keep(kept);
                }
            }

            if (!added)
            {
                break;
            }

            Selection now = Finish(kept, ReasonCode.None);
            if (now.Tokens <= limit)
            {
                best = now;
            }
            else if (local)
            {
                local = false;
            }
            else
            {
                break;
            }
        }

        return best;
    }

    // Exact as long as a tokenizer does not look further than LocalUnits kept units; the whole text is counted afterwards all the same.
    private int LocalCost(bool[] kept)
    {
        int first = _closure.Min();
        int last = _closure.Max();
        int from = Reach(kept, first, -1);
        int to = Reach(kept, last, +1);
        if (_document.Units[from].Segment != _document.Units[to].Segment)
        {
            return GlobalCost(kept);
        }

        var text = new StringBuilder();
        _renderer.RenderUnits(kept, from, to + 1, text);
        int before = _counter.Count(text.ToString());
        text.Clear();
        Mark(kept, true);
        _renderer.RenderUnits(kept, from, to + 1, text);
        Mark(kept, false);
        return _counter.Count(text.ToString()) - before;
    }

    private int GlobalCost(bool[] kept)
    {
        int before = _counter.Count(_renderer.Render(kept));
        Mark(kept, true);
        int after = _counter.Count(_renderer.Render(kept));
        Mark(kept, false);
        return after - before;
    }

    private int Reach(bool[] kept, int unit, int step)
    {
        int segment = _document.Units[unit].Segment;
        int found = 0;
        int end = unit;
        for (int i = unit + step; i >= 0 && i < kept.Length && _document.Units[i].Segment == segment; i += step)
        {
            end = i;
            if (kept[i] && ++found == LocalUnits)
            {
                break;
            }
        }

        return end;
    }

    private Selection Finish(bool[] kept, ReasonCode reason)
    {
        string text = _renderer.Render(kept);
        return new Selection { Kept = kept, Text = text, Tokens = _counter.Count(text), Reason = reason };
    }

    private bool[] Forced()
    {
        var kept = new bool[_document.Units.Count];
        for (int i = 0; i < kept.Length; i++)
        {
            if (_document.Units[i].Forced && !kept[i])
            {
                Close(i, kept);
                Keep(kept);
            }
        }

        return kept;
    }

    // Collects a unit and everything it needs that is not kept yet.
    private void Close(int unit, bool[] kept) => _scores.Requirements.Close(unit, kept, _closure);

    private void Keep(bool[] kept) => Mark(kept, true);

    private void Mark(bool[] kept, bool value)
    {
        foreach (int member in _closure)
        {
            kept[member] = value;
        }
    }

    private void PlanZones()
    {
        for (int i = 0; i < _estimate.Length; i++)
        {
            int zone = _document.Units[i].Zone;
            if (_document.Zones[zone].Rate is { } rate)
            {
                _zoneBudgets[zone] = _zoneBudgets.GetValueOrDefault(zone) + (rate * _estimate[i]);
            }
        }
    }

    // Zones are filled by estimates; where the exact count of a zone is over its own rate, its budget shrinks by what is over.
    private bool CorrectZones(bool[] kept)
    {
        bool corrected = false;
        for (int first = 0; first < kept.Length && _zoneBudgets.Count > 0;)
        {
            int zone = _document.Units[first].Zone;
            int last = first;
            while (last < kept.Length && _document.Units[last].Zone == zone)
            {
                last++;
            }

            if (_document.Zones[zone].Rate is { } rate && _zoneBudgets[zone] > 0)
            {
                var text = new StringBuilder();
                _renderer.RenderUnits(kept, first, last, text);
                int over = _counter.Count(text.ToString()) - (int)Math.Floor((rate * _counter.Count(_document.Zones[zone].Span.Of(_document.Text))) + 1e-9);
                if (over > 0)
                {
                    _zoneBudgets[zone] -= over;
                    corrected = true;
                }
            }

            first = last;
        }

        return corrected;
    }

    private Dictionary<int, double> ZoneLeft(bool[] kept)
    {
        var left = new Dictionary<int, double>(_zoneBudgets);
        for (int i = 0; i < kept.Length && left.Count > 0; i++)
        {
            if (kept[i])
            {
                Charge(left, i);
            }
        }

        return left;
    }

    private bool Affords(Dictionary<int, double> zoneLeft, int unit) =>
        !zoneLeft.TryGetValue(_document.Units[unit].Zone, out double left) || left >= _estimate[unit];

    private void Charge(Dictionary<int, double> zoneLeft, int unit)
    {
        int zone = _document.Units[unit].Zone;
        if (zoneLeft.TryGetValue(zone, out double left))
        {
            zoneLeft[zone] = left - _estimate[unit];
        }
    }

    private static int[] Rank(Document document, UnitScores scores)
    {
        int[] order = [.. Enumerable.Range(0, document.Units.Count).Where(i => !double.IsNegativeInfinity(scores.Scores[i]))];
        int count = order.Length;
        double[] keys = new double[count];
        for (int i = 0; i < count; i++)
        {
            keys[i] = -scores.Scores[order[i]];
        }

        // Array.Sort is not stable: ties are put in text order afterwards, so that equal scores never depend on the sort.
        Array.Sort(keys, order);
        for (int i = 0; i < count;)
        {
            int j = i + 1;
            while (j < count && keys[j].Equals(keys[i]))
            {
                j++;
            }

            Array.Sort(order, i, j - i);
            i = j;
        }

        if (scores.First.Count == 0)
        {
            return order;
        }

        var first = new HashSet<int>(scores.First);
        return [.. scores.First, .. order.Where(u => !first.Contains(u))];
    }
}
