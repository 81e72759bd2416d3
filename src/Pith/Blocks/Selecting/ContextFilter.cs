using Pith.Blocks.Scoring;

namespace Pith.Blocks.Selecting;

/// <summary>Chooses whole contexts before anything inside them is chosen.</summary>
public static class ContextFilter
{
    /// <summary>Keeps contexts whose score reaches a percentile, as LLMLingua-2's reference does: the rate is truncated to whole per cents and ties stay.</summary>
    /// <param name="scores">One score a context, at least one.</param>
    /// <param name="rate">Share to keep, 0–1.</param>
    /// <param name="forced">Indices kept whatever they score.</param>
    public static bool[] ByPercentile(ReadOnlySpan<double> scores, double rate, IReadOnlyCollection<int> forced)
    {
        ArgumentNullException.ThrowIfNull(forced);
        double threshold = Percentile.Linear(scores, Math.Clamp((int)(100 * (1 - rate)), 0, 100));
        var kept = new bool[scores.Length];
        for (int i = 0; i < kept.Length; i++)
        {
            kept[i] = scores[i] >= threshold || forced.Contains(i);
        }

        return kept;
    }

    /// <summary>Takes whole segments out of a selection, all but the best: their units get negative infinity, so only what is forced stays of them.</summary>
    /// <param name="document">The text; segments that may be compressed are chosen among.</param>
    /// <param name="scores">One score a unit; a segment is worth their mean. Changed in place.</param>
    /// <param name="rate">Share of the segments to keep, rounded up.</param>
    /// <param name="most">The most segments instead; null for the rate.</param>
    /// <param name="tokens">The most tokens that the chosen segments have together (the best one stays always); null for no limit.</param>
    /// <param name="forced">Indices among those segments that stay whatever they score, on top of the others.</param>
    public static void KeepBest(Document document, double[] scores, double rate, int? most, int? tokens, IReadOnlyCollection<int> forced)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(forced);
        int[] segments = [.. Enumerable.Range(0, document.SegmentSpans.Count).Where(i => document.Request.Segments[i].Policy == SegmentPolicy.Compress)];
        if (segments.Length < 2)
        {
            return;
        }

        var sums = new double[document.SegmentSpans.Count];
        var counts = new int[sums.Length];
        for (int u = 0; u < scores.Length; u++)
        {
            sums[document.Units[u].Segment] += scores[u];
            counts[document.Units[u].Segment]++;
        }

        int left = most ?? (int)Math.Ceiling(rate * segments.Length);
        long used = 0;
        var gone = new HashSet<int>(segments);
        foreach (int segment in segments.OrderByDescending(s => sums[s] / Math.Max(1, counts[s])).ThenBy(s => s))
        {
            int own = tokens is null ? 0 : document.Request.TokenCounter.Count(document.SegmentSpans[segment].Of(document.Text));
            if (left > 0 && (gone.Count == segments.Length || used + own <= (tokens ?? int.MaxValue)))
            {
                gone.Remove(segment);
                used += own;
                left--;
            }
        }

        gone.ExceptWith(forced.Where(id => id >= 0 && id < segments.Length).Select(id => segments[id]));
        for (int u = 0; u < scores.Length; u++)
        {
            scores[u] = gone.Contains(document.Units[u].Segment) ? double.NegativeInfinity : scores[u];
        }
    }
}
