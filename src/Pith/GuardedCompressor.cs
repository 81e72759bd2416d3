namespace Pith;

/// <summary>Makes any method safe to stand in a request's path: it never fails, never takes longer than allowed and never lengthens a text.</summary>
/// <remarks>
/// A failure, a time-out or a result that is not shorter gives the original back with the reason code. A cancellation by the caller
/// is not a failure and is thrown.
/// </remarks>
public sealed class GuardedCompressor : DelegatingCompressor
{
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;

    /// <summary>Guards <paramref name="inner"/>.</summary>
    /// <param name="inner">The method.</param>
    /// <param name="timeout">How long it may take; <see cref="Timeout.InfiniteTimeSpan"/> (the default) for no limit.</param>
    /// <param name="time">The clock; the system's if null.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is neither positive nor infinite.</exception>
    public GuardedCompressor(ICompressor inner, TimeSpan? timeout = null, TimeProvider? time = null)
        : base(inner)
    {
        _timeout = timeout ?? Timeout.InfiniteTimeSpan;
        if (_timeout != Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(_timeout, TimeSpan.Zero, nameof(timeout));
        }

        _time = time ?? TimeProvider.System;
    }

    /// <inheritdoc/>
    public override async ValueTask<CompressionResult> CompressAsync(CompressionRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        using var timer = new CancellationTokenSource(_timeout, _time);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            CompressionResult result = await Inner.CompressAsync(request, both.Token).ConfigureAwait(false);
            return result.Kind != ResultKind.Original && result.TokensAfter >= result.TokensBefore
                ? request.Unchanged(Method.Id, ReasonCode.NotShorter)
                : result;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return request.Unchanged(Method.Id, ReasonCode.TimedOut);
        }
        catch (CompressionException e) when (e.Code == CompressionError.ModelMissing)
        {
            return request.Unchanged(Method.Id, ReasonCode.ModelMissing, e.Message);
        }
#pragma warning disable CA1031 // The guard is the boundary at which a failure becomes a reason code.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            return request.Unchanged(Method.Id, ReasonCode.Fallback, $"{Method.Id} failed with {e.GetType().Name}.");
        }
    }
}
