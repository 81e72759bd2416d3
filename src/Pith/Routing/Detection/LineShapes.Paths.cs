using System.Buffers;

namespace Pith.Routing.Detection;

internal static partial class LineShapes
{
    private static readonly SearchValues<char> s_nameCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._$`");

    private static readonly SearchValues<char> s_pathCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-/\\~+@%#[]");

    private static readonly SearchValues<char> s_position = SearchValues.Create("0123456789,");

    private static readonly SearchValues<char> s_rights = SearchValues.Create("rwxsStT-");

    private static readonly SearchValues<char> s_attributes = SearchValues.Create("darhsl-");

    private static readonly string[] s_treeMarks = ["├──", "└──", "│", "|-- ", "`-- ", "+---", "\\---", "|   "];

    private static LineShape PathShape(ReadOnlySpan<char> body)
    {
        if (IsEntryOfListing(body))
        {
            return LineShape.Entry;
        }

        int end = PathEnd(body);
        if (end == body.Length)
        {
            return IsPath(body) ? LineShape.Entry : LineShape.None;
        }

        // Context lines of grep have dashes where hits have colons.
        ReadOnlySpan<char> path = body[..end];
        ReadOnlySpan<char> rest = body[end..];
        if (rest[0] == '(' && IsPath(path) && rest.IndexOf("): ") is > 1 and int close && rest[1..close].IndexOfAnyExcept(s_position) < 0)
        {
            return IsDiagnosticText(rest[(close + 2)..]) ? LineShape.Diagnostic : LineShape.Hit;
        }

        if (rest[0] != ':' || path.Length == 0)
        {
            return LineShape.None;
        }

        int digits = CountDigits(rest[1..]);
        bool isPath = IsPath(path);
        if (digits == 0)
        {
            return isPath && path.IndexOfAny('/', '\\') > 0 && rest.Length > 2 && IsDiagnosticText(rest[1..]) ? LineShape.Diagnostic : LineShape.None;
        }

        ReadOnlySpan<char> after = rest[(1 + digits)..];
        if (!isPath && !(path[0] is '/' or '.') || !(after.IsEmpty || after[0] == ':'))
        {
            return LineShape.None;
        }

        int column = after.IsEmpty ? 0 : CountDigits(after[1..]);
        ReadOnlySpan<char> text = column > 0 && 1 + column < after.Length && after[1 + column] == ':' ? after[(2 + column)..] : after.IsEmpty ? after : after[1..];
        return IsDiagnosticText(text) ? LineShape.Diagnostic : LineShape.Hit;
    }

    private static int PathEnd(ReadOnlySpan<char> body)
    {
        // A drive letter is part of a path.
        int start = body.Length > 2 && char.IsAsciiLetter(body[0]) && body[1] == ':' && body[2] is '\\' or '/' ? 2 : 0;
        int end = body[start..].IndexOfAnyExcept(s_pathCharacters);
        return end < 0 ? body.Length : start + end;
    }

    private static int CountDigits(ReadOnlySpan<char> text)
    {
        int end = text.IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? text.Length : end;
    }

    private static bool IsDiagnosticText(ReadOnlySpan<char> text)
    {
        text = text.TrimStart();
        return text.StartsWith("error") || text.StartsWith("warning") || text.StartsWith("note:") || text.StartsWith("fatal error") || text.StartsWith("Error:") || text.StartsWith("undefined reference");
    }

    /// <summary>Whether an unbroken run is a path or a name with an extension.</summary>
    private static bool IsPath(ReadOnlySpan<char> run)
    {
        if (run.Length < 3 || run.IndexOfAnyInRange('A', 'z') < 0)
        {
            return false;
        }

        if (run[0] is '/' or '~' || run.StartsWith("./") || run.StartsWith("../"))
        {
            return true;
        }

        int slash = run.LastIndexOfAny('/', '\\');
        if (slash > 0 && slash < run.Length - 1 && !run.StartsWith("//"))
        {
            // "and/or", "km/h": one slash between two words is a path only if a name has an extension or is lower case over two levels.
            return run.IndexOfAny('/', '\\') != slash || HasExtension(run[(slash + 1)..]) || run.IndexOfAny("_.-") >= 0;
        }

        return slash == run.Length - 1 || HasExtension(run);
    }

    private static bool HasExtension(ReadOnlySpan<char> name)
    {
        int dot = name.LastIndexOf('.');
        int length = name.Length - dot - 1;
        return dot >= 0 && length is >= 1 and <= 8 && char.IsAsciiLetter(name[dot + 1]) && name[(dot + 1)..].IndexOfAnyExcept(s_nameCharacters) < 0 && (dot == 0 || !char.IsWhiteSpace(name[dot - 1]));
    }

    private static bool IsEntryOfListing(ReadOnlySpan<char> body)
    {
        if (body.Length > 12 && body[0] is '-' or 'd' or 'l' or 'c' or 'b' && body[1..10].IndexOfAnyExcept(s_rights) < 0 && (body[10] is ' ' or '.' or '+' or '@'))
        {
            return true;
        }

        if (body.Length > 8 && body[0] is 'd' or '-' or 'l' && body[1] is 'a' or '-' or 'r' && body[..6].IndexOfAnyExcept(s_attributes) < 0 && body[6] == ' ')
        {
            return true;
        }

        foreach (string mark in body[0] is '|' or '`' or '+' or '\\' or (>= '\u2500' and <= '\u257F') ? s_treeMarks : [])
        {
            if (body.StartsWith(mark) && !(mark[0] == '|' && body[^1] == '|'))
            {
                return true;
            }
        }

        return body.StartsWith("total ") && AllDigits(body[6..]) || body.Contains("<DIR>", StringComparison.Ordinal);
    }
}
