using System.Globalization;
using System.Text;
using Pith.Gateway.Accounting;
using Pith.Gateway.Configuration;
using Pith.Gateway.Forwarding;
using Pith.Gateway.Keys;

namespace Pith.Gateway.Endpoints;

/// <summary>Health, readiness and the ledger.</summary>
internal static class Pages
{
    private static readonly TimeSpan s_storeWait = TimeSpan.FromSeconds(1);

    internal static void MapPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/healthz", (HttpContext context) => context.Response.WriteAsync("ok", context.RequestAborted));
        app.MapGet("/readyz", ReadyAsync);
        app.MapGet("/pith/ledger", LedgerAsync);
        app.MapGet("/pith/totals", TotalsAsync);
    }

    private static async Task ReadyAsync(HttpContext context, WarmUp warmUp, StoreSet stores)
    {
        bool store = await stores.IsReachableAsync(s_storeWait, context.RequestAborted);
        bool methods = warmUp.IsDone && warmUp.Problem is null;
        context.Response.StatusCode = store && methods ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        await context.Response.WriteAsJsonAsync(
            new { Ready = store && methods, Methods = methods ? "ok" : warmUp.Problem ?? "loading", Store = store ? "ok" : "not reachable" },
            LedgerEntry.Json,
            context.RequestAborted);
    }

    private static async Task LedgerAsync(HttpContext context, RouteTable routes, Ledger ledger, IServiceProvider services)
    {
        if (!await Admission.AdmitToPagesAsync(context, routes.Current))
        {
            return;
        }

        string? since = context.Request.Query["since"];
        DateTimeOffset from = DateTimeOffset.MinValue;
        if (since is not null && !DateTimeOffset.TryParse(since, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out from))
        {
            await ApiErrors.WriteAsync(context, null, StatusCodes.Status400BadRequest, ApiErrors.InvalidRequest, "pith_query", "'since' must be a time, such as 2026-01-31T12:00:00Z.");
            return;
        }

        context.Response.ContentType = "application/jsonl; charset=utf-8";
        IEnumerable<string> lines = services.GetService<LedgerFile>() is { } file
            ? file.Read(from < DateTimeOffset.UnixEpoch ? DateTimeOffset.UnixEpoch : from)
            : ledger.Recent().Where(e => e.At >= from).Select(e => e.ToJson());
        foreach (string line in lines)
        {
            await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"), context.RequestAborted);
        }
    }

    private static async Task TotalsAsync(HttpContext context, RouteTable routes, Ledger ledger)
    {
        if (await Admission.AdmitToPagesAsync(context, routes.Current))
        {
            await context.Response.WriteAsJsonAsync(new { ledger.Totals, ByKey = ledger.TotalsByKey }, LedgerEntry.Json, context.RequestAborted);
        }
    }
}
