using System.Text.Json.Nodes;

namespace Pith.Gateway.Retrieval;

/// <summary>Answers of Responses.</summary>
internal sealed class ResponsesReply : Reply
{
    private readonly List<JsonObject> _earlier = [];
    private readonly SortedDictionary<int, JsonObject> _items = [];
    private readonly SortedSet<int> _ownItems = [];
    private JsonObject? _held;
    private int _shown;
    private int _sequence;

    internal override void Take(JsonObject answer)
    {
        Usage = answer["usage"] as JsonObject;
        foreach (JsonNode? item in answer["output"] as JsonArray ?? [])
        {
            if (item is JsonObject known)
            {
                Note(_items.Count, known);
            }
        }
    }

    private protected override void Show(JsonObject visible) =>
        visible["output"] = new JsonArray([.. _earlier.Select(i => i.DeepClone()), .. (visible["output"] as JsonArray ?? []).OfType<JsonObject>().Where(i => !IsOwn(i)).Select(i => i.DeepClone())]);

    private protected override void Take(SseEvent one, JsonObject data, List<byte[]> visible)
    {
        string? type = Text(data["type"]);
        int? index = Whole(data["output_index"]);
        switch (type)
        {
            case "response.created" or "response.in_progress" or "response.queued" when Rounds > 0:
                return;
            case "response.output_item.added" when data["item"] is JsonObject added && IsOwn(added):
                _ownItems.Add(index ?? 0);
                return;
            case "response.output_item.done" when data["item"] is JsonObject item:
                Note(index ?? _items.Count, item);
                break;
            case "response.completed" or "response.incomplete" or "response.failed" when data["response"] is JsonObject response:
                Usage = response["usage"]?.DeepClone() as JsonObject;
                if (Own.Count > 0)
                {
                    _held = data;
                    return;
                }

                if (Rounds > 0)
                {
                    data["response"] = Visible(response);
                    Show(one, data, isChanged: true, visible);
                    return;
                }

                break;
            default:
                break;
        }

        if (index is { } at)
        {
            if (_ownItems.Contains(at))
            {
                return;
            }

            int shown = at - _ownItems.Count(o => o < at) + _shown;
            if (shown != at)
            {
                data["output_index"] = shown;
                Show(one, data, isChanged: true, visible);
                return;
            }
        }

        Show(one, data, isChanged: false, visible);
    }

    internal override List<byte[]> End()
    {
        var end = new List<byte[]>();
        if (_held is not null)
        {
            _held["response"] = Visible((JsonObject)_held["response"]!);
            Show(default, _held, isChanged: true, end);
        }

        return end;
    }

    internal override List<ReadOnlyMemory<byte>> Turns(IReadOnlyList<ReadOnlyMemory<byte>> answers) =>
        [.. _items.Values.Select(i => (ReadOnlyMemory<byte>)Bytes(i)), .. answers];

    internal override void BeginRound()
    {
        base.BeginRound();
        _earlier.AddRange(_items.Values.Where(i => !IsOwn(i)));
        _shown += _items.Count - _ownItems.Count;
        _items.Clear();
        _ownItems.Clear();
        _held = null;
    }

    private static bool IsOwn(JsonObject item) => Text(item["type"]) == "function_call" && IsOwn(Text(item["name"]));

    private void Note(int index, JsonObject item)
    {
        var copy = (JsonObject)item.DeepClone();
        _items[index] = copy;
        if (IsOwn(item))
        {
            _ownItems.Add(index);
            Own.Add(new OwnCall(Text(item["call_id"]) ?? string.Empty, Text(item["arguments"]) ?? string.Empty, copy));
        }
        else if (Text(item["type"]) is "function_call" or "custom_tool_call")
        {
            OtherId ??= Text(item["call_id"]);
        }
    }

    // Events are numbered without gaps.
    private void Show(SseEvent one, JsonObject data, bool isChanged, List<byte[]> visible)
    {
        if (Whole(data["sequence_number"]) is { } number)
        {
            if (Rounds == 0 && _sequence == 0)
            {
                _sequence = number;
            }

            if (number != _sequence)
            {
                data["sequence_number"] = _sequence;
                isChanged = true;
            }

            _sequence++;
        }

        visible.Add(isChanged ? Event(Text(data["type"]), data) : one.Raw);
    }
}
