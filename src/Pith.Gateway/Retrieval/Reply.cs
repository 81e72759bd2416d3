using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pith.Conversations.Wire;
using Pith.Reversal;

namespace Pith.Gateway.Retrieval;

/// <summary>A call of the retrieval tool.</summary>
/// <param name="Id">Id of the call.</param>
/// <param name="Arguments">Its arguments as the model wrote them.</param>
/// <param name="Item">The call as it stands in a request of the API.</param>
internal sealed record OwnCall(string Id, string Arguments, JsonObject Item);

/// <summary>
/// The answer of a model, over all rounds that it takes: gives the client what is the client's, and keeps back calls of the retrieval
/// tool and, where there are any, the end of the answer.
/// </summary>
internal abstract class Reply
{
    private static readonly JsonSerializerOptions s_json = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The reader of an API's answers.</summary>
    internal static Reply For(WireFormat format) =>
        format == WireFormat.AnthropicMessages ? new AnthropicReply() : format == WireFormat.Responses ? new ResponsesReply() : new ChatReply();

    /// <summary>Calls of the retrieval tool in this round.</summary>
    internal List<OwnCall> Own { get; } = [];

    /// <summary>Id of the first call of a tool of the client's in this round; null if there is none.</summary>
    internal string? OtherId { get; private protected set; }

    /// <summary>Whether the round can be answered: an answer with several choices has no one conversation that goes on.</summary>
    internal bool CanContinue { get; private protected set; } = true;

    /// <summary>Rounds before this one.</summary>
    private protected int Rounds { get; private set; }

    /// <summary>Usage of the rounds before this one, in the shape of the API.</summary>
    private protected JsonObject? EarlierUsage { get; private set; }

    /// <summary>Usage of this round.</summary>
    private protected JsonObject? Usage { get; set; }

    /// <summary>Reads a whole answer.</summary>
    internal abstract void Take(JsonObject answer);

    /// <summary>The whole answer as the client gets it: without our calls, with the texts and the usage of earlier rounds.</summary>
    internal JsonObject Visible(JsonObject answer)
    {
        var visible = (JsonObject)answer.DeepClone();
        Show(visible);
        if (UsageOfAll() is { } usage)
        {
            visible["usage"] = usage;
        }

        return visible;
    }

    /// <summary>Reads an event of a stream.</summary>
    /// <param name="one">The event.</param>
    /// <param name="visible">Gets what the client is to see, at once.</param>
    internal void Take(SseEvent one, List<byte[]> visible)
    {
        if (Parse(one.Data) is { } data)
        {
            Take(one, data, visible);
        }
        else
        {
            TakeText(one, visible);
        }
    }

    /// <summary>The end of a stream that was kept back, without our calls.</summary>
    internal abstract List<byte[]> End();

    /// <summary>What is added to the request for the next round: this one's answer, and the answers to its calls.</summary>
    internal abstract List<ReadOnlyMemory<byte>> Turns(IReadOnlyList<ReadOnlyMemory<byte>> answers);

    /// <summary>Goes on to the next round.</summary>
    internal virtual void BeginRound()
    {
        if (Usage is not null)
        {
            EarlierUsage = EarlierUsage is null ? (JsonObject)Usage.DeepClone() : Sum(EarlierUsage, Usage);
        }

        Usage = null;
        Own.Clear();
        OtherId = null;
        Rounds++;
    }

    /// <summary>Takes our calls out of an answer and puts the texts of earlier rounds in.</summary>
    private protected abstract void Show(JsonObject visible);

    /// <summary>Reads an event whose data is an object.</summary>
    private protected abstract void Take(SseEvent one, JsonObject data, List<byte[]> visible);

    /// <summary>Reads an event whose data is none.</summary>
    private protected virtual void TakeText(SseEvent one, List<byte[]> visible) => visible.Add(one.Raw);

    private protected static bool IsOwn(string? name) => name == RetrievalTool.Name;

    /// <summary>Usage of all rounds; null if none was told.</summary>
    private protected JsonObject? UsageOfAll() =>
        EarlierUsage is null ? (JsonObject?)Usage?.DeepClone() : Usage is null ? (JsonObject)EarlierUsage.DeepClone() : Sum(EarlierUsage, Usage);

    private protected static byte[] Bytes(JsonNode node) => JsonSerializer.SerializeToUtf8Bytes(node, s_json);

    private protected static byte[] Event(string? name, JsonNode data) =>
        [.. Encoding.UTF8.GetBytes(name is null ? "data: " : $"event: {name}\ndata: "), .. Bytes(data), (byte)'\n', (byte)'\n'];

    private protected static JsonObject? Parse(string data)
    {
        try
        {
            return JsonNode.Parse(data) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private protected static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private protected static int? Whole(JsonNode? node) => node is JsonValue value && value.TryGetValue(out int number) ? number : null;

    private static JsonObject Sum(JsonObject one, JsonObject other)
    {
        var sum = (JsonObject)one.DeepClone();
        foreach ((string name, JsonNode? value) in other)
        {
            sum[name] = (sum[name], value) switch
            {
                (JsonObject a, JsonObject b) => Sum(a, b),
                (JsonValue a, JsonValue b) when a.TryGetValue(out long x) && b.TryGetValue(out long y) => JsonValue.Create(x + y),
                (null, _) => value?.DeepClone(),
                (var known, _) => known.DeepClone(),
            };
        }

        return sum;
    }
}
