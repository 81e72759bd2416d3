namespace Pith.Conversations.Wire;

/// <summary><c>instructions</c>, and <c>input</c> as a string or as items: messages, calls and their outputs.</summary>
internal sealed class ResponsesFormat : WireFormat
{
    private static readonly string[] s_textTypes = ["input_text", "output_text", "text"];

    public override string Name => "responses";

    public override string PathEnding => "/responses";

    public override CachePricing Pricing => CachePricing.OpenAI;

    internal override string Turns => "input";

    internal override void Collect(JsonMap.JsonPlace root, WireTexts texts)
    {
        texts.Content(ConversationRole.System, root["instructions"], []);
        texts.NextMessage(isModels: false);
        JsonMap.JsonPlace input = root["input"];
        if (input.IsString)
        {
            texts.Content(ConversationRole.User, input, []);
            return;
        }

        foreach (JsonMap.JsonPlace item in input.Children)
        {
            string? type = item["type"].String;
            bool isModels = false;
            switch (type)
            {
                case null or "message":
                    ConversationRole? speaker = item["role"].String switch
                    {
                        "system" or "developer" => ConversationRole.System,
                        "user" => ConversationRole.User,
                        "assistant" => ConversationRole.Assistant,
                        _ => null,
                    };
                    if (speaker is { } known)
                    {
                        texts.Content(known, item["content"], s_textTypes);
                    }

                    isModels = speaker == ConversationRole.Assistant;
                    break;
                case "function_call" or "custom_tool_call":
                    texts.Call(item["call_id"], item["name"], (item["arguments"] is { Exists: true } arguments ? arguments : item["input"]).String);
                    isModels = true;
                    break;
                case "function_call_output" or "custom_tool_call_output":
                    texts.Content(ConversationRole.Tool, item["output"], s_textTypes, item["call_id"].String);
                    break;
                case "reasoning":
                    isModels = true;
                    break;
                default:
                    // Items of the provider's own tools, files and compactions: theirs to read, and never touched.
                    break;
            }

            texts.NextMessage(isModels);
        }
    }

    // Without "strict" the API takes every parameter for a required one and refuses the schema.
    public override ReadOnlyMemory<byte> Tool(string name, string description, string parameters) => Json(json =>
    {
        json.WriteString("type", "function");
        json.WriteString("name", name);
        json.WriteString("description", description);
        json.WritePropertyName("parameters");
        json.WriteRawValue(parameters);
        json.WriteBoolean("strict", false);
    });

    public override ReadOnlyMemory<byte> Answer(string callId, string text) => Json(json =>
    {
        json.WriteString("type", "function_call_output");
        json.WriteString("call_id", callId);
        json.WriteString("output", text);
    });

    internal override void Restore(JsonMap.JsonPlace root, IReadOnlyDictionary<string, UnseenCalls> unseen, List<JsonMap.Splice> changes)
    {
        foreach (JsonMap.JsonPlace item in root["input"].Children)
        {
            if (item["type"].String is "function_call" or "custom_tool_call" && Find(unseen, item["call_id"]) is { } found)
            {
                changes.Add(item.After(found.Calls.Concat(found.Answers)));
            }
        }
    }
}
