using System.Numerics;

namespace Pith.Routing.Detection;

/// <summary>How many lines have each shape.</summary>
internal sealed class LineCensus
{
    private const LineShape Marked = LineShape.LogHead | LineShape.Build | LineShape.Code | LineShape.Frame | LineShape.TraceHead | LineShape.Hit | LineShape.Entry | LineShape.Diagnostic | LineShape.Fenced | LineShape.Hash;

    private readonly int[] _counts = new int[32];

    internal LineCensus(ReadOnlySpan<char> text, LineMap lines)
    {
        int last = -1;
        for (int i = 0; i < lines.Count; i++)
        {
            Line line = lines[i];
            uint shape = (uint)line.Shape;
            if (line.Is(LineShape.Blank))
            {
                continue;
            }

            Lines++;
            IsIntroduced |= last < 0 && IsSpoken(text, line);
            last = i;
            while (shape != 0)
            {
                _counts[BitOperations.TrailingZeroCount(shape)]++;
                shape &= shape - 1;
            }

            Outputs += line.Is(LineShape.Build | LineShape.Diagnostic) ? 1 : 0;
            Traces += line.Is(LineShape.Frame | LineShape.TraceHead) ? 1 : 0;
            Diffs += line.Is(LineShape.DiffHead | LineShape.DiffBody) ? 1 : 0;
            Paths += line.Is(LineShape.Entry | LineShape.Hit) ? 1 : 0;
            Runs += line.Is(LineShape.Build | LineShape.Diagnostic | LineShape.Frame | LineShape.TraceHead | LineShape.Indented) ? 1 : 0;
            Characters += line.Length;
            if (line.Is(LineShape.Sentence) && !line.Is(Marked))
            {
                PlainSentences++;
                PlainCharacters += line.Length;
            }

            Statements += line.Is(LineShape.Code) && !line.Is(LineShape.Hash | LineShape.Heading) ? 1 : 0;
            Programs += line.Is(LineShape.Quoted | LineShape.Hash) ? 0 : 1;
            MarkKinds |= line.Shape & (LineShape.Heading | LineShape.Bullet | LineShape.Inline | LineShape.Fence);
        }

        IsIntroduced |= last >= 0 && IsSpoken(text, lines[last]);
    }

    /// <summary>Whether somebody's words stand before or after the rest: the first or the last line is a sentence with its mark.</summary>
    internal bool IsIntroduced { get; }

    /// <summary>Whether a line is a sentence that ends like one and has no mark of anything else.</summary>
    internal static bool IsSpoken(ReadOnlySpan<char> text, Line line)
        => line.Is(LineShape.Sentence) && !line.Is(Marked | LineShape.Indented) && text[line.Start..line.End].TrimEnd() is [.., '.' or '?' or '!' or ':'];

    /// <summary>Lines that are not blank.</summary>
    internal int Lines { get; }

    internal int Outputs { get; }

    internal int Traces { get; }

    internal int Diffs { get; }

    internal int Paths { get; }

    internal int PlainSentences { get; }

    /// <summary>Lines of a run of tests or a build: results, frames, and what is indented below them.</summary>
    internal int Runs { get; }

    internal int Characters { get; }

    /// <summary>Characters of sentences that have no mark of anything else.</summary>
    internal int PlainCharacters { get; }

    internal int Statements { get; }

    /// <summary>Lines that are neither comments nor quoted text.</summary>
    internal int Programs { get; }

    internal LineShape MarkKinds { get; }

    internal int this[LineShape one] => _counts[BitOperations.TrailingZeroCount((uint)one)];

    internal double Share(int count) => Lines == 0 ? 0 : (double)count / Lines;

    internal double Share(LineShape one) => Share(this[one]);
}
