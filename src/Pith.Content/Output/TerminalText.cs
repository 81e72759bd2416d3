using Pith.Blocks.Folding;
using Pith.Text;

namespace Pith.Content.Output;

/// <summary>A text as a terminal would show it: without escape sequences and without what a carriage return overwrote.</summary>
internal sealed class TerminalText
{
    private readonly string _text;
    private readonly char _end;
    private readonly bool _isPlain;

    internal TerminalText(string text)
    {
        _text = text;

        // Carriage returns end lines only where nothing else does.
        _end = text.Contains('\n', StringComparison.Ordinal) ? '\n' : '\r';
        _isPlain = !text.Contains(EscapeSequences.Escape, StringComparison.Ordinal) && (_end == '\r' || !text.Contains('\r', StringComparison.Ordinal));
    }

    /// <summary>Lines without their ends, in order; a last line that is empty is left out.</summary>
    internal IEnumerable<TextSpan> Lines()
    {
        for (int start = 0; start < _text.Length;)
        {
            int length = _text.AsSpan(start).IndexOf(_end);
            int end = length < 0 ? _text.Length : start + length;
            yield return new TextSpan(start, end);
            start = end + 1;
        }
    }

    /// <summary>What is seen of a line, at most as many characters as the buffer has; the slice of the text itself where all is seen.</summary>
    internal ReadOnlySpan<char> See(TextSpan line, Span<char> buffer)
    {
        TextSpan last = Last(line);
        ReadOnlySpan<char> whole = last.Of(_text);
        if (_isPlain || !whole.Contains(EscapeSequences.Escape))
        {
            return whole.Length > buffer.Length ? whole[..buffer.Length] : whole;
        }

        int length = EscapeSequences.Remove(whole, buffer);
        return buffer[..length];
    }

    /// <summary>Writes lines and the ends between them; of neighbouring empty ones only the first.</summary>
    internal void Write(TextSpan lines, FoldWriter writer)
    {
        bool empty = false;
        for (int start = lines.Start; start <= lines.End;)
        {
            int length = _text.AsSpan(start, lines.End - start).IndexOf(_end);
            int end = length < 0 ? lines.End : start + length;
            TextSpan last = Last(new TextSpan(start, end));
            bool isEmpty = last.Of(_text).IsWhiteSpace();
            if (!isEmpty || !empty)
            {
                if (start > lines.Start)
                {
                    writer.Slice(new TextSpan(start - 1, start));
                }

                WriteLine(isEmpty && start > lines.Start ? new TextSpan(last.Start, last.Start) : last, writer);
            }

            empty = isEmpty;
            start = end + 1;
        }
    }

    private void WriteLine(TextSpan line, FoldWriter writer)
    {
        for (int at = line.Start; at < line.End;)
        {
            int next = _isPlain ? line.End : NextEscape(at, line.End);
            writer.Slice(new TextSpan(at, next));
            at = next < line.End ? End(next, line.End) : next;
        }
    }

    // The last stretch between carriage returns that shows something.
    private TextSpan Last(TextSpan line)
    {
        if (_isPlain || _end == '\r')
        {
            return line;
        }

        int end = line.End;
        while (true)
        {
            while (end > line.Start && _text[end - 1] == '\r')
            {
                end--;
            }

            int start = _text.AsSpan(line.Start, end - line.Start).LastIndexOf('\r') + 1 + line.Start;
            if (start == line.Start || ShowsSomething(start, end))
            {
                return new TextSpan(start, end);
            }

            end = start - 1;
        }
    }

    private bool ShowsSomething(int start, int end)
    {
        while (start < end)
        {
            if (_text[start] == EscapeSequences.Escape)
            {
                start = End(start, end);
            }
            else if (!char.IsWhiteSpace(_text[start++]))
            {
                return true;
            }
        }

        return false;
    }

    private int NextEscape(int start, int end)
    {
        int length = _text.AsSpan(start, end - start).IndexOf(EscapeSequences.Escape);
        return length < 0 ? end : start + length;
    }

    private int End(int at, int end) => EscapeSequences.EndOf(_text.AsSpan(0, end), at);
}
