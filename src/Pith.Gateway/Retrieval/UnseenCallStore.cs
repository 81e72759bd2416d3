using System.Security.Cryptography;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using Pith.Conversations;
using Pith.Conversations.Wire;

namespace Pith.Gateway.Retrieval;

/// <summary>
/// Keeps calls that the model made beside calls of the client's tools. The client answers its own and never sees ours; on every later
/// turn ours are put back beside them with their answers, the same bytes each time.
/// </summary>
/// <remarks>The key is the call's id and all that was said to the model before it: ids alone are not unique with every server.</remarks>
internal static class UnseenCallStore
{
    private const string Method = "unseen-calls";

    internal static async Task KeepAsync(IFormStore forms, WireRequest asked, string? client, string callId, UnseenCalls unseen, DateTimeOffset at, CancellationToken cancellationToken)
    {
        string json = new JsonObject { ["calls"] = Items(unseen.Calls), ["answers"] = Items(unseen.Answers) }.ToJsonString();
        var form = new ConversationForm { Text = json, Method = Method, TokensBefore = 0, TokensAfter = 0, At = at };
        string key = Key(asked, client, [new WireCall(callId, asked.Conversation.Texts.Count)]).Values.Single();
        await forms.StoreAsync(new Dictionary<string, ConversationForm> { [key] = form }, cancellationToken);
    }

    /// <summary>What was kept of a conversation, by the id of the call beside which it stood.</summary>
    internal static async Task<IReadOnlyDictionary<string, UnseenCalls>> FindAsync(IFormStore forms, WireRequest request, string? client, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, UnseenCalls>(StringComparer.Ordinal);
        if (request.Calls.Count == 0)
        {
            return found;
        }

        Dictionary<WireCall, string> keys = Key(request, client, request.Calls);
        IReadOnlyDictionary<string, ConversationForm> known = await forms.FindAsync([.. keys.Values.Distinct()], cancellationToken);
        foreach ((WireCall call, string key) in keys)
        {
            if (known.TryGetValue(key, out ConversationForm? form) && form.Method == Method && JsonNode.Parse(form.Text!) is JsonObject kept)
            {
                found[call.Id] = new UnseenCalls { Calls = Items(kept["calls"]), Answers = Items(kept["answers"]) };
            }
        }

        return found;
    }

    private static Dictionary<WireCall, string> Key(WireRequest request, string? client, IReadOnlyList<WireCall> calls)
    {
        var keys = new Dictionary<WireCall, string>();
        using var said = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        said.AppendData(Encoding.UTF8.GetBytes($"{request.Format.Name}\n{client}\n"));
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        int at = 0;
        foreach (WireCall call in calls)
        {
            for (; at < call.Texts; at++)
            {
                // What the model said itself may be written down otherwise by the client.
                ConversationText text = request.Conversation.Texts[at];
                if (text.Role != ConversationRole.Assistant)
                {
                    int length = text.Text.Length;
                    said.AppendData(MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in length)));
                    said.AppendData(MemoryMarshal.AsBytes(text.Text.AsSpan()));
                }
            }

            said.GetCurrentHash(hash);
            keys[call] = "unseen:" + Convert.ToHexString(SHA256.HashData([.. hash, .. Encoding.UTF8.GetBytes(call.Id)]));
        }

        return keys;
    }

    private static JsonArray Items(IReadOnlyList<ReadOnlyMemory<byte>> items) => new([.. items.Select(i => JsonValue.Create(Encoding.UTF8.GetString(i.Span)))]);

    private static ReadOnlyMemory<byte>[] Items(JsonNode? items) => [.. (items as JsonArray ?? []).Select(i => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes((string)i!))];
}
