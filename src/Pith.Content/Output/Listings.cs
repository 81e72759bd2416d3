// Listings: folders and odd names stay, what a tool made and long runs of the like are counted
// Paper:       none
// Idea:        a listing is read for how something is laid out: folders, then names that are unlike the others; what nobody here wrote is only counted
// Map:         forms of entries -> EntryReader; folders that are not ours -> PathKinds; order -> Score()
// Deviations:  none
// Verified:    Golden/listing (hand-computed)
using Pith.Blocks.Folding;
using Pith.Blocks.Scoring;
using Pith.Routing;
using Pith.Text;

namespace Pith.Content.Output;

/// <summary>Keeps the shape of what ls, find, tree and dir say.</summary>
public sealed class Listings : FoldingMethod
{
    private const string Noun = "entries";
    private const int LongestPath = 300;
    private const int MostBlanks = 2;
    private const double LeastShare = 0.6;

    /// <summary>What the method is.</summary>
    public static MethodInfo Info { get; } = new()
    {
        Id = "listing",
        Title = "Listings of files",
        Family = MethodFamily.Output,
        Idea = "folders and names unlike the others stay; node_modules, .git, bin, obj and their like, and long runs of one kind, are counted",
        Limits = "a file that is like its neighbours is only found by the question",
        Fidelity = Fidelity.Own,
        Question = QuestionUse.Optional,
        Content = [ContentKind.Listing],
    };

    /// <inheritdoc/>
    public override MethodInfo Method => Info;

    /// <inheritdoc/>
    public override FoldPlan? Plan(FoldSource source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        string text = source.Text;
        List<TextSpan> lines = Lines.Of(text);
        if (lines.Count < 2)
        {
            return null;
        }

        double[] match = new QuestionMatch(source.Question).Score(text, lines);
        var plan = new LinePlan(text);
        var alike = new Dictionary<(string Folder, string Ending), int>();
        var reader = new EntryReader(text);
        var parents = new Stack<(int Depth, int Unit)>();
        int heading = -1;
        int likely = 0;
        int filled = 0;
        for (int i = 0; i < lines.Count;)
        {
            if (i % 1024 == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            Entry entry = reader.Read(lines[i]);
            int end = i + 1;
            entry = entry.Kind == EntryKind.Path && end < lines.Count && HoldsNext(lines[i], lines[end]) ? entry with { IsFolder = true } : entry;
            if (entry.Foreign.Length > 0)
            {
                // One unit for all that lies in the same folder, unless the question names a part of it.
                string folder = entry.Foreign;
                while (match[i] == 0 && end < lines.Count && match[end] == 0 && reader.Peek(lines[end]).Foreign == folder)
                {
                    reader.Read(lines[end++]);
                }
            }

            double score = (entry.Foreign.Length > 0 ? 0.01 : Score(entry)) + match[i];
            int unit = plan.Add(new TextSpan(lines[i].Start, lines[end - 1].End), end - i, score, Noun);
            Link(entry, unit);
            filled += lines[i].Length > 0 ? end - i : 0;
            likely += lines[i].Length > 0 && IsLikely(entry, lines[i].Of(text)) ? end - i : 0;
            i = end;
        }

        return likely > 0 && likely >= LeastShare * filled ? plan : null;

        static bool IsLikely(Entry entry, ReadOnlySpan<char> line) =>
            entry.Kind is EntryKind.Node or EntryKind.Attributes or EntryKind.Heading || entry.Foreign.Length > 0 || line.StartsWith("total ", StringComparison.Ordinal) ||
            (entry.Kind == EntryKind.Path && line.Length < LongestPath && line.Count(' ') <= MostBlanks);

        bool HoldsNext(TextSpan line, TextSpan next) =>
            next.Length > line.Length && text[next.Start + line.Length] is '/' or '\\' && next.Of(text).StartsWith(line.Of(text), StringComparison.Ordinal);

        void Link(Entry entry, int unit)
        {
            if (entry.Kind == EntryKind.Heading)
            {
                heading = unit;
                return;
            }

            if (heading >= 0 && entry.Kind != EntryKind.Other)
            {
                plan.Requirements.Add(unit, heading);
            }

            if (entry.Kind != EntryKind.Node)
            {
                return;
            }

            while (parents.TryPeek(out (int Depth, int Unit) parent) && parent.Depth >= entry.Depth)
            {
                parents.Pop();
            }

            if (parents.TryPeek(out (int Depth, int Unit) above))
            {
                plan.Requirements.Add(unit, above.Unit);
            }

            parents.Push((entry.Depth, unit));
        }

        double Score(Entry entry)
        {
            (string, string) key = (entry.Folder, entry.Ending);
            int nth = alike.GetValueOrDefault(key);
            alike[key] = nth + 1;
            double score = (entry.IsFolder ? 0.9 : 0.6) / (1 + (0.4 * entry.Depth));
            return entry.Kind == EntryKind.Other ? 0.01 : entry.IsFolder ? score / (1 + (0.02 * nth)) : score / (1 + (0.4 * nth));
        }
    }
}
