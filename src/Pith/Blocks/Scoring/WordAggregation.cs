using Pith.Seams;
using Pith.Text;

namespace Pith.Blocks.Scoring;

/// <summary>From probabilities of pieces to probabilities of units by way of words: what a word classifier says about atoms.</summary>
/// <remarks>
/// Pieces make words by the tokenizer's rules, cut at the unit's borders; a unit's probability is the mean over its words, each weighted by its
/// tokens. For a unit that is one word this is the word's probability; for one character of a clause without spaces it is that character's own.
/// </remarks>
public static class WordAggregation
{
    /// <summary>One probability a unit; 0 for a unit that the tokenizer has no piece for.</summary>
    /// <param name="document">The text and its units.</param>
    /// <param name="logits">Log-odds of the pieces.</param>
    /// <param name="classifier">Spells the pieces.</param>
    /// <param name="firstOnly">Whether a word's probability is its first piece's rather than the mean of its pieces.</param>
    public static double[] Probabilities(Document document, PieceLogits logits, ITokenClassifier classifier, bool firstOnly)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(classifier);
        var probabilities = new double[document.Units.Count];
        var words = new List<(int Start, int End, double Sum, int Pieces)>();
        int first = 0;
        for (int i = 0; i < probabilities.Length; i++)
        {
            TextSpan unit = document.Units[i].Span;
            while (first < logits.Pieces.Count && IsBefore(logits.Pieces[first].Span, unit.Start))
            {
                first++;
            }

            words.Clear();
            for (int p = first; p < logits.Pieces.Count && logits.Pieces[p].Span.Start < unit.End; p++)
            {
                TextSpan span = logits.Pieces[p].Span;
                double probability = 1 / (1 + Math.Exp(-logits.Logits[p]));
                if (words.Count == 0 || PieceWords.Begins(classifier.Info.Scheme, classifier.Spelling(logits.Pieces[p].Id)))
                {
                    words.Add((Math.Max(span.Start, unit.Start), span.End, probability, 1));
                }
                else
                {
                    (int start, int end, double sum, int pieces) = words[^1];
                    words[^1] = firstOnly ? (start, Math.Max(end, span.End), sum, 1) : (start, Math.Max(end, span.End), sum + probability, pieces + 1);
                }
            }

            probabilities[i] = Mean(document, unit, words);
        }

        return probabilities;
    }

    private static double Mean(Document document, TextSpan unit, List<(int Start, int End, double Sum, int Pieces)> words)
    {
        if (words.Count <= 1)
        {
            return words.Count == 0 ? 0 : words[0].Sum / words[0].Pieces;
        }

        double sum = 0;
        long weights = 0;
        foreach ((int start, int end, double total, int pieces) in words)
        {
            int weight = Math.Max(1, document.Request.TokenCounter.Count(document.Text.AsSpan(start, Math.Max(0, Math.Min(end, unit.End) - start))));
            sum += weight * (total / pieces);
            weights += weight;
        }

        return sum / weights;
    }

    // A word mark stands for no character: its empty span belongs to the unit that begins there.
    private static bool IsBefore(TextSpan piece, int start) => piece.IsEmpty ? piece.Start < start : piece.End <= start;
}
