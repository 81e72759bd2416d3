using System.Text.RegularExpressions;
using Microsoft.ML.Tokenizers;

namespace Pith.Text;

/// <summary>Counts word by word, as a split pattern cuts a text, and remembers how many tokens each word was.</summary>
/// <remarks>
/// Byte pairs are merged within words only, so the sum over words is the count of the text. A long log has few words, and looking one up
/// costs less than the tokenizer's way to its own cache. What is remembered is bounded: a word takes the place of another one with the same hash.
/// Safe for concurrent calls: an entry is never changed, only replaced.
/// </remarks>
internal sealed class WordCounts(Tokenizer tokenizer, Regex pattern)
{
    private const int Places = 1 << 16;
    private const int LongestWord = 48;

    private readonly Entry?[] _entries = new Entry?[Places];

    internal int Count(ReadOnlySpan<char> text)
    {
        int total = 0;
        foreach (ValueMatch match in pattern.EnumerateMatches(text))
        {
            total += CountWord(text.Slice(match.Index, match.Length));
        }

        return total;
    }

    private int CountWord(ReadOnlySpan<char> word)
    {
        if (word.Length > LongestWord)
        {
            return tokenizer.CountTokens(word);
        }

        ref Entry? place = ref _entries[(uint)string.GetHashCode(word) % Places];
        Entry? known = Volatile.Read(ref place);
        if (known is not null && word.SequenceEqual(known.Word))
        {
            return known.Tokens;
        }

        int tokens = tokenizer.CountTokens(word);
        Volatile.Write(ref place, new Entry(word.ToString(), tokens));
        return tokens;
    }

    private sealed record Entry(string Word, int Tokens);
}
