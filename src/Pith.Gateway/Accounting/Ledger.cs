using System.Collections.Concurrent;
using Pith.Gateway.Configuration;

namespace Pith.Gateway.Accounting;

/// <summary>Is told of every request when it is done. Must not throw or wait: it is called on the request's own thread.</summary>
internal interface ILedgerObserver
{
    void Add(LedgerEntry entry);
}

/// <summary>The latest requests and the sums since the start, by client.</summary>
internal sealed class Ledger
{
    private readonly Lock _lock = new();
    private readonly Queue<LedgerEntry> _recent = new();
    private readonly ConcurrentDictionary<string, LedgerTotals> _byKey = new(StringComparer.Ordinal);
    private readonly ILedgerObserver[] _observers;
    private readonly int _most;
    private long _last;
    private int _active;

    public Ledger(GatewayOptions options, IEnumerable<ILedgerObserver> observers)
    {
        _most = options.Ledger.Recent;
        _observers = [.. observers];
    }

    /// <summary>Sums over all requests since the start.</summary>
    internal LedgerTotals Totals { get; private set; } = new();

    /// <summary>Sums by client since the start.</summary>
    internal IReadOnlyDictionary<string, LedgerTotals> TotalsByKey => _byKey;

    /// <summary>Requests that are under way.</summary>
    internal int Active => Volatile.Read(ref _active);

    /// <summary>Says that a request has come; <see cref="Add"/> says that it is done.</summary>
    internal void Begin() => Interlocked.Increment(ref _active);

    /// <summary>Writes a request down.</summary>
    /// <returns>Its number.</returns>
    internal long Add(LedgerEntry entry)
    {
        Interlocked.Decrement(ref _active);
        lock (_lock)
        {
            entry = entry with { Id = ++_last };
            _recent.Enqueue(entry);
            if (_recent.Count > _most)
            {
                _recent.Dequeue();
            }

            Totals = Totals.With(entry);
        }

        if (entry.Key is { } key)
        {
            _byKey.AddOrUpdate(key, _ => new LedgerTotals().With(entry), (_, sums) => sums.With(entry));
        }

        foreach (ILedgerObserver observer in _observers)
        {
            observer.Add(entry);
        }

        return entry.Id;
    }

    /// <summary>The latest requests, the oldest first.</summary>
    internal IReadOnlyList<LedgerEntry> Recent()
    {
        lock (_lock)
        {
            return [.. _recent];
        }
    }
}
