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

    internal abstract void Collect(JsonMap.JsonPlace root, WireTexts texts);
}

/// <summary>Gathers the texts of a request in order.</summary>
internal sealed class WireTexts
{
    private readonly Dictionary<string, (string? Name, string? Arguments)> _calls = new(StringComparer.Ordinal);

    internal List<ConversationText> Texts { get; } = [];

    internal List<JsonMap.JsonPlace> Places { get; } = [];

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
