using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Pith.Reversal;

/// <summary>Names an original by its content.</summary>
public static class OriginalId
{
    /// <summary>Letters of an id: 47 bits. In fewer tokens than hexadecimal digits; a store compares contents, so an id that two texts share only costs a cut.</summary>
    public const int Length = 10;

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
