using Microsoft.AspNetCore.Mvc;
using Pith.Gateway.Configuration;
using Pith.Gateway.Keys;
using Pith.Mcp;
using Pith.Reversal;
using Pith.Seams;

namespace Pith.Gateway.Endpoints;

/// <summary>The Model Context Protocol over HTTP: the tools of <c>pith mcp</c>, without files, on the gateway's own originals.</summary>
internal static class McpEndpoint
{
    private const string Path = "/mcp";

    internal static void AddMcp(this IServiceCollection services) =>
        services.AddPithMcp(p => new PithMcpOptions { Models = p.GetRequiredService<IModelSource>(), Originals = p.GetRequiredService<IOriginalStore>() })
            .WithHttpTransport(transport => transport.Stateless = true);

    internal static void MapMcp(this WebApplication app, GatewayOptions options)
    {
        // The protocol's endpoints run no filters, so who may come in is asked before them.
        app.Use((context, next) => context.GetEndpoint()?.Metadata.GetMetadata<AskedFor>() is null ? next(context) : AdmitAsync(context, next));
        app.MapMcp(Path).WithMetadata(new AskedFor(), new RequestSizeLimitAttribute(options.Limits.BodyBytes));

        // Without sessions there is nothing to listen to or to end; no upstream is asked for it either.
        app.Map(Path, context =>
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            context.Response.Headers.Allow = HttpMethods.Post;
            return Task.CompletedTask;
        }).WithMetadata(new AskedFor());
    }

    private static async Task AdmitAsync(HttpContext context, RequestDelegate next)
    {
        if (await Admission.AdmitToToolsAsync(context, context.RequestServices.GetRequiredService<RouteTable>().Current))
        {
            await next(context);
        }
    }

    private sealed record AskedFor;
}
