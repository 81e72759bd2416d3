using Microsoft.Extensions.DependencyInjection;

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

    /// <summary>Adds Pith's tools and resources to a server that may have others.</summary>
    /// <exception cref="DirectoryNotFoundException">A root is not there.</exception>
    /// <exception cref="CompressionException">The method is not in the catalog.</exception>
    public static IMcpServerBuilder AddPithMcp(this IMcpServerBuilder builder, PithMcpOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        options ??= new PithMcpOptions();
        return builder.WithTools(PithMcpServer.Tools(options)).WithResources(PithMcpServer.Resources(options));
    }
}
