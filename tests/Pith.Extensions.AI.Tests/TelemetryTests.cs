using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Pith.Conversations;

namespace Pith.Extensions.AI.Tests;

public sealed class TelemetryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_done_is_measured_and_logged_without_texts()
    {
        using var source = new ActivitySource("test-" + nameof(TelemetryTests));
        var activities = new List<Activity>();
        var measured = new List<(string Name, double Value, KeyValuePair<string, object?>[] Tags)>();
        using Activity root = new Activity("root").Start();
        using var activityListener = new ActivityListener
        {
            ShouldListenTo = s => s.Name == PithTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = a =>
            {
                if (a.TraceId == root.TraceId)
                {
                    activities.Add(a);
                }
            },
        };
        ActivitySource.AddActivityListener(activityListener);
        using var meterListener = new MeterListener { InstrumentPublished = (i, l) => { if (i.Meter.Name == PithTelemetry.Name) { l.EnableMeasurementEvents(i); } } };
        void Add(Instrument i, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            // Other tests measure at the same time: this one's method has a name of its own.
            if (tags.ToArray().Any(t => Equals(t.Value, "telemetry-test")))
            {
                lock (measured)
                {
                    measured.Add((i.Name, value, tags.ToArray()));
                }
            }
        }

        meterListener.SetMeasurementEventCallback<long>((i, v, t, _) => Add(i, v, t));
        meterListener.Start();
        var log = new ListLoggerProvider();
        using ILoggerFactory loggers = LoggerFactory.Create(b => b.SetMinimumLevel(LogLevel.Trace).AddProvider(log));
        var reducer = new TextReducer("telemetry-test", t => t.StartsWith("worker", StringComparison.Ordinal) ? "short" : throw new InvalidOperationException("worker secret"));
        ConversationCompressor compressor = Given.Compressor(Given.Policy(new ConversationRule { Role = ConversationRole.Tool, Compressor = reducer, LeastTokens = 1 }));
        using var inner = new ScriptedChatClient();
        using var client = new ContextCompressionChatClient(inner, compressor, loggers);
        List<ChatMessage> messages = [.. Given.ToolRound(Given.Log()), new(ChatRole.Tool, [new FunctionResultContent("x", "no such thing")])];

        await client.GetResponseAsync(messages, cancellationToken: Token);

        int before = Given.Tokens(Given.Log());
        Activity activity = Assert.Single(activities, a => a.OperationName == ContextCompressionTelemetry.Activity);
        Assert.Equal((before, 1, 5, 1), (activity.GetTagItem("pith.tokens.before"), activity.GetTagItem("pith.tokens.after"), activity.GetTagItem("pith.texts"), activity.GetTagItem("pith.changed")));
        Assert.Equal(("telemetry-test", "fallback,none,protected"), (activity.GetTagItem("pith.method"), activity.GetTagItem("pith.reason")));
        Assert.Equal(before, Assert.Single(measured, m => m.Name == ContextCompressionTelemetry.TokensBefore).Value);
        Assert.Equal(1, Assert.Single(measured, m => m.Name == ContextCompressionTelemetry.TokensAfter).Value);
        Assert.Equal(2, measured.Count(m => m.Name == ContextCompressionTelemetry.Texts));
        Assert.StartsWith($"1 of 5 texts are compressed: {before} -> 1 tokens", Assert.Single(log.Lines, l => l.Level == LogLevel.Debug).Text, StringComparison.Ordinal);
        Assert.Equal("1 texts go as they are: the method failed, the original is returned.", Assert.Single(log.Lines, l => l.Level == LogLevel.Warning).Text);
        Assert.DoesNotContain(log.Lines, l => l.Text.Contains("worker", StringComparison.Ordinal) || l.Text.Contains("secret", StringComparison.Ordinal));
    }
}
