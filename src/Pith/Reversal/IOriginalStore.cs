namespace Pith.Reversal;

/// <summary>Keeps what was cut, so that it can be given back.</summary>
/// <remarks>Content-addressed: the same text has the same handle, and storing it again only prolongs it. Implementations are safe for concurrent use.</remarks>
public interface IOriginalStore
{
    /// <summary>Stores texts, all or none.</summary>
    /// <param name="originals">Texts by handle (<see cref="OriginalId.Of"/>).</param>
    /// <param name="cancellationToken">Stops the work; nothing is half stored.</param>
    /// <exception cref="OriginalStoreException">They could not be stored; no cut may be made on them.</exception>
    ValueTask StoreAsync(IReadOnlyDictionary<string, string> originals, CancellationToken cancellationToken = default);

    /// <summary>Gives a text back.</summary>
    /// <returns>The text; null if the handle is unknown, or what it named has expired or was removed for room.</returns>
    /// <exception cref="OriginalStoreException">The store can't be read.</exception>
    ValueTask<string?> FindAsync(string id, CancellationToken cancellationToken = default);
}

/// <summary>An original store failed.</summary>
public sealed class OriginalStoreException : Exception
{
    /// <summary>Says what failed.</summary>
    public OriginalStoreException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
