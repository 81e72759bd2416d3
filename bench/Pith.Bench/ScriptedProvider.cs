using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Pith.Bench;

/// <summary>A server in the place of a provider: a small fixed answer at once, or events one after the other where a stream is asked for.</summary>
internal sealed class ScriptedProvider : IAsyncDisposable
{
    /// <summary>How a whole stream ends.</summary>
    internal const string End = "data: [DONE]\n\n";

    private const int Events = 20;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);
    private static readonly byte[] s_asksForStream = "\"stream\":true"u8.ToArray();
    private static readonly byte[] s_end = Encoding.UTF8.GetBytes("data: {\"choices\":[],\"usage\":{\"prompt_tokens\":1200,\"completion_tokens\":20,\"total_tokens\":1220}}\n\n" + End);
    private static readonly byte[] s_event = "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"word \"}}]}\n\n"u8.ToArray();
    private static readonly byte[] s_answer = "{\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"A disk was full.\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":1200,\"completion_tokens\":5,\"total_tokens\":1205}}"u8.ToArray();

    private readonly WebApplication _app;

    private ScriptedProvider(WebApplication app) => _app = app;

    internal Uri Address => new(_app.Urls.Single());

    internal static async Task<ScriptedProvider> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        app.Run(AnswerAsync);
        await app.StartAsync();
        return new ScriptedProvider(app);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        if (body.GetBuffer().AsSpan(0, (int)body.Length).IndexOf(s_asksForStream) < 0)
        {
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = s_answer.Length;
            await context.Response.Body.WriteAsync(s_answer, context.RequestAborted);
            return;
        }

        context.Response.ContentType = "text/event-stream";
        for (int i = 0; i < Events; i++)
        {
            await context.Response.Body.WriteAsync(s_event, context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Task.Delay(s_pause, context.RequestAborted);
        }

        await context.Response.Body.WriteAsync(s_end, context.RequestAborted);
    }
}
