// Diffs: changed lines under their headers, context by its distance, lock files and generated files as one line
// Paper:       none
// Idea:        what a diff says stands in its changed lines; a line without its file and its place says nothing; what a program wrote is only named
// Map:         forms of lines -> DiffReader; lock files, generated, vendored -> PathKinds; order of lines -> Score(), context -> ContextScores()
// Deviations:  (1) combined diffs (@@@) are text; (2) a message between files is worth as much as context next to a change
// Verified:    Golden/diff (hand-computed)
using Pith.Blocks.Folding;
using Pith.Blocks.Scoring;
using Pith.Routing;
using Pith.Text;

namespace Pith.Content.Output;

/// <summary>Keeps changed lines with the headers that say where they are.</summary>
/// <remarks>Files that the question names go before all others. What is kept is no patch that can be applied.</remarks>
public sealed class Diffs : FoldingMethod
{
    private const int LongLine = 2000;
    private const int FirstLines = 12;
    private const int CheckEvery = 4096;

    /// <summary>What the method is.</summary>
    public static MethodInfo Info { get; } = new()
    {
        Id = "diff",
        Title = "Unified diffs",
        Family = MethodFamily.Output,
        Idea = "changed lines under their file and hunk headers, context by its distance to a change; lock files and generated files are only named",
        Limits = "the result is to be read, not to be applied",
        Fidelity = Fidelity.Own,
        Question = QuestionUse.Optional,
        Content = [ContentKind.Diff],
    };

    /// <inheritdoc/>
    public override MethodInfo Method => Info;

    /// <inheritdoc/>
    public override FoldPlan? Plan(FoldSource source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        string text = source.Text;
        List<TextSpan> lines = [.. new TerminalText(text).Lines().Select(l => Trimmed(text, l))];
        var kinds = new DiffLine[lines.Count];
        var begins = new bool[lines.Count];
        var reader = new DiffReader(text);
        bool any = false;
        for (int i = 0; i < kinds.Length; i++)
        {
            if (i % CheckEvery == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            kinds[i] = reader.Read(lines[i], i + 1 < kinds.Length ? lines[i + 1] : default);
            begins[i] = reader.BeginsFile;
            any |= kinds[i] == DiffLine.HunkHeader || begins[i];
        }

        if (!any)
        {
            return null;
        }

        double[] match = new QuestionMatch(source.Question).Score(text, lines);
        return new Builder(text, lines, kinds, begins, match).Build();
    }

    private static TextSpan Trimmed(string text, TextSpan line) => line.End > line.Start && text[line.End - 1] == '\r' ? new TextSpan(line.Start, line.End - 1) : line;

    private sealed class Builder(string text, List<TextSpan> lines, DiffLine[] kinds, bool[] begins, double[] match)
    {
        private readonly LinePlan _plan = new(text);
        private readonly double[] _context = ContextScores(kinds);
        private int _file = -1;
        private int _hunk = -1;
        private int _changes;
        private bool _isGenerated;
        private double _named;

        internal LinePlan Build()
        {
            for (int i = 0; i < lines.Count;)
            {
                i = kinds[i] switch
                {
                    DiffLine.Text => AddText(i),
                    DiffLine.FileHeader => AddFile(i),
                    _ when _isGenerated => AddGenerated(i),
                    _ => AddLine(i),
                };
            }

            return _plan;
        }

        private int AddText(int i)
        {
            (_file, _hunk, _isGenerated, _named) = (-1, -1, false, 0);
            _plan.Add(lines[i], 1, lines[i].Length == 0 ? 0.05 : 0.4 + match[i]);
            return i + 1;
        }

        private int AddFile(int i)
        {
            int end = i + 1;
            while (end < lines.Count && kinds[end] == DiffLine.FileHeader && !begins[end])
            {
                end++;
            }

            ReadOnlySpan<char> path = [];
            _named = 0;
            bool says = end >= lines.Count || kinds[end] != DiffLine.HunkHeader;
            for (int j = i; j < end; j++)
            {
                ReadOnlySpan<char> found = DiffReader.PathOf(lines[j].Of(text));
                path = found.IsEmpty ? path : found;
                _named = Math.Max(_named, match[j]);
                says |= lines[j].Of(text).StartsWith("rename ", StringComparison.Ordinal);
            }

            _isGenerated = PathKinds.IsGenerated(path);
            _hunk = -1;
            _file = _plan.Add(Spanning(i, end), end - i, _isGenerated ? 0.1 : (says ? 0.75 : 0.5) + _named, Noun);
            return end;
        }

        private int AddGenerated(int i)
        {
            int end = i;
            while (end < lines.Count && kinds[end] is not (DiffLine.FileHeader or DiffLine.Text))
            {
                end++;
            }

            _plan.Requirements.Add(_plan.Add(Spanning(i, end), end - i, 0, Noun), _file);
            return end;
        }

        private int AddLine(int i)
        {
            bool header = kinds[i] == DiffLine.HunkHeader;
            int unit = _plan.Add(lines[i], 1, header ? double.NegativeInfinity : Score(i), Noun);
            int needs = header ? _file : _hunk >= 0 ? _hunk : _file;
            if (needs >= 0)
            {
                _plan.Requirements.Add(unit, needs);
            }

            (_hunk, _changes) = header ? (unit, 0) : (_hunk, _changes);
            return i + 1;
        }

        // The first changes of every hunk go before further ones of a long hunk.
        private double Score(int i)
        {
            if (kinds[i] == DiffLine.Context)
            {
                return _context[i] + (_named * 0.5);
            }

            double score = kinds[i] == DiffLine.Added ? 0.7 : 0.66;
            score -= 0.1 * Math.Max(0, _changes++ - FirstLines) / (_changes + FirstLines);
            ReadOnlySpan<char> line = lines[i].Of(text)[1..].Trim();
            score -= line.Length < 3 ? 0.15 : line.Length > LongLine ? 0.5 : IsImport(line) ? 0.1 : 0;
            return score + _named + (0.5 * match[i]);
        }

        private TextSpan Spanning(int first, int end) => new(lines[first].Start, lines[end - 1].End);

        private const string Noun = "lines";
    }

    private static bool IsImport(ReadOnlySpan<char> line) =>
        line.StartsWith("import ", StringComparison.Ordinal) || line.StartsWith("using ", StringComparison.Ordinal) || line.StartsWith("#include", StringComparison.Ordinal) || line.StartsWith("from ", StringComparison.Ordinal);

    // 0.4 next to a change, less with every line away from it.
    private static double[] ContextScores(DiffLine[] kinds)
    {
        var scores = new double[kinds.Length];
        Walk(Enumerable.Range(0, kinds.Length));
        Walk(Enumerable.Range(0, kinds.Length).Reverse());
        return scores;

        void Walk(IEnumerable<int> order)
        {
            int away = int.MaxValue / 2;
            foreach (int i in order)
            {
                away = kinds[i] is DiffLine.Added or DiffLine.Removed ? 0 : kinds[i] == DiffLine.Context ? away + 1 : int.MaxValue / 2;
                scores[i] = Math.Max(scores[i], 0.5 / (1 + away));
            }
        }
    }
}
