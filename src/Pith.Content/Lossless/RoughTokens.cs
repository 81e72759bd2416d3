namespace Pith.Content.Lossless;

/// <summary>A guess at the number of tokens, for decisions that exact counts would make slow.</summary>
internal static class RoughTokens
{
    internal static int Count(ReadOnlySpan<char> text)
    {
        int tokens = 0;
        for (int i = 0; i < text.Length;)
        {
            int begin = i;
            if (char.IsAsciiLetter(text[i]))
            {
                for (i++; i < text.Length && char.IsAsciiLetter(text[i]); i++)
                {
                }

                tokens += 1 + ((i - begin - 1) / 6);
            }
            else if (char.IsAsciiDigit(text[i]))
            {
                for (i++; i < text.Length && char.IsAsciiDigit(text[i]); i++)
                {
                }

                tokens += (i - begin + 2) / 3;
            }
            else if (text[i] <= ' ')
            {
                for (i++; i < text.Length && text[i] <= ' '; i++)
                {
                }

                tokens += i - begin > 1 || text[begin] == '\n' ? 1 : 0;
            }
            else
            {
                char c = text[i];
                for (i++; i < text.Length && text[i] > ' ' && !char.IsAsciiLetterOrDigit(text[i]); i++)
                {
                }

                tokens += c < 0x80 ? 1 + ((i - begin) / 16) : (i - begin + 1) / 2;
            }
        }

        return tokens;
    }
}
