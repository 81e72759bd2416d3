using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pith.Conversations;
using Pith.Conversations.Wire;

namespace Pith.Bench;

/// <summary>Writes a trace as a client of an API would send it; the bytes of a message are the same in every request.</summary>
internal static class TraceRequest
{
    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Bytes at the end of a body that are no part of its messages.</summary>
    internal const int Ending = 2;

    internal static byte[] Body(WireFormat format, IReadOnlyList<TraceMessage> messages)
    {
        bool anthropic = format == WireFormat.AnthropicMessages;
        string system = anthropic && messages[0].Role == ConversationRole.System ? $"\"system\":{JsonSerializer.Serialize(messages[0].Text, s_json)}," : string.Empty;
        var items = new List<string>();
        for (int i = system.Length > 0 ? 1 : 0; i < messages.Count; i++)
        {
            items.Add((anthropic ? Anthropic(messages[i], i) : Chat(messages[i], i)).ToJsonString(s_json));
        }

        return Encoding.UTF8.GetBytes($"{{\"model\":\"m\",\"max_tokens\":1024,{system}\"messages\":[{string.Join(',', items)}]}}");
    }

    private static JsonObject Chat(TraceMessage message, int index) => message.Role switch
    {
        ConversationRole.Tool => new() { ["role"] = "tool", ["tool_call_id"] = $"call_{index - 1}", ["content"] = message.Text },
        ConversationRole.Assistant when message.Tool is not null => new()
        {
            ["role"] = "assistant",
            ["content"] = message.Text,
            ["tool_calls"] = new JsonArray(new JsonObject { ["id"] = $"call_{index}", ["type"] = "function", ["function"] = new JsonObject { ["name"] = message.Tool, ["arguments"] = message.Arguments } }),
        },
        _ => new() { ["role"] = message.Role.ToString().ToLowerInvariant(), ["content"] = message.Text },
    };

    private static JsonObject Anthropic(TraceMessage message, int index)
    {
        switch (message.Role)
        {
            case ConversationRole.Tool:
                return new() { ["role"] = "user", ["content"] = new JsonArray(new JsonObject { ["type"] = "tool_result", ["tool_use_id"] = $"toolu_{index - 1}", ["content"] = message.Text }) };
            case ConversationRole.Assistant when message.Tool is not null:
                var blocks = new JsonArray();
                if (message.Text.Length > 0)
                {
                    blocks.Add(new JsonObject { ["type"] = "text", ["text"] = message.Text });
                }

                blocks.Add(new JsonObject { ["type"] = "tool_use", ["id"] = $"toolu_{index}", ["name"] = message.Tool, ["input"] = JsonNode.Parse(message.Arguments) });
                return new() { ["role"] = "assistant", ["content"] = blocks };
            default:
                return new() { ["role"] = message.Role == ConversationRole.Assistant ? "assistant" : "user", ["content"] = message.Text };
        }
    }
}
