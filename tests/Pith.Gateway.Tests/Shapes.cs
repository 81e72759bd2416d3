using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Pith.Gateway.Tests;

/// <summary>Requests and answers in the shapes that clients and providers write.</summary>
internal static class Shapes
{
    internal const string Chat = "/v1/chat/completions";
    internal const string Messages = "/v1/messages";
    internal const string Responses = "/v1/responses";

    /// <summary>A tool's result of some length, different for each number: lines of a log.</summary>
    internal static string ToolText(int number, int lines = 120) =>
        string.Join('\n', Enumerable.Range(0, lines).Select(i => string.Create(CultureInfo.InvariantCulture, $"2026-01-{(i % 28) + 1:00}T10:{i % 60:00}:00Z INFO worker-{number} processed batch {(i * 7919) + number} in {i % 97} ms with “quotes” and \\ slashes")));

    /// <summary>A conversation of Chat Completions with so many tool results.</summary>
    internal static string ChatRequest(int turns, bool stream = false, string text = "What went wrong?", int from = 0)
    {
        var messages = new JsonArray { new JsonObject { ["role"] = "system", ["content"] = "You help." }, new JsonObject { ["role"] = "user", ["content"] = text } };
        for (int i = from; i < from + turns; i++)
        {
            messages.Add(new JsonObject { ["role"] = "assistant", ["content"] = null, ["tool_calls"] = new JsonArray { new JsonObject { ["id"] = $"call_{i}", ["type"] = "function", ["function"] = new JsonObject { ["name"] = "read_log", ["arguments"] = $$"""{"file":"{{i}}.log"}""" } } } });
            messages.Add(new JsonObject { ["role"] = "tool", ["tool_call_id"] = $"call_{i}", ["content"] = ToolText(i) });
        }

        return new JsonObject { ["model"] = "gpt-5", ["messages"] = messages, ["stream"] = stream, ["temperature"] = 0.70 }.ToJsonString();
    }

    internal static string AnthropicRequest(int turns, bool stream = false)
    {
        var messages = new JsonArray { new JsonObject { ["role"] = "user", ["content"] = "What went wrong?" } };
        for (int i = 0; i < turns; i++)
        {
            messages.Add(new JsonObject { ["role"] = "assistant", ["content"] = new JsonArray { new JsonObject { ["type"] = "tool_use", ["id"] = $"toolu_{i}", ["name"] = "read_log", ["input"] = new JsonObject { ["file"] = $"{i}.log" } } } });
            messages.Add(new JsonObject { ["role"] = "user", ["content"] = new JsonArray { new JsonObject { ["type"] = "tool_result", ["tool_use_id"] = $"toolu_{i}", ["content"] = ToolText(i) } } });
        }

        return new JsonObject { ["model"] = "claude", ["max_tokens"] = 100, ["system"] = "You help.", ["messages"] = messages, ["stream"] = stream }.ToJsonString();
    }

    internal static string ResponsesRequest(int turns, bool stream = false)
    {
        var input = new JsonArray { new JsonObject { ["role"] = "user", ["content"] = "What went wrong?" } };
        for (int i = 0; i < turns; i++)
        {
            input.Add(new JsonObject { ["type"] = "function_call", ["call_id"] = $"call_{i}", ["name"] = "read_log", ["arguments"] = "{}" });
            input.Add(new JsonObject { ["type"] = "function_call_output", ["call_id"] = $"call_{i}", ["output"] = ToolText(i) });
        }

        return new JsonObject { ["model"] = "gpt-5", ["instructions"] = "You help.", ["input"] = input, ["stream"] = stream }.ToJsonString();
    }

    internal static string Request(string path, int turns, bool stream = false) =>
        path == Messages ? AnthropicRequest(turns, stream) : path == Responses ? ResponsesRequest(turns, stream) : ChatRequest(turns, stream);

    internal const string ChatAnswer = """{"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"gpt-5","choices":[{"index":0,"message":{"role":"assistant","content":"A disk was full.","refusal":null},"finish_reason":"stop"}],"usage":{"prompt_tokens":1200,"completion_tokens":30,"total_tokens":1230,"prompt_tokens_details":{"cached_tokens":1000}}}""";

    internal const string MessagesAnswer = """{"id":"msg_1","type":"message","role":"assistant","model":"claude","content":[{"type":"text","text":"A disk was full."}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":50,"cache_creation_input_tokens":300,"cache_read_input_tokens":850,"output_tokens":30}}""";

    internal const string ResponsesAnswer = """{"id":"resp_1","object":"response","status":"completed","model":"gpt-5","output":[{"type":"message","id":"msg_1","role":"assistant","content":[{"type":"output_text","text":"A disk was full.","annotations":[]}]}],"usage":{"input_tokens":1200,"input_tokens_details":{"cached_tokens":1000},"output_tokens":30,"total_tokens":1230}}""";

