namespace Pith.Text;

/// <summary>Lines of a text.</summary>
public static class Lines
{
    /// <summary>Every line without its end (LF, CRLF or CR); a last line that is empty is left out.</summary>
    public static List<TextSpan> Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var lines = new List<TextSpan>();
        int start = 0;
        while (start < text.Length)
        {
            int length = text.AsSpan(start).IndexOfAny('\n', '\r');
            if (length < 0)
            {
                lines.Add(new TextSpan(start, text.Length));
                break;
            }

            int end = start + length;
            lines.Add(new TextSpan(start, end));
            start = end + (text[end] == '\r' && end + 1 < text.Length && text[end + 1] == '\n' ? 2 : 1);
        }

        return lines;
    }
}
