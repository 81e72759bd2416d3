using Pith.Blocks.Selecting;

namespace Pith.Blocks.Folding;

/// <summary>Keeps the best units of all parts so that the rendered result uses a token budget up and never exceeds it.</summary>
/// <remarks>
/// Scores of different grammars have nothing in common but their order. So each unit gets the share of its part that is better than it, and units
/// of all parts compete by that; urgent ones come first. What is kept is found by estimate, render, exact count and correction, then filled up
/// unit by unit. Only an exact count of the whole rendered text is ever believed.
/// </remarks>
internal sealed class FoldSelector
{
    private const int MaxCorrections = 14;
    private const int MaxTries = 48;
    private const int TryCharacters = 600_000;
    private const int LeftToExactCounts = 16;
    private const int MaxRateCorrections = 8;

    // A cut that is no longer than its marker is no cut.
    private const int MarkerCharacters = 28;

    private readonly IReadOnlyList<FoldPart> _parts;
    private readonly FoldRendering _rendering;
    private readonly double _tokensPerCharacter;
    private readonly CancellationToken _cancellationToken;
    private readonly int[] _first;
    private readonly int[] _cost;
    private readonly double[] _share;
    private int[] _order;
    private readonly List<int> _closure = [];

    internal FoldSelector(IReadOnlyList<FoldPart> parts, FoldRendering rendering, double tokensPerCharacter, CancellationToken cancellationToken)
    {
        _parts = parts;
        _rendering = rendering;
        _tokensPerCharacter = tokensPerCharacter;
        _cancellationToken = cancellationToken;
        _first = new int[parts.Count + 1];
        for (int p = 0; p < parts.Count; p++)
        {
            _first[p + 1] = _first[p] + (parts[p].Plan?.Units.Count ?? 0);
        }

        _cost = [.. parts.SelectMany(p => p.Plan?.Units ?? []).Select(u => u.Cost)];
        _share = [.. parts.Select(p => p.Rate ?? 1)];
        _order = Rank();
    }

    private int Count => _first[^1];

    /// <summary>The best selection within a limit.</summary>
    internal FoldSelection Select(int limit)
    {
        bool[] forced = Forced();
        FoldSelection least = _rendering.Render(Split(forced), ReasonCode.None);
        if (least.Tokens > limit)
        {
            // Markers alone may be over: then there is nothing to say, unless something is forced.
            return Array.IndexOf(forced, true) >= 0 ? least with { Reason = ReasonCode.BudgetBelowProtected } : FoldSelection.Empty(ReasonCode.NothingFits);
        }

        FoldSelection best = FillUp(Approach(forced, least, limit), limit);
        for (int round = 0; round < MaxRateCorrections && CorrectRates(best); round++)
        {
            _order = Rank();
            best = FillUp(Approach(forced, least, limit), limit);
        }

        return best;
    }

    // Parts with a rate of their own are counted alone; those over it get less.
    private bool CorrectRates(FoldSelection selection)
    {
        bool corrected = false;
        for (int p = 0; p < _parts.Count; p++)
        {
            if (_parts[p].Rate is not { } rate || _parts[p].Plan is null || _share[p] <= 0)
            {
                continue;
            }

            (int before, int after) = _rendering.TokensOf(p, selection.Kept[p]);
            double most = Math.Floor((rate * before) + 1e-9);
            if (after > most)
            {
                double less = _share[p] * most / after * 0.98;
                _share[p] = less < 0.01 ? 0 : less;
                corrected = true;
            }
        }

        return corrected;
    }

    private FoldSelection Approach(bool[] forced, FoldSelection least, int limit) => BudgetSearch.Approach(
        least,
        limit,
        MaxCorrections,
        Math.Max(2, limit / 200),
        target =>
        {
            _cancellationToken.ThrowIfCancellationRequested();
            bool[] kept = Fill(forced, target);
            FoldSelection now = _rendering.Render(Split(kept), ReasonCode.None);
            return (now, now.Tokens, Array.TrueForAll(_order, u => kept[u]));
        },

        // Markers of all that is cut may cost more than what is kept.
        (now, best) => now.Tokens >= best.Tokens || best == least);

    private bool[] Fill(bool[] forced, double target)
    {
        bool[] kept = (bool[])forced.Clone();
        double left = target / _tokensPerCharacter;
        double slack = LeftToExactCounts / _tokensPerCharacter;
        for (int i = 0; i < kept.Length; i++)
        {
            left -= kept[i] ? _cost[i] : 0;
        }

        foreach (int unit in _order)
        {
            if (left <= 0)
            {
                break;
            }

            if (kept[unit])
            {
                continue;
            }

            Close(unit, kept);
            long cost = 0;
            foreach (int member in _closure)
            {
                cost += _cost[member];
            }

            if (cost > left)
            {
                if (left <= slack)
                {
                    break;
                }

                continue;
            }

            left -= cost;
            Keep(kept);
        }

        return kept;
    }

