namespace Pith.Routing.Detection;

/// <summary>Kinds that the shares of the shapes of lines decide.</summary>
internal static class LineKinds
{
    private const double MostSure = 0.97;

    /// <summary>Takes sureness from a kind where people have written around what it is.</summary>
    internal static ContentDetection Doubted(ContentDetection found, LineCensus census)
    {
        double most = found.Kind switch
        {
            ContentKind.Diff or ContentKind.StackTrace or ContentKind.Log or ContentKind.SearchHits or ContentKind.Listing => 0.2,
            ContentKind.BuildOutput when census[LineShape.Section] < 2 => 0.35,
            _ => 1,
        };
        bool spoken = found.Kind == ContentKind.BuildOutput && census[LineShape.Section] < 2 && census.IsIntroduced;
        return census.PlainCharacters <= most * census.Characters && !spoken ? found
            : found with { Confidence = found.Confidence * 0.6, Reason = $"{found.Reason}, and sentences" };
    }

    internal static ContentDetection? Diff(LineMap lines, LineCensus census)
    {
        if (census[LineShape.DiffHead] == 0 || census[LineShape.DiffHead] < 2 && census[LineShape.DiffBody] < 2)
        {
            return null;
        }

        // A commit message or a note may stand before the changes.
        int first = 0;
        while (!lines[first].Is(LineShape.DiffHead))
        {
            first++;
        }

        double share = census.Share(census.Diffs);
        bool hunks = census[LineShape.DiffBody] > 0 || census[LineShape.DiffHead] >= 3;
        return !hunks || share < 0.5 && !(first < 20 && share >= 0.3 && lines.Count < 60) ? null
            : new ContentDetection(ContentKind.Diff, Math.Min(MostSure, 0.3 + share), "headers and lines of a diff");
    }

    internal static ContentDetection? StackTrace(LineCensus census)
    {
        double share = census.Share(census.Traces);
        if (census[LineShape.LogHead] >= 2)
        {
            return census.Traces > 0 && share + census.Share(LineShape.LogHead) >= 0.7 ? new ContentDetection(ContentKind.Log, 0.85, "a log with the traces it reports") : null;
        }

        return census[LineShape.Frame] >= 2 && share >= 0.5 || census[LineShape.Frame] >= 1 && census[LineShape.TraceHead] >= 1 && share >= 0.65
            ? new ContentDetection(ContentKind.StackTrace, Math.Min(MostSure, 0.1 + share), "an exception with frames")
            : null;
    }

    /// <summary>Results of tests and builds: two lines are enough, because nothing else has them.</summary>
    internal static ContentDetection? Verdicts(LineCensus census)
        => census[LineShape.Verdict] >= 2 && census[LineShape.Fence] == 0 && census[LineShape.DiffHead] < 2 && census.Share(census.PlainSentences) < 0.25
            && census.Share(census.Runs) >= 0.6
            ? new ContentDetection(ContentKind.BuildOutput, Math.Min(MostSure, 0.75 + (0.2 * census.Share(census.Runs))), "results of tests or of a build")
            : null;

    internal static ContentDetection? Output(ReadOnlySpan<char> text, LineCensus census)
    {
        double logs = census.Share(LineShape.LogHead);
        double outputs = census.Share(census.Outputs);
        double traces = census.Share(census.Traces);
        if (census[LineShape.Section] < 2 && census[LineShape.LogHead] >= 2 && logs >= 0.5 && logs + (0.5 * census.Share(LineShape.Indented)) + traces >= outputs + 0.1
            || census[LineShape.Section] < 2 && census[LineShape.LogHead] >= 2 && logs >= 0.3 && logs + traces + census.Share(LineShape.Indented) >= 0.9 && outputs < 0.4)
        {
            return new ContentDetection(ContentKind.Log, Math.Min(MostSure, 0.25 + logs), "most lines begin with a time or a level");
        }

        if (census.Lines <= 2 && census[LineShape.LogHead] == census.Lines && text.TrimStart().TrimStart('[') is [>= '0' and <= '9', ..])
        {
            return new ContentDetection(ContentKind.Log, 0.75, "a time before the text");
        }

        double sentences = census.Share(census.PlainSentences);
        if (census[LineShape.Section] >= 2)
        {
            return new ContentDetection(ContentKind.BuildOutput, 0.9, "marks of the steps of a build");
        }

        return census.Outputs >= 2 && (outputs >= 0.5 && sentences < 0.25 || census.Outputs >= 5 && outputs >= 0.3 && sentences < 0.45 && census.Share(LineShape.Code) < 0.5 || census.Outputs >= 30 && outputs >= 0.12 && sentences < 0.5 && census.Share(LineShape.Code) < 0.3)
            ? new ContentDetection(ContentKind.BuildOutput, Math.Min(MostSure, 0.35 + outputs), "lines of a build, a package manager or a test run")
            : null;
    }

