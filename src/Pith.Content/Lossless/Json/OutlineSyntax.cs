using System.Buffers;
using System.Globalization;
using System.Text;

namespace Pith.Content.Lossless.Json;

// Line      = Key ":" Value | Key "{" Members "}" | Key "[" Elements "]" | Key "[a b c]" | Key "[3]{" Columns "}" Rows | Key "=" Path
// Elements  = a Value a line, "{" Members "}", or any of the bracket forms with no key
// Value     = bare string | "quoted string" | number, true, false, null | JSON array or object | $1 and the rest of a string
// Columns   = Key | Key "{" Columns "}" | Key "=" constant | Key "=" prefix "*"; what stands between two columns stands between cells
// Cell      = Value, or nothing where a record lacks the key
// A path names an object written before; $1=... lines before everything else define shared beginnings of strings.

/// <summary>What writer and reader of an outline agree on.</summary>
internal static class OutlineSyntax
{
    /// <summary>What may stand between cells; the first is tried first where one begins another.</summary>
    internal static readonly byte[][] Delimiters = [", "u8.ToArray(), ","u8.ToArray(), "\t"u8.ToArray(), "|"u8.ToArray(), " "u8.ToArray()];

    // Members below a hostile key must not each hold a copy of it.
    private const int LongestPath = 200;

    private static readonly SearchValues<byte> s_notInKeys = SearchValues.Create(":={}[]\",|\t\\*"u8);
    private static readonly SearchValues<byte> s_notInHeaders = SearchValues.Create("{}[]\",|\t *"u8);

    internal static bool IsBareKey(ReadOnlySpan<byte> key) =>
        key.Length > 0 && key.IndexOfAny(s_notInKeys) < 0 && key[0] != ' ' && key[^1] != ' ' && !IsReference(key);

    /// <summary>The path of a member, or null if it can have none.</summary>
    internal static string? Step(string? path, ReadOnlySpan<byte> key) =>
        path is null || path.Length + key.Length > LongestPath || !IsBareKey(key) || key.Contains((byte)'.') ? null
        : path.Length == 0 ? Encoding.UTF8.GetString(key)
        : $"{path}.{Encoding.UTF8.GetString(key)}";

    /// <summary>The path of an element, or null if it can have none.</summary>
    internal static string? Step(string? path, int index)
    {
        Span<byte> digits = stackalloc byte[12];
        _ = index.TryFormat(digits, out int written, provider: CultureInfo.InvariantCulture);
        return Step(path, digits[..written]);
    }

    internal static bool IsBareValue(ReadOnlySpan<byte> text) =>
        text.Length > 0 && text[0] is not ((byte)'"' or (byte)'[' or (byte)'{' or (byte)']' or (byte)'}' or (byte)'=' or (byte)':' or (byte)' ')
        && text[^1] != ' ' && !IsReference(text) && !IsLiteral(text);

    internal static bool IsBareInHeader(ReadOnlySpan<byte> text) => IsBareValue(text) && text.IndexOfAny(s_notInHeaders) < 0;

    /// <summary>Whether it begins like <c>$1</c>.</summary>
    internal static bool IsReference(ReadOnlySpan<byte> text) => text.Length > 1 && text[0] == '$' && text[1] is >= (byte)'0' and <= (byte)'9';

    /// <summary>Whether it is a number, true, false or null as JSON spells them.</summary>
    internal static bool IsLiteral(ReadOnlySpan<byte> text)
    {
        if (text.Length == 0)
        {
            return false;
        }

        if (text[0] is (byte)'t' or (byte)'f' or (byte)'n')
        {
            return text.SequenceEqual("true"u8) || text.SequenceEqual("false"u8) || text.SequenceEqual("null"u8);
        }

        int at = text[0] == '-' ? 1 : 0;
        int digits = Digits(text, at);
        if (digits == 0 || (digits > 1 && text[at] == '0'))
        {
            return false;
        }

        at += digits;
        if (at < text.Length && text[at] == '.')
        {
            digits = Digits(text, at + 1);
            if (digits == 0)
            {
                return false;
            }

            at += 1 + digits;
        }

        if (at < text.Length && text[at] is (byte)'e' or (byte)'E')
        {
            at += at + 1 < text.Length && text[at + 1] is (byte)'+' or (byte)'-' ? 2 : 1;
            digits = Digits(text, at);
            if (digits == 0)
            {
                return false;
            }

            at += digits;
        }

        return at == text.Length;
    }

    /// <summary>Length of the JSON value that begins here with a bracket or a quotation mark; -1 if it doesn't end.</summary>
    internal static int LengthOfValue(ReadOnlySpan<byte> text)
    {
        int depth = 0;
        for (int i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case (byte)'"':
                    int close = EndOfString(text, i);
                    if (close < 0)
                    {
                        return -1;
                    }

                    i = close;
                    break;
                case (byte)'{' or (byte)'[':
                    depth++;
                    break;
                case (byte)'}' or (byte)']':
                    depth--;
                    break;
            }

            if (depth <= 0)
            {
                return i + 1;
            }
        }

        return -1;
    }

    private static int EndOfString(ReadOnlySpan<byte> text, int open)
    {
        for (int i = open + 1; i < text.Length; i++)
        {
            int next = text[i..].IndexOfAny((byte)'"', (byte)'\\');
            if (next < 0)
            {
                return -1;
            }

            i += next;
            if (text[i] == '"')
            {
                return i;
            }

            i++;
        }

        return -1;
    }

    private static int Digits(ReadOnlySpan<byte> text, int from)
    {
        int at = from;
        while (at < text.Length && text[at] is >= (byte)'0' and <= (byte)'9')
        {
            at++;
        }

        return at - from;
    }
}
