namespace Pith.Blocks.Scoring;

/// <summary>Percentiles by linear interpolation between the two nearest values, with NumPy's order of operations.</summary>
/// <remarks>Where both neighbours are equal the result is that value to the last bit, so that a comparison with it can tell a tie.</remarks>
public static class Percentile
{
    /// <summary>The value below which <paramref name="q"/> per cent of the values lie.</summary>
    /// <param name="values">The values, in any order.</param>
    /// <param name="q">0–100.</param>
    /// <exception cref="ArgumentException">There is no value.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="q"/> is outside 0–100.</exception>
    public static double Linear(ReadOnlySpan<double> values, double q)
    {
        int[] once = new int[values.Length];
        Array.Fill(once, 1);
        return Linear(values, once, q);
    }

    /// <summary>The percentile of values that each occur a number of times.</summary>
    /// <param name="values">The values, in any order.</param>
    /// <param name="counts">How often each occurs, 0 or more.</param>
    /// <param name="q">0–100.</param>
    /// <exception cref="ArgumentException">There is no value, or not one count a value.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="q"/> is outside 0–100, or a count is negative.</exception>
    public static double Linear(ReadOnlySpan<double> values, ReadOnlySpan<int> counts, double q)
    {
        if (!(q is >= 0 and <= 100))
        {
            throw new ArgumentOutOfRangeException(nameof(q), q, "A percentile lies between 0 and 100.");
        }

        if (values.Length != counts.Length)
        {
            throw new ArgumentException($"There are {values.Length} values and {counts.Length} counts.", nameof(counts));
        }

        long total = 0;
        foreach (int count in counts)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(count, nameof(counts));
            total += count;
        }

        if (total == 0)
        {
            throw new ArgumentException("There is no value to take a percentile of.", nameof(values));
        }

        double[] sorted = values.ToArray();
        int[] times = counts.ToArray();
        Array.Sort(sorted, times);
        double at = (total - 1) * (q / 100);
        long below = Math.Min((long)Math.Floor(at), total - 1);
        double low = ValueAt(sorted, times, below);
        double high = ValueAt(sorted, times, Math.Min(below + 1, total - 1));
        double share = at - below;
        return share >= 0.5 ? high - ((high - low) * (1 - share)) : low + ((high - low) * share);
    }

    private static double ValueAt(double[] sorted, int[] times, long index)
    {
        int i = 0;
        for (long seen = times[0]; seen <= index; seen += times[i])
        {
            i++;
        }

        return sorted[i];
    }
}
