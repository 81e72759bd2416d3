using System.Buffers;

namespace Pith.Routing.Detection;

/// <summary>The lines that open and close a fenced block of Markdown.</summary>
internal static class Fences
{
    private static readonly SearchValues<char> s_ends = SearchValues.Create(" \t{},:");

    /// <summary>The mark and its length if <paramref name="line"/> opens a block.</summary>
    internal static (char Mark, int Length) Open(ReadOnlySpan<char> line)
    {
        ReadOnlySpan<char> body = line.TrimStart(' ');
        if (body.Length < 3 || body[0] is not ('`' or '~'))
        {
            return default;
        }

        char mark = body[0];
        int length = body.IndexOfAnyExcept(mark);
        length = length < 0 ? body.Length : length;
        return length >= 3 && !body[length..].Contains('`') ? (mark, length) : default;
    }

    internal static bool Closes(ReadOnlySpan<char> line, char mark, int length)
    {
        ReadOnlySpan<char> body = line.Trim();
        return body.Length >= length && body.IndexOfAnyExcept(mark) < 0;
    }

    /// <summary>The name of the language after the fence, or null.</summary>
    internal static string? Info(ReadOnlySpan<char> line)
    {
        ReadOnlySpan<char> info = line.Trim().TrimStart("`~").Trim().TrimStart("{.");
        int end = info.IndexOfAny(s_ends);
        info = end < 0 ? info : info[..end];
        return info.IsEmpty || info.Length > 80 ? null : info.ToString();
    }
}
