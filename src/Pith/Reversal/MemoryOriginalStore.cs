namespace Pith.Reversal;

/// <summary>An original store in memory, with limits on age and size; what was used longest ago goes first.</summary>
public sealed class MemoryOriginalStore : IOriginalStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<(string Id, string Text, DateTimeOffset Until)>> _byId = new(StringComparer.Ordinal);
    private readonly LinkedList<(string Id, string Text, DateTimeOffset Until)> _used = new();
    private readonly long _most;
    private readonly TimeSpan _age;
    private readonly TimeProvider _time;
    private long _characters;

    /// <summary>Makes an empty store.</summary>
    /// <param name="mostCharacters">Characters that it holds at most. Default: 64 million.</param>
    /// <param name="age">How long an original is kept after it was stored last; null for as long as there is room.</param>
    /// <param name="time">The clock; null for the system's.</param>
    public MemoryOriginalStore(long mostCharacters = 64_000_000, TimeSpan? age = null, TimeProvider? time = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(mostCharacters);
        _most = mostCharacters;
        _age = age ?? TimeSpan.MaxValue;
        _time = time ?? TimeProvider.System;
    }

    /// <inheritdoc/>
    public ValueTask StoreAsync(IReadOnlyDictionary<string, string> originals, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(originals);
        cancellationToken.ThrowIfCancellationRequested();
        DateTimeOffset now = _time.GetUtcNow();
        DateTimeOffset until = _age == TimeSpan.MaxValue ? DateTimeOffset.MaxValue : now + _age;
        lock (_lock)
        {
            long more = 0;
            foreach ((string id, string text) in originals)
            {
                if (!_byId.TryGetValue(id, out LinkedListNode<(string Id, string Text, DateTimeOffset Until)>? known))
                {
                    more += text.Length;
                }
                else if (known.Value.Text != text)
                {
                    throw new OriginalStoreException($"The handle {id} already names another text.");
                }
            }

            if (more > _most)
            {
                throw new OriginalStoreException($"{more:N0} characters are to be stored and the store holds at most {_most:N0}.");
            }

            foreach ((string id, string text) in originals)
            {
                Remove(id);
                _byId[id] = _used.AddLast((id, text, until));
                _characters += text.Length;
            }

            while (_characters > _most)
            {
                Remove(_used.First!.Value.Id);
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<string?> FindAsync(string id, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(id);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (!_byId.TryGetValue(id, out LinkedListNode<(string Id, string Text, DateTimeOffset Until)>? node))
            {
                return new((string?)null);
            }

            if (node.Value.Until <= _time.GetUtcNow())
            {
                Remove(id);
                return new((string?)null);
            }

            _used.Remove(node);
            _used.AddLast(node);
            return new(node.Value.Text);
        }
    }

    private void Remove(string id)
    {
        if (_byId.Remove(id, out LinkedListNode<(string Id, string Text, DateTimeOffset Until)>? node))
        {
            _characters -= node.Value.Text.Length;
            _used.Remove(node);
        }
    }
}