    private FoldSelection FillUp(FoldSelection best, int limit)
    {
        int tries = Math.Clamp(TryCharacters / Math.Max(1, best.Text.Length), 4, MaxTries);
        bool[] kept = Joined(best.Kept);
        foreach (int unit in _order)
        {
            int left = limit - best.Tokens;
            if (left <= 0 || tries == 0)
            {
                break;
            }

            if (kept[unit])
            {
                continue;
            }

            Close(unit, kept);
            double estimate = 0;
            foreach (int member in _closure)
            {
                estimate += _cost[member] * _tokensPerCharacter;
            }

            if (estimate > left + LeftToExactCounts)
            {
                continue;
            }

            _cancellationToken.ThrowIfCancellationRequested();
            tries--;
            bool[] more = (bool[])kept.Clone();
            Keep(more);
            FoldSelection now = _rendering.Render(Split(more), ReasonCode.None);
            if (now.Tokens <= limit)
            {
                kept = Joined(now.Kept);
                best = now;
            }
        }

        return best;
    }

    private int[] Rank()
    {
        var place = new double[Count];
        var candidates = new List<int>(Count);
        for (int p = 0; p < _parts.Count; p++)
        {
            if (_parts[p].Plan is not { } plan)
            {
                continue;
            }

            int[] order = ByScore(plan);
            int first = _first[p];
            double total = 0;
            foreach (int u in order)
            {
                total += _cost[first + u];
            }

            total = Math.Max(1, total);
            double better = 0;
            foreach (int u in order)
            {
                double share = better / total;
                better += _cost[first + u];
                if (_parts[p].Rate is not null && share >= _share[p])
                {
                    break;
                }

                int unit = first + u;
                double score = plan.Units[u].Score;
                place[unit] = score >= FoldPlan.Urgent ? -score : score <= FoldPlan.Spare ? 1 : share;
                candidates.Add(unit);
            }
        }

        // Those of one part are in their order.
        return _parts.Count == 1 ? [.. candidates] : [.. candidates.OrderBy(u => place[u])];
    }

    // Units that may be kept for themselves, best first, of equals the first.
    private static int[] ByScore(FoldPlan plan)
    {
        var order = new List<int>(plan.Units.Count);
        var scores = new List<double>(plan.Units.Count);
        for (int u = 0; u < plan.Units.Count; u++)
        {
            if (!double.IsNegativeInfinity(plan.Units[u].Score))
            {
                order.Add(u);
                scores.Add(-plan.Units[u].Score);
            }
        }

        // Sorting bare numbers is several times as fast as a stable sort; runs of equals are put in their order after it.
        double[] keys = [.. scores];
        int[] sorted = [.. order];
        Array.Sort(keys, sorted);
        for (int i = 0; i < keys.Length;)
        {
            int end = i + 1;
            while (end < keys.Length && keys[end] == keys[i])
            {
                end++;
            }

            Array.Sort(sorted, i, end - i);
            i = end;
        }

        return sorted;
    }

    private bool[] Forced()
    {
        var kept = new bool[Count];
        for (int p = 0; p < _parts.Count; p++)
        {
            for (int u = 0; _parts[p].Forced is { } forced && u < forced.Length; u++)
            {
                if (forced[u] && !kept[_first[p] + u])
                {
                    Close(_first[p] + u, kept);
                    Keep(kept);
                }
            }
        }

        return kept;
    }

    private void Close(int unit, bool[] kept)
    {
        int part = PartOf(unit);
        int first = _first[part];
        _parts[part].Plan!.Requirements.Close(unit - first, kept.AsSpan(first, _first[part + 1] - first), _closure);
        for (int i = 0; i < _closure.Count; i++)
        {
            _closure[i] += first;
        }
    }

    private void Keep(bool[] kept)
    {
        foreach (int member in _closure)
        {
            kept[member] = true;
        }
    }

    private int PartOf(int unit)
    {
        int at = Array.BinarySearch(_first, unit);
        at = at < 0 ? ~at - 1 : at;
        while (_first[at + 1] <= unit)
        {
            at++;
        }

        return at;
    }

    // By part, with runs that are no longer than their marker kept.
    private bool[][] Split(bool[] kept)
    {
        var split = new bool[_parts.Count][];
        for (int p = 0; p < split.Length; p++)
        {
            split[p] = kept[_first[p].._first[p + 1]];
            if (_parts[p].Plan is { Mends: true } plan && _parts[p].Rate is null)
            {
                Mend(plan, split[p]);
            }
        }

        return split;
    }

    private static void Mend(FoldPlan plan, bool[] kept)
    {
        if (Array.IndexOf(kept, true) < 0)
        {
            return;
        }

        for (int i = 0; i < kept.Length; i++)
        {
            if (kept[i])
            {
                continue;
            }

            int end = i;
            int size = 0;
            while (end < kept.Length && !kept[end])
            {
                size += plan.Units[end].Cost;
                end++;
            }

            if (size <= MarkerCharacters && HasWhatItNeeds(plan, kept, i, end))
            {
                Array.Fill(kept, true, i, end - i);
            }

            i = end;
        }
    }

    // Of a run of units: whether all that they need is kept or among them.
    private static bool HasWhatItNeeds(FoldPlan plan, bool[] kept, int start, int end)
    {
        for (int i = start; i < end && !plan.Requirements.IsEmpty; i++)
        {
            foreach (int needed in plan.Requirements.Of(i, kept.Length))
            {
                if (!kept[needed] && (needed < start || needed >= end))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private bool[] Joined(bool[][] split)
    {
        var kept = new bool[Count];
        for (int p = 0; p < split.Length; p++)
        {
            split[p].CopyTo(kept, _first[p]);
        }

        return kept;
    }
}
