using Pith.Text;

namespace Pith.Blocks.Selecting;

/// <summary>Ties a negation and the word it governs: neither is kept without the other.</summary>
/// <remarks>
/// A rule of the surface, not a parse: the governed word is the next content word of the same sentence, at most
/// <see cref="Reach"/> units on. English, German, French, Spanish, Italian, Portuguese and Dutch negations are known.
/// </remarks>
public static class NegationGuard
{
    /// <summary>How many units on a governed word may stand.</summary>
    public const int Reach = 4;

    private static readonly HashSet<string> s_negations = new(StringComparer.OrdinalIgnoreCase)
    {
        "not", "no", "never", "none", "without", "cannot", "nor", "neither", "hardly", "unless", "nothing", "nobody",
        "nicht", "kein", "keine", "keinen", "keiner", "keinem", "nie", "niemals", "ohne", "pas", "jamais", "sans", "aucun", "aucune",
        "nunca", "sin", "ningún", "ninguna", "mai", "senza", "nessun", "nessuna", "não", "sem", "nenhum", "nenhuma", "niet", "geen", "nooit", "zonder",
    };

    /// <summary>Whether a word negates what follows it.</summary>
    public static bool IsNegation(ReadOnlySpan<char> word)
    {
        // Contractions: don't, isn't, won't, with either apostrophe.
        if (word.Length > 3 && word[^1] is 't' or 'T' && word[^2] is '\'' or '’' && word[^3] is 'n' or 'N')
        {
            return true;
        }

        return s_negations.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word);
    }

    /// <summary>Adds the ties of a document's units.</summary>
    public static void AddTo(Document document, Requirements requirements)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(requirements);
        IReadOnlyList<Unit> units = document.Units;
        for (int i = 0; i < units.Count; i++)
        {
            if (units[i].Kind != AtomKind.Word || !IsNegation(units[i].Span.Of(document.Text)))
            {
                continue;
            }

            if (Governed(document, i) is { } governed)
            {
                requirements.Add(governed, i);
                requirements.Add(i, governed);
            }
        }
    }

    private static int? Governed(Document document, int negation)
    {
        IReadOnlyList<Unit> units = document.Units;
        int fallback = -1;
        for (int i = negation + 1; i < units.Count && i <= negation + Reach && units[i].Zone == units[negation].Zone; i++)
        {
            ReadOnlySpan<char> text = units[i].Span.Of(document.Text);
            if (units[i].Kind == AtomKind.Punctuation)
            {
                if (text[0] is '.' or '!' or '?' or ';' or ':')
                {
                    break;
                }

                continue;
            }

            if (units[i].Kind != AtomKind.Word || !StopWordList.Contains(text))
            {
                return i;
            }

            fallback = fallback < 0 ? i : fallback;
        }

        return fallback < 0 ? null : fallback;
    }
}
