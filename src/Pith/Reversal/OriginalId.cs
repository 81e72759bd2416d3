using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Pith.Reversal;

/// <summary>Names an original by its content.</summary>
public static class OriginalId
{
    /// <summary>Letters of an id: 47 bits. In fewer tokens than hexadecimal digits; a store compares contents, so an id that two texts share only costs a cut.</summary>
    public const int Length = 10;

    /// <summary>The id in what a model copied from a text: the letters, with a <c>#</c> before them, or the whole marker.</summary>
    /// <returns>The id; null if there is none.</returns>
    public static string? Find(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (ElisionMarker.FindAll(text).Select(m => m.Marker.Id).FirstOrDefault(i => i is not null) is { } marked)
        {
            return marked;
        }

        string bare = text.Trim().TrimStart('#');
        return bare.Length == Length && bare.All(char.IsAsciiLetterLower) ? bare : null;
    }

    /// <summary>Ten letters from the SHA-256 of the text's UTF-16 bytes (little endian).</summary>
    public static string Of(ReadOnlySpan<char> text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(text), hash);
        ulong number = BinaryPrimitives.ReadUInt64BigEndian(hash);
        Span<char> letters = stackalloc char[Length];
        for (int i = 0; i < Length; i++)
        {
            letters[i] = (char)('a' + (number % 26));
            number /= 26;
        }

        return letters.ToString();
    }
}
