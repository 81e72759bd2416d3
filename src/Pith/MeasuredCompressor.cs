using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Pith;

/// <summary>Names of what Pith measures.</summary>
public static class PithTelemetry
{
    /// <summary>Name of the meter and of the activity source.</summary>
    public const string Name = "Pith";

    /// <summary>Histogram: seconds a call took.</summary>
    public const string Duration = "pith.compression.duration";

    /// <summary>Counter: tokens that came in.</summary>
    public const string TokensBefore = "pith.compression.tokens.before";

    /// <summary>Counter: tokens that went out.</summary>
    public const string TokensAfter = "pith.compression.tokens.after";
}

/// <summary>Measures every call: time and tokens, by method and reason code. Prompts are never recorded.</summary>
public sealed class MeasuredCompressor : DelegatingCompressor, IDisposable
{
    private readonly ActivitySource _activities = new(PithTelemetry.Name);
    private readonly Meter _meter;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _before;
    private readonly Counter<long> _after;

    /// <summary>Measures <paramref name="inner"/>.</summary>
    /// <param name="inner">The compressor.</param>
    /// <param name="meters">Makes the meter; null for one of its own.</param>
    public MeasuredCompressor(ICompressor inner, IMeterFactory? meters = null)
        : base(inner)
    {
        _meter = meters?.Create(PithTelemetry.Name) ?? new Meter(PithTelemetry.Name);
        _duration = _meter.CreateHistogram<double>(PithTelemetry.Duration, "s", "Time a compression took.");
        _before = _meter.CreateCounter<long>(PithTelemetry.TokensBefore, "{token}", "Tokens before compression.");
        _after = _meter.CreateCounter<long>(PithTelemetry.TokensAfter, "{token}", "Tokens after compression.");
    }

    /// <inheritdoc/>
    public override async ValueTask<CompressionResult> CompressAsync(CompressionRequest request, CancellationToken cancellationToken = default)
    {
        using Activity? activity = _activities.StartActivity("compress");
        long start = Stopwatch.GetTimestamp();
        string outcome = "error";
        try
        {
            CompressionResult result = await Inner.CompressAsync(request, cancellationToken).ConfigureAwait(false);
            outcome = result.Reason.Name();
            var method = new KeyValuePair<string, object?>("pith.method", result.Method);
            _before.Add(result.TokensBefore, method);
            _after.Add(result.TokensAfter, method);
            activity?.SetTag("pith.tokens.before", result.TokensBefore);
            activity?.SetTag("pith.tokens.after", result.TokensAfter);
            return result;
        }
        catch (OperationCanceledException)
        {
            outcome = "cancelled";
            throw;
        }
        finally
        {
            activity?.SetTag("pith.method", Method.Id);
            activity?.SetTag("pith.reason", outcome);
            _duration.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, new KeyValuePair<string, object?>("pith.method", Method.Id), new KeyValuePair<string, object?>("pith.reason", outcome));
        }
    }

    /// <summary>Ends the meter and the activity source; the compressor inside stays usable.</summary>
    public void Dispose()
    {
        _meter.Dispose();
        _activities.Dispose();
    }
}
