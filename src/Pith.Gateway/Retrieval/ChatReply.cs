using System.Text;
using System.Text.Json.Nodes;

namespace Pith.Gateway.Retrieval;

/// <summary>Answers of Chat Completions.</summary>
internal sealed class ChatReply : Reply
{
    // Texts of two rounds are two paragraphs of one message.
    private const string Between = "\n\n";

    private readonly StringBuilder _earlierText = new();
    private readonly StringBuilder _text = new();
    private readonly SortedDictionary<int, (JsonObject Item, StringBuilder Arguments)> _own = [];
    private readonly List<JsonObject> _held = [];
    private bool _isDone;
    private bool _hasText;
    private string? _id;

    internal override void Take(JsonObject answer)
    {
        Usage = answer["usage"] as JsonObject;
        CanContinue = answer["choices"] is JsonArray { Count: 1 };
        foreach (JsonNode? choice in answer["choices"] as JsonArray ?? [])
        {
            var message = choice?["message"] as JsonObject;
            _text.Append(Text(message?["content"]));
            foreach (JsonNode? call in message?["tool_calls"] as JsonArray ?? [])
            {
                if (IsOwn(Text(call?["function"]?["name"])))
                {
                    Own.Add(new OwnCall(Text(call!["id"]) ?? string.Empty, Text(call["function"]!["arguments"]) ?? string.Empty, (JsonObject)call.DeepClone()));
                }
                else
                {
                    OtherId ??= Text(call?["id"]);
                }
            }
        }
    }

    private protected override void Show(JsonObject visible)
    {
        foreach (JsonNode? choice in visible["choices"] as JsonArray ?? [])
        {
            if (choice?["message"] is not JsonObject message)
            {
                continue;
            }

            if (message["tool_calls"] is JsonArray calls)
            {
                foreach (JsonNode? own in calls.Where(c => IsOwn(Text(c?["function"]?["name"]))).ToArray())
                {
                    calls.Remove(own);
                }

                if (calls.Count == 0)
                {
                    message.Remove("tool_calls");
                    if (Text(choice["finish_reason"]) == "tool_calls")
                    {
                        choice["finish_reason"] = "stop";
                    }
                }
            }

            if (_earlierText.Length > 0)
            {
                message["content"] = Text(message["content"]) is { Length: > 0 } own ? _earlierText + Between + own : _earlierText.ToString();
            }
        }
    }

    private protected override void TakeText(SseEvent one, List<byte[]> visible)
    {
        if (one.Data == "[DONE]" && Own.Count > 0)
        {
            _isDone = true;
            return;
        }

        base.TakeText(one, visible);
    }

    private protected override void Take(SseEvent one, JsonObject chunk, List<byte[]> visible)
    {
        bool isChanged = false;
        if (Rounds == 0)
        {
            _id ??= Text(chunk["id"]);
        }
        else if (_id is not null && Text(chunk["id"]) is { } id && id != _id)
        {
            chunk["id"] = _id;
            isChanged = true;
        }

        if (chunk["usage"] is JsonObject usage)
        {
            Usage = (JsonObject)usage.DeepClone();
            if (Rounds > 0)
            {
                chunk["usage"] = UsageOfAll();
                isChanged = true;
            }
        }

        bool ends = chunk["choices"] is JsonArray { Count: 0 };
        bool isEmpty = false;
        foreach (JsonNode? choice in chunk["choices"] as JsonArray ?? [])
        {
            CanContinue &= (Whole(choice?["index"]) ?? 0) == 0;
            ends |= Text(choice?["finish_reason"]) is not null;
            if (choice?["delta"] is not JsonObject delta)
            {
                continue;
            }

            if (Text(delta["content"]) is { Length: > 0 } text)
            {
                _text.Append(text);
                if (_earlierText.Length > 0 && !_hasText)
                {
                    delta["content"] = Between + text;
                    isChanged = true;
                }

                _hasText = true;
            }

            if (delta["tool_calls"] is JsonArray calls && Calls(calls))
            {
                isChanged = true;
                if (calls.Count == 0)
                {
                    delta.Remove("tool_calls");
                    isEmpty |= delta.All(d => d.Key != "role" && d.Value is null);
                }
            }
        }

        if (ends && Own.Count > 0)
        {
            _held.Add(chunk);
        }
        else if (!isEmpty)
        {
            visible.Add(isChanged ? Event(null, chunk) : one.Raw);
        }
    }

    internal override List<byte[]> End()
    {
        var end = new List<byte[]>();
        foreach (JsonObject chunk in _held)
        {
            foreach (JsonNode? choice in chunk["choices"] as JsonArray ?? [])
            {
                if (OtherId is null && Text(choice?["finish_reason"]) == "tool_calls")
                {
                    choice!["finish_reason"] = "stop";
                }
            }

            end.Add(Event(null, chunk));
        }

        if (_isDone)
        {
            end.Add("data: [DONE]\n\n"u8.ToArray());
        }

        return end;
    }

    internal override List<ReadOnlyMemory<byte>> Turns(IReadOnlyList<ReadOnlyMemory<byte>> answers)
    {
        var message = new JsonObject
        {
            ["role"] = "assistant",
            ["content"] = _text.Length > 0 ? _text.ToString() : null,
            ["tool_calls"] = new JsonArray([.. Own.Select(o => o.Item.DeepClone())]),
        };
        return [Bytes(message), .. answers];
    }

    internal override void BeginRound()
    {
        base.BeginRound();
        if (_earlierText.Length > 0 && _text.Length > 0)
        {
            _earlierText.Append(Between);
        }

        _earlierText.Append(_text);
        _text.Clear();
        _own.Clear();
        _held.Clear();
        _isDone = false;
        _hasText = false;
    }

    // Takes our calls out and closes the gaps in the numbers of the others; whether anything was changed.
    private bool Calls(JsonArray calls)
    {
        bool isChanged = false;
        int position = 0;
        foreach (JsonNode? node in calls.ToArray())
        {
            if (node is not JsonObject call)
            {
                continue;
            }

            int index = Whole(call["index"]) ?? position;
            position++;
            var function = call["function"] as JsonObject;
            if (_own.TryGetValue(index, out (JsonObject Item, StringBuilder Arguments) known) || IsOwn(Text(function?["name"])))
            {
                if (known.Item is null)
                {
                    known = (new JsonObject { ["id"] = Text(call["id"]), ["type"] = "function", ["function"] = new JsonObject { ["name"] = Text(function!["name"]), ["arguments"] = string.Empty } }, new StringBuilder());
                    _own[index] = known;
                    Own.Add(new OwnCall(Text(call["id"]) ?? string.Empty, string.Empty, known.Item));
                }

                known.Arguments.Append(Text(function?["arguments"]));
                known.Item["function"]!["arguments"] = known.Arguments.ToString();
                int at = Own.FindIndex(o => ReferenceEquals(o.Item, known.Item));
                Own[at] = Own[at] with { Arguments = known.Arguments.ToString() };
                calls.Remove(node);
                isChanged = true;
                continue;
            }

            OtherId ??= Text(call["id"]);
            if (_own.Keys.Count(k => k < index) is > 0 and int gaps)
            {
                call["index"] = index - gaps;
                isChanged = true;
            }
        }

        return isChanged;
    }
}
