#if BINARY_LOGS
using System.Runtime.InteropServices;
using Pith.Content.MSBuild;
#endif

namespace Pith.Cli.Input;

/// <summary>MSBuild's binary logs (<c>dotnet build -bl</c>). The library for them is loaded when one is read.</summary>
internal sealed class BinaryLogReader : IInputReader
{
    public string Format => "binary log of MSBuild";

    public bool Reads(InputFile file, ReadOnlySpan<byte> bytes) => file.IsStdin ? bytes is [0x1F, 0x8B, ..] : file.Path.EndsWith(".binlog", StringComparison.OrdinalIgnoreCase);

#if BINARY_LOGS
    public string Read(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        MemoryMarshal.TryGetArray(bytes, out ArraySegment<byte> array);
        using var stream = new MemoryStream(array.Array!, array.Offset, array.Count, writable: false);
        return BinaryLogReport.Read(stream, cancellationToken);
    }
#else
    public string Read(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => throw new InvalidDataException("a native build of pith reads no binary logs; the .NET tool does");
#endif
}
