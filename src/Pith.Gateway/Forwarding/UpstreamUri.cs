using Microsoft.AspNetCore.Http.Features;
using Pith.Gateway.Configuration;

namespace Pith.Gateway.Forwarding;

/// <summary>Where a request goes, in the client's own spelling of it.</summary>
internal static class UpstreamUri
{
    /// <summary>The upstream with the path and the query as the client wrote them.</summary>
    /// <returns>The address; null if the path is not in its plain form, and what the server made of it must do: it may not lead out of the route.</returns>
    internal static Uri? For(HttpContext context, GatewayRoute route)
    {
        string target = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? string.Empty;
        int query = target.IndexOf('?', StringComparison.Ordinal);
        string path = query < 0 ? target : target[..query];
        if (!path.StartsWith('/') || !route.Covers(path) || path.Split('/').Any(IsDots))
        {
            return null;
        }

        var options = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        return Uri.TryCreate(string.Concat(route.Upstream, route.PathAtUpstream(path), query < 0 ? string.Empty : target[query..]), options, out Uri? address) ? address : null;
    }

    private static bool IsDots(string segment) => segment.Replace("%2e", ".", StringComparison.OrdinalIgnoreCase) is "." or "..";
}
