using System.Buffers;
using System.Text;

namespace Pith.Gateway.Retrieval;

/// <summary>One event of a stream: its bytes as they came, with the empty line, and its data.</summary>
internal readonly record struct SseEvent(byte[] Raw, string Data);

/// <summary>Cuts a stream into events without losing a byte.</summary>
internal sealed class SseSplitter
{
    private readonly ArrayBufferWriter<byte> _held = new();

    /// <summary>Bytes that are held because their event is not whole yet.</summary>
    internal long Held => _held.WrittenCount;

    /// <summary>The events that these bytes complete.</summary>
    internal IEnumerable<SseEvent> Take(ReadOnlyMemory<byte> bytes)
    {
        _held.Write(bytes.Span);
        while (End(_held.WrittenSpan) is > 0 and int end)
        {
            byte[] all = _held.WrittenSpan.ToArray();
            _held.ResetWrittenCount();
            _held.Write(all.AsSpan(end));
            yield return Read(all[..end]);
        }
    }

    /// <summary>What is left, as it came.</summary>
    internal byte[] Rest()
    {
        byte[] rest = _held.WrittenSpan.ToArray();
        _held.ResetWrittenCount();
        return rest;
    }

    // Position after the first empty line; 0 if there is none.
    private static int End(ReadOnlySpan<byte> bytes)
    {
        for (int i = 0; i < bytes.Length;)
        {
            int line = bytes[i..].IndexOf((byte)'\n');
            if (line < 0)
            {
                return 0;
            }

            if (line == 0 || (line == 1 && bytes[i] == '\r'))
            {
                return i + line + 1;
            }

            i += line + 1;
        }

        return 0;
    }

    private static SseEvent Read(byte[] raw)
    {
        var data = new StringBuilder();
        foreach (string line in Encoding.UTF8.GetString(raw).Split('\n').Select(l => l.TrimEnd('\r')).Where(l => l.StartsWith("data:", StringComparison.Ordinal)))
        {
            if (data.Length > 0)
            {
                data.Append('\n');
            }

            data.Append(line.AsSpan(line.StartsWith("data: ", StringComparison.Ordinal) ? 6 : 5));
        }

        return new SseEvent(raw, data.ToString());
    }
}
