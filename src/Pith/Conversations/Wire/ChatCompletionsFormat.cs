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
}
