using Pith.Text;

namespace Pith.Content.Code;

/// <summary>Writes some tokens of code.</summary>
internal static class CodeSlices
{
    /// <summary>Slices of the code, and white space where there was some or where two tokens would become one.</summary>
    internal static IEnumerable<(TextSpan Span, string? Text)> Of(string text, List<CodeToken> tokens, bool[] kept)
    {
        int previous = -1;
        for (int i = 0; i < kept.Length; i++)
        {
            if (!kept[i])
            {
                continue;
            }

            if (previous >= 0)
            {
                (TextSpan gap, bool any) = Gap(text, tokens, previous, i);
                if (!gap.IsEmpty)
                {
                    yield return (gap, null);
                }
                else if (any || (previous + 1 < i && Joins(text[tokens[previous].Span.End - 1], text[tokens[i].Span.Start])))
                {
                    yield return (default, " ");
                }
            }

            yield return (tokens[i].Span, null);
            previous = i;
        }
    }

    // The gap of neighbours; of others the last line's end between them, so that lines stay lines.
    private static (TextSpan Span, bool Any) Gap(string text, List<CodeToken> tokens, int left, int right)
    {
        bool any = false;
        for (int i = right; i > left; i--)
        {
            var gap = new TextSpan(tokens[i - 1].Span.End, tokens[i].Span.Start);
            any |= !gap.IsEmpty;
            ReadOnlySpan<char> between = gap.Of(text);
            if (left + 1 == right || (between.Contains('\n') && between.IsWhiteSpace()))
            {
                return (between.IsWhiteSpace() ? gap : default, any);
            }
        }

        return (default, any);
    }

    private static bool Joins(char left, char right) =>
        (char.IsLetterOrDigit(left) || left == '_') == (char.IsLetterOrDigit(right) || right == '_');
}
