namespace Pith.Routing.Detection;

/// <summary>Finds the end of a JSON value that stands inside other text.</summary>
internal sealed class JsonExtent(int textLength)
{
    // What failing attempts may read in all, so that a text of opening brackets stays linear.
    private const int ReadsOfText = 8;

    private long _left = (ReadsOfText * (long)textLength) + 4_096;

    /// <summary>The index after the value that begins at <paramref name="start"/>, or -1.</summary>
    internal int EndOf(ReadOnlySpan<char> text, int start)
    {
        int depth = 0;
        int i = start;
        while (i < text.Length && _left > 0)
        {
            int next = text[i..].IndexOfAny("{}[]\"");
            if (next < 0)
            {
                break;
            }

            i += next;
            _left -= next + 1;
            switch (text[i])
            {
                case '"':
                    int close = EndOfString(text, i + 1);
                    if (close < 0)
                    {
                        return -1;
                    }

                    _left -= close - i;
                    i = close;
                    continue;
                case '{' or '[':
                    if (++depth > JsonText.MaxDepth)
                    {
                        return -1;
                    }

                    break;
                default:
                    if (--depth == 0)
                    {
                        _left -= i - start;
                        return JsonText.IsValue(text[start..(i + 1)]) ? i + 1 : -1;
                    }

                    break;
            }

            i++;
        }

        _left -= text.Length - i;
        return -1;
    }

    private static int EndOfString(ReadOnlySpan<char> text, int from)
    {
        while (text[from..].IndexOfAny('"', '\\', '\n') is >= 0 and int found)
        {
            int at = from + found;
            if (text[at] != '\\')
            {
                return text[at] == '"' ? at + 1 : -1;
            }

            from = at + 2;
            if (from >= text.Length)
            {
                return -1;
            }
        }

        return -1;
    }
}
