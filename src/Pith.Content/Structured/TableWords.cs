using Pith.Text;

namespace Pith.Content.Structured;

/// <summary>Words of cells and questions in the form in which they are compared: without case, accents and the commonest English endings.</summary>
internal static class TableWords
{
    private const string Accented = "àáâãäåāăąçćčďđèéêëēėęěğìíîïīįıłñńňòóôõöøōőřśšşťùúûüūůűýÿźžż";
    private const string Plain = "aaaaaaaaacccddeeeeeeeegiiiiiiilnnnoooooooorssstuuuuuuuyyzzz";

    /// <summary>The words of a text in order; numbers are words, and so is each character of scripts without spaces.</summary>
    internal static List<string> Of(ReadOnlySpan<char> text)
    {
        var words = new List<string>();
        for (int i = 0; i < text.Length;)
        {
            if (!char.IsLetterOrDigit(text[i]))
            {
                i++;
                continue;
            }

            int start = i++;
            while (i < text.Length && char.IsLetterOrDigit(text[i]) && char.IsDigit(text[i]) == char.IsDigit(text[start]) && !Scripts.IsUnspaced(text[start]) && !Scripts.IsUnspaced(text[i]))
            {
                i++;
            }

            words.Add(Folded(text[start..i]));
        }

        return words;
    }

    /// <summary>A word without its ending.</summary>
    internal static string Stem(string word) => word switch
    {
        [.. { Length: > 3 } stem, 'i', 'n', 'g'] => stem,
        [.. { Length: > 2 } stem, 'i', 'e', 's'] => stem + 'y',
        [.. { Length: > 3 } stem, 'e', 'd'] => stem,
        [.. { Length: > 3 } stem, 'e', 's'] when stem[^1] is 's' or 'x' or 'h' => stem,
        [.. { Length: > 2 } stem, 's'] when stem[^1] is not ('s' or 'u' or 'i') => stem is [.. { Length: > 3 } bare, 'e'] ? bare : stem,
        [.. { Length: > 3 } stem, 'e'] => stem,
        _ => word,
    };

    /// <summary>Whether two words are likely forms or spellings of one: a long beginning in common, or a slip or two.</summary>
    internal static bool AreAlike(string one, string other)
    {
        if (one.Length < 4 || other.Length < 4 || one[0] != other[0] || char.IsDigit(one[0]))
        {
            return false;
        }

        int common = one.AsSpan().CommonPrefixLength(other);
        int shorter = Math.Min(one.Length, other.Length);
        if (common >= 4 && common >= 0.75 * shorter && common >= 0.5 * Math.Max(one.Length, other.Length))
        {
            return true;
        }

        int slips = shorter >= 8 ? 2 : shorter >= 5 ? 1 : 0;
        return slips > 0 && Math.Abs(one.Length - other.Length) <= slips && Distance(one, other) <= slips;
    }

    private static int Distance(string one, string other)
    {
        Span<int> row = stackalloc int[64];
        if (other.Length >= row.Length)
        {
            return int.MaxValue;
        }

        for (int j = 0; j <= other.Length; j++)
        {
            row[j] = j;
        }

        for (int i = 1; i <= one.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.Length; j++)
            {
                int above = row[j];
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, diagonal + (one[i - 1] == other[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[other.Length];
    }

    private static string Folded(ReadOnlySpan<char> word) => string.Create(word.Length, word, static (folded, word) =>
    {
        for (int i = 0; i < word.Length; i++)
        {
            char lower = char.ToLowerInvariant(word[i]);
            int at = lower < 128 ? -1 : Accented.IndexOf(lower, StringComparison.Ordinal);
            folded[i] = at < 0 ? lower : Plain[at];
        }
    });
}
