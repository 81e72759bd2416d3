using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Pith.Gateway.Tests;

public sealed class TransparencyTests
{
    [Fact]
    public async Task Two_hundred_requests_and_answers_pass_byte_for_byte_when_compression_is_off()
    {
        await using GatewayHost host = await GatewayHost.StartAsync(("Compress", "false"));
        int at = 0;
        byte[][] answers = [.. Enumerable.Range(0, 200).Select(i => Encoding.UTF8.GetBytes(i % 2 == 0 ? string.Concat(Shapes.Stream(Path(i))) : Shapes.Answer(Path(i)) + (i % 3 == 0 ? "\n" : string.Empty)))];
        host.Upstream.Answer = async (context, _) =>
        {
            context.Response.StatusCode = at % 20 == 19 ? 429 : 200;
            context.Response.ContentType = at % 2 == 0 ? "text/event-stream" : "application/json";
            context.Response.Headers["x-request-id"] = $"req-{at}";
            context.Response.Headers["retry-after"] = "7";
            await context.Response.Body.WriteAsync(answers[at]);
        };
        foreach ((string path, byte[] body) in Shapes.Recorded(200))
        {
            using HttpResponseMessage response = await host.PostAsync(path, body, ("Authorization", "Bearer sk-upstream"), ("OpenAI-Beta", "x=1"), ("x-custom", "a, b"));
            byte[] answer = await response.BytesAsync();

            UpstreamRequest got = host.Upstream.Last;
            Assert.Equal(path, got.PathAndQuery);
            Assert.Equal(body, got.Body);
            Assert.Equal(("Bearer sk-upstream", "x=1", "a, b", "application/json"), (got.Headers["Authorization"], got.Headers["OpenAI-Beta"], got.Headers["x-custom"], got.Headers["Content-Type"]));
            Assert.Equal(answers[at], answer);
            Assert.Equal(at % 20 == 19 ? 429 : 200, (int)response.StatusCode);
            Assert.Equal(($"req-{at}", "7"), (response.Header("x-request-id"), response.Header("retry-after")));
            Assert.Contains(response.Header("x-pith-status")!, (string[])["off", "bypassed"]);
            at++;
        }

        static string Path(int i) => ((string[])[Shapes.Chat, Shapes.Messages, Shapes.Responses])[i % 3];
    }

    [Fact]
    public async Task Requests_with_nothing_to_compress_pass_byte_for_byte()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        foreach ((string path, byte[] body) in Shapes.Recorded(35).Where(r => !r.Path.Contains("embeddings", StringComparison.Ordinal)))
        {
            using HttpResponseMessage response = await host.PostAsync(path, Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(body).Replace("worker", "x", StringComparison.Ordinal)), ("x-pith-method", "keep"), ("x-pith-rate", "1"));
            Assert.True(response.IsSuccessStatusCode);
            Assert.Equal(Encoding.UTF8.GetString(body).Replace("worker", "x", StringComparison.Ordinal), host.Upstream.Last.Text);
        }
    }

    [Theory]
    [InlineData("GET", "/v1/models")]
    [InlineData("DELETE", "/v1/files/file-1%2F2?x=%20y&key=a+b")]
    [InlineData("PUT", "/anything/else")]
    [InlineData("PATCH", "/")]
    [InlineData("OPTIONS", "/v1/chat/completions")]
    [InlineData("GET", "/v1/responses/resp_1")]
    public async Task Every_other_path_and_method_passes(string method, string path)
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        host.Upstream.Answer = (context, _) => ScriptedUpstream.JsonAsync(context, "{\"a\":1}", 201);
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using HttpResponseMessage response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal((method, path), (host.Upstream.Last.Method, host.Upstream.Last.PathAndQuery));
        Assert.Equal((HttpStatusCode.Created, "{\"a\":1}"), (response.StatusCode, await response.TextAsync()));
        Assert.Equal("bypassed", response.Header("x-pith-status"));
    }

    [Theory]
    [InlineData(Shapes.Chat, false)]
    [InlineData(Shapes.Messages, false)]
    [InlineData(Shapes.Responses, false)]
    [InlineData(Shapes.Chat, true)]
    [InlineData(Shapes.Messages, true)]
    [InlineData(Shapes.Responses, true)]
    public async Task An_event_reaches_the_client_before_the_upstream_writes_the_next(string path, bool retrieval)
    {
        await using GatewayHost host = await GatewayHost.StartAsync(("Retrieval", retrieval ? "true" : "false"));
        string[] events = Shapes.Stream(path);
        var seen = new SemaphoreSlim(0);
        host.Upstream.Answer = async (context, _) =>
        {
            context.Response.ContentType = "text/event-stream";
            foreach (string one in events)
            {
                await context.Response.WriteAsync(one);
                await context.Response.Body.FlushAsync();
                await seen.WaitAsync(context.RequestAborted);
            }
        };
        using HttpResponseMessage response = await host.PostAsync(path, Shapes.Request(path, 2, stream: true));
        await using Stream stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        foreach (string one in events)
        {
            byte[] expected = Encoding.UTF8.GetBytes(one);
            byte[] got = new byte[expected.Length];
            await stream.ReadExactlyAsync(got, TestContext.Current.CancellationToken);
            Assert.Equal(one, Encoding.UTF8.GetString(got));
            seen.Release();
        }

        Assert.Equal(0, await stream.ReadAsync(new byte[1], TestContext.Current.CancellationToken));
        Assert.Equal("compressed", response.Header("x-pith-status"));
    }

    [Fact]
    public async Task Azure_paths_are_conversations_and_prefixes_choose_the_upstream()
    {
        await using ScriptedUpstream other = await ScriptedUpstream.StartAsync();
        Dictionary<string, string?> settings = GatewayHost.Settings();
        settings["Pith:Gateway:Routes:other:Path"] = "/other";
        settings["Pith:Gateway:Routes:other:Upstream"] = other.Url + "/base/";
        settings["Pith:Gateway:Routes:other:Compress"] = "false";
        await using GatewayHost host = await GatewayHost.StartAsync(settings);
        using HttpResponseMessage azure = await host.PostAsync("/openai/deployments/x/chat/completions?api-version=1", Shapes.ChatRequest(1), ("api-key", "k"));
        using HttpResponseMessage routed = await host.PostAsync("/other/v1/chat/completions", Shapes.ChatRequest(1));
        using HttpResponseMessage alike = await host.PostAsync("/others/v1/chat/completions", Shapes.ChatRequest(1));

        Assert.Equal("compressed", azure.Header("x-pith-status"));
        Assert.Equal("off", routed.Header("x-pith-status"));
        Assert.Equal("/base/v1/chat/completions", other.Last.PathAndQuery);
        Assert.Equal("/others/v1/chat/completions", host.Upstream.Last.PathAndQuery);
        Assert.Equal("/openai/deployments/x/chat/completions?api-version=1", host.Upstream.Requests.First().PathAndQuery);
    }
}
