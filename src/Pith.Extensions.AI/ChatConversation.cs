using System.Text.Json;
using Microsoft.Extensions.AI;
using Pith.Conversations;

namespace Pith.Extensions.AI;

/// <summary>Chat messages as a conversation, and back with other texts. The messages it was made of are never changed.</summary>
/// <remarks>
/// A text is the text of a <see cref="TextContent"/>, or what a provider sends for the result of a function: a string as it is, JSON as
/// its text, lists of contents text by text. Results of other types are a provider's to read and stay. So does everything that is no
/// text, and a text with annotations, which point into it.
/// </remarks>
internal sealed class ChatConversation
{
    private static readonly ChatRole s_developer = new("developer");

    private readonly IReadOnlyList<ChatMessage> _messages;
    private readonly List<Place> _places = [];
    private readonly List<ConversationText> _texts = [];
    private readonly Dictionary<string, (string Name, string? Arguments)> _calls = new(StringComparer.Ordinal);

    internal ChatConversation(IReadOnlyList<ChatMessage> messages)
    {
        _messages = messages;
        int answered = 0;
        for (int i = 0; i < messages.Count; i++)
        {
            Read(i);
            if (messages[i].Role == ChatRole.Assistant)
            {
                answered = i;
            }
        }

        Conversation = new Conversation { Texts = _texts, Answered = answered };
    }

    internal Conversation Conversation { get; }

    /// <summary>The messages with what became of their texts: new messages and contents where something changed, the same objects elsewhere.</summary>
    internal IReadOnlyList<ChatMessage> With(ConversationResult result)
    {
        if (!result.IsChanged)
        {
            return _messages;
        }

        ChatMessage[] messages = [.. _messages];
        for (int i = 0; i < _places.Count; i++)
        {
            if (!result.Outcomes[i].IsChanged)
            {
                continue;
            }

            Place place = _places[i];
            if (ReferenceEquals(messages[place.Message], _messages[place.Message]))
            {
                messages[place.Message] = Copy(_messages[place.Message]);
            }

            IList<AIContent> contents = messages[place.Message].Contents;
            contents[place.Content] = Replaced(contents[place.Content], place.Part, result.Outcomes[i].Text);
        }

        return messages;
    }

    private static ChatMessage Copy(ChatMessage message)
    {
        ChatMessage copy = message.Clone();
        copy.Contents = [.. message.Contents];
        copy.AdditionalProperties = Copy(message.AdditionalProperties);

        // A provider may send this in place of the contents.
        copy.RawRepresentation = null;
        return copy;
    }

    // Whoever stands further inside may add to what it is given.
    private static AdditionalPropertiesDictionary? Copy(AdditionalPropertiesDictionary? properties) => properties is null ? null : new AdditionalPropertiesDictionary(properties);

    private static AIContent Replaced(AIContent content, int part, string text)
    {
        if (content is not FunctionResultContent result)
        {
            return new TextContent(text) { AdditionalProperties = Copy(content.AdditionalProperties) };
        }

        object value = text;
        if (part >= 0)
        {
            List<AIContent> parts = result.Result is AIContent single ? [single] : [.. (IEnumerable<AIContent>)result.Result!];
            parts[part] = Replaced(parts[part], -1, text);
            value = result.Result is AIContent ? parts[0] : parts;
        }

        return new FunctionResultContent(result.CallId, value) { Exception = result.Exception, AdditionalProperties = Copy(result.AdditionalProperties) };
    }

    private void Read(int index)
    {
        ChatMessage message = _messages[index];
        ConversationRole? role = message.Role == ChatRole.User ? ConversationRole.User
            : message.Role == ChatRole.Assistant ? ConversationRole.Assistant
            : message.Role == ChatRole.Tool ? ConversationRole.Tool
            : message.Role == ChatRole.System || message.Role == s_developer ? ConversationRole.System
            : null;
        if (role is not { } speaker)
        {
            return;
        }

        bool keep = IsKept(message.AdditionalProperties);
        for (int i = 0; i < message.Contents.Count; i++)
        {
            AIContent content = message.Contents[i];
            switch (content)
            {
                case TextContent text:
                    Add(new Place(index, i, -1), speaker, text.Text, call: null, keep || IsKept(text));
                    break;
                case FunctionCallContent call:
                    _calls[call.CallId] = (call.Name, call.Arguments is null ? null : Json(call.Arguments));
                    break;
                case FunctionResultContent result when result.GetType() == typeof(FunctionResultContent):
                    Add(new Place(index, i, -1), result, keep || IsKept(result));
                    break;
                default:
                    // Data, reasoning, approvals, the provider's own tools: never touched.
                    break;
            }
        }
    }

    private void Add(Place place, FunctionResultContent result, bool keep)
    {
        switch (result.Result)
        {
            case string text:
                Add(place, ConversationRole.Tool, text, result.CallId, keep);
                break;
            case JsonElement { ValueKind: JsonValueKind.String } text:
                Add(place, ConversationRole.Tool, text.GetString()!, result.CallId, keep);
                break;
            case JsonElement { ValueKind: JsonValueKind.Object or JsonValueKind.Array } or JsonDocument or System.Text.Json.Nodes.JsonNode:
                Add(place, ConversationRole.Tool, Json(result.Result) ?? string.Empty, result.CallId, keep);
                break;
            case TextContent text:
                Add(place with { Part = 0 }, ConversationRole.Tool, text.Text, result.CallId, keep || IsKept(text));
                break;
            case IReadOnlyList<AIContent> parts:
                for (int i = 0; i < parts.Count; i++)
                {
                    if (parts[i] is TextContent text)
                    {
                        Add(place with { Part = i }, ConversationRole.Tool, text.Text, result.CallId, keep || IsKept(text));
                    }
                }

                break;
            default:
                break;
        }
    }

    private void Add(Place place, ConversationRole role, string text, string? call, bool keep)
    {
        if (text.Length == 0)
        {
            return;
        }

        (string? name, string? arguments) = call is not null && _calls.TryGetValue(call, out (string Name, string? Arguments) known) ? known : default;
        _texts.Add(new ConversationText { Role = role, Text = text, Message = place.Message, Tool = name, Call = arguments, IsPinned = keep });
        _places.Add(place);
    }

    private static bool IsKept(AIContent content) => content.Annotations is { Count: > 0 } || IsKept(content.AdditionalProperties);

    private static bool IsKept(AdditionalPropertiesDictionary? properties) =>
        properties is not null && properties.TryGetValue(ContextCompressionChatClient.KeepProperty, out object? value) && value is true or JsonElement { ValueKind: JsonValueKind.True };

    // The call that providers make, so that the text is the one they would send.
    private static string? Json(object value)
    {
        try
        {
            return JsonSerializer.Serialize(value, AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(object)));
        }
        catch (Exception e) when (e is NotSupportedException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Where a text stands: indices of the message, of the content in it, and of the part in a result's list; −1 without one.</summary>
    private readonly record struct Place(int Message, int Content, int Part);
}
