namespace Pith.Cli.Jsonl;

/// <summary>Lets work in while there is a free worker and room for its bytes; work that is larger than the room goes alone.</summary>
internal sealed class WorkGate : IDisposable
{
    private readonly int _count;
    private readonly long _mostBytes;
    private readonly SemaphoreSlim _workers;
    private readonly SemaphoreSlim _left = new(0);
    private long _bytes;

    internal WorkGate(int workers, long mostBytes)
    {
        _count = workers;
        _mostBytes = mostBytes;
        _workers = new SemaphoreSlim(workers);
    }

    /// <summary>Waits for room. One caller at a time.</summary>
    internal async ValueTask EnterAsync(long bytes, CancellationToken cancellationToken)
    {
        await _workers.WaitAsync(cancellationToken).ConfigureAwait(false);
        while (Interlocked.Read(ref _bytes) is > 0 and long inWork && inWork + bytes > _mostBytes)
        {
            await _left.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        Interlocked.Add(ref _bytes, bytes);
    }

    internal void Leave(long bytes)
    {
        Interlocked.Add(ref _bytes, -bytes);
        if (_left.CurrentCount == 0)
        {
            _left.Release();
        }

        _workers.Release();
    }

    /// <summary>Waits until all work has left; nothing enters any more.</summary>
    internal async Task EmptyAsync()
    {
        for (int i = 0; i < _count; i++)
        {
            await _workers.WaitAsync().ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        _workers.Dispose();
        _left.Dispose();
    }
}
