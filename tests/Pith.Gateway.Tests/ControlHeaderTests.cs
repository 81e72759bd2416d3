using System.Net;
using System.Text.Json;

namespace Pith.Gateway.Tests;

public sealed class ControlHeaderTests
{
    [Fact]
    public async Task Headers_choose_and_go_no_further()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        string body = Shapes.ChatRequest(1);
        using HttpResponseMessage rate = await host.PostAsync(Shapes.Chat, body, ("X-Pith-Rate", "0.2"), ("x-pith-method", "stop-words"), ("x-pith-unknown", "1"));
        Assert.Equal("stop-words", rate.Header("x-pith-method"));
        Assert.True(int.Parse(rate.Header("x-pith-tokens-after")!) <= 0.2 * int.Parse(rate.Header("x-pith-tokens-before")!));
        Assert.DoesNotContain(host.Upstream.Last.Headers.Keys, k => k.StartsWith("x-pith", StringComparison.OrdinalIgnoreCase));

        using HttpResponseMessage budget = await host.PostAsync(Shapes.Chat, Shapes.ChatRequest(1, from: 3), ("x-pith-budget", "300"));
        Assert.InRange(int.Parse(budget.Header("x-pith-tokens-after")!), 200, 300);

        using HttpResponseMessage off = await host.PostAsync(Shapes.Chat, body, ("x-pith", "off"));
        Assert.Equal(("off", "header", body), (off.Header("x-pith-status"), off.Header("x-pith-reason"), host.Upstream.Last.Text));
        Assert.Null(off.Header("x-pith-method"));
    }

    [Theory]
    [InlineData("x-pith", "maybe")]
    [InlineData("x-pith-method", "no-such-method")]
    [InlineData("x-pith-method", "AUTO")]
    [InlineData("x-pith-rate", "0")]
    [InlineData("x-pith-rate", "1.5")]
    [InlineData("x-pith-rate", "NaN")]
    [InlineData("x-pith-rate", "0,5")]
    [InlineData("x-pith-rate", "1e-3")]
    [InlineData("x-pith-budget", "0")]
    [InlineData("x-pith-budget", "-4")]
    [InlineData("x-pith-budget", "99999999999")]
    [InlineData("x-pith-budget", "")]
    public async Task A_value_that_means_nothing_is_a_400(string name, string value)
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        foreach (string path in (string[])[Shapes.Chat, Shapes.Messages])
        {
            using HttpResponseMessage response = await host.PostAsync(path, Shapes.Request(path, 1), (name, value));
            using JsonDocument json = JsonDocument.Parse(await response.TextAsync());

            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
            Assert.Equal(("refused", "header"), (response.Header("x-pith-status"), response.Header("x-pith-reason")));
            Assert.Equal("invalid_request_error", json.RootElement.GetProperty("error").GetProperty("type").GetString());
            Assert.Contains(name, json.RootElement.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
            Assert.Equal(path == Shapes.Messages, json.RootElement.TryGetProperty("type", out _));
        }

        Assert.Empty(host.Upstream.Requests);
    }

    [Fact]
    public async Task The_upstream_can_not_speak_for_the_gateway()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        host.Upstream.Answer = (context, _) =>
        {
            context.Response.Headers["x-pith-status"] = "compressed";
            context.Response.Headers["X-Pith-Method"] = "lies";
            context.Response.Headers["set-cookie"] = "a=b";
            return ScriptedUpstream.JsonAsync(context, "{}");
        };
        using HttpResponseMessage response = await host.PostAsync(Shapes.Chat, Shapes.ChatRequest(0));

        Assert.Equal("unchanged", response.Header("x-pith-status"));
        Assert.Null(response.Header("x-pith-method"));
        Assert.Equal("a=b", response.Header("set-cookie"));
    }
}
