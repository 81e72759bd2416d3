using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Pith.Clients;
using Pith.Gateway.Keys;
using Pith.Reversal;

namespace Pith.Gateway.Tests;

/// <summary>The tools of the protocol server through the gateway.</summary>
public sealed class McpTests
{
    private const string Ping = """{"jsonrpc":"2.0","id":1,"method":"ping"}""";

    private static readonly NodeProject s_clients = new("mcp");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_client_compresses_and_gets_back_what_the_gateway_and_it_have_cut()
    {
        await using GatewayHost host = await StartAsync(null, ("Method", "logs"));
        using HttpResponseMessage response = await host.PostAsync(Shapes.Chat, Shapes.ChatRequest(1));
        string cut = ElisionMarker.FindAll(JsonText(host.Upstream.Last.Text)).First().Marker.Id!;
        await using McpClient client = await ConnectAsync(host);

        Assert.Equal("pith", client.ServerInfo!.Name);
        Assert.Equal(["compress_text", "count", "methods", "retrieve"], (await client.ListToolsAsync(cancellationToken: Token)).Select(t => t.Name).Order(StringComparer.Ordinal));
        string ofGateway = await CallAsync(client, "retrieve", ("handle", cut), ("budget", 100_000));
        Assert.Contains(ofGateway.Trim().Split('\n')[0], Shapes.ToolText(0), StringComparison.Ordinal);
        string compressed = await CallAsync(client, "compress_text", ("text", Shapes.ToolText(7)), ("method", "logs"), ("rate", 0.3));
        string own = ElisionMarker.FindAll(compressed).First().Marker.Id!;
        Assert.Contains((await CallAsync(client, "retrieve", ("handle", own), ("budget", 100_000))).Trim().Split('\n')[0], Shapes.ToolText(7), StringComparison.Ordinal);

        // Each sees the other's: one store.
        Assert.NotNull(await host.Services.GetRequiredService<IOriginalStore>().FindAsync(own, Token));
        Assert.Single(host.Upstream.Requests);
    }

    // sdk speaks the revisions with a handshake, client those without.
    [Theory]
    [InlineData("sdk", 18)]
    [InlineData("client", 20)]
    public async Task The_protocols_own_clients_use_it_over_HTTP(string client, int node)
    {
        await s_clients.ReadyAsync(node);
        (string key, string hash) = KeyHash.New();
        await using GatewayHost host = await StartAsync(null, ("Keys:a:Hash", hash));

        (int code, string output) = await s_clients.RunAsync("node", ["http.mjs", client, new Uri(host.Client.BaseAddress!, "mcp").ToString(), key]);

        Assert.True(code == 0, output);
        Assert.Equal(["no key", "list", "tools", "errors", "concurrent"], NodeProject.Checks(output));
        Assert.Empty(host.Upstream.Requests);
    }

    [Fact]
    public async Task Without_the_setting_the_path_is_the_upstreams()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        using HttpResponseMessage response = await host.PostAsync("/mcp", Ping);

