using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Pith.Gateway.Accounting;

namespace Pith.Gateway.Tests;

/// <summary>A model that asks for originals: its calls are answered on the way, and the client never sees them.</summary>
public sealed partial class RetrievalTests
{
    private static readonly string[] s_paths = [Shapes.Chat, Shapes.Messages, Shapes.Responses];

    public static TheoryData<string, bool> Ways
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (string path in s_paths)
            {
                data.Add(path, false);
                data.Add(path, true);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_call_is_answered_on_the_way(string path, bool stream)
    {
        await using GatewayHost host = await GatewayHost.StartAsync(("Retrieval", "true"), ("Method", "logs"));
        host.Upstream.Answer = (context, request) => Answer(context, path, stream, request.Text.Contains("own_1", StringComparison.Ordinal) ? Turn.Final : Turn.Own, Handle(host));
        using HttpResponseMessage response = await host.PostAsync(path, Shapes.Request(path, 1, stream));
        string seen = await response.TextAsync();
        LedgerEntry entry = await host.NextEntryAsync();

        Assert.Equal(2, host.Upstream.Requests.Count);
        Assert.DoesNotContain("pith_retrieve", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("own_1", seen, StringComparison.Ordinal);
        Visible visible = Read(path, stream, seen);
        Assert.Contains("Let me look.", visible.Text, StringComparison.Ordinal);
        Assert.Contains("A disk was full.", visible.Text, StringComparison.Ordinal);
        Assert.Empty(visible.Calls);
        Assert.Equal(path == Shapes.Messages ? "end_turn" : path == Shapes.Chat ? "stop" : "completed", visible.End);

        // The second request is the first one and what was added: the cached prefix stays.
        string[] sent = [.. host.Upstream.Requests.Select(r => r.Text)];
        string member = path == Shapes.Responses ? "input" : "messages";
        JsonNode[] first = Items(sent[0], member), second = Items(sent[1], member);
        Assert.Equal(first.Select(n => n.ToJsonString()), second.Take(first.Length).Select(n => n.ToJsonString()));
        string added = string.Concat(second.Skip(first.Length).Select(n => n.ToJsonString()));
        Assert.Contains("pith_retrieve", added, StringComparison.Ordinal);
        Assert.Contains("processed batch", added, StringComparison.Ordinal);
        Assert.Equal((1, 1), (entry.ExtraRounds, entry.RetrievalCalls));
        Assert.Equal(1230, entry.Billed!.Total);
        Assert.Equal(1230, entry.ExtraBilled!.Total);
        Assert.InRange(entry.ToolTokens, 50, 400);
        Assert.Equal(2460, visible.UsageTotal);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Without_calls_the_answer_passes_byte_for_byte(string path, bool stream)
    {
        await using GatewayHost host = await GatewayHost.StartAsync(("Retrieval", "true"));
        host.Upstream.Answer = (context, _) => stream ? ScriptedUpstream.StreamAsync(context, Shapes.Stream(path)) : ScriptedUpstream.JsonAsync(context, Shapes.Answer(path) + " ");
        using HttpResponseMessage response = await host.PostAsync(path, Shapes.Request(path, 1, stream));

        Assert.Equal(stream ? string.Concat(Shapes.Stream(path)) : Shapes.Answer(path) + " ", await response.TextAsync());
        Assert.Equal(1230, (await host.NextEntryAsync()).Billed!.Total);
        Assert.Contains("\"pith_retrieve\"", host.Upstream.Last.Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_call_beside_the_clients_own_is_put_back_with_its_answer_on_later_turns(string path, bool stream)
    {
        await using GatewayHost host = await GatewayHost.StartAsync(("Retrieval", "true"), ("Method", "logs"));
        host.Upstream.Answer = (context, request) => Answer(context, path, stream, request.Text.Contains("call_other", StringComparison.Ordinal) ? Turn.Final : Turn.Mixed, Handle(host));
        string asked = Shapes.Request(path, 1, stream);
        using HttpResponseMessage response = await host.PostAsync(path, asked);
        string seen = await response.TextAsync();
        Visible visible = Read(path, stream, seen);

        Assert.Single(host.Upstream.Requests);
        Assert.Equal(["call_other"], visible.Calls);
        Assert.Equal(path == Shapes.Messages ? "tool_use" : path == Shapes.Chat ? "tool_calls" : "completed", visible.End);
        Assert.DoesNotContain("pith_retrieve", seen, StringComparison.Ordinal);

        // The client answers its own call; on this turn and the next, ours stands beside it.
        string[] turns = [Continue(path, asked, 1), Continue(path, asked, 2)];
        var sent = new List<string>();
        foreach (string turn in turns)
        {
            using HttpResponseMessage next = await host.PostAsync(path, turn);
            await next.BytesAsync();
            sent.Add(host.Upstream.Last.Text);
        }

        string member = path == Shapes.Responses ? "input" : "messages";
        string[] first = [.. Items(sent[0], member).Select(n => n.ToJsonString())], second = [.. Items(sent[1], member).Select(n => n.ToJsonString())];
        Assert.Equal(first, second[..first.Length]);
        string all = string.Concat(first);
        Assert.Contains("\"own_1\"", all, StringComparison.Ordinal);
        Assert.Contains("pith_retrieve", all, StringComparison.Ordinal);
        Assert.Equal(2, Regex.Count(all, "\"(id|call_id|tool_call_id|tool_use_id)\":\"own_1\""));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Rounds_are_bounded(string path, bool stream)
    {
        await using GatewayHost host = await GatewayHost.StartAsync(("Retrieval", "true"), ("RetrievalRounds", "2"), ("Method", "logs"));
        host.Upstream.Answer = (context, _) => Answer(context, path, stream, Turn.Own, "zzzzzzzzzz");
        using HttpResponseMessage response = await host.PostAsync(path, Shapes.Request(path, 1, stream));
        string seen = await response.TextAsync();

        Assert.Equal(3, host.Upstream.Requests.Count);
        Assert.DoesNotContain("pith_retrieve", seen, StringComparison.Ordinal);
        Visible visible = Read(path, stream, seen);
        Assert.Empty(visible.Calls);
        Assert.Equal(path == Shapes.Messages ? "end_turn" : path == Shapes.Chat ? "stop" : "completed", visible.End);
        Assert.Contains("There is no original", host.Upstream.Last.Text, StringComparison.Ordinal);
        Assert.Equal(2, (await host.NextEntryAsync()).ExtraRounds);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Where_the_next_round_fails_the_client_gets_the_answer_that_there_is(string path, bool stream)
    {
        await using GatewayHost host = await GatewayHost.StartAsync(("Retrieval", "true"), ("Method", "logs"));
        host.Upstream.Answer = (context, request) => request.Text.Contains("own_1", StringComparison.Ordinal) ? ScriptedUpstream.JsonAsync(context, "{\"error\":{}}", 500) : Answer(context, path, stream, Turn.Own, "zzzzzzzzzz");
        using HttpResponseMessage response = await host.PostAsync(path, Shapes.Request(path, 1, stream));
        Visible visible = Read(path, stream, await response.TextAsync());

        Assert.Equal("Let me look.", visible.Text);
        Assert.Empty(visible.Calls);
    }

    [Fact]
    public async Task The_tool_is_offered_from_the_first_request_on_and_not_to_who_is_off()
    {
        await using GatewayHost host = await GatewayHost.StartAsync(("Retrieval", "true"));
        foreach (string path in s_paths)
        {
            using HttpResponseMessage response = await host.PostAsync(path, Shapes.Request(path, 0));
            JsonNode tool = JsonNode.Parse(host.Upstream.Last.Body)!["tools"]![0]!;
            Assert.Equal("pith_retrieve", (string?)(path == Shapes.Chat ? tool["function"]!["name"] : tool["name"]));
            Assert.Equal("unchanged", response.Header("x-pith-status"));
        }

        using HttpResponseMessage off = await host.PostAsync(Shapes.Chat, Shapes.ChatRequest(0), ("x-pith", "off"));
        Assert.Equal(Shapes.ChatRequest(0), host.Upstream.Last.Text);
    }

    [Fact]
    public async Task The_short_form_of_a_request_goes_on_to_a_second_round()
    {
        await using GatewayHost host = await GatewayHost.StartAsync(("Retrieval", "true"));
        host.Upstream.Answer = (context, request) => Answer(context, Shapes.Responses, false, request.Text.Contains("own_1", StringComparison.Ordinal) ? Turn.Final : Turn.Own, "zzzzzzzzzz");
        using HttpResponseMessage response = await host.PostAsync(Shapes.Responses, "{\"model\":\"m\",\"input\":\"What \\\"is\\\" it?\"}");

        JsonNode[] items = Items(host.Upstream.Last.Text, "input");
        Assert.Equal("What \"is\" it?", (string?)items[0]["content"]);
        Assert.Contains("A disk was full.", Read(Shapes.Responses, false, await response.TextAsync()).Text, StringComparison.Ordinal);
    }

    private enum Turn
    {
        Own,
        Mixed,
        Final,
    }

    private sealed record Visible(string Text, string[] Calls, string? End, long UsageTotal);

    // The first handle in what the upstream was sent first.
    private static string Handle(GatewayHost host) => Marker().Match(host.Upstream.Requests.First().Text) is { Success: true } match ? match.Groups[1].Value : "zzzzzzzzzz";

    private static JsonNode[] Items(string body, string member) => [.. JsonNode.Parse(body)![member]!.AsArray().Select(n => n!)];

    private static string Continue(string path, string asked, int turns)
    {
        JsonNode body = JsonNode.Parse(asked)!;
        JsonArray items = body[path == Shapes.Responses ? "input" : "messages"]!.AsArray();
        for (int i = 0; i < turns; i++)
        {
            string id = i == 0 ? "call_other" : $"call_later_{i}";
            string result = $"short result {i}";
            if (path == Shapes.Chat)
            {
                items.Add(JsonNode.Parse($$$"""{"role":"assistant","content":"Let me look.","tool_calls":[{"id":"{{{id}}}","type":"function","function":{"name":"read_log","arguments":"{}"}}]}"""));
                items.Add(JsonNode.Parse($$$"""{"role":"tool","tool_call_id":"{{{id}}}","content":"{{{result}}}"}"""));
            }
            else if (path == Shapes.Messages)
            {
                items.Add(JsonNode.Parse($$$"""{"role":"assistant","content":[{"type":"text","text":"Let me look."},{"type":"tool_use","id":"{{{id}}}","name":"read_log","input":{}}]}"""));
                items.Add(JsonNode.Parse($$$"""{"role":"user","content":[{"type":"tool_result","tool_use_id":"{{{id}}}","content":"{{{result}}}"}]}"""));
            }
            else
            {
                items.Add(JsonNode.Parse($$$"""{"type":"function_call","call_id":"{{{id}}}","name":"read_log","arguments":"{}"}"""));
                items.Add(JsonNode.Parse($$$"""{"type":"function_call_output","call_id":"{{{id}}}","output":"{{{result}}}"}"""));
            }
        }

        return body.ToJsonString();
    }

    private static Task Answer(Microsoft.AspNetCore.Http.HttpContext context, string path, bool stream, Turn turn, string handle)
    {
        string text = turn == Turn.Final ? "A disk was full." : "Let me look.";
        ToolCall[] calls =
        [
            .. turn == Turn.Final ? [] : new[] { new ToolCall("own_1", "pith_retrieve", new JsonObject { ["handle"] = handle }) },
            .. turn == Turn.Mixed ? new[] { new ToolCall("call_other", "read_log", new JsonObject { ["file"] = "x" }) } : [],
        ];
        return ProviderAnswer.WriteAsync(context, path, stream, text, calls);
    }

    // Reads an answer as a client does, and holds the stream to its rules.
    private static Visible Read(string path, bool stream, string seen)
    {
        JsonObject[] events = stream ? [.. seen.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(e => e[(e.IndexOf("data: ", StringComparison.Ordinal) + 6)..]).Where(d => d != "[DONE]").Select(d => JsonNode.Parse(d)!.AsObject())] : [];
        if (path == Shapes.Chat && stream)
        {
            Assert.EndsWith("data: [DONE]\n\n", seen, StringComparison.Ordinal);
            Assert.Single(events.Select(e => (string?)e["id"]).Distinct());
            JsonNode[] choices = [.. events.SelectMany(e => e["choices"]!.AsArray()).Select(c => c!)];
            JsonNode[] calls = [.. choices.SelectMany(c => c["delta"]?["tool_calls"]?.AsArray() ?? []).Select(c => c!)];
            Assert.All(calls, c => Assert.Equal(0, (int)c["index"]!));
            return new Visible(string.Concat(choices.Select(c => (string?)c["delta"]?["content"])), [.. calls.Select(c => (string?)c["id"]).OfType<string>()], choices.Select(c => (string?)c["finish_reason"]).OfType<string>().Single(), (long)events.Select(e => e["usage"]).OfType<JsonObject>().Single()["total_tokens"]!);
        }

        if (path == Shapes.Messages && stream)
        {
            Assert.Single(events, e => (string)e["type"]! == "message_start");
            Assert.Equal("message_stop", (string)events[^1]["type"]!);
            JsonObject[] starts = [.. events.Where(e => (string)e["type"]! == "content_block_start")];
            Assert.Equal(Enumerable.Range(0, starts.Length), starts.Select(s => (int)s["index"]!));
            JsonObject end = events.Single(e => (string)e["type"]! == "message_delta");
            string text = string.Concat(events.Select(e => (string?)e["delta"]?["text"]));
            long usage = ((long?)end["usage"]!["input_tokens"] ?? 1200) + (long)end["usage"]!["output_tokens"]!;
            return new Visible(text, [.. starts.Select(s => s["content_block"]!).Where(b => (string)b["type"]! == "tool_use").Select(b => (string)b["id"]!)], (string?)end["delta"]!["stop_reason"], usage);
        }

        if (stream)
        {
            Assert.Equal(Enumerable.Range(0, events.Length), events.Select(e => (int)e["sequence_number"]!));
            int[] added = [.. events.Where(e => (string)e["type"]! == "response.output_item.added").Select(e => (int)e["output_index"]!)];
            Assert.Equal(Enumerable.Range(0, added.Length), added);
            JsonObject whole = events[^1]["response"]!.AsObject();
            Assert.Equal(added.Length, whole["output"]!.AsArray().Count);
            return Read(Shapes.Responses, false, whole.ToJsonString());
        }

        JsonObject answer = JsonNode.Parse(seen)!.AsObject();
        if (path == Shapes.Chat)
        {
            JsonNode choice = answer["choices"]![0]!;
            return new Visible((string)choice["message"]!["content"]!, [.. (choice["message"]!["tool_calls"] as JsonArray ?? []).Select(c => (string)c!["id"]!)], (string?)choice["finish_reason"], (long)answer["usage"]!["total_tokens"]!);
        }

        if (path == Shapes.Messages)
        {
            JsonNode[] blocks = [.. answer["content"]!.AsArray().Select(b => b!)];
            return new Visible(string.Join('\n', blocks.Select(b => (string?)b["text"]).OfType<string>()), [.. blocks.Where(b => (string)b["type"]! == "tool_use").Select(b => (string)b["id"]!)], (string?)answer["stop_reason"], (long)answer["usage"]!["input_tokens"]! + (long)answer["usage"]!["output_tokens"]!);
        }

        JsonNode[] items = [.. answer["output"]!.AsArray().Select(b => b!)];
        return new Visible(string.Join('\n', items.Where(i => (string)i["type"]! == "message").Select(i => (string)i["content"]![0]!["text"]!)), [.. items.Where(i => (string)i["type"]! == "function_call").Select(i => (string)i["call_id"]!)], (string?)answer["status"], (long)answer["usage"]!["total_tokens"]!);
    }

    [GeneratedRegex(@"\[pith [^\]]*#([a-z]{10})\]")]
    private static partial Regex Marker();
}
