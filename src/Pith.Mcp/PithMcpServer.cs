using System.IO.Pipelines;
using System.Reflection;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Pith.Mcp.Files;
using Pith.Mcp.Resources;
using Pith.Mcp.Tools;
using Pith.Text;

namespace Pith.Mcp;

/// <summary>A server over two streams, such as those of a process.</summary>
public static class PithMcpServer
{
    internal const string Instructions =
        "Compress long texts and files before you read or pass them on. A marker such as [pith -412 lines ~9.2kt #qpxmvdkwab] stands for what was cut there; retrieve gives it back by its handle.";

    internal static Implementation Info { get; } = new()
    {
        Name = "pith",
        Title = "Pith",
        Version = typeof(PithMcpServer).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0",
    };

    /// <summary>Serves one client until its stream ends.</summary>
    /// <param name="input">Messages of the client, one JSON value a line.</param>
    /// <param name="output">Messages to the client; nothing else may be written to it.</param>
    /// <param name="options">What the tools may use; null for the defaults.</param>
    /// <param name="loggers">Where the protocol library logs to; null for nowhere. Below <see cref="LogLevel.Debug"/> it logs messages with their texts.</param>
    /// <param name="cancellationToken">Ends the session.</param>
    /// <exception cref="DirectoryNotFoundException">A root is not there.</exception>
    /// <exception cref="CompressionException">The method is not in the catalog.</exception>
    public static async Task ServeAsync(Stream input, Stream output, PithMcpOptions? options = null, ILoggerFactory? loggers = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        options ??= new PithMcpOptions();
        McpServerOptions server = OptionsOf(options);

        // A read from a terminal or a pipe does not end when it is cancelled; a read from this pipe does.
        var received = new Pipe();
        _ = PumpAsync(input, received.Writer, cancellationToken);
        var transport = new StreamServerTransport(received.Reader.AsStream(), new WholeMessageStream(output), Info.Name, loggers);
        await using (transport.ConfigureAwait(false))
        {
            var session = McpServer.Create(transport, server, loggers);
            await using (session.ConfigureAwait(false))
            {
                await session.RunAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    internal static McpServerOptions OptionsOf(PithMcpOptions options)
    {
        var server = new McpServerOptions { ToolCollection = [], ResourceCollection = [] };
        Introduce(server);
        foreach (McpServerTool tool in Tools(options))
        {
            server.ToolCollection.Add(tool);
        }

        foreach (McpServerResource resource in Resources(options))
        {
            server.ResourceCollection.Add(resource);
        }

        return server;
    }

    /// <summary>What a server of our own says of itself, and to somebody who asks for a tool that it has not.</summary>
    internal static void Introduce(McpServerOptions server)
    {
        server.ServerInfo = Info;
        server.ServerInstructions = Instructions;
        server.Handlers.CallToolHandler = (request, _) =>
        {
            string name = request.Params?.Name ?? string.Empty;
            string[] known = [.. server.ToolCollection?.Select(t => t.ProtocolTool.Name) ?? []];
            throw new McpProtocolException($"There is no tool '{(name.Length > 64 ? name[..64] : name)}'.{NearestName.Suggestion(name, known)} Known: {string.Join(", ", known)}.", McpErrorCode.InvalidParams);
        };
    }

    internal static IReadOnlyList<McpServerTool> Tools(PithMcpOptions options)
    {
        var work = new CompressionWork(options);
        List<McpServerTool> tools = [new CompressText(work), new Retrieve(work), new CountTokens(options), new ListMethods(options)];
        if (options.Roots.Count > 0)
        {
            tools.Insert(1, new CompressFile(work, new AllowedRoots(options.Roots)));
        }

        return tools;
    }

    internal static IReadOnlyList<McpServerResource> Resources(PithMcpOptions options) => [new OriginalResource(options)];

    private static async Task PumpAsync(Stream input, PipeWriter received, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        try
        {
            await input.CopyToAsync(received, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // The client is gone, or the session is over: either way there is nothing more to read.
            failure = e as IOException;
        }

        await received.CompleteAsync(failure).ConfigureAwait(false);
    }
}
