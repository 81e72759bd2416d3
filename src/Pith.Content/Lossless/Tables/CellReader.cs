namespace Pith.Content.Lossless.Tables;

/// <summary>Reads separated cells one after another.</summary>
internal ref struct CellReader(ReadOnlySpan<char> text, string delimiter, bool backslash)
{
    private readonly ReadOnlySpan<char> _text = text;
    private int _at;

    /// <summary>The cell between its quotation marks.</summary>
    internal ReadOnlySpan<char> Content { get; private set; }

    internal int Start { get; private set; }

    internal bool Quoted { get; private set; }

    /// <summary>Whether the cell was the last of its row.</summary>
    internal bool EndsRow { get; private set; }

    /// <summary>Whether the row ended with CR LF.</summary>
    internal bool Return { get; private set; }

    /// <summary>Whether nothing follows, not even a line end.</summary>
    internal bool EndsText { get; private set; }

    internal readonly int Position => _at;

    /// <summary>The next cell; false if the text is no table from here on.</summary>
    internal bool Read()
    {
        ReadOnlySpan<char> rest = _text[_at..];
        int after;
        Quoted = rest is ['"', ..];
        if (Quoted)
        {
            int close = Close(rest);
            if (close < 0)
            {
                return false;
            }

            Start = _at + 1;
            Content = rest[1..close];
            after = close + 1;
        }
        else
        {
            int line = rest.IndexOf('\n');
            line = line < 0 ? rest.Length : line;
            int next = rest[..line].IndexOf(delimiter, StringComparison.Ordinal);
            after = next >= 0 ? next : line > 0 && line < rest.Length && rest[line - 1] == '\r' ? line - 1 : line;
            Start = _at;
            Content = rest[..after];
        }

        ReadOnlySpan<char> tail = rest[after..];
        EndsText = tail.IsEmpty;
        Return = tail.StartsWith("\r\n");
        EndsRow = EndsText || Return || tail[0] == '\n';
        if (!EndsRow && !tail.StartsWith(delimiter))
        {
            return false;
        }

        _at += after + (EndsText ? 0 : Return ? 2 : EndsRow ? 1 : delimiter.Length);
        return true;
    }

    private readonly int Close(ReadOnlySpan<char> rest)
    {
        for (int i = 1; i < rest.Length; i++)
        {
            int next = rest[i..].IndexOfAny('"', '\\');
            if (next < 0)
            {
                return -1;
            }

            i += next;
            if (rest[i] == '\\')
            {
                i += backslash ? 1 : 0;
            }
            else if (!backslash && i + 1 < rest.Length && rest[i + 1] == '"')
            {
                i++;
            }
            else
            {
                return i;
            }
        }

        return -1;
    }
}
