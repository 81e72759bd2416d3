using System.Text;

namespace Pith.Text;

/// <summary>Keeps counting linear on hostile text.</summary>
/// <remarks>
/// Byte-pair merging inside one unbroken run takes time that grows faster than the run. Runs of one character class longer than
/// <see cref="Longest"/> are counted in parts, which may overstate the count by a token a cut and never understates a budget.
/// </remarks>
internal static class LongRuns
{
    internal const int Longest = 2_000;

    /// <summary>Counts the tokens of a text without such runs.</summary>
    internal delegate int Counting(ReadOnlySpan<char> text);

    internal static int Count(ReadOnlySpan<char> text, Counting count)
    {
        if (HasLoneSurrogate(text))
        {
            // What is sent to a model is UTF-8, and there a lone surrogate is the replacement character.
            text = Repaired(text);
        }

        if (text.Length <= Longest)
        {
            return count(text);
        }

        int total = 0;
        int from = 0;
        int run = 0;
        for (int i = 1; i < text.Length; i++)
        {
            run = Class(text[i]) == Class(text[i - 1]) ? run + 1 : 0;
            if (run >= Longest && !char.IsLowSurrogate(text[i]))
            {
                total += count(text[from..i]);
                from = i;
                run = 0;
            }
        }

        return total + count(text[from..]);
    }

    private static bool HasLoneSurrogate(ReadOnlySpan<char> text)
    {
        for (int i = text.IndexOfAnyInRange('\uD800', '\uDFFF'); i >= 0 && i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
            {
                continue;
            }

            if (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1]))
            {
                return true;
            }

            i++;
        }

        return false;
    }

    private static string Repaired(ReadOnlySpan<char> text)
    {
        var repaired = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            repaired.Append(rune);
        }

        return repaired.ToString();
    }

    private static int Class(char c) => char.IsLetterOrDigit(c) || char.IsSurrogate(c) ? 0 : char.IsWhiteSpace(c) ? 1 : 2;
}
