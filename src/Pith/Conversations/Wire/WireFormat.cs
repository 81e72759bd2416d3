using System.Text.Json;

namespace Pith.Conversations.Wire;

/// <summary>The body of a request can't be read in the form of its API; it should go on as it is.</summary>
public sealed class WireFormatException : Exception
{
    /// <summary>Says what is the matter; never contains text of the request.</summary>
    public WireFormatException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}

/// <summary>How an API writes conversations in its requests.</summary>
public abstract class WireFormat
{
    private protected WireFormat()
    {
    }

    /// <summary>OpenAI Chat Completions, and servers that speak it.</summary>
    public static WireFormat ChatCompletions { get; } = new ChatCompletionsFormat();

    /// <summary>OpenAI Responses.</summary>
    public static WireFormat Responses { get; } = new ResponsesFormat();

    /// <summary>Anthropic Messages.</summary>
    public static WireFormat AnthropicMessages { get; } = new AnthropicMessagesFormat();

    /// <summary>All formats.</summary>
    public static IReadOnlyList<WireFormat> All { get; } = [ChatCompletions, Responses, AnthropicMessages];

    /// <summary>A stable name, such as <c>chat-completions</c>.</summary>
    public abstract string Name { get; }

    /// <summary>How the path of its requests ends, such as <c>/chat/completions</c>.</summary>
    public abstract string PathEnding { get; }

    /// <summary>What its provider's prompt cache costs.</summary>
    public abstract CachePricing Pricing { get; }

    /// <summary>The format of requests to a path; null if there is none, or the path is another operation's.</summary>
    /// <param name="path">The path of the request, without a query.</param>
    public static WireFormat? ForPath(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        string bare = path.TrimEnd('/');
        return All.FirstOrDefault(f => bare.EndsWith(f.PathEnding, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Reads a request's body.</summary>
    /// <param name="body">The bytes of a JSON object in UTF-8; they must not change as long as the request is used.</param>
    /// <exception cref="WireFormatException">It is not one of this form.</exception>
    public WireRequest Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            JsonMap map = JsonMap.Read(body);
            return map.Root.IsObject ? new WireRequest(this, map, body) : throw new WireFormatException("The body is no JSON object.");
        }
        catch (JsonException e)
        {
            throw new WireFormatException("The body is no JSON, or is nested too deeply.", e);
        }
    }

    /// <summary>How the API is told of a tool: an item of the request's <c>tools</c>.</summary>
    /// <param name="name">Name of the tool.</param>
    /// <param name="description">What it is for.</param>
    /// <param name="parameters">The parameters as JSON Schema.</param>
    /// <returns>JSON in UTF-8.</returns>
    public abstract ReadOnlyMemory<byte> Tool(string name, string description, string parameters);

    /// <summary>The message, block or item with which a call of a tool is answered.</summary>
    /// <param name="callId">The id of the call.</param>
    /// <param name="text">The answer.</param>
    /// <returns>JSON in UTF-8.</returns>
    public abstract ReadOnlyMemory<byte> Answer(string callId, string text);

    /// <summary>Name of the request's member that holds the conversation.</summary>
    internal virtual string Turns => "messages";

    internal abstract void Collect(JsonMap.JsonPlace root, WireTexts texts);

    /// <summary>Puts unseen calls back beside those that were seen, ascending.</summary>
    internal abstract void Restore(JsonMap.JsonPlace root, IReadOnlyDictionary<string, UnseenCalls> unseen, List<JsonMap.Splice> changes);

    private protected static UnseenCalls? Find(IReadOnlyDictionary<string, UnseenCalls> unseen, JsonMap.JsonPlace id) =>
        id.String is { } call && unseen.TryGetValue(call, out UnseenCalls? found) ? found : null;

    private protected static byte[] Json(Action<Utf8JsonWriter> write)
    {
        using var output = new MemoryStream();
        using (var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return output.ToArray();
    }
}

/// <summary>Gathers the texts of a request in order.</summary>
internal sealed class WireTexts
{
    private readonly Dictionary<string, (string? Name, string? Arguments)> _calls = new(StringComparer.Ordinal);

    internal List<ConversationText> Texts { get; } = [];

    internal List<JsonMap.JsonPlace> Places { get; } = [];

    internal List<WireCall> Calls { get; } = [];

    internal int Message { get; private set; }

    internal int Answered { get; private set; }

    internal void NextMessage(bool isModels)
    {
        if (isModels)
        {
            Answered = Message;
        }

        Message++;
    }

    internal void Call(JsonMap.JsonPlace id, JsonMap.JsonPlace name, string? arguments)
    {
        if (id.String is { } key)
        {
            _calls[key] = (name.String, arguments);
            Calls.Add(new WireCall(key, Texts.Count));
        }
    }

    /// <summary>A string, or the text parts of an array of parts.</summary>
    internal void Content(ConversationRole role, JsonMap.JsonPlace content, ReadOnlySpan<string> types, string? call = null)
    {
        if (content.IsString)
        {
            Add(role, content, call);
            return;
        }

        foreach (JsonMap.JsonPlace part in content.Children)
        {
            if (part["type"].String is { } type && types.Contains(type))
            {
                Add(role, part["text"], call);
            }
        }
    }

    internal void Add(ConversationRole role, JsonMap.JsonPlace place, string? call)
    {
        if (place.String is not { } text)
        {
            return;
        }

        (string? name, string? arguments) = call is not null && _calls.TryGetValue(call, out (string? Name, string? Arguments) known) ? known : default;
        Texts.Add(new ConversationText { Role = role, Text = text, Message = Message, Tool = name, Call = arguments });
        Places.Add(place);
    }
}
