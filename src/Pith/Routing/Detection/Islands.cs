namespace Pith.Routing.Detection;

/// <summary>Finds the stretches of a text that are not its running text.</summary>
internal static class Islands
{
    /// <summary>Smaller ones stay with their neighbours, unless fences or brackets show where they end.</summary>
    internal const int Smallest = 200;

    private const int SmallestValue = 20;
    private const int LongestLabel = 24;
    private const int FewestLines = 4;
    private const int FewestFrames = 2;

    // Lines of a difference or of a test's own output between two lines of the runner.
    private const int LongestDetails = 30;

    /// <summary>How much of a text its islands cover.</summary>
    internal readonly record struct Share(double Covered, int Count, int Kinds, bool OnlyMarkdown);

    internal static Share ShareOf(ReadOnlySpan<char> text)
    {
        int covered = 0;
        bool onlyMarkdown = true;
        var kinds = new HashSet<ContentKind?>();
        List<Island> found = Find(text);
        foreach (Island island in found)
        {
            covered += island.Length;
            onlyMarkdown &= island.IsFenced || island.Kind == ContentKind.Table;
            kinds.Add(island.Kind);
        }

        int all = text.Trim().Length;
        return new Share(all == 0 ? 0 : (double)covered / all, found.Count, kinds.Count, onlyMarkdown);
    }

    /// <summary>The islands in order; those without a fence are found by runs of lines of one shape.</summary>
    internal static List<Island> Find(ReadOnlySpan<char> text)
    {
        LineMap lines = LineMap.Of(text);
        var values = new JsonExtent(text.Length);
        var islands = new List<Island>();
        (int Tables, int Results) judged = default;
        int i = 0;
        while (i < lines.Count)
        {
            Line line = lines[i];
            if (line.Is(LineShape.Blank))
            {
                i++;
                continue;
            }

            if (line.Is(LineShape.Fence))
            {
                i = Fenced(text, lines, i, islands);
                continue;
            }

            if (Value(text, line, values) is (int start, int end))
            {
                islands.Add(new Island(start, end, ContentKind.Json, null));
                i = LineAfter(lines, i, end);
                continue;
            }

            (int stop, ContentKind kind) = Run(text, lines, i, ref judged);
            if (stop > i && kind != ContentKind.Prose && lines[stop - 1].End - line.Start >= Smallest)
            {
                (int first, int last) = Trimmed(text, line.Start, lines[stop - 1].End);
                islands.Add(new Island(first, last, kind, null));
                i = stop;
                continue;
            }

            // A run that is no island is passed as a whole, so that no line is looked at again and again.
            i = Math.Max(i + 1, stop);
        }

        return Joined(text, islands);
    }

    private static int Fenced(ReadOnlySpan<char> text, LineMap lines, int opening, List<Island> islands)
    {
        int closing = opening + 1;
        while (closing < lines.Count && !lines[closing].Is(LineShape.Fence))
        {
            closing++;
        }

        if (closing > opening + 1)
        {
            Line fence = lines[opening];
            (int start, int end) = Trimmed(text, lines[opening + 1].Start, lines[closing - 1].End);
            if (end > start)
            {
                islands.Add(new Island(start, end, null, Fences.Info(text[fence.Start..fence.End])));
            }
        }

        return closing + 1;
    }

    // A value at the start of a line, or a long one after a label ("tool: {…}"), with nothing after it on its line.
    private static (int Start, int End)? Value(ReadOnlySpan<char> text, Line line, JsonExtent values)
    {
        ReadOnlySpan<char> content = text[line.Start..line.End];
        int at = content.IndexOfAny('{', '[');
        if (at < 0 || at > 200 || at + 1 < content.Length && content[at + 1] is not (' ' or '"' or '{' or '[' or '-' or '\t' or 't' or 'f' or 'n' or >= '0' and <= '9'))
        {
            return null;
        }

        ReadOnlySpan<char> label = content[..at].Trim();
        bool labelled = !label.IsEmpty;
        if (labelled && (label[^1] != ':' || label.Length > LongestLabel))
        {
            return null;
        }

        int start = line.Start + at;
        int end = values.EndOf(text, start);
        if (end < 0 || end - start < (labelled ? Smallest : SmallestValue) || !text[start..end].Contains('"') && end - start < Smallest)
        {
            return null;
        }

        int stop = text[end..].IndexOfAny('\n', '\r');
        ReadOnlySpan<char> rest = stop < 0 ? text[end..] : text.Slice(end, stop);
        return rest.IsWhiteSpace() ? (start, end) : null;
    }

    private static int LineAfter(LineMap lines, int from, int end)
    {
        while (from < lines.Count && lines[from].Start < end)
        {
            from++;
        }

        return from;
    }

