namespace Pith.Conversations.Wire;

/// <summary>A request as it came, with the places of its texts.</summary>
public sealed class WireRequest
{
    private readonly JsonMap _map;
    private readonly List<JsonMap.JsonPlace> _places;

    internal WireRequest(WireFormat format, JsonMap map, ReadOnlyMemory<byte> body)
    {
        _map = map;
        Format = format;
        Body = body;
        var texts = new WireTexts();
        format.Collect(map.Root, texts);
        _places = texts.Places;
        Calls = texts.Calls;
        Conversation = new Conversation { Texts = texts.Texts, Answered = texts.Answered };
        Model = map.Root["model"].String;
        IsStreaming = map.Root["stream"].IsTrue;
    }

    /// <summary>The form it is written in.</summary>
    public WireFormat Format { get; }

    /// <summary>The bytes as they came.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>The texts.</summary>
    public Conversation Conversation { get; }

    /// <summary>The model that is asked; null if the request does not say.</summary>
    public string? Model { get; }

    /// <summary>Whether the answer is to come as a stream.</summary>
    public bool IsStreaming { get; }

    /// <summary>The raw JSON text of a member of the request; null if there is none.</summary>
    /// <exception cref="WireFormatException">The member is there twice.</exception>
    public string? Member(string name) => _map.Root[name] is { Exists: true } place ? place.RawText : null;

    /// <summary>The request with other texts; every byte outside of the strings that change is as it came.</summary>
    /// <param name="result">What became of <see cref="Conversation"/>.</param>
    /// <exception cref="ArgumentException">The result is another conversation's.</exception>
    public ReadOnlyMemory<byte> With(ConversationResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (result.Outcomes.Count != _places.Count)
        {
            throw new ArgumentException("The result has another number of texts than the request.", nameof(result));
        }

        var changes = new List<JsonMap.Splice>();
        for (int i = 0; i < _places.Count; i++)
        {
            if (result.Outcomes[i].IsChanged)
            {
                changes.Add(_places[i].Instead(JsonMap.Quoted(result.Outcomes[i].Text)));
            }
        }

        return changes.Count == 0 ? Body : _map.With(changes);
    }

    /// <summary>The request with one more item at the end of an array member, which is added if it is not there.</summary>
    /// <param name="member">Name of the member, such as <c>tools</c>.</param>
    /// <param name="item">The item as JSON in UTF-8.</param>
    /// <exception cref="WireFormatException">The member is no array, or is there twice.</exception>
    public WireRequest WithItem(string member, ReadOnlySpan<byte> item)
    {
        JsonMap.JsonPlace array = _map.Root[member];
        if (array is { Exists: true, IsArray: false })
        {
            throw new WireFormatException($"The request's '{member}' is no array.");
        }

        return Format.Read(_map.With([array.Exists ? array.AtEnd([item.ToArray()]) : _map.Root.AtEnd([Member(member, item)])]));
    }

    /// <summary>The request with more messages or items at the end of its conversation.</summary>
    /// <param name="items">The items as JSON in UTF-8, in the form of the API.</param>
    /// <exception cref="WireFormatException">The conversation is no array, or is there twice.</exception>
    public WireRequest WithTurns(IReadOnlyList<ReadOnlyMemory<byte>> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        JsonMap.JsonPlace turns = _map.Root[Format.Turns];
        if (turns.IsString)
        {
            // The short form of one message of the user.
            byte[] message = [.. "{\"role\":\"user\",\"content\":"u8, .. turns.Raw, (byte)'}'];
            byte[] rest = [.. items.SelectMany(i => (byte[])[(byte)',', .. i.Span])];
            return Format.Read(_map.With([turns.Instead((byte[])[(byte)'[', .. message, .. rest, (byte)']'])]));
        }

        return turns.IsArray ? Format.Read(_map.With([turns.AtEnd(items)])) : throw new WireFormatException($"The request's '{Format.Turns}' is no array.");
    }

    /// <summary>The tool calls in the conversation, in order.</summary>
    public IReadOnlyList<WireCall> Calls { get; }

    /// <summary>The request with calls that the model made beside others and that its client never saw, each with its answer.</summary>
    /// <param name="unseen">What was left out beside a call, by the id of the call.</param>
    public WireRequest WithUnseen(IReadOnlyDictionary<string, UnseenCalls> unseen)
    {
        ArgumentNullException.ThrowIfNull(unseen);
        var changes = new List<JsonMap.Splice>();
        Format.Restore(_map.Root, unseen, changes);
        return changes.Count == 0 ? this : Format.Read(_map.With(changes));
    }

    private static byte[] Member(string name, ReadOnlySpan<byte> item) => [.. JsonMap.Quoted(name), (byte)':', (byte)'[', .. item, (byte)']'];
}

/// <summary>A call of a tool.</summary>
/// <param name="Id">Its id, which is the provider's or the server's choice and need not be unique.</param>
/// <param name="Texts">How many texts of <see cref="WireRequest.Conversation"/> stand before it.</param>
public readonly record struct WireCall(string Id, int Texts);

/// <summary>Calls that a model made and that were answered on the way, unseen by the client.</summary>
public sealed record UnseenCalls
{
    /// <summary>The calls as JSON in UTF-8, in the form of the API.</summary>
    public required IReadOnlyList<ReadOnlyMemory<byte>> Calls { get; init; }

    /// <summary>Their answers as JSON in UTF-8, in the form of the API.</summary>
    public required IReadOnlyList<ReadOnlyMemory<byte>> Answers { get; init; }
}
