using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Pith.Gateway.Tests;

public sealed class HostileRequestTests
{
    [Fact]
    public async Task A_thousand_mutilated_requests_are_never_an_error_of_ours()
    {
        await using GatewayHost host = await GatewayHost.StartAsync(("Retrieval", "true"), ("Limits:BodyBytes", "300000"));
        var random = new Random(20260101);
        string[] paths = [Shapes.Chat, Shapes.Messages, Shapes.Responses];
        byte[][] seeds = [.. paths.Select(p => Encoding.UTF8.GetBytes(Shapes.Request(p, 1).Replace(Shapes.ToolText(0, 120).Replace("\n", "\\n", StringComparison.Ordinal), "short", StringComparison.Ordinal)))];
        for (int i = 0; i < 1000; i++)
        {
            int kind = i % 3;
            using HttpResponseMessage response = await host.PostAsync(paths[kind], MutatedBytes.Of(seeds[kind], random, random.Next(1, 6)));
            Assert.True((int)response.StatusCode < 500, $"{i}: {(int)response.StatusCode}");
            Assert.NotNull(response.Header("x-pith-status"));
        }

        Assert.Equal(1000, host.Upstream.Requests.Count);
    }

    [Fact]
    public async Task Deep_and_wide_requests_go_on()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        string[] bodies =
        [
            string.Concat(Enumerable.Repeat("[", 100_000)),
            "{\"messages\":" + string.Concat(Enumerable.Repeat("[", 300)) + string.Concat(Enumerable.Repeat("]", 300)) + "}",
            "{\"messages\":[" + string.Join(',', Enumerable.Repeat("{\"role\":\"tool\",\"content\":\"\"}", 20_000)) + "]}",
            "{\"messages\":[{\"role\":\"tool\",\"content\":\"" + new string('a', 1_000_000) + "\"}]}",
            "{\"messages\":[{\"role\":\"tool\",\"content\":[{\"type\":\"text\"},{\"type\":\"text\",\"text\":5},7,null]}]}",
        ];
        foreach (string body in bodies)
        {
            using HttpResponseMessage response = await host.PostAsync(Shapes.Chat, body);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    [Theory]
    [InlineData("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nx-pith-method: keep\r\n injected: 1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("GET http://elsewhere.invalid/v1/models HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")]
    [InlineData("GET /a/../../v1/x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")]
    [InlineData("BREW / HTTP/1.0\r\nHost: x\r\nConnection: x-keep\r\nx-keep: 1\r\n\r\n")]
    [InlineData("CONNECT elsewhere.invalid:443 HTTP/1.1\r\nHost: elsewhere.invalid:443\r\nConnection: close\r\n\r\n")]
    public async Task Raw_requests_smuggle_nothing(string raw)
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, host.Client.BaseAddress!.Port, TestContext.Current.CancellationToken);
        NetworkStream stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(raw), TestContext.Current.CancellationToken);
        using var answer = new StreamReader(stream);
        string text = await answer.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.StartsWith("HTTP/1.1 ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("HTTP/1.1 5", text, StringComparison.Ordinal);
        Assert.True(host.Upstream.Requests.Count <= 1);
        Assert.All(host.Upstream.Requests, r =>
        {
            Assert.DoesNotContain("smuggled", r.PathAndQuery, StringComparison.Ordinal);
            Assert.DoesNotContain("..", r.PathAndQuery, StringComparison.Ordinal);
            Assert.Equal([], r.Headers.Keys.Where(k => k is "injected" or "x-keep"));
        });
    }
}
