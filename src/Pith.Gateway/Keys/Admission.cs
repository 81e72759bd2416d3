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

    /// <summary>Whether a request may see pages about others' requests; answers it if not.</summary>
    internal static async Task<bool> AdmitToPagesAsync(HttpContext context, RouteSet set)
    {
        bool may = set.Keys.AreAsked
            ? set.Keys.Take(context.Request.Headers) is { IsAdmin: true }
            : set.Options.OpenPages || context.Connection.RemoteIpAddress is not { } from || System.Net.IPAddress.IsLoopback(from);
        if (!may)
        {
            string message = set.Keys.AreAsked ? "This page is for keys with Admin." : "This page is for this machine only, unless Pith:Gateway:OpenPages is set.";
            await ApiErrors.WriteAsync(context, null, set.Keys.AreAsked ? StatusCodes.Status401Unauthorized : StatusCodes.Status403Forbidden, ApiErrors.Authentication, "pith_key", message);
        }

        return may;
    }
}
