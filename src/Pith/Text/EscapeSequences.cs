namespace Pith.Text;

/// <summary>What terminals take for commands instead of showing it (ECMA-48).</summary>
public static class EscapeSequences
{
    /// <summary>The character that every sequence begins with.</summary>
    public const char Escape = '\u001b';

    private const char Bell = '\u0007';

    /// <summary>Where the sequence ends that begins at an escape character; never beyond the end of <paramref name="text"/>.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="at">Index of an <see cref="Escape"/>, in UTF-16 code units.</param>
    /// <remarks>CSI ends with <c>@</c> to <c>~</c>, OSC with BEL or ST; anything else has one character of its own.</remarks>
    public static int EndOf(ReadOnlySpan<char> text, int at)
    {
        int next = at + 1;
        if (next >= text.Length)
        {
            return text.Length;
        }

        if (text[next] == '[')
        {
            next++;
            while (next < text.Length && text[next] is >= ' ' and <= '?')
            {
                next++;
            }

            return next < text.Length && text[next] is >= '@' and <= '~' ? next + 1 : next;
        }

        if (text[next] != ']')
        {
            return char.IsAsciiLetterOrDigit(text[next]) || text[next] is '=' or '>' or '<' or '\\' ? next + 1 : next;
        }

        int stop = text[next..].IndexOfAny(Bell, Escape);
        return stop < 0 ? text.Length : text[next + stop] == Bell ? next + stop + 1 : Math.Min(text.Length, next + stop + 2);
    }

    /// <summary>Copies what is shown of a text; as much of it as <paramref name="buffer"/> can take.</summary>
    /// <returns>How many characters were copied.</returns>
    public static int Remove(ReadOnlySpan<char> text, Span<char> buffer)
    {
        int length = 0;
        for (int at = 0; at < text.Length && length < buffer.Length;)
        {
            int shown = text[at..].IndexOf(Escape);
            ReadOnlySpan<char> piece = text.Slice(at, Math.Min(shown < 0 ? text.Length - at : shown, buffer.Length - length));
            piece.CopyTo(buffer[length..]);
            length += piece.Length;
            at = shown < 0 ? text.Length : EndOf(text, at + shown);
        }

        return length;
    }
}
