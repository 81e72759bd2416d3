using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pith.Conversations;
using Pith.Conversations.Wire;
using Pith.Methods.Floors;
using Pith.Text;

namespace Pith.Tests.Conversations;

/// <summary>A conversation sent again with one more turn each time, as agents do: what was sent must stay the beginning of what is sent.</summary>
public sealed class PrefixReplayTests
{
    private const int Turns = 30;

    public static TheoryData<string> Formats => [.. WireFormat.All.Select(f => f.Name)];

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Thirty_turns_rewrite_no_prefix(string name)
    {
        WireFormat format = WireFormat.All.Single(f => f.Name == name);
        var forms = new MemoryFormStore();
        byte[] before = [];
        long asked = 0, sent = 0;
        for (int turn = 1; turn <= Turns; turn++)
        {
            // Another process, a budget that was changed on the way: neither may show in what was sent already.
            var policy = ConversationPolicy.Default with { Rules = [new ConversationRule { Role = ConversationRole.Tool, Budget = Budget.Rate(turn < 15 ? 0.5 : 0.3) }] };
            var compressor = new ConversationCompressor(policy, _ => new TfIdf(), forms);
            WireRequest request = format.Read(Body(format, turn));
            ReadOnlyMemory<byte> body = request.With(await compressor.CompressAsync(request.Conversation, TestContext.Current.CancellationToken));
            byte[] messages = body[..^"]}".Length].ToArray();

            Assert.True(messages.AsSpan().StartsWith(before), $"turn {turn}: the prefix was rewritten at byte {messages.AsSpan().CommonPrefixLength(before)} of {before.Length}");
            Assert.True(messages.Length > before.Length);
            before = messages;
            asked += request.Body.Length;
            sent += body.Length;
        }

        Assert.True(sent < 0.7 * asked, $"{sent} of {asked} bytes were sent");
    }

    private static byte[] Body(WireFormat format, int turns)
    {
        var items = new JsonArray();
        for (int i = 0; i < turns; i++)
        {
            items.Add(new JsonObject { ["role"] = "user", ["content"] = $"What happened in run {i}?" });
            string text = Result(i);
            string arguments = JsonSerializer.Serialize(new { run = i });
            if (format == WireFormat.AnthropicMessages)
            {
                items.Add(new JsonObject { ["role"] = "assistant", ["content"] = new JsonArray(new JsonObject { ["type"] = "tool_use", ["id"] = $"t{i}", ["name"] = "read", ["input"] = new JsonObject { ["run"] = i } }) });
                items.Add(new JsonObject { ["role"] = "user", ["content"] = new JsonArray(new JsonObject { ["type"] = "tool_result", ["tool_use_id"] = $"t{i}", ["content"] = text }) });
            }
            else if (format == WireFormat.Responses)
            {
                items.Add(new JsonObject { ["type"] = "function_call", ["call_id"] = $"t{i}", ["name"] = "read", ["arguments"] = arguments });
                items.Add(new JsonObject { ["type"] = "function_call_output", ["call_id"] = $"t{i}", ["output"] = text });
            }
            else
            {
                items.Add(new JsonObject { ["role"] = "assistant", ["content"] = null, ["tool_calls"] = new JsonArray(new JsonObject { ["id"] = $"t{i}", ["type"] = "function", ["function"] = new JsonObject { ["name"] = "read", ["arguments"] = arguments } }) });
                items.Add(new JsonObject { ["role"] = "tool", ["tool_call_id"] = $"t{i}", ["content"] = text });
            }

            if (i < turns - 1)
            {
                items.Add(new JsonObject { ["role"] = "assistant", ["content"] = $"Run {i} ended \"well\"." });
            }
        }

        string member = format == WireFormat.Responses ? "input" : "messages";
        return Encoding.UTF8.GetBytes($"{{\"model\":\"m\",\"{member}\":{items.ToJsonString()}}}");
    }

    private static string Result(int run)
    {
        string[] subjects = ["The pump", "Valve “B”", "A courier", "The back-up", "Ünal's team"];
        return string.Join('\n', Enumerable.Range(0, 40).Select(i => string.Create(
            CultureInfo.InvariantCulture, $"{subjects[((i * 3) + run) % subjects.Length]} in run {run} reported \\{(i * 7919) + run}\\ after {i % 11} tries, which nobody had expected.")));
    }
}
