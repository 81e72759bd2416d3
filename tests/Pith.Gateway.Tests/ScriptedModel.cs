using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Pith.Reversal;

namespace Pith.Gateway.Tests;

/// <summary>A model that does what its name says, for clients that we do not write ourselves.</summary>
/// <remarks><c>plain</c> answers; <c>loop</c> calls a tool three times; <c>asks</c> calls it once and asks for what was cut; <c>limited</c> and <c>refused</c> are errors; <c>cut</c> is a stream that breaks off.</remarks>
internal static class ScriptedModel
{
    internal const int Turns = 3;

    /// <summary>The error of a provider, spaces and all.</summary>
    internal static (int Status, string Body) Error(string path, string model) => (path == Shapes.Messages, model) switch
    {
        (true, "limited") => (429, "{\"type\": \"error\",\"error\": {\"type\": \"rate_limit_error\", \"message\": \"Slow “down”.\"},\"request_id\":\"req_1\" }\n"),
        (true, _) => (400, "{\"type\": \"error\",\"error\": {\"type\": \"invalid_request_error\", \"message\": \"messages: too few\"},\"request_id\":\"req_1\" }\n"),
        (_, "limited") => (429, "{\"error\": {\"message\": \"Slow “down”.\", \"type\": \"requests\", \"param\": null, \"code\": \"rate_limit_exceeded\"}}\n"),
        _ => (400, "{\"error\": {\"message\": \"Unsupported value\", \"type\": \"invalid_request_error\", \"param\": \"messages\", \"code\": \"unsupported_value\"}}\n"),
    };

    internal static async Task AnswerAsync(HttpContext context, UpstreamRequest request)
    {
        JsonNode body = JsonNode.Parse(request.Body)!;
        string path = PathOf(request), model = (string)body["model"]!;
        bool stream = (bool?)body["stream"] == true;
        int results = ResultsOf(request).Length;
        switch (model)
        {
            case "limited" or "refused":
                (int status, string error) = Error(path, model);
                if (status == 429)
                {
                    context.Response.Headers.RetryAfter = "7";
                }

                await ScriptedUpstream.JsonAsync(context, error, status);
                break;
            case "cut":
                await ScriptedUpstream.StreamAsync(context, ProviderAnswer.Events(path, "A disk was full.", []).Take(3));

                // The server sends what was written and closes the connection; to abort it could lose that.
                throw new IOException("The stream breaks off.");
            case "loop" when results < Turns:
            case "asks" when results == 0:
                await ProviderAnswer.WriteAsync(context, path, stream, "Let me look.", new ToolCall($"call_{results}", "read_log", new JsonObject { ["file"] = $"{results}.log" }));
                break;
            case "asks" when !request.Text.Contains("own_1", StringComparison.Ordinal):
                string handle = ElisionMarker.FindAll(ResultsOf(request)[0]).First().Marker.Id!;
                await ProviderAnswer.WriteAsync(context, path, stream, "Let me look.", new ToolCall("own_1", "pith_retrieve", new JsonObject { ["handle"] = handle }));
                break;
            default:
                await ProviderAnswer.WriteAsync(context, path, stream, "A disk was full.");
                break;
        }
    }

    /// <summary>Holds a loop to what a provider has to see of it: results that are shorter, and earlier messages that are the same bytes.</summary>
    internal static void AssertLoop(IEnumerable<UpstreamRequest> requests, string path, bool stream)
    {
        UpstreamRequest[] turns = [.. Of(requests, path, "loop", stream)];
        Assert.Equal(Turns + 1, turns.Length);
        string[] before = [];
        for (int turn = 0; turn < turns.Length; turn++)
        {
            string[] results = ResultsOf(turns[turn]);
            Assert.Equal(turn, results.Length);
            Assert.All(results, r => Assert.Contains("[pith ", r, StringComparison.Ordinal));
            Assert.All(results, r => Assert.InRange(r.Split('\n').Length, 2, 90));

            using JsonDocument sent = JsonDocument.Parse(turns[turn].Body);
            string[] messages = [.. sent.RootElement.GetProperty(path == Shapes.Responses ? "input" : "messages").EnumerateArray().Select(m => m.GetRawText())];
            Assert.Equal(before, messages[..before.Length]);
            before = messages;
        }
    }

    /// <summary>Holds retrieval to one round of ours, with the original in it.</summary>
    internal static void AssertAsked(IEnumerable<UpstreamRequest> requests, string path, bool stream)
    {
        UpstreamRequest[] rounds = [.. Of(requests, path, "asks", stream)];
        Assert.Equal(3, rounds.Length);
        Assert.Contains("own_1", rounds[2].Text, StringComparison.Ordinal);
        Assert.Equal(2, ResultsOf(rounds[2]).Length);
        Assert.Contains("processed batch", ResultsOf(rounds[2])[1], StringComparison.Ordinal);
    }

    internal static string PathOf(UpstreamRequest request) => request.PathAndQuery.Split('?')[0];

    private static IEnumerable<UpstreamRequest> Of(IEnumerable<UpstreamRequest> requests, string path, string model, bool stream) =>
        requests.Where(r => PathOf(r) == path && JsonNode.Parse(r.Body) is { } b && (string?)b["model"] == model && ((bool?)b["stream"] == true) == stream);

    // The texts of the tools' results, in order.
    private static string[] ResultsOf(UpstreamRequest request)
    {
        JsonNode body = JsonNode.Parse(request.Body)!;
        IEnumerable<JsonNode> items = ((body["messages"] ?? body["input"]) as JsonArray ?? []).Select(m => m!);
        return PathOf(request) switch
        {
            Shapes.Messages => [.. items.Select(m => m["content"]).OfType<JsonArray>().SelectMany(c => c).Where(b => (string?)b!["type"] == "tool_result").Select(b => TextOf(b!["content"]!))],
            Shapes.Responses => [.. items.Where(i => (string?)i["type"] == "function_call_output").Select(i => TextOf(i["output"]!))],
            _ => [.. items.Where(m => (string?)m["role"] == "tool").Select(m => TextOf(m["content"]!))],
        };
    }

    private static string TextOf(JsonNode content) => content is JsonArray parts ? string.Concat(parts.Select(p => (string?)p!["text"])) : (string)content!;
}