        Assert.Equal(("/mcp", Ping), (host.Upstream.Last.PathAndQuery, host.Upstream.Last.Text));
    }

    [Fact]
    public async Task Any_key_lets_in_where_keys_are_asked()
    {
        (string key, string hash) = KeyHash.New();
        await using GatewayHost host = await StartAsync(null, ("Keys:a:Hash", hash));
        using HttpResponseMessage without = await PostAsync(host);
        using HttpResponseMessage wrong = await PostAsync(host, ("Authorization", "Bearer pith-nothing"));
        await using McpClient client = await ConnectAsync(host, ("Authorization", $"Bearer {key}"));
        await using McpClient other = await ConnectAsync(host, ("x-pith-key", key));

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (without.StatusCode, wrong.StatusCode));
        Assert.Equal(4, (await client.ListToolsAsync(cancellationToken: Token)).Count);
        Assert.Equal(4, (await other.ListToolsAsync(cancellationToken: Token)).Count);
        Assert.Empty(host.Upstream.Requests);
    }

    [Theory]
    [InlineData("10.1.2.3", null, HttpStatusCode.Forbidden)]
    [InlineData("127.0.0.1", "http://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("127.0.0.1", "null", HttpStatusCode.Forbidden)]
    [InlineData("127.0.0.1", "http://localhost:3000", HttpStatusCode.OK)]
    [InlineData("::1", null, HttpStatusCode.OK)]
    public async Task Without_keys_it_is_for_this_machine_and_its_own_pages(string from, string? origin, HttpStatusCode status)
    {
        await using GatewayHost host = await StartAsync(b => b.Services.AddSingleton<IStartupFilter>(new From(IPAddress.Parse(from))));
        using HttpResponseMessage response = await PostAsync(host, origin is null ? [] : [("Origin", origin)]);

        Assert.Equal(status, response.StatusCode);
        Assert.Empty(host.Upstream.Requests);
    }

    [Fact]
    public async Task A_name_that_was_made_to_lead_here_does_not_let_in()
    {
        await using GatewayHost host = await StartAsync(null);
        using HttpResponseMessage response = await PostAsync(host, ("Host", "evil.example"));

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task Other_verbs_and_long_bodies_go_nowhere()
    {
        await using GatewayHost host = await StartAsync(null, ("Limits:BodyBytes", "2000"));
        using HttpResponseMessage get = await host.Client.GetAsync(new Uri("/mcp", UriKind.Relative), Token);
        using HttpResponseMessage delete = await host.Client.DeleteAsync(new Uri("/mcp", UriKind.Relative), Token);
        using HttpResponseMessage large = await host.PostAsync("/mcp", Ping + new string(' ', 2000), ("Accept", "application/json, text/event-stream"));

        Assert.Equal((HttpStatusCode.MethodNotAllowed, HttpStatusCode.MethodNotAllowed), (get.StatusCode, delete.StatusCode));
        Assert.InRange((int)large.StatusCode, 400, 499);
        Assert.Empty(host.Upstream.Requests);
    }

    // The pages are open: what is for them is not for the tools.
    private static Task<GatewayHost> StartAsync(Action<WebApplicationBuilder>? configure, params (string Name, string Value)[] more)
    {
        Dictionary<string, string?> settings = GatewayHost.Settings(more);
        (settings["Pith:Gateway:Mcp"], settings["Pith:Gateway:OpenPages"]) = ("true", "true");
        return GatewayHost.StartAsync(settings, configure);
    }

    private static Task<HttpResponseMessage> PostAsync(GatewayHost host, params (string Name, string Value)[] headers) =>
        host.PostAsync("/mcp", Ping, [("Accept", "application/json, text/event-stream"), .. headers]);

    private static async Task<McpClient> ConnectAsync(GatewayHost host, params (string Name, string Value)[] headers) =>
        await McpClient.CreateAsync(
            new HttpClientTransport(new HttpClientTransportOptions { Endpoint = new Uri(host.Client.BaseAddress!, "mcp"), TransportMode = HttpTransportMode.StreamableHttp, AdditionalHeaders = headers.ToDictionary(h => h.Name, h => h.Value) }),
            cancellationToken: Token);

    private static async Task<string> CallAsync(McpClient client, string tool, params (string Name, object Value)[] arguments)
    {
        CallToolResult result = await client.CallToolAsync(tool, arguments.ToDictionary(a => a.Name, a => (object?)a.Value), cancellationToken: Token);
        string text = Assert.IsType<TextContentBlock>(result.Content[0]).Text;
        Assert.False(result.IsError ?? false, text);
        return text;
    }

    private static string JsonText(string json)
    {
        using var document = System.Text.Json.JsonDocument.Parse(json);
        return string.Concat(document.RootElement.GetProperty("messages").EnumerateArray().Select(m => m.GetProperty("content").ToString()));
    }

    // Gives requests the address that a client elsewhere would have.
    private sealed class From(IPAddress address) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, rest) =>
            {
                context.Connection.RemoteIpAddress = address;
                return rest(context);
            });
            next(app);
        };
    }
}
