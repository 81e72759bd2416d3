using System.Net;
using System.Threading.RateLimiting;
using Pith.Conversations.Wire;
using Pith.Gateway.Configuration;
using Pith.Gateway.Forwarding;

namespace Pith.Gateway.Keys;

/// <summary>Lets in whom the configuration lets in.</summary>
internal static class Admission
{
    /// <summary>Finds the client of a request; answers the request if it may not go on.</summary>
    internal static async Task<bool> AdmitAsync(HttpContext context, RouteSet set, Exchange exchange, WireFormat? shape)
    {
        if (!set.Keys.AreAsked)
        {
            return true;
        }

        exchange.Client = set.Keys.Take(context.Request.Headers);
        if (exchange.Client is null)
        {
            exchange.Leave(ExchangeStatus.Refused, ExchangeReason.Key);
            await ApiErrors.WriteAsync(context, shape, StatusCodes.Status401Unauthorized, ApiErrors.Authentication, "pith_key", "This gateway asks for a key of its own: where the API's key stands, or in the header x-pith-key.");
            return false;
        }

        if (exchange.Client.Requests is { } limiter)
        {
            using RateLimitLease lease = limiter.AttemptAcquire();
            if (!lease.IsAcquired)
            {
                exchange.Leave(ExchangeStatus.Refused, ExchangeReason.RateLimit);
                TimeSpan wait = lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan after) ? after : TimeSpan.FromMinutes(1);
                await ApiErrors.WriteAsync(context, shape, StatusCodes.Status429TooManyRequests, ApiErrors.RateLimit, "pith_rate_limit", "This key has made all the requests that it may make in a minute.", wait);
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a request may use the tools of the gateway: with a key, where keys are asked, and else from this machine; answers it if not.</summary>
    /// <remarks>A browser on this machine says from what page a request comes: those of others are not let in.</remarks>
    internal static async Task<bool> AdmitToToolsAsync(HttpContext context, RouteSet set)
    {
        if (set.Keys.AreAsked)
        {
            return await AdmitAsync(context, set, new Exchange { At = default, Started = 0 }, null);
        }

        string origin = context.Request.Headers.Origin.ToString();
        bool may = IsFromThisMachine(context) && (origin.Length == 0 || (Uri.TryCreate(origin, UriKind.Absolute, out Uri? page) && page.IsLoopback));
        if (!may)
        {
            await ApiErrors.WriteAsync(context, null, StatusCodes.Status403Forbidden, ApiErrors.Authentication, "pith_key", "Without Pith:Gateway:Keys the tools are for this machine only.");
        }

        return may;
    }

    /// <summary>Whether a request may see pages about others' requests; answers it if not.</summary>
    internal static async Task<bool> AdmitToPagesAsync(HttpContext context, RouteSet set)
    {
        bool may = set.Keys.AreAsked
            ? set.Keys.Take(context.Request.Headers) is { IsAdmin: true }
            : set.Options.OpenPages || IsFromThisMachine(context);
        if (!may)
        {
            if (set.Keys.AreAsked)
            {
                context.Response.OnStarting(() =>
                {
                    context.Response.Headers.WWWAuthenticate = "Basic realm=\"Pith gateway: a key with Admin as the password\", charset=\"UTF-8\"";
                    return Task.CompletedTask;
                });
            }

            string message = set.Keys.AreAsked ? "This page is for keys with Admin." : "This page is for this machine only, unless Pith:Gateway:OpenPages is set.";
            await ApiErrors.WriteAsync(context, null, set.Keys.AreAsked ? StatusCodes.Status401Unauthorized : StatusCodes.Status403Forbidden, ApiErrors.Authentication, "pith_key", message);
        }

        return may;
    }

    // The name, too: a page from elsewhere whose name was made to lead to this machine would read the answers otherwise.
    private static bool IsFromThisMachine(HttpContext context) =>
        (context.Connection.RemoteIpAddress is not { } from || IPAddress.IsLoopback(from))
        && (string.Equals(context.Request.Host.Host, "localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(context.Request.Host.Host.Trim('[', ']'), out IPAddress? named) && IPAddress.IsLoopback(named)));
}
