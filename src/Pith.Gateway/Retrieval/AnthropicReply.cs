using System.Text;
using System.Text.Json.Nodes;

namespace Pith.Gateway.Retrieval;

/// <summary>Answers of Anthropic Messages.</summary>
internal sealed class AnthropicReply : Reply
{
    private readonly List<JsonNode> _earlier = [];
    private readonly SortedDictionary<int, JsonObject> _blocks = [];
    private readonly Dictionary<int, StringBuilder> _inputs = [];
    private readonly SortedSet<int> _ownBlocks = [];
    private readonly List<JsonObject> _held = [];
    private int _shown;

    internal override void Take(JsonObject answer)
    {
        Usage = answer["usage"] as JsonObject;
        foreach (JsonNode? block in answer["content"] as JsonArray ?? [])
        {
            if (block is JsonObject known)
            {
                _blocks[_blocks.Count] = (JsonObject)known.DeepClone();
                Note((JsonObject)known.DeepClone());
            }
        }
    }

    private protected override void Show(JsonObject visible)
    {
        visible["content"] = new JsonArray([.. _earlier.Select(b => b.DeepClone()), .. _blocks.Values.Where(b => !IsOwn(b)).Select(b => b.DeepClone())]);
        if (OtherId is null && Own.Count > 0 && Text(visible["stop_reason"]) == "tool_use")
        {
            visible["stop_reason"] = "end_turn";
        }
    }

    private protected override void Take(SseEvent one, JsonObject data, List<byte[]> visible)
    {
        int index = Whole(data["index"]) ?? 0;
        switch (Text(data["type"]))
        {
            case "message_start":
                Usage = data["message"]?["usage"]?.DeepClone() as JsonObject;
                if (Rounds == 0)
                {
                    visible.Add(one.Raw);
                }

                break;
            case "content_block_start" when data["content_block"] is JsonObject block:
                _blocks[index] = (JsonObject)block.DeepClone();
                if (IsOwn(block))
                {
                    _ownBlocks.Add(index);
                }
                else
                {
                    OtherId ??= IsCall(block) ? Text(block["id"]) : null;
                    Show(one, data, index, visible);
                }

                break;
            case "content_block_delta":
                Grow(index, data["delta"] as JsonObject);
                if (!_ownBlocks.Contains(index))
                {
                    Show(one, data, index, visible);
                }

                break;
            case "content_block_stop":
                if (_inputs.TryGetValue(index, out StringBuilder? input) && _blocks.TryGetValue(index, out JsonObject? whole))
                {
                    whole["input"] = Parse(input.ToString()) ?? new JsonObject();
                }

                if (!_ownBlocks.Contains(index))
                {
                    Show(one, data, index, visible);
                }
                else
                {
                    Note((JsonObject)_blocks[index].DeepClone());
                }

                break;
            case "message_delta":
                if (data["usage"] is JsonObject counted)
                {
                    // The last event of a round counts its whole output, and names the input only if it changed.
                    Usage ??= [];
                    foreach ((string name, JsonNode? value) in counted)
                    {
                        Usage[name] = value?.DeepClone();
                    }
                }

                if (_ownBlocks.Count > 0)
                {
                    _held.Add(data);
                }
                else
                {
                    visible.Add(WithUsage(data) ? Event("message_delta", data) : one.Raw);
                }

                break;
            case "message_stop":
                if (_ownBlocks.Count > 0)
                {
                    _held.Add(data);
                }
                else
                {
                    visible.Add(one.Raw);
                }

                break;
            default:
                visible.Add(one.Raw);
                break;
        }
    }

    internal override List<byte[]> End()
    {
        var end = new List<byte[]>();
        foreach (JsonObject data in _held)
        {
            if (OtherId is null && data["delta"] is JsonObject delta && Text(delta["stop_reason"]) == "tool_use")
            {
                delta["stop_reason"] = "end_turn";
            }

            if (Text(data["type"]) == "message_delta")
            {
                WithUsage(data);
            }

            end.Add(Event(Text(data["type"]), data));
        }

        return end;
    }

    internal override List<ReadOnlyMemory<byte>> Turns(IReadOnlyList<ReadOnlyMemory<byte>> answers)
    {
        // An empty text block is refused in a request.
        var message = new JsonObject
        {
            ["role"] = "assistant",
            ["content"] = new JsonArray([.. _blocks.Values.Where(b => Text(b["type"]) != "text" || Text(b["text"]) is { Length: > 0 }).Select(b => b.DeepClone())]),
        };
        var results = new JsonObject { ["role"] = "user", ["content"] = new JsonArray([.. answers.Select(a => JsonNode.Parse(a.Span))]) };
        return [Bytes(message), Bytes(results)];
    }

    internal override void BeginRound()
    {
        base.BeginRound();
        _earlier.AddRange(_blocks.Values.Where(b => !IsOwn(b)));
        _shown += _blocks.Count - _ownBlocks.Count;
        _blocks.Clear();
        _inputs.Clear();
        _ownBlocks.Clear();
        _held.Clear();
    }

    private static bool IsCall(JsonObject block) => Text(block["type"]) == "tool_use";

    private static bool IsOwn(JsonObject block) => IsCall(block) && IsOwn(Text(block["name"]));

    private void Note(JsonObject block)
    {
        if (IsOwn(block))
        {
            Own.Add(new OwnCall(Text(block["id"]) ?? string.Empty, block["input"]?.ToJsonString() ?? string.Empty, block));
        }
        else if (IsCall(block))
        {
            OtherId ??= Text(block["id"]);
        }
    }

    private void Grow(int index, JsonObject? delta)
    {
        if (delta is null || !_blocks.TryGetValue(index, out JsonObject? block))
        {
            return;
        }

        switch (Text(delta["type"]))
        {
            case "text_delta":
                block["text"] = Text(block["text"]) + Text(delta["text"]);
                break;
            case "thinking_delta":
                block["thinking"] = Text(block["thinking"]) + Text(delta["thinking"]);
                break;
            case "signature_delta":
                block["signature"] = Text(block["signature"]) + Text(delta["signature"]);
                break;
            case "citations_delta" when delta["citation"] is { } citation:
                if (block["citations"] is not JsonArray citations)
                {
                    block["citations"] = citations = [];
                }

                citations.Add(citation.DeepClone());
                break;
            case "input_json_delta":
                if (!_inputs.TryGetValue(index, out StringBuilder? input))
                {
                    _inputs[index] = input = new StringBuilder();
                }

                input.Append(Text(delta["partial_json"]));
                break;
            default:
                break;
        }
    }

    // In the numbers that the client has seen so far.
    private void Show(SseEvent one, JsonObject data, int index, List<byte[]> visible)
    {
        int shown = index - _ownBlocks.Count(o => o < index) + _shown;
        if (shown == index)
        {
            visible.Add(one.Raw);
            return;
        }

        data["index"] = shown;
        visible.Add(Event(Text(data["type"]), data));
    }

    private bool WithUsage(JsonObject data)
    {
        if (EarlierUsage is null || UsageOfAll() is not { } all)
        {
            return false;
        }

        data["usage"] = all;
        return true;
    }
}
