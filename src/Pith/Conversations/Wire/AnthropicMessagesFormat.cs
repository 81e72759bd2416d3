namespace Pith.Conversations.Wire;

/// <summary><c>system</c> and <c>messages[].content</c> as strings or blocks; a tool's result is a block in a message of the user.</summary>
internal sealed class AnthropicMessagesFormat : WireFormat
{
    private static readonly string[] s_textTypes = ["text"];

    public override string Name => "anthropic-messages";

    public override string PathEnding => "/messages";

    public override CachePricing Pricing => CachePricing.Anthropic;

    internal override void Collect(JsonMap.JsonPlace root, WireTexts texts)
    {
        texts.Content(ConversationRole.System, root["system"], s_textTypes);
        texts.NextMessage(isModels: false);
        foreach (JsonMap.JsonPlace message in root["messages"].Children)
        {
            ConversationRole? speaker = message["role"].String switch
            {
                "user" => ConversationRole.User,
                "assistant" => ConversationRole.Assistant,
                _ => null,
            };
            if (speaker is { } role)
            {
                Collect(message["content"], role, texts);
            }

            texts.NextMessage(speaker == ConversationRole.Assistant);
        }
    }

    private static void Collect(JsonMap.JsonPlace content, ConversationRole role, WireTexts texts)
    {
        if (content.IsString)
        {
            texts.Add(role, content, call: null);
            return;
        }

        foreach (JsonMap.JsonPlace block in content.Children)
        {
            switch (block["type"].String)
            {
                case "text":
                    texts.Add(role, block["text"], call: null);
                    break;
                case "tool_use":
                    texts.Call(block["id"], block["name"], block["input"] is { Exists: true } input ? input.RawText : null);
                    break;
                case "tool_result":
                    texts.Content(ConversationRole.Tool, block["content"], s_textTypes, block["tool_use_id"].String);
                    break;
                default:
                    // Thinking, images, documents, the provider's own tools: never touched.
                    break;
            }
        }
    }

    public override ReadOnlyMemory<byte> Tool(string name, string description, string parameters) => Json(json =>
    {
        json.WriteString("name", name);
        json.WriteString("description", description);
        json.WritePropertyName("input_schema");
        json.WriteRawValue(parameters);
    });

    public override ReadOnlyMemory<byte> Answer(string callId, string text) => Json(json =>
    {
        json.WriteString("type", "tool_result");
        json.WriteString("tool_use_id", callId);
        json.WriteString("content", text);
    });

    internal override void Restore(JsonMap.JsonPlace root, IReadOnlyDictionary<string, UnseenCalls> unseen, List<JsonMap.Splice> changes)
    {
        UnseenCalls? open = null;
        foreach (JsonMap.JsonPlace message in root["messages"].Children)
        {
            JsonMap.JsonPlace content = message["content"];
            if (open is not null && content.IsArray && message["role"].String == "user")
            {
                // Results come first in the message that follows the calls.
                changes.Add(content.AtBeginning(open.Answers));
            }
            else if (open is not null)
            {
                // A call without its result is refused.
                changes.RemoveAt(changes.Count - 1);
            }

            open = message["role"].String == "assistant"
                ? content.Children.Where(b => b["type"].String == "tool_use").Select(b => Find(unseen, b["id"])).FirstOrDefault(u => u is not null)
                : null;
            if (open is not null)
            {
                changes.Add(content.AtEnd(open.Calls));
            }
        }

        if (open is not null)
        {
            changes.RemoveAt(changes.Count - 1);
        }
    }
}
