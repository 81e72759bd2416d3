using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Pith.Gateway.Tests;

/// <summary>A call of a tool, as a model makes it.</summary>
internal sealed record ToolCall(string Id, string Name, JsonObject Arguments);

/// <summary>An answer of a model as its provider writes it, with every member that the official clients read.</summary>
internal static class ProviderAnswer
{
    internal static Task WriteAsync(HttpContext context, string path, bool stream, string text, params IReadOnlyList<ToolCall> calls) =>
        stream ? ScriptedUpstream.StreamAsync(context, Events(path, text, calls)) : ScriptedUpstream.JsonAsync(context, Whole(path, text, calls).ToJsonString());

    internal static JsonObject Whole(string path, string text, IReadOnlyList<ToolCall> calls) => path switch
    {
        Shapes.Chat => Chat(text, calls),
        Shapes.Messages => Messages(text, calls),
        _ => Responses(text, calls),
    };

    internal static IEnumerable<string> Events(string path, string text, IReadOnlyList<ToolCall> calls) => path switch
    {
        Shapes.Chat => ChatEvents(Chat(text, calls)),
        Shapes.Messages => MessagesEvents(Messages(text, calls)),
        _ => ResponsesEvents(Responses(text, calls)),
    };

    private static JsonObject Chat(string text, IReadOnlyList<ToolCall> calls)
    {
        var message = new JsonObject { ["role"] = "assistant", ["content"] = text, ["refusal"] = null };
        if (calls.Count > 0)
        {
            message["tool_calls"] = new JsonArray([.. calls.Select(c => new JsonObject { ["id"] = c.Id, ["type"] = "function", ["function"] = new JsonObject { ["name"] = c.Name, ["arguments"] = c.Arguments.ToJsonString() } })]);
        }

        return new JsonObject
        {
            ["id"] = $"chatcmpl-{calls.Count}", ["object"] = "chat.completion", ["created"] = 1_767_225_600, ["model"] = "gpt-5",
            ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["message"] = message, ["logprobs"] = null, ["finish_reason"] = calls.Count > 0 ? "tool_calls" : "stop" }),
            ["usage"] = JsonNode.Parse("""{"prompt_tokens":1200,"completion_tokens":30,"total_tokens":1230}"""),
        };
    }

    private static JsonObject Messages(string text, IReadOnlyList<ToolCall> calls) => new()
    {
        ["id"] = "msg_1", ["type"] = "message", ["role"] = "assistant", ["model"] = "claude",
        ["content"] = new JsonArray([new JsonObject { ["type"] = "text", ["text"] = text, ["citations"] = null }, .. calls.Select(c => new JsonObject { ["type"] = "tool_use", ["id"] = c.Id, ["name"] = c.Name, ["input"] = c.Arguments.DeepClone() })]),
        ["stop_reason"] = calls.Count > 0 ? "tool_use" : "end_turn", ["stop_sequence"] = null,
        ["usage"] = JsonNode.Parse("""{"input_tokens":1200,"output_tokens":30}"""),
    };

    private static JsonObject Responses(string text, IReadOnlyList<ToolCall> calls) => new()
    {
        ["id"] = $"resp_{calls.Count}", ["object"] = "response", ["created_at"] = 1_767_225_600, ["status"] = "completed", ["model"] = "gpt-5",
        ["error"] = null, ["incomplete_details"] = null, ["instructions"] = null, ["metadata"] = new JsonObject(), ["parallel_tool_calls"] = true, ["tool_choice"] = "auto", ["tools"] = new JsonArray(),
        ["output"] = new JsonArray(
        [
            new JsonObject { ["type"] = "message", ["id"] = "m", ["status"] = "completed", ["role"] = "assistant", ["content"] = new JsonArray(new JsonObject { ["type"] = "output_text", ["text"] = text, ["annotations"] = new JsonArray() }) },
            .. calls.Select(c => new JsonObject { ["type"] = "function_call", ["id"] = "fc_" + c.Id, ["status"] = "completed", ["call_id"] = c.Id, ["name"] = c.Name, ["arguments"] = c.Arguments.ToJsonString() }),
        ]),
        ["usage"] = JsonNode.Parse("""{"input_tokens":1200,"input_tokens_details":{"cached_tokens":0},"output_tokens":30,"output_tokens_details":{"reasoning_tokens":0},"total_tokens":1230}"""),
    };

    private static IEnumerable<string> ChatEvents(JsonObject whole)
    {
        JsonNode message = whole["choices"]![0]!["message"]!;
        JsonObject Begin() => new() { ["id"] = (string)whole["id"]!, ["object"] = "chat.completion.chunk", ["created"] = (int)whole["created"]!, ["model"] = (string)whole["model"]! };
        string Chunk(JsonObject delta, string? finish)
        {
            JsonObject chunk = Begin();
            chunk["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["delta"] = delta, ["logprobs"] = null, ["finish_reason"] = finish });
            return $"data: {chunk.ToJsonString()}\n\n";
        }

        yield return Chunk(new JsonObject { ["role"] = "assistant", ["content"] = string.Empty }, null);
        string text = (string)message["content"]!;
        yield return Chunk(new JsonObject { ["content"] = text[..4] }, null);
        yield return Chunk(new JsonObject { ["content"] = text[4..] }, null);
        int index = 0;
        foreach (JsonNode? call in message["tool_calls"] as JsonArray ?? [])
        {
            string arguments = (string)call!["function"]!["arguments"]!;
            yield return Chunk(new JsonObject { ["tool_calls"] = new JsonArray(new JsonObject { ["index"] = index, ["id"] = (string)call["id"]!, ["type"] = "function", ["function"] = new JsonObject { ["name"] = (string)call["function"]!["name"]!, ["arguments"] = string.Empty } }) }, null);
            yield return Chunk(new JsonObject { ["tool_calls"] = new JsonArray(new JsonObject { ["index"] = index, ["function"] = new JsonObject { ["arguments"] = arguments[..3] } }) }, null);
            yield return Chunk(new JsonObject { ["tool_calls"] = new JsonArray(new JsonObject { ["index"] = index++, ["function"] = new JsonObject { ["arguments"] = arguments[3..] } }) }, null);
        }

        yield return Chunk([], (string)whole["choices"]![0]!["finish_reason"]!);
        JsonObject last = Begin();
        (last["choices"], last["usage"]) = (new JsonArray(), whole["usage"]!.DeepClone());
        yield return $"data: {last.ToJsonString()}\n\n";
        yield return "data: [DONE]\n\n";
    }

    private static IEnumerable<string> MessagesEvents(JsonObject whole)
    {
        var message = (JsonObject)whole.DeepClone();
        (message["content"], message["stop_reason"], message["usage"]) = (new JsonArray(), null, JsonNode.Parse("""{"input_tokens":1200,"output_tokens":1}"""));
        yield return Named(new JsonObject { ["type"] = "message_start", ["message"] = message });
        int index = 0;
        foreach (JsonNode? block in whole["content"]!.AsArray())
        {
            var start = (JsonObject)block!.DeepClone();
            bool isText = (string)start["type"]! == "text";
            start[isText ? "text" : "input"] = isText ? string.Empty : new JsonObject();
            yield return Named(new JsonObject { ["type"] = "content_block_start", ["index"] = index, ["content_block"] = start });
            yield return Named(new JsonObject { ["type"] = "content_block_delta", ["index"] = index, ["delta"] = isText ? new JsonObject { ["type"] = "text_delta", ["text"] = (string)block["text"]! } : new JsonObject { ["type"] = "input_json_delta", ["partial_json"] = block["input"]!.ToJsonString() } });
            yield return Named(new JsonObject { ["type"] = "content_block_stop", ["index"] = index++ });
        }

        yield return Named(new JsonObject { ["type"] = "message_delta", ["delta"] = new JsonObject { ["stop_reason"] = (string)whole["stop_reason"]!, ["stop_sequence"] = null }, ["usage"] = new JsonObject { ["output_tokens"] = 30 } });
        yield return Named(new JsonObject { ["type"] = "message_stop" });
    }

    private static IEnumerable<string> ResponsesEvents(JsonObject whole)
    {
        int number = 0, at = 0;
        string Numbered(string type, JsonObject data)
        {
            (data["type"], data["sequence_number"]) = (type, number++);
            return Named(data);
        }

        var begun = (JsonObject)whole.DeepClone();
        (begun["status"], begun["output"], begun["usage"]) = ("in_progress", new JsonArray(), null);
        yield return Numbered("response.created", new JsonObject { ["response"] = begun });
        foreach (JsonNode? item in whole["output"]!.AsArray())
        {
            bool isMessage = (string)item!["type"]! == "message";
            var begins = (JsonObject)item.DeepClone();
            begins["status"] = "in_progress";
            begins[isMessage ? "content" : "arguments"] = isMessage ? new JsonArray() : string.Empty;
            JsonObject At() => new() { ["output_index"] = at, ["item_id"] = (string)item["id"]! };
            JsonObject InPart(string member, JsonNode value)
            {
                JsonObject data = At();
                (data["content_index"], data[member]) = (0, value);
                return data;
            }

            yield return Numbered("response.output_item.added", new JsonObject { ["output_index"] = at, ["item"] = begins });
            if (isMessage)
            {
                JsonNode part = item["content"]![0]!;
                string text = (string)part["text"]!;
                yield return Numbered("response.content_part.added", InPart("part", new JsonObject { ["type"] = "output_text", ["text"] = string.Empty, ["annotations"] = new JsonArray() }));
                yield return Numbered("response.output_text.delta", InPart("delta", text));
                yield return Numbered("response.output_text.done", InPart("text", text));
                yield return Numbered("response.content_part.done", InPart("part", part.DeepClone()));
            }
            else
            {
                JsonObject delta = At(), done = At();
                (delta["delta"], done["arguments"], done["name"]) = ((string)item["arguments"]!, (string)item["arguments"]!, (string)item["name"]!);
                yield return Numbered("response.function_call_arguments.delta", delta);
                yield return Numbered("response.function_call_arguments.done", done);
            }

            yield return Numbered("response.output_item.done", new JsonObject { ["output_index"] = at++, ["item"] = item.DeepClone() });
        }

        yield return Numbered("response.completed", new JsonObject { ["response"] = whole.DeepClone() });
    }

    private static string Named(JsonObject data) => $"event: {(string)data["type"]!}\ndata: {data.ToJsonString()}\n\n";
}
