using System.Globalization;
using System.Text;

namespace Pith.Blocks;

/// <summary>Words of a text that no tokenizer has seen: runs of letters, digits and underscores, and some ASCII symbols one by one.</summary>
/// <remarks>What LLMLingua-2's reference labels where it runs no model; full stops, commas, quotes and square brackets are no words there.</remarks>
public static class PlainWords
{
    private const string Symbols = "<>=/!@#$%^&*()?\":{}|\\`~;+-";

    /// <summary>The words in order.</summary>
    public static IEnumerable<string> Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int start = 0;
        for (int i = 0; i <= text.Length;)
        {
            int length = 1;
            if (i < text.Length && IsWord(text, i, out length))
            {
                i += length;
                continue;
            }

            if (i > start)
            {
                yield return text[start..i];
            }

            if (i < text.Length && Symbols.Contains(text[i]))
            {
                yield return text[i].ToString();
            }

            i += length;
            start = i;
        }
    }

    private static bool IsWord(string text, int index, out int length)
    {
        bool valid = Rune.TryGetRuneAt(text, index, out Rune rune);
        length = valid ? rune.Utf16SequenceLength : 1;
        return valid && (rune.Value == '_' || Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber);
    }
}
