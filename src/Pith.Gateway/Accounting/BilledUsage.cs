using System.Text.Json;
using Pith.Conversations.Wire;

namespace Pith.Gateway.Accounting;

/// <summary>Tokens that a provider says it bills.</summary>
internal sealed record BilledUsage
{
    /// <summary>All tokens of the input, cached ones too.</summary>
    public long Input { get; init; }

    /// <summary>Tokens of the input that were read from the provider's cache.</summary>
    public long CacheRead { get; init; }

    /// <summary>Tokens of the input that were written to it.</summary>
    public long CacheWrite { get; init; }

    /// <summary>Tokens of the output.</summary>
    public long Output { get; init; }

    internal long Total => Input + Output;

    /// <summary>Both together.</summary>
    internal BilledUsage Plus(BilledUsage other) => new()
    {
        Input = Input + other.Input,
        CacheRead = CacheRead + other.CacheRead,
        CacheWrite = CacheWrite + other.CacheWrite,
        Output = Output + other.Output,
    };

    /// <summary>What a response or an event of a stream says; null if it says nothing.</summary>
    /// <param name="format">The API.</param>
    /// <param name="json">The response, or the data of the event.</param>
    /// <param name="before">What earlier events said: later ones name only what changed.</param>
    internal static BilledUsage? Read(WireFormat format, JsonElement json, BilledUsage? before = null)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        if (format == WireFormat.AnthropicMessages)
        {
            JsonElement message = Member(json, "message") is { ValueKind: JsonValueKind.Object } nested ? nested : json;
            if (Member(message, "usage") is not { ValueKind: JsonValueKind.Object } usage)
            {
                return null;
            }

            // This API counts what is read from and written to the cache apart from the rest of the input.
            long read = Number(usage, "cache_read_input_tokens") ?? before?.CacheRead ?? 0;
            long write = Number(usage, "cache_creation_input_tokens") ?? before?.CacheWrite ?? 0;
            long rest = Number(usage, "input_tokens") ?? (before is null ? 0 : before.Input - before.CacheRead - before.CacheWrite);
            return new BilledUsage { Input = rest + read + write, CacheRead = read, CacheWrite = write, Output = Number(usage, "output_tokens") ?? before?.Output ?? 0 };
        }

        JsonElement holder = Member(json, "response") is { ValueKind: JsonValueKind.Object } response ? response : json;
        if (Member(holder, "usage") is not { ValueKind: JsonValueKind.Object } counted)
        {
            return null;
        }

        (string input, string output) = format == WireFormat.Responses ? ("input_tokens", "output_tokens") : ("prompt_tokens", "completion_tokens");
        JsonElement details = Member(counted, input + "_details") ?? default;
        return new BilledUsage { Input = Number(counted, input) ?? 0, CacheRead = Number(details, "cached_tokens") ?? 0, Output = Number(counted, output) ?? 0 };
    }

    private static JsonElement? Member(JsonElement json, string name) => json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out JsonElement value) ? value : null;

    private static long? Number(JsonElement json, string name) =>
        Member(json, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out long number) && number >= 0 ? number : null;
}
