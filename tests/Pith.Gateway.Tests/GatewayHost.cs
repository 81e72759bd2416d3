using System.Collections.Concurrent;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pith.Gateway.Accounting;

namespace Pith.Gateway.Tests;

/// <summary>The gateway on a port of its own, in front of a scripted upstream.</summary>
internal sealed class GatewayHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Entries _entries;

    private GatewayHost(WebApplication app, ScriptedUpstream upstream, Entries entries, ConcurrentQueue<string> log)
    {
        _app = app;
        Upstream = upstream;
        _entries = entries;
        Log = log;
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(app.Urls.First()), Timeout = TimeSpan.FromMinutes(2) };
    }

    internal ScriptedUpstream Upstream { get; }

    internal HttpClient Client { get; }

    internal ConcurrentQueue<string> Log { get; }

    internal IServiceProvider Services => _app.Services;

    /// <summary>Settings that most tests share: no model, nothing on disk, no hurry on a busy machine.</summary>
    internal static Dictionary<string, string?> Settings(params (string Name, string Value)[] more)
    {
        var settings = new Dictionary<string, string?>
        {
            ["urls"] = "http://127.0.0.1:0",
            ["Pith:Gateway:Stores:Kind"] = "memory",
            ["Pith:Gateway:Ledger:Persist"] = "false",
            ["Pith:Gateway:Routes:default:Method"] = "head-tail",
            ["Pith:Gateway:Routes:default:Timeout"] = "00:01:00",
        };
        foreach ((string name, string value) in more)
        {
            settings[name.Contains(':', StringComparison.Ordinal) ? "Pith:Gateway:" + name : "Pith:Gateway:Routes:default:" + name] = value;
        }

        return settings;
    }

    internal static Task<GatewayHost> StartAsync(params (string Name, string Value)[] more) => StartAsync(Settings(more));

    internal static async Task<GatewayHost> StartAsync(Dictionary<string, string?> settings, Action<WebApplicationBuilder>? configure = null)
    {
        ScriptedUpstream upstream = await ScriptedUpstream.StartAsync();
        settings.TryAdd("Pith:Gateway:Routes:default:Upstream", upstream.Url);
        var entries = new Entries();
        var log = new ConcurrentQueue<string>();
        WebApplication app = GatewayApp.Create(settings, builder =>
        {
            builder.Logging.ClearProviders().AddProvider(new Lines(log));
            builder.Services.AddSingleton<ILedgerObserver>(entries);
            configure?.Invoke(builder);
        });
        await app.StartAsync();
        return new GatewayHost(app, upstream, entries, log);
    }

    /// <summary>The next request that is done.</summary>
    internal async Task<LedgerEntry> NextEntryAsync() => await _entries.Done.Reader.ReadAsync(TestContext.Current.CancellationToken);

    internal async Task<HttpResponseMessage> PostAsync(string path, string json, params (string Name, string Value)[] headers) => await PostAsync(path, Encoding.UTF8.GetBytes(json), headers);

    internal async Task<HttpResponseMessage> PostAsync(string path, byte[] body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        foreach ((string name, string value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    internal Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await Upstream.DisposeAsync();
    }

    private sealed class Entries : ILedgerObserver
    {
        internal Channel<LedgerEntry> Done { get; } = Channel.CreateUnbounded<LedgerEntry>();

        public void Add(LedgerEntry entry) => Done.Writer.TryWrite(entry);
    }

    private sealed class Lines(ConcurrentQueue<string> lines) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => new Logger(categoryName, lines);

        public void Dispose()
        {
        }

        private sealed class Logger(string category, ConcurrentQueue<string> lines) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
                lines.Enqueue($"{logLevel} {category} {formatter(state, exception)} {exception}");
        }
    }
}

internal static class ResponseReading
{
    internal static string? Header(this HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out IEnumerable<string>? values) ? string.Join(',', values) : null;

    internal static Task<string> TextAsync(this HttpResponseMessage response) => response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

    internal static Task<byte[]> BytesAsync(this HttpResponseMessage response) => response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
}
