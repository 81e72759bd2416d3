namespace Pith.Conversations;

/// <summary>Remembers forms in this process, the least recently used going first.</summary>
public sealed class MemoryFormStore : IFormStore
{
    // What an entry costs beside its text: key, record and links.
    private const int Overhead = 256;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<(string Key, ConversationForm Form)>> _byKey = new(StringComparer.Ordinal);
    private readonly LinkedList<(string Key, ConversationForm Form)> _byUse = new();
    private readonly long _mostCharacters;
    private long _characters;

    /// <summary>Makes the store.</summary>
    /// <param name="mostCharacters">The most characters it holds. Default: 64 million.</param>
    public MemoryFormStore(long mostCharacters = 64_000_000)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(mostCharacters);
        _mostCharacters = mostCharacters;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyDictionary<string, ConversationForm>> FindAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var found = new Dictionary<string, ConversationForm>(StringComparer.Ordinal);
        lock (_lock)
        {
            foreach (string key in keys)
            {
                if (_byKey.TryGetValue(key, out LinkedListNode<(string Key, ConversationForm Form)>? node))
                {
                    _byUse.Remove(node);
                    _byUse.AddFirst(node);
                    found[key] = node.Value.Form;
                }
            }
        }

        return new(found);
    }

    /// <inheritdoc/>
    public ValueTask StoreAsync(IReadOnlyDictionary<string, ConversationForm> forms, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(forms);
        lock (_lock)
        {
            foreach ((string key, ConversationForm form) in forms)
            {
                if (_byKey.Remove(key, out LinkedListNode<(string Key, ConversationForm Form)>? known))
                {
                    Forget(known);
                }

                _byKey.Add(key, _byUse.AddFirst((key, form)));
                _characters += Size(form);
            }

            while (_characters > _mostCharacters && _byUse.Last is { } last)
            {
                _byKey.Remove(last.Value.Key);
                Forget(last);
            }
        }

        return ValueTask.CompletedTask;
    }

    private void Forget(LinkedListNode<(string Key, ConversationForm Form)> node)
    {
        _byUse.Remove(node);
        _characters -= Size(node.Value.Form);
    }

    private static long Size(ConversationForm form) => Overhead + (form.Text?.Length ?? 0) + (8L * form.Cuts.Count);
}
