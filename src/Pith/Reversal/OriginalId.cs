using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Pith.Reversal;

/// <summary>Names an original by its content.</summary>
public static class OriginalId
{
    /// <summary>Hexadecimal digits of an id: 48 bits, so that among a million originals two different ones share an id once in 500 stores; a store compares contents.</summary>
    public const int Length = 12;

    /// <summary>The first digits of the SHA-256 of the text's UTF-16 bytes (little endian), in lower case.</summary>
    public static string Of(ReadOnlySpan<char> text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(text), hash);
        return Convert.ToHexStringLower(hash[..(Length / 2)]);
    }
}
