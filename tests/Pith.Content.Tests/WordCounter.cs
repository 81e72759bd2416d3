using Pith.Text;

namespace Pith.Content.Tests;

/// <summary>A word, a token: budgets of hand-computed cases can be checked by counting words. A marker without a handle has four.</summary>
internal sealed class WordCounter : ITokenCounter
{
    public string Name => "words";

    public int Count(ReadOnlySpan<char> text)
    {
        int words = 0;
        bool inside = false;
        foreach (char c in text)
        {
            bool space = char.IsWhiteSpace(c);
            words += !space && !inside ? 1 : 0;
            inside = !space;
        }

        return words;
    }
}
