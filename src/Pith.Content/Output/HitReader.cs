using System.Buffers;
using Pith.Text;

namespace Pith.Content.Output;

/// <summary>What a line of a search's output is.</summary>
internal enum HitKind : byte
{
    Other,
    Hit,
    Context,

    /// <summary>A path above its hits.</summary>
    File,
    Separator,
}

/// <summary>A line of a search's output.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="File">The file; empty if it isn't known.</param>
/// <param name="Content">The text that was hit.</param>
/// <param name="IsUnderHeading">Whether the line itself names no file.</param>
internal readonly record struct Hit(HitKind Kind, string File, TextSpan Content, bool IsUnderHeading = false);

/// <summary>Reads lines of grep, ripgrep, ag and ack, with or without headings.</summary>
internal sealed class HitReader
{
    private const int LongestPath = 400;
    private static readonly SearchValues<char> s_inPath = SearchValues.Create("./\\");

    private readonly string _text;
    private string _file = string.Empty;
    private string _last = string.Empty;

    internal HitReader(string text) => _text = text;

    /// <summary>Reads a line.</summary>
    internal Hit Read(TextSpan span, TextSpan next)
    {
        ReadOnlySpan<char> line = span.Of(_text);
        if (line.Trim() is "" or "--")
        {
            return new Hit(HitKind.Separator, string.Empty, span);
        }

        (int after, char mark) = Number(line, 0);
        if (after > 0)
        {
            return new Hit(mark == ':' ? HitKind.Hit : HitKind.Context, _file, new TextSpan(span.Start + after, span.End), IsUnderHeading: true);
        }

        int limit = Math.Min(line.Length, LongestPath);
        for (int at = 1; at < limit; at++)
        {
            if (line[at] is ':' or '-' && Number(line, at + 1) is { Item1: > 0 } found && found.Mark == line[at] && (line[at] == ':' || line[..at].ContainsAny(s_inPath)))
            {
                return new Hit(line[at] == ':' ? HitKind.Hit : HitKind.Context, FileOf(line[..at]), new TextSpan(span.Start + found.Item1, span.End));
            }
        }

        if (next.Length > 0 && Number(next.Of(_text), 0).After > 0 && line.Length < LongestPath)
        {
            _file = line.ToString();
            return new Hit(HitKind.File, _file, span);
        }

        // grep without -n: a path with a dot or a slash and no blank before the first colon.
        int colon = line.IndexOf(':');
        return colon > 2 && colon < limit && line[..colon].ContainsAny(s_inPath) && !line[..colon].Contains(' ') && !line[colon..].StartsWith("://", StringComparison.Ordinal)
            ? new Hit(HitKind.Hit, FileOf(line[..colon]), new TextSpan(span.Start + colon + 1, span.End))
            : new Hit(HitKind.Other, string.Empty, span);
    }

    private string FileOf(ReadOnlySpan<char> path) => path.SequenceEqual(_last) ? _last : _last = path.ToString();

    // A line number and what ends it; 0 if there is none. A column after it belongs to it.
    private static (int After, char Mark) Number(ReadOnlySpan<char> line, int at)
    {
        int end = at;
        while (end < line.Length && end - at < 9 && char.IsAsciiDigit(line[end]))
        {
            end++;
        }

        if (end == at || end >= line.Length || line[end] is not (':' or '-'))
        {
            return (0, '\0');
        }

        int column = end + 1;
        while (column < line.Length && column - end < 6 && char.IsAsciiDigit(line[column]))
        {
            column++;
        }

        return (column > end + 1 && column < line.Length && line[column] == ':' && line[end] == ':' ? column + 1 : end + 1, line[end]);
    }
}
