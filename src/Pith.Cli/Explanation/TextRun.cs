using Pith.Text;

namespace Pith.Cli.Explanation;

/// <summary>What became of a stretch of the original.</summary>
internal enum RunState
{
    Kept,
    Protected,
    Dropped,
}

/// <summary>A stretch of the original with one fate and one score.</summary>
internal readonly struct TextRun
{
    private TextRun(TextSpan span, RunState state, double? score)
    {
        Span = span;
        State = state;
        Score = score;
    }

    internal TextSpan Span { get; }

    internal RunState State { get; }

    /// <summary>The unit's score; null between units, and where it is no number.</summary>
    internal double? Score { get; }

    /// <summary>Runs that cover the original from start to end.</summary>
    internal static List<TextRun> Of(CompressionResult result, int length)
    {
        List<int> borders = [0, length, .. result.Trace.SelectMany(u => new[] { u.Span.Start, u.Span.End }), .. result.Kept.SelectMany(k => new[] { k.Start, k.End })];
        borders.Sort();
        var runs = new List<TextRun>();
        int unit = 0;
        int kept = 0;
        for (int i = 1; i < borders.Count; i++)
        {
            if (borders[i] == borders[i - 1])
            {
                continue;
            }

            var span = new TextSpan(borders[i - 1], borders[i]);
            unit = Skip(result.Trace.Count, unit, j => result.Trace[j].Span.End <= span.Start);
            kept = Skip(result.Kept.Count, kept, j => result.Kept[j].End <= span.Start);
            UnitTrace? at = unit < result.Trace.Count && result.Trace[unit].Span.Contains(span) ? result.Trace[unit] : null;
            bool isKept = kept < result.Kept.Count && result.Kept[kept].Contains(span);
            RunState state = !isKept ? RunState.Dropped : at is { Protected: true } ? RunState.Protected : RunState.Kept;
            runs.Add(new TextRun(span, state, at is not null && double.IsFinite(at.Score) ? at.Score : null));
        }

        return runs;
    }

    private static int Skip(int count, int from, Func<int, bool> isBefore)
    {
        while (from < count && isBefore(from))
        {
            from++;
        }

        return from;
    }
}