    internal static string Answer(string path) => path == Messages ? MessagesAnswer : path == Responses ? ResponsesAnswer : ChatAnswer;

    internal static string[] Stream(string path) => path == Messages ? MessagesStream : path == Responses ? ResponsesStream : ChatStream;

    private static string[] ChatStream { get; } =
    [
        "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}]}\n\n",
        ": a comment\n\n",
        "data: {\"id\":\"chatcmpl-1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"A disk “é” was full.\"},\"finish_reason\":null}]}\r\n\r\n",
        "data: {\"id\":\"chatcmpl-1\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n",
        "data: {\"id\":\"chatcmpl-1\",\"choices\":[],\"usage\":{\"prompt_tokens\":1200,\"completion_tokens\":30,\"total_tokens\":1230,\"prompt_tokens_details\":{\"cached_tokens\":1000}}}\n\n",
        "data: [DONE]\n\n",
    ];

    private static string[] MessagesStream { get; } =
    [
        "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"content\":[],\"usage\":{\"input_tokens\":50,\"cache_creation_input_tokens\":300,\"cache_read_input_tokens\":850,\"output_tokens\":1}}}\n\n",
        "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n",
        "event: ping\ndata: {\"type\": \"ping\"}\n\n",
        "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"A disk “é” was full.\"}}\n\n",
        "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n",
        "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":30}}\n\n",
        "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n",
    ];

    private static string[] ResponsesStream { get; } =
    [
        "event: response.created\ndata: {\"type\":\"response.created\",\"sequence_number\":0,\"response\":{\"id\":\"resp_1\",\"status\":\"in_progress\",\"output\":[],\"usage\":null}}\n\n",
        "event: response.output_item.added\ndata: {\"type\":\"response.output_item.added\",\"sequence_number\":1,\"output_index\":0,\"item\":{\"type\":\"message\",\"id\":\"msg_1\",\"role\":\"assistant\",\"content\":[]}}\n\n",
        "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"sequence_number\":2,\"output_index\":0,\"item_id\":\"msg_1\",\"content_index\":0,\"delta\":\"A disk “é” was full.\"}\n\n",
        "event: response.output_item.done\ndata: {\"type\":\"response.output_item.done\",\"sequence_number\":3,\"output_index\":0,\"item\":{\"type\":\"message\",\"id\":\"msg_1\",\"role\":\"assistant\",\"content\":[{\"type\":\"output_text\",\"text\":\"A disk “é” was full.\"}]}}\n\n",
        "event: response.completed\ndata: {\"type\":\"response.completed\",\"sequence_number\":4,\"response\":{\"id\":\"resp_1\",\"status\":\"completed\",\"output\":[{\"type\":\"message\",\"id\":\"msg_1\",\"role\":\"assistant\",\"content\":[{\"type\":\"output_text\",\"text\":\"A disk “é” was full.\"}]}],\"usage\":{\"input_tokens\":1200,\"input_tokens_details\":{\"cached_tokens\":1000},\"output_tokens\":30,\"total_tokens\":1230}}}\n\n",
    ];

    /// <summary>Request bodies with what clients really write: spaces, key orders, escapes, numbers, images, unknown members.</summary>
    internal static IEnumerable<(string Path, byte[] Body)> Recorded(int count)
    {
        string[] paths = [Chat, Messages, Responses, "/openai/deployments/gpt-5/chat/completions?api-version=2026-01-01", "/v1/chat/completions?beta=true", "/v1/embeddings", "/v1/messages/count_tokens"];
        string[] extras =
        [
            "\"temperature\": 1.0, \"seed\": 12345678901234567890",
            "\"metadata\":{\"a\\u0062\":\"\\ud83d\\ude00 \\/ \\\"\"},\"n\":1",
            "\"top_p\":1e-1,\r\n\t\"x\" : null",
            "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"x\",\"schema\":{\"type\":\"object\"}}}",
            "\"messages_extra\":[[[]],{}],\"user\":\"é\u2028\"",
        ];
        for (int i = 0; i < count; i++)
        {
            string path = paths[i % paths.Length];
            string bare = path.Split('?')[0];
            string json = bare.EndsWith("/messages", StringComparison.Ordinal) ? AnthropicRequest(i % 4, i % 2 == 0) : bare.EndsWith("/responses", StringComparison.Ordinal) ? ResponsesRequest(i % 4, i % 2 == 0) : ChatRequest(i % 4, i % 2 == 0);
            json = (i % 3) switch { 0 => json.Replace("\":", "\" : ", StringComparison.Ordinal), 1 => json.Replace(",\"", ",\n  \"", StringComparison.Ordinal), _ => json };
            json = $"{{{extras[i % extras.Length]},{json[1..]}{(i % 5 == 0 ? "\n" : string.Empty)}";
            yield return (path, Encoding.UTF8.GetBytes(json));
        }
    }
}
