using System.IO.Pipelines;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Pith.Mcp.Tests;

public sealed class RegistrationTests
{
    [Fact]
    public async Task A_host_adds_the_tools_to_a_server_with_any_transport_and_sessions_share_the_store()
    {
        var services = new ServiceCollection();
        services.AddPithMcp(Fakes.Options);
        await using ServiceProvider provider = services.BuildServiceProvider();
        McpServerOptions options = provider.GetRequiredService<IOptions<McpServerOptions>>().Value;

        string handle = (await InSessionAsync(options, provider, async c => await c.CallToolAsync("compress_text", new Dictionary<string, object?> { ["text"] = Fakes.Prose }))).Data("original").GetString()!;
        CallToolResult found = await InSessionAsync(options, provider, async c => await c.CallToolAsync("retrieve", new Dictionary<string, object?> { ["handle"] = handle, ["budget"] = 100_000 }));

        Assert.Equal(Fakes.Prose, found.Said());
        Assert.Equal("pith", options.ServerInfo!.Name);
    }

    [Fact]
    public async Task A_server_with_tools_of_its_own_keeps_its_name()
    {
        var services = new ServiceCollection();
        services.AddMcpServer(o => o.ServerInfo = new Implementation { Name = "mine", Version = "1" }).AddPithMcp(Fakes.Options);
        await using ServiceProvider provider = services.BuildServiceProvider();
        McpServerOptions options = provider.GetRequiredService<IOptions<McpServerOptions>>().Value;

        Assert.Equal("mine", options.ServerInfo!.Name);
        Assert.Equal(["compress_text", "count", "methods", "retrieve"], options.ToolCollection!.Select(t => t.ProtocolTool.Name).Order(StringComparer.Ordinal));
        Assert.Single(options.ResourceCollection!);
    }

    [Fact]
    public async Task Options_that_need_services_are_made_once_for_every_server()
    {
        int made = 0;
        var services = new ServiceCollection();
        services.AddSingleton(Fakes.Options);
        services.AddPithMcp(p =>
        {
            made++;
            return p.GetRequiredService<PithMcpOptions>();
        });
        await using ServiceProvider provider = services.BuildServiceProvider();
        IOptionsFactory<McpServerOptions> servers = provider.GetRequiredService<IOptionsFactory<McpServerOptions>>();
        McpServerOptions one = servers.Create(Options.DefaultName), other = servers.Create(Options.DefaultName);

        Assert.Equal(1, made);
        Assert.Equal("pith", one.ServerInfo!.Name);
        Assert.Equal(4, one.ToolCollection!.Count);
        Assert.True(one.ToolCollection.SequenceEqual(other.ToolCollection!));
        Assert.Single(one.ResourceCollection!);
    }

    [Fact]
    public void An_unknown_method_is_an_error_at_the_start() =>
        Assert.Throws<CompressionException>(() => new ServiceCollection().AddPithMcp(Fakes.Options with { Method = "nope" }));

    private static async Task<CallToolResult> InSessionAsync(McpServerOptions options, ServiceProvider provider, Func<McpClient, Task<CallToolResult>> work)
    {
        var toServer = new Pipe();
        var toClient = new Pipe();
        await using var transport = new StreamServerTransport(toServer.Reader.AsStream(), toClient.Writer.AsStream());
        await using McpServer server = McpServer.Create(transport, options, serviceProvider: provider);
        Task running = server.RunAsync(TestContext.Current.CancellationToken);
        CallToolResult result;
        await using (McpClient client = await McpClient.CreateAsync(new StreamClientTransport(toServer.Writer.AsStream(), toClient.Reader.AsStream()), cancellationToken: TestContext.Current.CancellationToken))
        {
            result = await work(client);
        }

        await toServer.Writer.CompleteAsync();
        await running;
        return result;
    }
}