    private static (int Stop, ContentKind Kind) Run(ReadOnlySpan<char> text, LineMap lines, int from, ref (int Tables, int Results) judged)
    {
        Line line = lines[from];
        if (line.Is(LineShape.DiffHead))
        {
            return (While(lines, from, LineShape.DiffHead | LineShape.DiffBody, LineShape.None, 0, 2), ContentKind.Diff);
        }

        if (line.Is(LineShape.Encoded))
        {
            return (While(lines, from, LineShape.Encoded, LineShape.None, 0, 1), ContentKind.Blob);
        }

        if (line.Is(LineShape.Build | LineShape.Diagnostic) && from >= judged.Results)
        {
            int stop = Results(text, lines, from);
            if (stop > from)
            {
                return (stop, ContentKind.BuildOutput);
            }

            judged.Results = -stop;
        }

        if (line.Is(LineShape.Frame | LineShape.TraceHead))
        {
            int stop = While(lines, from, LineShape.Frame | LineShape.TraceHead, LineShape.Indented, 1, FewestFrames);
            if (stop > from)
            {
                return (stop, ContentKind.StackTrace);
            }
        }

        if (line.Is(LineShape.Bars))
        {
            int stop = While(lines, from, LineShape.Bars, LineShape.None, 0, TableText.FewestRows);
            if (stop > from)
            {
                return (stop, TableText.DetectBars(text, lines, from, stop) is null ? ContentKind.Prose : ContentKind.Table);
            }
        }

        if (line.Is(LineShape.LogHead))
        {
            int stop = While(lines, from, LineShape.LogHead, LineShape.Indented | LineShape.Frame | LineShape.TraceHead, 12, FewestLines);
            if (stop > from)
            {
                return (stop, ContentKind.Log);
            }
        }

        if (line.Is(LineShape.Build | LineShape.Diagnostic) && !line.Is(LineShape.Bullet | LineShape.Heading))
        {
            int stop = While(lines, from, LineShape.Build | LineShape.Diagnostic, LineShape.Indented, 1, FewestLines);
            if (stop > from)
            {
                return (stop, ContentKind.BuildOutput);
            }
        }

        foreach ((LineShape shape, ContentKind kind) in (ReadOnlySpan<(LineShape, ContentKind)>)[(LineShape.Hit, ContentKind.SearchHits), (LineShape.Entry, ContentKind.Listing)])
        {
            int stop = line.Is(shape) ? While(lines, from, shape, LineShape.None, 0, FewestLines) : from;
            if (stop > from)
            {
                return (stop, kind);
            }
        }

        return Separated(text, lines, from, ref judged.Tables);
    }

    /// <summary>Where the output of a run of tests or of a build ends: at sentences, or where nothing of a run comes for long. Minus where it was looked, if too few results stand there.</summary>
    private static int Results(ReadOnlySpan<char> text, LineMap lines, int from)
    {
        int verdicts = 0;
        int stop = from;
        int i = from;
        for (; i < lines.Count && i - stop <= LongestDetails && !lines[i].Is(LineShape.Fence) && !LineCensus.IsSpoken(text, lines[i]); i++)
        {
            verdicts += lines[i].Is(LineShape.Verdict) ? 1 : 0;
            stop = lines[i].Is(LineShape.Build | LineShape.Diagnostic | LineShape.Frame | LineShape.TraceHead) ? i + 1 : stop;
        }

        return verdicts >= 2 && stop - from >= FewestLines ? stop : -i;
    }

    /// <summary>Where a run of lines ends that have one of <paramref name="any"/>, with at most <paramref name="gap"/> other lines of <paramref name="between"/> at a stretch; <paramref name="from"/> if it is too short.</summary>
    private static int While(LineMap lines, int from, LineShape any, LineShape between, int gap, int fewest)
    {
        int count = 0;
        int stop = from;
        for (int i = from; i < lines.Count && i - stop <= gap && (lines[i].Is(any) || lines[i].Is(between)) && !lines[i].Is(LineShape.Fence); i++)
        {
            if (lines[i].Is(any))
            {
                count++;
                stop = i + 1;
            }
        }

        return count >= fewest ? stop : from;
    }

    // A paragraph whose lines all have one and the same number of values, perhaps after one line that announces it.
    private static (int Stop, ContentKind Kind) Separated(ReadOnlySpan<char> text, LineMap lines, int from, ref int judged)
    {
        bool begins = from == 0 || lines[from - 1].Is(LineShape.Blank | LineShape.Fence);
        if (from < judged || !begins && from > 1 && !lines[from - 2].Is(LineShape.Blank | LineShape.Fence))
        {
            return (from, default);
        }

        int stop = from;
        while (stop < lines.Count && !lines[stop].Is(LineShape.Blank | LineShape.Fence))
        {
            stop++;
        }

        judged = begins ? judged : stop;
        if (stop - from < TableText.FewestRows)
        {
            return (from, default);
        }

        ReadOnlySpan<char> paragraph = text[lines[from].Start..lines[stop - 1].End];
        bool table = paragraph.IndexOfAny('\t', ',', ';') >= 0
            && (TableText.DetectSeparated(paragraph, '\t') ?? TableText.DetectSeparated(paragraph, ',') ?? TableText.DetectSeparated(paragraph, ';')) is not null;
        return table ? (stop, ContentKind.Table) : (from, default);
    }

    // Values of one line each with nothing but a line break between them are one stretch.
    private static List<Island> Joined(ReadOnlySpan<char> text, List<Island> islands)
    {
        var joined = new List<Island>(islands.Count);
        foreach (Island island in islands)
        {
            if (joined.Count > 0 && joined[^1] is var before && before.Kind is ContentKind.Json or ContentKind.NdJson && island.Kind == ContentKind.Json
                && text[before.End..island.Start].IsWhiteSpace()
                && text[island.Start..island.End].IndexOf('\n') < 0
                && (before.Kind == ContentKind.NdJson || text[before.Start..before.End].IndexOf('\n') < 0))
            {
                joined[^1] = new Island(before.Start, island.End, ContentKind.NdJson, null);
                continue;
            }

            joined.Add(island);
        }

        return joined;
    }

    internal static (int Start, int End) Trimmed(ReadOnlySpan<char> text, int start, int end)
    {
        while (start < end && char.IsWhiteSpace(text[start]))
        {
            start++;
        }

        while (end > start && char.IsWhiteSpace(text[end - 1]))
        {
            end--;
        }

        return (start, end);
    }
}
