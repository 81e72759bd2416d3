using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Pith.Gateway.Keys;
using Pith.Reversal;

namespace Pith.Gateway.Tests;

public sealed class PageTests
{
    [Fact]
    public async Task Messages_are_compressed_for_gateways_of_others()
    {
        await using GatewayHost host = await GatewayHost.StartAsync(("Method", "logs"));
        foreach (string path in (string[])[Shapes.Chat, Shapes.Messages])
        {
            string asked = Shapes.Request(path, 2);
            using HttpResponseMessage response = await host.PostAsync("/v1/compress", asked);
            using JsonDocument json = JsonDocument.Parse(await response.TextAsync());
            using JsonDocument request = JsonDocument.Parse(asked);
            JsonElement[] before = [.. request.RootElement.GetProperty("messages").EnumerateArray()], after = [.. json.RootElement.GetProperty("messages").EnumerateArray()];
            int tokensBefore = json.RootElement.GetProperty("tokens_before").GetInt32(), tokensAfter = json.RootElement.GetProperty("tokens_after").GetInt32();

            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal(before.Length, after.Length);
            Assert.Equal(before[0].GetRawText(), after[0].GetRawText());
            Assert.NotEqual(before[^1].GetRawText(), after[^1].GetRawText());
            Assert.InRange(tokensAfter, 1, (tokensBefore * 6) / 10);
            Assert.Equal(tokensBefore - tokensAfter, json.RootElement.GetProperty("tokens_saved").GetInt32());
            Assert.Equal((double)tokensAfter / tokensBefore, json.RootElement.GetProperty("compression_ratio").GetDouble(), 3);
            Assert.Equal("logs", json.RootElement.GetProperty("transforms_applied").EnumerateArray().Single().GetString());

            string handle = ElisionMarker.FindAll(string.Concat(Strings(after[^1]))).First().Marker.Id!;
            using HttpResponseMessage original = await host.Client.GetAsync(new Uri($"/v1/retrieve/{handle}", UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Contains("processed batch", await original.TextAsync(), StringComparison.Ordinal);
        }

        using HttpResponseMessage none = await host.Client.GetAsync(new Uri("/v1/retrieve/zzzzzzzzzz", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
        Assert.Empty(host.Upstream.Requests);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{\"messages\":5}")]
    [InlineData("{\"messages\":[],\"messages\":[]}")]
    [InlineData("nothing")]
    public async Task What_is_no_list_of_messages_is_a_400(string body)
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        using HttpResponseMessage response = await host.PostAsync("/v1/compress", body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("pith_compress", await response.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_and_readiness_are_two_things()
    {
        await using GatewayHost fine = await GatewayHost.StartAsync();
        await using GatewayHost alone = await GatewayHost.StartAsync(("Stores:Kind", "redis"), ("Stores:Connection", "127.0.0.1:1,connectTimeout=200,connectRetry=0,abortConnect=true"));
        Assert.Equal("ok", await fine.Client.GetStringAsync(new Uri("/healthz", UriKind.Relative), TestContext.Current.CancellationToken));
        Assert.Equal("ok", await alone.Client.GetStringAsync(new Uri("/healthz", UriKind.Relative), TestContext.Current.CancellationToken));
        Assert.Equal((HttpStatusCode.OK, "{\"ready\":true,\"methods\":\"ok\",\"store\":\"ok\"}"), await ReadyAsync(fine));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "{\"ready\":false,\"methods\":\"ok\",\"store\":\"not reachable\"}"), await ReadyAsync(alone));

        // Without its store the gateway still forwards.
        string body = Shapes.ChatRequest(1);
        using HttpResponseMessage response = await alone.PostAsync(Shapes.Chat, body);
        Assert.Equal((HttpStatusCode.OK, body), (response.StatusCode, alone.Upstream.Last.Text));
    }

    private static async Task<(HttpStatusCode Status, string Text)> ReadyAsync(GatewayHost host)
    {
        while (true)
        {
            using HttpResponseMessage ready = await host.Client.GetAsync(new Uri("/readyz", UriKind.Relative), TestContext.Current.CancellationToken);
            string text = await ready.TextAsync();
            if (!text.Contains("loading", StringComparison.Ordinal))
            {
                return (ready.StatusCode, text);
            }

            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task Pages_about_others_are_for_admins()
    {
        (string key, string hash) = KeyHash.New();
        (string admin, string adminHash) = KeyHash.New();
        await using GatewayHost host = await GatewayHost.StartAsync(("Keys:team:Hash", hash), ("Keys:chief:Hash", adminHash), ("Keys:chief:Admin", "true"));
        foreach ((string? given, HttpStatusCode expected) in new[] { (null, HttpStatusCode.Unauthorized), (key, HttpStatusCode.Unauthorized), (admin, HttpStatusCode.OK) })
        {
            foreach (string page in (string[])["/pith/ledger", "/pith/totals"])
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, page);
                if (given is not null)
                {
                    request.Headers.Add("x-pith-key", given);
                }

                using HttpResponseMessage response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
                Assert.Equal(expected, response.StatusCode);
            }
        }

        using HttpResponseMessage compress = await host.PostAsync("/v1/compress", "{\"messages\":[]}");
        Assert.Equal(HttpStatusCode.Unauthorized, compress.StatusCode);
    }

    [Fact]
    public async Task A_stop_lets_answers_end()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Upstream.Answer = async (context, _) =>
        {
            await ScriptedUpstream.StreamAsync(context, ["data: 1\n\n"]);
            await go.Task;
            await context.Response.WriteAsync("data: 2\n\n");
        };
        using HttpResponseMessage response = await host.PostAsync(Shapes.Chat, Shapes.ChatRequest(1, stream: true));
        await using Stream stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        await stream.ReadExactlyAsync(new byte[9], TestContext.Current.CancellationToken);
        Task stopped = host.StopAsync();
        go.SetResult();
        using var rest = new StreamReader(stream);

        Assert.Equal("data: 2\n\n", await rest.ReadToEndAsync(TestContext.Current.CancellationToken));
        await stopped;
    }

    private static IEnumerable<string> Strings(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => [json.GetString()!],
        JsonValueKind.Array => json.EnumerateArray().SelectMany(Strings),
        JsonValueKind.Object => json.EnumerateObject().SelectMany(p => Strings(p.Value)),
        _ => [],
    };
}
