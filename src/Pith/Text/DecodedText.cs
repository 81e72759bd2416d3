using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Pith.Text;

/// <summary>A text and how its bytes were written: UTF-8, with or without its mark, or UTF-16 or UTF-32 with one.</summary>
public sealed record DecodedText
{
    private const int SampleBytes = 8192;

    /// <summary>The text, without a byte order mark.</summary>
    public required string Text { get; init; }

    /// <summary>Whether it began with the byte order mark of UTF-8.</summary>
    public bool HasMark { get; init; }

    /// <summary>UTF-16 or UTF-32, if that is what it was; null for UTF-8.</summary>
    public string? OtherEncoding { get; init; }

    /// <summary>Decodes the bytes of a file.</summary>
    /// <exception cref="TextEncodingException">They are binary, or not valid in their encoding.</exception>
    public static DecodedText Read(ReadOnlySpan<byte> bytes)
    {
        Encoding? marked =
            bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE, 0, 0]) ? new UTF32Encoding(bigEndian: false, byteOrderMark: true, throwOnInvalidCharacters: true)
            : bytes.StartsWith((ReadOnlySpan<byte>)[0, 0, 0xFE, 0xFF]) ? new UTF32Encoding(bigEndian: true, byteOrderMark: true, throwOnInvalidCharacters: true)
            : bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) ? new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true)
            : bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) ? new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true)
            : null;
        if (marked is not null)
        {
            try
            {
                return new DecodedText { Text = marked.GetString(bytes[marked.Preamble.Length..]), OtherEncoding = marked.WebName };
            }
            catch (DecoderFallbackException e)
            {
                throw new TextEncodingException($"it has the byte order mark of {marked.WebName} and is not valid {marked.WebName}.", e);
            }
        }

        ReadOnlySpan<byte> sample = bytes[..Math.Min(bytes.Length, SampleBytes)];
        int zeros = sample.Count((byte)0);
        if (zeros > 1 && zeros * 50 > sample.Length)
        {
            throw new TextEncodingException("it is binary (many zero bytes). Give text in UTF-8, or in UTF-16 with a byte order mark.");
        }

        bool mark = bytes.StartsWith(Encoding.UTF8.Preamble);
        ReadOnlySpan<byte> content = mark ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;
        return Utf8.IsValid(content)
            ? new DecodedText { Text = Encoding.UTF8.GetString(content), HasMark = mark }
            : throw new TextEncodingException(string.Create(CultureInfo.InvariantCulture, $"not valid UTF-8 at byte {InvalidUtf8At(bytes):N0}. Convert it to UTF-8 first."));
    }

    /// <summary>Offset of the first byte that is not UTF-8; the length if all are.</summary>
    public static int InvalidUtf8At(ReadOnlySpan<byte> bytes)
    {
        char[] scratch = new char[4096];
        int at = 0;
        while (Utf8.ToUtf16(bytes[at..], scratch, out int read, out _, replaceInvalidSequences: false) == OperationStatus.DestinationTooSmall)
        {
            at += read;
        }

        Utf8.ToUtf16(bytes[at..], scratch, out int last, out _, replaceInvalidSequences: false);
        return at + last;
    }
}

/// <summary>Bytes that are no text, or not in the encoding that they claim. The message begins in lower case, to stand after a file's name.</summary>
public sealed class TextEncodingException : Exception
{
    /// <summary>Says what is wrong.</summary>
    public TextEncodingException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
