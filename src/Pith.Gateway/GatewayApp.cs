using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OpenTelemetry.Metrics;
using Pith.Conversations;
using Pith.Gateway.Accounting;
using Pith.Gateway.Configuration;
using Pith.Gateway.Dashboard;
using Pith.Gateway.Endpoints;
using Pith.Gateway.Forwarding;
using Pith.Reversal;
using Pith.Runtimes.Onnx;
using Pith.Seams;

namespace Pith.Gateway;

/// <summary>Puts the gateway together.</summary>
internal static class GatewayApp
{
    private static readonly Dictionary<string, string?> s_defaults = new(StringComparer.OrdinalIgnoreCase)
    {
        ["urls"] = "http://127.0.0.1:8787",
        ["Logging:LogLevel:Default"] = "Information",

        // Theirs name the URLs of requests, and some clients write keys into those.
        ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
        ["Logging:LogLevel:Yarp"] = "Error",
        ["Logging:LogLevel:System.Net.Http"] = "Warning",

        // At its lowest level it writes messages with their texts.
        ["Logging:LogLevel:ModelContextProtocol"] = "Warning",
    };

    /// <summary>Makes the application; nothing listens yet.</summary>
    /// <param name="settings">Settings that go before all files.</param>
    /// <param name="configure">Further changes, made before the configuration is read.</param>
    /// <exception cref="GatewayConfigurationException">The configuration is wrong.</exception>
    internal static WebApplication Create(IReadOnlyDictionary<string, string?> settings, Action<WebApplicationBuilder>? configure = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        ((IConfigurationBuilder)builder.Configuration).Sources.Insert(0, new MemoryConfigurationSource { InitialData = s_defaults });
        if (settings.TryGetValue(GatewayArguments.ConfigFile, out string? file) && file is not null)
        {
            if (!File.Exists(file))
            {
                throw new GatewayConfigurationException([$"--config '{file}': there is no such file."]);
            }

            builder.Configuration.AddJsonFile(Path.GetFullPath(file), optional: false, reloadOnChange: true);
        }

        builder.Configuration.AddInMemoryCollection(settings);
        configure?.Invoke(builder);
        GatewayOptions options = OptionReader.Read(builder.Configuration);
        Add(builder.Services, options);
        builder.WebHost.ConfigureKestrel(server =>
        {
            server.AddServerHeader = false;
            server.Limits.MaxRequestBodySize = options.Limits.MostBodyBytes;
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(30));
        WebApplication app = builder.Build();
        if (options.ForwardedHeaders)
        {
            app.UseForwardedHeaders();
        }

        app.MapPages();
        app.MapDashboard();
        app.MapCompress();
        if (options.Mcp)
        {
            app.MapMcp(options);
        }

        app.MapPrometheusScrapingEndpoint("/metrics");
        ConversationForwarder forwarder = app.Services.GetRequiredService<ConversationForwarder>();
        app.Map("/{**path}", forwarder.HandleAsync);
        return app;
    }

    private static void Add(IServiceCollection services, GatewayOptions options)
    {
        services.AddSingleton(options);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IModelSource>(OnnxRuntime.Default);
        services.AddSingleton(p => new StoreSet(options.Stores, p.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<IFormStore>(p => p.GetRequiredService<StoreSet>().Forms);
        services.TryAddSingleton<IOriginalStore>(p => p.GetRequiredService<StoreSet>().Originals);
        if (options.Mcp)
        {
            services.AddMcp();
        }

        services.AddSingleton<RouteTable>();
        services.AddSingleton<CompressionGate>();
        services.AddSingleton<ILedgerObserver, GatewayMetrics>();
        if (options.Ledger.Persist)
        {
            services.AddSingleton<LedgerFile>();
            services.AddSingleton<ILedgerObserver>(p => p.GetRequiredService<LedgerFile>());
            services.AddHostedService(p => p.GetRequiredService<LedgerFile>());
        }

        services.AddSingleton<Ledger>();
        services.AddSingleton<CapturedTexts>();
        services.AddSingleton<WarmUp>();
        services.AddHostedService(p => p.GetRequiredService<WarmUp>());
        services.AddSingleton<ConversationForwarder>();
        services.AddHttpForwarder();
        services.AddSingleton(new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseProxy = options.UseProxy,
            AllowAutoRedirect = false,
            AutomaticDecompression = System.Net.DecompressionMethods.None,
            UseCookies = false,
            EnableMultipleHttp2Connections = true,
            ActivityHeadersPropagator = null,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        }));
        services.AddOpenTelemetry().WithMetrics(metrics =>
        {
            metrics.AddMeter(GatewayMetrics.MeterName).AddPrometheusExporter();
            if (options.Otlp)
            {
                metrics.AddOtlpExporter();
            }
        });
        if (options.ForwardedHeaders)
        {
            services.Configure<ForwardedHeadersOptions>(forwarded =>
            {
                forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
                forwarded.KnownIPNetworks.Clear();
                forwarded.KnownProxies.Clear();
            });
        }
    }
}
