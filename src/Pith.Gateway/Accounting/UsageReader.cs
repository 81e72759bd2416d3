using System.Buffers;
using System.Text.Json;
using Pith.Conversations.Wire;

namespace Pith.Gateway.Accounting;

/// <summary>Finds the usage in a response whose bytes go past it: of a stream event by event, of a whole one at the end.</summary>
/// <remarks>Never throws, and holds no more than its limit.</remarks>
internal sealed class UsageReader(WireFormat format, bool isStream, int mostBytes)
{
    private static readonly byte[] s_usage = "\"usage\""u8.ToArray();
    private static readonly byte[] s_data = "data:"u8.ToArray();

    private readonly ArrayBufferWriter<byte> _held = new();
    private bool _isTooLong;

    /// <summary>What was found so far.</summary>
    internal BilledUsage? Usage { get; private set; }

    internal void Take(ReadOnlySpan<byte> bytes)
    {
        if (!isStream)
        {
            Hold(bytes);
            return;
        }

        while (bytes.IndexOf((byte)'\n') is >= 0 and int end)
        {
            if (_held.WrittenCount == 0)
            {
                Line(bytes[..end]);
            }
            else
            {
                Hold(bytes[..end]);
                Line(_held.WrittenSpan);
            }

            _held.ResetWrittenCount();
            _isTooLong = false;
            bytes = bytes[(end + 1)..];
        }

        Hold(bytes);
    }

    /// <summary>Reads what is left at the end of the response.</summary>
    internal BilledUsage? Finish()
    {
        if (_held.WrittenCount > 0 && !_isTooLong)
        {
            ReadOnlySpan<byte> rest = _held.WrittenSpan;
            if (isStream)
            {
                Line(rest);
            }
            else
            {
                Json(rest);
            }
        }

        _held.ResetWrittenCount();
        return Usage;
    }

    private void Hold(ReadOnlySpan<byte> bytes)
    {
        if (_held.WrittenCount + bytes.Length > mostBytes)
        {
            _isTooLong = true;
            _held.ResetWrittenCount();
        }

        if (!_isTooLong)
        {
            _held.Write(bytes);
        }
    }

    private void Line(ReadOnlySpan<byte> line)
    {
        // Most events have no usage: they are not parsed.
        if (!_isTooLong && line.StartsWith(s_data) && line.IndexOf(s_usage) >= 0)
        {
            Json(line[s_data.Length..]);
        }
    }

    private void Json(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            Usage = BilledUsage.Read(format, document.RootElement, Usage) ?? Usage;
        }
        catch (JsonException)
        {
            // A response that is no JSON has no usage that could be read.
        }
    }
}
