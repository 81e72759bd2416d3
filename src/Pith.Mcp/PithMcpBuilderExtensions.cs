using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Server;

namespace Pith.Mcp;

/// <summary>Adds Pith's tools and resources to a server, whatever its transport.</summary>
public static class PithMcpBuilderExtensions
{
    /// <summary>Adds a server with Pith's name, instructions, tools and resources; the transport is the caller's to add.</summary>
    /// <exception cref="DirectoryNotFoundException">A root is not there.</exception>
    /// <exception cref="CompressionException">The method is not in the catalog.</exception>
    public static IMcpServerBuilder AddPithMcp(this IServiceCollection services, PithMcpOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        return services.AddMcpServer(PithMcpServer.Introduce).AddPithMcp(options);
    }

    /// <summary>Adds a server with Pith's name, instructions, tools and resources, whose options need services of the host, such as its store.</summary>
    /// <remarks>The options are asked for once, with the first session; what is wrong with them is said then.</remarks>
    public static IMcpServerBuilder AddPithMcp(this IServiceCollection services, Func<IServiceProvider, PithMcpOptions> options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);

        // A transport without sessions makes a server for each request: methods and their models are for all of them.
        services.AddSingleton(p => new Offer(options(p)));
        services.AddOptions<McpServerOptions>().Configure<Offer>((server, offer) => offer.AddTo(server));
        return services.AddMcpServer(PithMcpServer.Introduce);
    }

    /// <summary>Adds Pith's tools and resources to a server that may have others.</summary>
    /// <exception cref="DirectoryNotFoundException">A root is not there.</exception>
    /// <exception cref="CompressionException">The method is not in the catalog.</exception>
    public static IMcpServerBuilder AddPithMcp(this IMcpServerBuilder builder, PithMcpOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        options ??= new PithMcpOptions();
        return builder.WithTools(PithMcpServer.Tools(options)).WithResources(PithMcpServer.Resources(options));
    }

    private sealed class Offer(PithMcpOptions options)
    {
        private readonly IReadOnlyList<McpServerTool> _tools = PithMcpServer.Tools(options);
        private readonly IReadOnlyList<McpServerResource> _resources = PithMcpServer.Resources(options);

        internal void AddTo(McpServerOptions server)
        {
            server.ToolCollection ??= [];
            server.ResourceCollection ??= [];
            foreach (McpServerTool tool in _tools)
            {
                server.ToolCollection.Add(tool);
            }

            foreach (McpServerResource resource in _resources)
            {
                server.ResourceCollection.Add(resource);
            }
        }
    }
}
