using System.Numerics;
using System.Runtime.InteropServices;

namespace Pith.Content.Lossless;

/// <summary>A quick hash; whoever uses it compares before believing it.</summary>
internal static class ByteHash
{
    internal const ulong Seed = 0x9E3779B97F4A7C15;

    internal static ulong Add(ulong hash, ulong value) => (BitOperations.RotateLeft(hash, 23) ^ value) * 0xD6E8FEB86659FD93;

    internal static ulong Add(ulong hash, ReadOnlySpan<byte> bytes)
    {
        hash = Add(hash, (ulong)bytes.Length);
        while (bytes.Length >= sizeof(ulong))
        {
            hash = Add(hash, MemoryMarshal.Read<ulong>(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        ulong rest = 0;
        foreach (byte b in bytes)
        {
            rest = (rest << 8) | b;
        }

        hash = Add(hash, rest);
        return hash ^ (hash >> 32);
    }
}
