using Pith.Conversations.Wire;
using Pith.Gateway.Configuration;
using Pith.Gateway.Forwarding;

namespace Pith.Gateway.Endpoints;

/// <summary>Loads what the routes' methods need before the first request does; until then the gateway is not ready.</summary>
internal sealed partial class WarmUp(RouteTable routes, CompressionGate gate, ILogger<WarmUp> log) : BackgroundService
{
    // Long enough for every method to take it, and prose, for which the default method needs its model.
    private static readonly string s_text = string.Concat(Enumerable.Range(1, 40).Select(i => $"In the {i}th week of the trial the committee met again and heard that {i * 3} of the patients had left, which nobody had expected. "));

    private static readonly byte[] s_request = """{"messages":[{"role":"user","content":"x"},{"role":"assistant","tool_calls":[{"id":"c","function":{"name":"t","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c","content":"x"}],"input":"x"}"""u8.ToArray();

    /// <summary>Whether it is done.</summary>
    internal bool IsDone { get; private set; }

    /// <summary>What stands in the way; null if nothing does.</summary>
    internal string? Problem { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        foreach (string method in routes.Current.Routes.SelectMany(r => r.Methods).Distinct())
        {
            CompressionResult result = await new GuardedCompressor(routes.Method(method)).CompressAsync(CompressionRequest.ForText(s_text, Budget.Default), stoppingToken);
            if (result.Reason is ReasonCode.Fallback or ReasonCode.ModelMissing)
            {
                Problem = $"{method}: {result.Reason.Text()}";
                NotWarm(log, method, result.Reason.Text());
            }
        }

        // The way of a request, once for each API: its first steps would otherwise count against the first request's time limit.
        foreach (GatewayRoute route in routes.Current.Routes.Where(r => r.Compresses))
        {
            foreach (WireFormat format in WireFormat.All)
            {
                await gate.RewriteAsync(route, format, default, null, s_request, stoppingToken);
            }
        }

        IsDone = true;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The method {Method} does not work here: {Reason}. Requests go on as they come.")]
    private static partial void NotWarm(ILogger log, string method, string reason);
}
