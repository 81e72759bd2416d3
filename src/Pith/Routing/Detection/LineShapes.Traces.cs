namespace Pith.Routing.Detection;

internal static partial class LineShapes
{
    private static readonly string[] s_traceHeads =
    [
        "Traceback (most recent call last)", "Exception in thread", "Unhandled exception", "Unhandled Exception", "Caused by: ", "Uncaught ", "panic: ", "goroutine ",
        "thread '", "stack backtrace:", "Stack trace:", "PHP Fatal error:", "Fatal error: Uncaught", "During handling of the above exception", "The above exception was",
        "[signal SIG", "Suppressed: ",
    ];

    private static readonly PrefixTable<bool> s_traceStarts = new(s_traceHeads.Select(h => (h, true)));

    private static LineShape TraceShape(ReadOnlySpan<char> body, ReadOnlySpan<char> line)
    {
        switch (body[0])
        {
            case 'a' when body.StartsWith("at "):
                return IsAtFrame(body[3..], line) ? LineShape.Frame : LineShape.None;
            case 'F' when body.StartsWith("File \"") && body.Contains("\", line ", StringComparison.Ordinal):
                return LineShape.Frame | LineShape.FileFrame;
            case 'f' when body.StartsWith("from ") && body.Contains(":in ", StringComparison.Ordinal):
                return LineShape.Frame;
            case '.' when body.StartsWith("... ") && body.Contains(" more", StringComparison.Ordinal):
                return LineShape.Frame;
            case '-' when body.StartsWith("--- End of "):
                return LineShape.Frame;
            case '#' when body.Length > 4 && char.IsAsciiDigit(body[1]) && (body.Contains("): ", StringComparison.Ordinal) || body.EndsWith("{main}") || body.Contains(" at ", StringComparison.Ordinal) || body.Contains(" 0x", StringComparison.Ordinal)):
                return LineShape.Frame;
            case 'c' when body.StartsWith("created by "):
                return LineShape.Frame;
            case 'n' when body.StartsWith("note: run with `RUST_BACKTRACE"):
                return LineShape.Frame;
        }

        if (line[0] == '\t' && body.IndexOf(".go:") is > 0 and int go && go + 4 < body.Length && char.IsAsciiDigit(body[go + 4]))
        {
            return LineShape.Frame | LineShape.FileFrame;
        }

        if (body.IndexOf(":in ") is > 0 and int ruby && char.IsAsciiDigit(body[ruby - 1]) && body[(ruby + 4)..] is ['`' or '\'', ..])
        {
            return LineShape.Frame;
        }

        if (char.IsAsciiDigit(body[0]) && IsNumberedFrame(body))
        {
            return LineShape.Frame;
        }

        foreach ((string head, _) in s_traceStarts.Candidates(body))
        {
            if (body.StartsWith(head))
            {
                return head[0] is 't' && !body.Contains("panicked at", StringComparison.Ordinal) || head[0] is 'g' && !body.EndsWith("]:") ? LineShape.None : LineShape.TraceHead;
            }
        }

        return IsExceptionLine(body) ? LineShape.TraceHead : LineShape.None;
    }

    // at Name.Space.Type.Method(args) in file:line 3 | at com.x.Y.z(Y.java:3) | at fn (file.js:1:2) | at file.js:1:2
    private static bool IsAtFrame(ReadOnlySpan<char> frame, ReadOnlySpan<char> line)
    {
        int open = frame.IndexOf('(');
        if (open < 0)
        {
            return frame.LastIndexOf(':') is > 0 and int colon && colon + 1 < frame.Length && AllDigits(frame[(colon + 1)..]) && !frame.Contains(", ", StringComparison.Ordinal);
        }

        ReadOnlySpan<char> name = frame[..open].TrimEnd();
        return name.Count(' ') <= 3 && (name.IndexOfAny(".<$[/") >= 0 || line.Length > 0 && char.IsWhiteSpace(line[0]) && (frame.EndsWith(")") || frame.Contains(":line ", StringComparison.Ordinal)));
    }

    // "   3: core::panicking::panic_fmt"
    private static bool IsNumberedFrame(ReadOnlySpan<char> body)
    {
        int colon = body.IndexOf(": ");
        return colon is > 0 and < 4 && AllDigits(body[..colon]) && body[colon..].Contains("::", StringComparison.Ordinal) && !body[(colon + 2)..].Trim().Contains(", ", StringComparison.Ordinal);
    }

    // A qualified name that ends like an exception, before a colon or the end of the line.
    private static bool IsExceptionLine(ReadOnlySpan<char> body)
    {
        int end = body.IndexOfAny(": (");
        ReadOnlySpan<char> name = end < 0 ? body : body[..end];
        return name.Length > 5
            && (end < 0 || body[end] == ':')
            && (name.EndsWith("Exception") || name.EndsWith("Error") || name.EndsWith("Iteration") && name.StartsWith("Stop") || name.EndsWith("Interrupt"))
            && char.IsAsciiLetter(name[0]) && name.IndexOfAnyExcept(s_nameCharacters) < 0;
    }
}
