using System.Text.Json;
using Pith.Gateway.Accounting;
using Pith.Gateway.Configuration;
using Pith.Gateway.Keys;

namespace Pith.Gateway.Dashboard;

/// <summary>The page under <c>/pith</c> and the numbers it shows.</summary>
internal static class DashboardPages
{
    private static readonly long s_started = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    internal static void MapDashboard(this IEndpointRouteBuilder app)
    {
        Map(app, "/pith", "index.html", "text/html; charset=utf-8");
        Map(app, "/pith/dashboard.css", "dashboard.css", "text/css; charset=utf-8");
        Map(app, "/pith/dashboard.js", "dashboard.js", "text/javascript; charset=utf-8");
        app.MapGet("/pith/data", DataAsync);
        app.MapGet("/pith/data/{id:long}", TextsAsync);
    }

    private static void Map(IEndpointRouteBuilder app, string path, string resource, string type)
    {
        using Stream stream = typeof(DashboardPages).Assembly.GetManifestResourceStream(resource)!;
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        app.MapGet(path, async (HttpContext context, RouteTable routes) =>
        {
            if (!await Admission.AdmitToPagesAsync(context, routes.Current))
            {
                return;
            }

            Guard(context.Response, type);
            await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
        });
    }

    private static async Task DataAsync(HttpContext context, RouteTable routes, Ledger ledger, CapturedTexts captured)
    {
        if (!await Admission.AdmitToPagesAsync(context, routes.Current))
        {
            return;
        }

        _ = long.TryParse(context.Request.Query["after"], out long after);
        IReadOnlyList<LedgerEntry> recent = ledger.Recent();
        long last = recent.Count == 0 ? 0 : recent[^1].Id;

        // A page that was open when the gateway started anew knows later numbers than there are.
        IEnumerable<LedgerEntry> entries = after > last ? recent : recent.Where(e => e.Id > after);
        await WriteAsync(context, new
        {
            Started = s_started,
            Last = last,
            ledger.Active,
            Texts = captured.AreKept,
            Kept = captured.Ids(),
            Prices = routes.Current.Options.Dashboard.Prices.OrderByDescending(p => p.Key.Length).Select(p => new { Model = p.Key, p.Value.Input, p.Value.CacheRead, p.Value.Output }),
            Entries = entries,
        });
    }

    private static async Task TextsAsync(HttpContext context, long id, RouteTable routes, CapturedTexts captured)
    {
        if (!await Admission.AdmitToPagesAsync(context, routes.Current))
        {
            return;
        }

        if (captured.Find(id) is not { } texts)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            await WriteAsync(context, new { Error = captured.AreKept ? "The texts of this request are no longer kept." : "Texts are kept only where Pith:Gateway:Dashboard:Texts is true." });
            return;
        }

        await WriteAsync(context, new { Id = id, Texts = texts });
    }

    private static async Task WriteAsync<T>(HttpContext context, T value)
    {
        Guard(context.Response, "application/json; charset=utf-8");
        await JsonSerializer.SerializeAsync(context.Response.Body, value, LedgerEntry.Json, context.RequestAborted);
    }

    private static void Guard(HttpResponse response, string type)
    {
        response.ContentType = type;
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        response.Headers["Referrer-Policy"] = "no-referrer";
    }
}
