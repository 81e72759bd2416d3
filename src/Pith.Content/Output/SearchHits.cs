// Search hits: every file's first hits before its further ones, equal texts once
// Paper:       none
// Idea:        a search is read for where something is: files first, then places in them; the same text again says nothing
// Map:         forms of lines -> HitReader; order -> Score()
// Deviations:  none
// Verified:    Golden/search-hits (hand-computed)
using Pith.Blocks.Folding;
using Pith.Blocks.Scoring;
using Pith.Routing;
using Pith.Text;

namespace Pith.Content.Output;

/// <summary>Keeps hits of grep and its kin, spread over files and ranked to the question.</summary>
public sealed class SearchHits : FoldingMethod
{
    private const double LeastShare = 0.5;

    /// <summary>What the method is.</summary>
    public static MethodInfo Info { get; } = new()
    {
        Id = "search-hits",
        Title = "Hits of a search",
        Family = MethodFamily.Output,
        Idea = "first hits of every file before further ones, what the question names before the rest; equal texts once a file",
        Limits = "without a question it knows no relevance but order",
        Fidelity = Fidelity.Own,
        Question = QuestionUse.Optional,
        Content = [ContentKind.SearchHits],
    };

    /// <inheritdoc/>
    public override MethodInfo Method => Info;

    /// <inheritdoc/>
    public override FoldPlan? Plan(FoldSource source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        string text = source.Text;
        List<TextSpan> lines = Lines.Of(text);
        double[] match = new QuestionMatch(source.Question).Score(text, lines);
        var plan = new LinePlan(text);
        var reader = new HitReader(text);
        var hitsOf = new Dictionary<string, int>(StringComparer.Ordinal);
        var seen = new HashSet<(string File, string Text)>();
        var anywhere = new HashSet<string>(StringComparer.Ordinal);
        int heading = -1;
        int hits = 0;
        int filled = 0;
        for (int i = 0; i < lines.Count; i++)
        {
            if (i % 1024 == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            Hit hit = reader.Read(lines[i], i + 1 < lines.Count ? lines[i + 1] : default);
            filled += lines[i].Length > 0 && hit.Kind != HitKind.Separator ? 1 : 0;
            hits += hit.Kind is HitKind.Other or HitKind.Separator ? 0 : 1;
            double score = hit.Kind switch
            {
                HitKind.Hit => Score(hit, match[i]),
                HitKind.Context => 0.02 + (0.1 * match[i]),
                HitKind.Other when lines[i].Length > 0 => 0.3,
                _ => 0,
            };
            int unit = plan.Add(lines[i], 1, hit.Kind == HitKind.File ? double.NegativeInfinity : score, "hits");
            heading = hit.Kind == HitKind.File ? unit : heading;
            if (hit.Kind is HitKind.Hit or HitKind.Context && hit.IsUnderHeading && heading >= 0)
            {
                plan.Requirements.Add(unit, heading);
            }
        }

        return hits < LeastShare * filled || hits == 0 ? null : plan;

        double Score(Hit hit, double matched)
        {
            string file = hit.File;
            string content = hit.Content.Of(text).Trim().ToString();
            int nth = hitsOf.GetValueOrDefault(file);
            hitsOf[file] = nth + 1;
            bool again = !seen.Add((file, content));
            bool elsewhere = !anywhere.Add(content);
            double score = 0.8 / (1 + (0.5 * nth));
            score *= again ? 0.02 : elsewhere ? 0.6 : 1;
            score *= PathKinds.IsGenerated(file) || content.Length > 500 ? 0.3 : 1;
            return again ? score : score + matched;
        }
    }
}
