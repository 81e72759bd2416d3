using System.Buffers;

namespace Pith.Routing.Detection;

/// <summary>Encoded bytes and data that is no text.</summary>
internal static class Blobs
{
    // Longer runs without a blank are not written by people.
    private const int LongestWord = 1_000;
    private const int Looked = 4_096;

    private static readonly SearchValues<char> s_brackets = SearchValues.Create("{}<>()");

    private static readonly SearchValues<char> s_hex = SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>Whether a run of base64 characters is encoded data and not a long name or a path.</summary>
    internal static bool LooksEncoded(ReadOnlySpan<char> run)
    {
        ReadOnlySpan<char> seen = run.Length > 512 ? run[..512] : run;
        int upper = 0, lower = 0, digits = 0, marks = 0, changes = 0, hex = 0;
        int before = -1;
        foreach (char c in seen)
        {
            int kind = char.IsAsciiLetterUpper(c) ? 0 : char.IsAsciiLetterLower(c) ? 1 : char.IsAsciiDigit(c) ? 2 : 3;
            upper += kind == 0 ? 1 : 0;
            lower += kind == 1 ? 1 : 0;
            digits += kind == 2 ? 1 : 0;
            marks += kind == 3 ? 1 : 0;
            hex += char.IsAsciiHexDigit(c) ? 1 : 0;
            changes += kind != before ? 1 : 0;
            before = kind;
        }

        if (hex == seen.Length)
        {
            return digits > 0 && digits < seen.Length && upper * lower == 0;
        }

        // Random characters change their class at half of all steps; words joined by dashes or slashes do so at a fifth.
        return upper > 0 && lower > 0 && changes * 3 > seen.Length && (digits > 0 || seen.Length < 100) && marks * 6 <= seen.Length;
    }

    internal static ContentDetection? Detect(ReadOnlySpan<char> text, LineMap lines)
    {
        ReadOnlySpan<char> trimmed = text.Trim();
        if (trimmed.StartsWith("data:", StringComparison.OrdinalIgnoreCase) && trimmed[..Math.Min(200, trimmed.Length)].IndexOf(";base64,", StringComparison.Ordinal) > 0 && IsUnbroken(trimmed))
        {
            return new ContentDetection(ContentKind.Blob, 0.99, "a data URI");
        }

        if (IsBinary(trimmed))
        {
            return new ContentDetection(ContentKind.Blob, 0.9, "bytes that are no text");
        }

        if (trimmed.StartsWith("-----BEGIN ") && trimmed[..Math.Min(100, trimmed.Length)].Contains("-----\n", StringComparison.Ordinal) | trimmed[..Math.Min(100, trimmed.Length)].Contains("-----\r\n", StringComparison.Ordinal))
        {
            return new ContentDetection(ContentKind.Blob, 0.97, "an armoured key or certificate");
        }

        int encoded = 0, dumped = 0, all = 0;
        for (int i = 0; i < lines.Count; i++)
        {
            Line line = lines[i];
            all += line.Length;
            encoded += line.Is(LineShape.Encoded) ? line.Length : 0;
            dumped += IsDump(text[line.Start..line.End]) ? line.Length : 0;
        }

        // The last line of an encoded block is shorter than a line that is certain.
        Line last = lines[^1];
        encoded += encoded > 0 && !last.Is(LineShape.Encoded) && last.Length < 80 && !text[last.Start..last.End].Contains(' ') ? last.Length : 0;
        if (encoded * 10 >= all * 9 && all >= 64)
        {
            return new ContentDetection(ContentKind.Blob, 0.95, "lines of encoded bytes");
        }

        if (dumped * 10 >= all * 9)
        {
            return new ContentDetection(ContentKind.Blob, 0.95, "a dump of bytes");
        }

        return trimmed.Length >= LongestWord && IsUnbroken(trimmed) && trimmed[..LongestWord].IndexOfAnyExceptInRange('!', '~') < 0
            && trimmed[..LongestWord].IndexOfAny(s_brackets) < 0
            ? new ContentDetection(ContentKind.Blob, 0.6, "one run of characters without a blank")
            : null;
    }

    private static bool IsUnbroken(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<char> seen = text.Length > Looked ? text[..Looked] : text;
        return seen.IndexOfAny(" \t") < 0;
    }

    private static bool IsBinary(ReadOnlySpan<char> text)
    {
        int seen = Math.Min(text.Length, Looked);
        int strange = 0;
        for (int i = 0; i < seen; i++)
        {
            char c = text[i];
            strange += c is < ' ' and not ('\n' or '\r' or '\t' or '\f' or '\u001b' or '\b') or '\uFFFD' or >= '\u0080' and < '\u00A0' ? 1
                : char.IsSurrogate(c) && !IsPaired(text, i) ? 1 : 0;
        }

        return strange * 10 > seen;
    }

    private static bool IsPaired(ReadOnlySpan<char> text, int at)
        => char.IsHighSurrogate(text[at]) ? at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]) : at > 0 && char.IsHighSurrogate(text[at - 1]);

    // xxd and hexdump: an offset, then groups of digits.
    private static bool IsDump(ReadOnlySpan<char> line)
    {
        int digits = line.IndexOfAnyExcept(s_hex);
        if (digits is < 7 or > 16)
        {
            return digits < 0 && line.Length is 7 or 8;
        }

        ReadOnlySpan<char> rest = line[digits..];
        return rest[0] is ':' or ' ' && rest.TrimStart(": ") is var groups && groups.Length >= 2 && char.IsAsciiHexDigit(groups[0]) && char.IsAsciiHexDigit(groups[1])
            && (groups.Length < 6 || groups[2] == ' ' || groups[4] == ' ');
    }
}
