using System.Diagnostics.Metrics;

namespace Pith.Gateway.Accounting;

/// <summary>Metrics under fixed names. Tags have few values, all of them ours: no model, no key, no text of a request.</summary>
internal sealed class GatewayMetrics : ILedgerObserver
{
    internal const string MeterName = "Pith.Gateway";

    private readonly Counter<long> _requests;
    private readonly Counter<long> _saved;
    private readonly Counter<long> _billed;
    private readonly Counter<long> _overhead;
    private readonly Histogram<double> _compression;
    private readonly Histogram<double> _firstByte;

    public GatewayMetrics(IMeterFactory meters)
    {
        Meter meter = meters.Create(MeterName);
        _requests = meter.CreateCounter<long>("pith.gateway.requests", "{request}", "Requests, by API, by what was done with them and why, and by the class of their HTTP status.");
        _saved = meter.CreateCounter<long>("pith.gateway.tokens.saved", "{token}", "Own estimate of saved tokens: of texts that were new, and of texts that were sent again.");
        _billed = meter.CreateCounter<long>("pith.gateway.tokens.billed", "{token}", "Tokens that providers say they bill.");
        _overhead = meter.CreateCounter<long>("pith.gateway.tokens.overhead", "{token}", "Tokens that the gateway itself cost: its tool, and rounds that answer its calls.");
        _compression = meter.CreateHistogram("pith.gateway.compression.duration", "s", "How long compression held requests.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5] });
        _firstByte = meter.CreateHistogram("pith.gateway.first_byte.duration", "s", "Time from a request's arrival to the first byte of its answer.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] });
    }

    public void Add(LedgerEntry entry)
    {
        _requests.Add(1, new("format", entry.Format ?? "other"), new("status", entry.Status), new("reason", entry.Reason), new("http", $"{entry.HttpStatus / 100}xx"));
        Count(_saved, entry.SavedNew, "new");
        Count(_saved, entry.SavedResent, "resent");
        if (entry.Billed is { } billed)
        {
            Count(_billed, billed.Input - billed.CacheRead - billed.CacheWrite, "input");
            Count(_billed, billed.CacheRead, "cache_read");
            Count(_billed, billed.CacheWrite, "cache_write");
            Count(_billed, billed.Output, "output");
        }

        Count(_overhead, entry.ToolTokens, "tool");
        Count(_overhead, entry.ExtraBilled?.Total ?? 0, "rounds");
        if (entry.CompressionMs > 0)
        {
            _compression.Record(entry.CompressionMs / 1000);
        }

        if (entry.FirstByteMs is { } first)
        {
            _firstByte.Record(first / 1000);
        }
    }

    private static void Count(Counter<long> counter, long tokens, string kind)
    {
        // A counter never falls: a text that grew is no saving.
        if (tokens > 0)
        {
            counter.Add(tokens, new KeyValuePair<string, object?>("kind", kind));
        }
    }
}
