namespace Pith.Blocks.Selecting;

/// <summary>Finds the estimate at which an exact count comes just below a limit.</summary>
/// <remarks>An estimate is wrong by a nearly constant factor, so each exact count gives the next estimate; what was too little and what was too much bound it.</remarks>
internal static class BudgetSearch
{
    // So many tries over the limit in a row say that what goes is no larger than its markers: small steps lead nowhere.
    private const int PatientRounds = 3;
    private const double FirstLeap = 1 / 64.0;

    /// <summary>The best of what was tried and does not exceed the limit.</summary>
    /// <param name="least">What there is without a try; it does not exceed the limit.</param>
    /// <param name="limit">The most tokens.</param>
    /// <param name="rounds">The most tries.</param>
    /// <param name="slack">How many tokens below the limit are near enough.</param>
    /// <param name="at">Selects to an estimate: the selection, its exact count, and whether it keeps everything.</param>
    /// <param name="isBetter">Whether a try that fits is better than the best so far.</param>
    internal static T Approach<T>(T least, int limit, int rounds, int slack, Func<double, (T Selection, int Tokens, bool IsAll)> at, Func<T, T, bool> isBetter)
    {
        T best = least;
        double target = limit;
        double low = 0;
        double high = double.PositiveInfinity;
        int over = 0;
        for (int round = 0; round < rounds; round++)
        {
            (T now, int tokens, bool isAll) = at(target);
            if (tokens <= limit)
            {
                low = Math.Max(low, target);
                over = 0;
                best = isBetter(now, best) ? now : best;
                if (limit - tokens <= slack || isAll)
                {
                    break;
                }
            }
            else
            {
                high = Math.Min(high, target);
                over++;
            }

            double next = tokens == 0 ? target * 2 : target * limit / tokens;
            next = tokens <= limit ? Math.Max(next, target + 1) : Math.Min(next - 0.5, target - 1);
            if (over > PatientRounds)
            {
                next = Math.Min(next, target - (limit * FirstLeap * Math.Pow(2, over - PatientRounds - 1)));
            }

            target = next > low && next < high ? next : double.IsPositiveInfinity(high) ? low + 1 : (low + high) / 2;
            if (high - low < 0.5)
            {
                break;
            }
        }

        return best;
    }
}