    internal static ContentDetection? Paths(LineCensus census)
    {
        double hits = census.Share(LineShape.Hit);
        if (census[LineShape.Hit] >= 2 && hits >= 0.6)
        {
            return new ContentDetection(ContentKind.SearchHits, Math.Min(MostSure, 0.1 + hits), "a path and a line number before each text");
        }

        double entries = census.Share(LineShape.Entry);
        return census[LineShape.Entry] >= 3 && entries >= 0.75
            ? new ContentDetection(ContentKind.Listing, Math.Min(MostSure, entries), "a path or an entry a line")
            : null;
    }

    /// <summary>What the first line of a script declares.</summary>
    internal static ContentDetection? Declared(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<char> start = text.TrimStart();
        if (start.StartsWith("<?php"))
        {
            return new ContentDetection(ContentKind.Code, 0.95, "opens as PHP", "php");
        }

        if (!start.StartsWith("#!"))
        {
            return null;
        }

        int end = start.IndexOfAny('\n', '\r');
        ReadOnlySpan<char> line = end < 0 ? start : start[..end];
        foreach ((string program, string language) in (ReadOnlySpan<(string, string)>)
            [("python", "python"), ("bash", "shell"), ("/sh", "shell"), ("zsh", "shell"), ("ksh", "shell"), ("node", "javascript"), ("deno", "typescript"), ("ruby", "ruby"), ("perl", "perl"), ("php", "php"), ("pwsh", "powershell"), ("lua", "lua"), ("env sh", "shell")])
        {
            if (line.Contains(program, StringComparison.Ordinal))
            {
                return new ContentDetection(ContentKind.Code, 0.97, $"names {language} in its first line", language);
            }
        }

        return null;
    }

    /// <summary>YAML: keys and items, some of them nested.</summary>
    internal static ContentDetection? Settings(ReadOnlySpan<char> text, LineMap lines)
    {
        int keys = 0, items = 0, others = 0, nested = 0;
        bool open = false;
        for (int i = 0; i < lines.Count; i++)
        {
            Line line = lines[i];
            ReadOnlySpan<char> content = text[line.Start..line.End];
            ReadOnlySpan<char> body = content.Trim();
            if (body.IsEmpty || body[0] == '#' || body is "---")
            {
                continue;
            }

            bool item = body.StartsWith("- ");
            ReadOnlySpan<char> entry = item ? body[2..].TrimStart() : body;
            int colon = entry.IndexOf(':');
            bool key = colon > 0 && (colon + 1 == entry.Length || entry[colon + 1] == ' ') && !entry[..colon].Contains(' ') && char.IsAsciiLetterOrDigit(entry[0]);
            nested += open && (item || char.IsWhiteSpace(content[0])) ? 1 : 0;
            open = key && colon + 1 == entry.Length;
            keys += key ? 1 : 0;
            items += item && !key ? 1 : 0;
            others += key || item ? 0 : 1;
        }

        return keys >= 3 && nested >= 1 && others * 5 <= keys + items && items <= 3 * keys ? new ContentDetection(ContentKind.Code, 0.8, "keys and items of YAML", "yaml") : null;
    }

    internal static ContentDetection? Code(ReadOnlySpan<char> text, LineMap lines, LineCensus census)
    {
        if (census.Statements == 0 || census[LineShape.Fence] > 0)
        {
            return null;
        }

        double share = census.Programs == 0 ? 0 : (double)census.Statements / census.Programs;
        double sentences = census.Share(census.PlainSentences);
        if (share < 0.3 || sentences > 0.35)
        {
            return null;
        }

        (string language, double score) = CodeLanguages.Guess(text, lines);
        bool enough = score >= 3 && share >= 0.4 || score >= 2 && share >= 0.7 || score >= 8;
        return enough ? new ContentDetection(ContentKind.Code, Math.Min(MostSure, 0.45 + (0.4 * share) + Math.Min(0.15, score / 60)), $"statements of {language}", language) : null;
    }

    internal static ContentDetection? Markdown(LineCensus census)
    {
        int kinds = System.Numerics.BitOperations.PopCount((uint)census.MarkKinds);
        int headings = census[LineShape.Heading];
        int marks = headings + census[LineShape.Bullet] + census[LineShape.Inline] + census[LineShape.Fence];
        double share = census.Share(marks);
        return headings >= 1 && (kinds >= 2 || headings >= 2) && share >= 0.05
            || census[LineShape.Fence] >= 2
            || census[LineShape.Inline] >= 2 && kinds >= 2 && share >= 0.25
            || census[LineShape.Bullet] >= 3 && kinds >= 2 && share >= 0.4
            || census[LineShape.Inline] >= 3 && share >= 0.5
            ? new ContentDetection(ContentKind.Markdown, Math.Min(0.95, 0.55 + (share / 2)), "headings, lists or links of Markdown")
            : null;
    }
}
