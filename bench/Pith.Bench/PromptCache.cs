using System.Text;
using Pith.Conversations;
using Pith.Text;

namespace Pith.Bench;

/// <summary>A provider's prompt cache that never forgets, for one conversation: what is the same from the first byte on as something sent before is read, the rest is written.</summary>
internal sealed class PromptCache
{
    private readonly List<byte[]> _sent = [];

    /// <summary>Tokens of all requests.</summary>
    internal long Tokens { get; private set; }

    /// <summary>Tokens that were read from the cache.</summary>
    internal long Read { get; private set; }

    /// <summary>Requests that do not begin with all that the request before them held.</summary>
    internal int Rewritten { get; private set; }

    internal double Cost(CachePricing pricing) => (pricing.Read * Read) + (pricing.Write * (Tokens - Read));

    internal void Send(ReadOnlySpan<byte> body)
    {
        byte[] messages = body[..^TraceRequest.Ending].ToArray();
        int longest = _sent.Count == 0 ? 0 : _sent.Max(s => s.AsSpan().CommonPrefixLength(messages));
        if (_sent.Count > 0 && !messages.AsSpan().StartsWith(_sent[^1]))
        {
            Rewritten++;
        }

        // Not in the middle of a character.
        while (longest > 0 && longest < messages.Length && (messages[longest] & 0xC0) == 0x80)
        {
            longest--;
        }

        int read = Count(messages.AsSpan(0, longest));
        Read += read;
        Tokens += read + Count(messages.AsSpan(longest));
        _sent.Add(messages);
    }

    private static int Count(ReadOnlySpan<byte> text) => TokenCounters.O200kBase.Count(Encoding.UTF8.GetString(text));
}
