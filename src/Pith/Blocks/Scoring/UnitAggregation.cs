using Pith.Seams;

namespace Pith.Blocks.Scoring;

/// <summary>From numbers of a compressor model's pieces to numbers of units.</summary>
public static class UnitAggregation
{
    /// <summary>Mean over the pieces that touch each unit; <paramref name="absent"/> for a unit without pieces.</summary>
    /// <param name="units">Units in order.</param>
    /// <param name="pieces">Pieces in order.</param>
    /// <param name="values">One number a piece.</param>
    /// <param name="absent">For units that the tokenizer has no piece for, such as control characters.</param>
    public static double[] Mean(IReadOnlyList<Unit> units, IReadOnlyList<Piece> pieces, ReadOnlySpan<float> values, double absent)
    {
        ArgumentNullException.ThrowIfNull(units);
        ArgumentNullException.ThrowIfNull(pieces);
        var means = new double[units.Count];
        int first = 0;
        for (int i = 0; i < means.Length; i++)
        {
            int start = units[i].Span.Start;
            int end = units[i].Span.End;
            while (first < pieces.Count && pieces[first].Span.End <= start)
            {
                first++;
            }

            double sum = 0;
            int count = 0;
            for (int p = first; p < pieces.Count && pieces[p].Span.Start < end; p++)
            {
                sum += values[p];
                count++;
            }

            means[i] = count == 0 ? absent : sum / count;
        }

        return means;
    }
}
