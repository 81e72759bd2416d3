using System.Buffers;
using Pith.Text;

namespace Pith.Routing.Detection;

/// <summary>Reads the shapes of one line off its characters.</summary>
internal static partial class LineShapes
{
    private const int Longest = 400;

    // The shortest line of encoded bytes that is no long word.
    private const int ShortestEncoded = 40;

    private static readonly SearchValues<char> s_encoded = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=-_");

    private static readonly SearchValues<char> s_number = SearchValues.Create("-0123456789.eE+,");

    internal static LineShape Of(ReadOnlySpan<char> line)
    {
        if (!line.Contains(EscapeSequences.Escape))
        {
            return OfShown(line);
        }

        Span<char> shown = stackalloc char[Longest];
        return OfShown(shown[..EscapeSequences.Remove(line, shown)]);
    }

    private static LineShape OfShown(ReadOnlySpan<char> line)
    {
        ReadOnlySpan<char> whole = line.Length > Longest ? line[..Longest] : line;
        ReadOnlySpan<char> body = whole.Trim();
        if (body.IsEmpty)
        {
            return LineShape.Blank;
        }

        LineShape shape = char.IsWhiteSpace(line[0]) ? LineShape.Indented : LineShape.None;
        if (body.IndexOfAnyExcept(s_encoded) < 0)
        {
            shape |= body.Length >= ShortestEncoded && Blobs.LooksEncoded(body) ? LineShape.Encoded : LineShape.None;
        }
        else if (IsSentence(body))
        {
            shape |= LineShape.Sentence;
        }

        shape |= MarkdownShape(whole, body);
        shape |= DiffShape(whole);
        shape |= TraceShape(body, whole);
        shape |= PathShape(body);
        shape |= IsLogHead(body) ? LineShape.LogHead : LineShape.None;
        shape |= IsVerdict(body) ? LineShape.Verdict | LineShape.Build : IsOfRun(body) ? LineShape.Build : LineShape.None;
        shape |= IsSection(body) ? LineShape.Section | LineShape.Build : (shape & LineShape.Heading) == 0 && IsBuild(body) ? LineShape.Build : LineShape.None;
        shape |= HasBars(body) ? LineShape.Bars : LineShape.None;
        shape |= IsMember(body) ? LineShape.Member : LineShape.None;
        shape |= body[0] == '#' || body.StartsWith("-- ") ? LineShape.Hash : LineShape.None;
        shape |= CodeLines.IsCode(body, (shape & LineShape.Sentence) != 0) ? LineShape.Code : LineShape.None;
        return shape;
    }

    private static bool IsSentence(ReadOnlySpan<char> body)
    {
        int letters = 0;
        int spaces = 0;
        int foreign = 0;
        int marks = 0;
        foreach (char c in body)
        {
            if (char.IsAsciiLetter(c))
            {
                letters++;
            }
            else if (c == ' ')
            {
                spaces++;
            }
            else if (c < 128)
            {
                marks += c is '{' or '}' or '[' or ']' or '<' or '>' or '=' or '_' or '|' or '\\' or '/' or '*' or '&' or '#' or '@' or '`' ? 1 : 0;
            }
            else if (c >= 0x300 || char.IsLetter(c))
            {
                // Thai, Indic and other scripts write vowels as marks, which count as letters here.
                foreign += c is >= '\u2000' and < '\u2E80' ? 0 : 1;
            }
        }

        return foreign >= 6 && foreign * 5 >= body.Length * 2
            || spaces >= 3 && (letters + foreign + spaces) * 10 >= body.Length * 7 && marks * 20 <= body.Length;
    }

    // A row of a table drawn with bars: two fields or more. "||" is an operator.
    private static bool HasBars(ReadOnlySpan<char> body)
    {
        int first = body.IndexOf('|');
        if (first < 0 || body.Contains("||", StringComparison.Ordinal))
        {
            return false;
        }

        int bars = body.Count('|');
        return bars >= 2 || body.Contains(" | ", StringComparison.Ordinal) || first == 0 || first == body.Length - 1;
    }

    // "key": value, or a bracket, as printed JSON has them.
    private static bool IsMember(ReadOnlySpan<char> body)
    {
        if (body[0] is '{' or '}' or '[' or ']')
        {
            return body.Length <= 2 || body[0] == '{' && body.TrimStart("{ ") is ['"', ..];
        }

        if (body[0] != '"')
        {
            return body.TrimEnd(',') is "true" or "false" or "null" || body.IndexOfAnyExcept(s_number) < 0;
        }

        int end = body[1..].IndexOf('"');
        return end >= 0 && body[(end + 2)..].TrimStart() is [] or [':', ..] or [','];
    }
}
