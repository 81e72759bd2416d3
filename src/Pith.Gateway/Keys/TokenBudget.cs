namespace Pith.Gateway.Keys;

/// <summary>Tokens that a client may use in a window. What a request will cost is reserved before it is sent, so that many at once can't pass the limit together.</summary>
internal sealed class TokenBudget(long most, TimeSpan window, TimeProvider time)
{
    private readonly Lock _lock = new();
    private long _window = long.MinValue;
    private long _used;

    internal long Most => most;

    internal TimeSpan Window => window;

    internal long Used
    {
        get
        {
            lock (_lock)
            {
                Turn();
                return _used;
            }
        }
    }

    /// <summary>Takes tokens out of the window before a request is sent.</summary>
    /// <param name="tokens">An estimate.</param>
    /// <param name="reservation">What to settle when the request is done.</param>
    /// <param name="retryAfter">How long it is until the next window.</param>
    /// <returns>False if there are not enough left.</returns>
    internal bool TryReserve(long tokens, out Reservation reservation, out TimeSpan retryAfter)
    {
        lock (_lock)
        {
            DateTimeOffset now = Turn();
            retryAfter = new TimeSpan(((_window + 1) * window.Ticks) - now.UtcTicks);
            reservation = new Reservation(_window, tokens);
            if (_used + tokens > most)
            {
                return false;
            }

            _used += tokens;
            return true;
        }
    }

    /// <summary>Puts what was billed in the place of what was reserved.</summary>
    internal void Settle(Reservation reservation, long billed)
    {
        lock (_lock)
        {
            Turn();

            // What was reserved in a window that is over is over with it.
            if (reservation.Window == _window)
            {
                _used = Math.Max(0, _used - reservation.Tokens + billed);
            }
        }
    }

    private DateTimeOffset Turn()
    {
        DateTimeOffset now = time.GetUtcNow();
        long current = now.UtcTicks / window.Ticks;
        if (current != _window)
        {
            (_window, _used) = (current, 0);
        }

        return now;
    }

    internal readonly record struct Reservation(long Window, long Tokens);
}
