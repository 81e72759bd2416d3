using Pith.Text;

namespace Pith.Blocks.Scoring;

/// <summary>How much of what a question names stands in a unit: words that few units have count most.</summary>
/// <remarks>
/// Inverse document frequency over the units, each word once; words are compared without case and without the commonest English endings,
/// runs of letters and digits each for itself, so an identifier matches by its parts. Chinese, Japanese and Korean match by single characters. Linear in the text.
/// </remarks>
public sealed class QuestionMatch
{
    private readonly Dictionary<string, int> _terms = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads the words of a question.</summary>
    public QuestionMatch(string? question)
    {
        if (question is null)
        {
            return;
        }

        foreach (TextSpan word in Words(question, new TextSpan(0, question.Length)))
        {
            if (!StopWordList.Contains(word.Of(question)))
            {
                _terms.TryAdd(Stem(word.Of(question)).ToString(), _terms.Count);
            }
        }
    }

    /// <summary>Whether there is nothing to match.</summary>
    public bool IsEmpty => _terms.Count == 0;

    /// <summary>Share of the question's weight that stands in each unit, 0–1; all 0 without a question.</summary>
    public double[] Score(string text, IReadOnlyList<TextSpan> units)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(units);
        var scores = new double[units.Count];
        if (IsEmpty)
        {
            return scores;
        }

        Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> lookup = _terms.GetAlternateLookup<ReadOnlySpan<char>>();
        var found = new List<int>[units.Count];
        var unitsWith = new int[_terms.Count];
        for (int i = 0; i < scores.Length; i++)
        {
            foreach (TextSpan word in Words(text, units[i]))
            {
                if (lookup.TryGetValue(Stem(word.Of(text)), out int term) && !(found[i] ??= []).Contains(term))
                {
                    found[i].Add(term);
                    unitsWith[term]++;
                }
            }
        }

        double[] weight = [.. unitsWith.Select(n => n == 0 ? 0 : Math.Log(1 + ((units.Count - n + 0.5) / (n + 0.5))))];
        double total = weight.Sum();
        for (int i = 0; i < scores.Length && total > 0; i++)
        {
            scores[i] = found[i] is { } terms ? terms.Sum(t => weight[t]) / total : 0;
        }

        return scores;
    }

    private static IEnumerable<TextSpan> Words(string text, TextSpan within)
    {
        for (int i = within.Start; i < within.End;)
        {
            if (!char.IsLetterOrDigit(text[i]))
            {
                i++;
                continue;
            }

            int start = i++;
            while (i < within.End && char.IsLetterOrDigit(text[i]) && !Scripts.IsUnspaced(text[start]) && !Scripts.IsUnspaced(text[i]))
            {
                i++;
            }

            yield return new TextSpan(start, i);
        }
    }

    private static ReadOnlySpan<char> Stem(ReadOnlySpan<char> word) => word switch
    {
        [.. { Length: > 3 } stem, 'i', 'n', 'g'] => stem,
        [.. { Length: > 2 } stem, 'i', 'e', 's'] => word[..(stem.Length + 1)],
        [.. { Length: > 3 } stem, 'e', 'd'] => stem,
        [.. { Length: > 2 } stem, 'e', 's'] => stem,
        [.. { Length: > 2 } stem, 's'] when stem[^1] != 's' => stem,
        [.. { Length: > 3 } stem, 'e'] => stem,
        _ => word,
    };
}
