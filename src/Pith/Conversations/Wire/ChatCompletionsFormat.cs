namespace Pith.Conversations.Wire;

/// <summary><c>messages[].content</c> as a string or as parts of type <c>text</c>; results are messages of the role <c>tool</c>.</summary>
internal sealed class ChatCompletionsFormat : WireFormat
{
    private static readonly string[] s_textTypes = ["text"];

    public override string Name => "chat-completions";

    public override string PathEnding => "/chat/completions";

    public override CachePricing Pricing => CachePricing.OpenAI;

    internal override void Collect(JsonMap.JsonPlace root, WireTexts texts)
    {
        foreach (JsonMap.JsonPlace message in root["messages"].Children)
        {
            string? role = message["role"].String;
            foreach (JsonMap.JsonPlace call in message["tool_calls"].Children)
            {
                JsonMap.JsonPlace function = call["function"];
                texts.Call(call["id"], function["name"], function["arguments"].String);
            }

            ConversationRole? speaker = role switch
            {
                "system" or "developer" => ConversationRole.System,
                "user" => ConversationRole.User,
                "assistant" => ConversationRole.Assistant,
                "tool" or "function" => ConversationRole.Tool,
                _ => null,
            };
            if (speaker is { } known)
            {
                texts.Content(known, message["content"], s_textTypes, message["tool_call_id"].String);
            }

            texts.NextMessage(speaker == ConversationRole.Assistant);
        }
    }

    public override ReadOnlyMemory<byte> Tool(string name, string description, string parameters) => Json(json =>
    {
        json.WriteString("type", "function");
        json.WriteStartObject("function");
        json.WriteString("name", name);
        json.WriteString("description", description);
        json.WritePropertyName("parameters");
        json.WriteRawValue(parameters);
        json.WriteEndObject();
    });

    public override ReadOnlyMemory<byte> Answer(string callId, string text) => Json(json =>
    {
        json.WriteString("role", "tool");
        json.WriteString("tool_call_id", callId);
        json.WriteString("content", text);
    });

    internal override void Restore(JsonMap.JsonPlace root, IReadOnlyDictionary<string, UnseenCalls> unseen, List<JsonMap.Splice> changes)
    {
        foreach (JsonMap.JsonPlace message in root["messages"].Children)
        {
            JsonMap.JsonPlace calls = message["tool_calls"];
            if (calls.Children.Select(c => Find(unseen, c["id"])).FirstOrDefault(u => u is not null) is { } found)
            {
                changes.Add(calls.AtEnd(found.Calls));
                changes.Add(message.After(found.Answers));
            }
        }
    }
}
