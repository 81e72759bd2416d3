// TF-IDF: keep the sentences with the rarest words
// Paper:       Spärck Jones, A statistical interpretation of term specificity and its application in retrieval (1972)
// Idea:        a sentence matters as much as its words are frequent in it and rare elsewhere in the text
// Map:         tf·log((1+N)/(1+df))+1, mean over a sentence's words -> SentenceScores()
// Deviations:  (1) sentences are the documents; (2) the sentence that crosses the budget is cut at an atom, so that budgets are met
// Verified:    Golden/tf-idf (hand-computed)
using Pith.Blocks;
using Pith.Blocks.Selecting;
using Pith.Text;

namespace Pith.Methods.Floors;

/// <summary>Keeps whole sentences, those with the most distinctive words first.</summary>
/// <remarks>A floor for sentence-level methods. The last sentence may be cut to use the budget up.</remarks>
public sealed class TfIdf : ExtractiveMethod
{
    /// <summary>What the method is.</summary>
    public static MethodInfo Info { get; } = new()
    {
        Id = "tf-idf",
        Title = "A statistical interpretation of term specificity and its application in retrieval",
        Year = 1972,
        Family = MethodFamily.Floors,
        Idea = "a sentence matters as much as its words are frequent in it and rare elsewhere in the text",
        Limits = "prefers long and odd sentences; knows no meaning",
        Fidelity = Fidelity.Baseline,
    };

    /// <inheritdoc/>
    public override MethodInfo Method => Info;

    /// <inheritdoc/>
    protected override ValueTask<UnitScores> ScoreAsync(Document document, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(document);
        int[] sentence = Sentences.OfUnits(document);
        double[] bySentence = SentenceScores(document, sentence);

        // A sentence's units share its rank: the selector takes them in order, one sentence after the other.
        int[] order = [.. Enumerable.Range(0, bySentence.Length).OrderByDescending(s => bySentence[s])];
        var rank = new int[order.Length];
        for (int r = 0; r < order.Length; r++)
        {
            rank[order[r]] = r;
        }

        return new(new UnitScores { Scores = [.. sentence.Select(s => -(double)rank[s])] });
    }

    private static double[] SentenceScores(Document document, int[] sentence)
    {
        int sentences = sentence.Length == 0 ? 0 : sentence[^1] + 1;
        var counts = new Dictionary<string, int>[sentences];
        for (int i = 0; i < sentence.Length; i++)
        {
            Unit unit = document.Units[i];
            if (unit.Kind == AtomKind.Punctuation)
            {
                continue;
            }

            // Invariant lower case: the same term at the start of a sentence and inside it.
            string term = unit.Span.Of(document.Text).ToString().ToLowerInvariant();
            Dictionary<string, int> own = counts[sentence[i]] ??= new(StringComparer.Ordinal);
            own[term] = own.GetValueOrDefault(term) + 1;
        }

        var sentencesWith = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string term in counts.Where(c => c is not null).SelectMany(c => c.Keys))
        {
            sentencesWith[term] = sentencesWith.GetValueOrDefault(term) + 1;
        }

        return
        [
            .. counts.Select(own =>
            {
                if (own is null)
                {
                    return 0;
                }

                // Summed in a fixed order, so that equal sentences have equal scores.
                double sum = own.OrderBy(t => t.Key, StringComparer.Ordinal).Sum(t => t.Value * (Math.Log((1.0 + sentences) / (1.0 + sentencesWith[t.Key])) + 1));
                return sum / own.Values.Sum();
            }),
        ];
    }
}
