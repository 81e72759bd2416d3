using Pith.Blocks.Scoring;
using Pith.Text;

namespace Pith.Blocks.Selecting;

/// <summary>Keeps the words of one chunk whose probability exceeds a percentile of all of them, each counted as often as it has tokens.</summary>
/// <remarks>
/// What LLMLingua-2's reference does: per cents are truncated in binary floating point, so some rates keep a little more than they say;
/// words that equal the threshold go. How many tokens remain is whatever that gives.
/// </remarks>
public static class WordThreshold
{
    /// <summary>The percentile for a share to drop: one more than its whole per cents, computed in binary floating point (0.45 gives 45, not 46), at most 100.</summary>
    public static int PercentFor(double reduce) => Math.Min((int)((100 * reduce) + 1), 100);

    /// <summary>One flag a word.</summary>
    /// <param name="words">The words.</param>
    /// <param name="probabilities">Their probabilities.</param>
    /// <param name="reduce">Share of the tokens to drop, 0–1.</param>
    /// <param name="threshold">A fixed probability instead; null for the percentile.</param>
    /// <param name="counter">Weighs words.</param>
    /// <param name="once">Strings of which only one is kept where nothing is kept between them; null for none.</param>
    public static bool[] Keep(IReadOnlyList<string> words, double[] probabilities, double reduce, double? threshold, ITokenCounter counter, ForcedStrings? once)
    {
        ArgumentNullException.ThrowIfNull(words);
        ArgumentNullException.ThrowIfNull(probabilities);
        ArgumentNullException.ThrowIfNull(counter);
        var kept = new bool[words.Count];
        if (words.Count == 0)
        {
            return kept;
        }

        double[] scores = (double[])probabilities.Clone();
        if (once is not null)
        {
            ClearRepeats(words, scores, Percentile.Linear(scores, (int)(100 * reduce)), once);
        }

        int[] weights = [.. words.Select(w => counter.Count(w))];
        double limit = threshold ?? Percentile.Linear(scores, weights, PercentFor(reduce));
        string? last = null;
        for (int i = 0; i < kept.Length; i++)
        {
            bool reaches = scores[i] > limit || (limit == 1 && scores[i] == 1);
            kept[i] = reaches && !(once is not null && words[i] == last && once.Contains(words[i]));
            last = kept[i] ? words[i] : last;
        }

        return kept;
    }

    private static void ClearRepeats(IReadOnlyList<string> words, double[] scores, double limit, ForcedStrings once)
    {
        bool between = false;
        string? previous = null;
        for (int i = 0; i < scores.Length; i++)
        {
            if (!once.Contains(words[i]))
            {
                between |= scores[i] > limit;
                continue;
            }

            if (!between && words[i] == previous)
            {
                scores[i] = 0;
            }

            between = false;
            previous = words[i];
        }
    }
}
