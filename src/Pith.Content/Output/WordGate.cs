namespace Pith.Content.Output;

/// <summary>Says quickly that none of some phrases stands in a line: each has one word whose first letters must begin a word of the line.</summary>
/// <remarks>Vectorised search for many phrases at once finds a candidate in nearly every line; this reads a line once.</remarks>
internal sealed class WordGate
{
    private const int Letters = 27;
    private const int Length = 4;

    private readonly ulong[] _known = new ulong[(Letters * Letters * Letters * Letters / 64) + 1];

    internal WordGate(IEnumerable<string> phrases)
    {
        foreach (string phrase in phrases)
        {
            int key = KeyOfLongest(phrase);
            _known[key >> 6] |= 1UL << (key & 63);
        }
    }

    /// <summary>Whether one of the phrases may stand in a line.</summary>
    internal bool MayPass(ReadOnlySpan<char> line)
    {
        char before = ' ';
        for (int i = 0; i < line.Length; i++)
        {
            char c = line[i];
            bool begins = char.IsAsciiLetter(c) && (!char.IsAsciiLetter(before) || (char.IsAsciiLetterUpper(c) && char.IsAsciiLetterLower(before)));
            before = c;
            if (begins && KeyOf(line[i..]) is int key && (_known[key >> 6] & (1UL << (key & 63))) != 0)
            {
                return true;
            }
        }

        return false;
    }

    // The last of the longest words, which are the rarest.
    private static int KeyOfLongest(string phrase)
    {
        int best = 0;
        int longest = 0;
        for (int i = 0; i < phrase.Length;)
        {
            int end = i;
            while (end < phrase.Length && char.IsAsciiLetter(phrase[end]))
            {
                end++;
            }

            (best, longest) = end > i && end - i >= longest ? (i, end - i) : (best, longest);
            i = Math.Max(end, i + 1);
        }

        return KeyOf(phrase.AsSpan(best));
    }

    private static int KeyOf(ReadOnlySpan<char> word)
    {
        int key = 0;
        bool inside = true;
        for (int i = 0; i < Length; i++)
        {
            inside = inside && i < word.Length && char.IsAsciiLetter(word[i]);
            key = (key * Letters) + (inside ? (word[i] | 0x20) - 'a' + 1 : 0);
        }

        return key;
    }
}
