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

        var changes = new List<(JsonMap.JsonPlace, string)>();
        for (int i = 0; i < _places.Count; i++)
        {
            if (result.Outcomes[i].IsChanged)
            {
                changes.Add((_places[i], result.Outcomes[i].Text));
            }
        }

        return changes.Count == 0 ? Body : _map.Replace(changes);
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

        return Format.Read(array.Exists ? _map.Insert(array, item) : _map.Insert(_map.Root, [(byte)'"', .. System.Text.Encoding.UTF8.GetBytes(member), (byte)'"', (byte)':', (byte)'[', .. item, (byte)']']));
    }
}
