using System.Runtime.InteropServices;
using Microsoft.Extensions.Caching.Distributed;

namespace Pith.Reversal;

/// <summary>An original store over a distributed cache (Redis, SQL Server, PostgreSQL, a HybridCache's second level): shared by many processes.</summary>
/// <remarks>Each original is one entry, written whole or not at all. Age is the cache's expiry; size limits are the cache's own.</remarks>
public sealed class DistributedOriginalStore : IOriginalStore
{
    private readonly IDistributedCache _cache;
    private readonly string _prefix;
    private readonly DistributedCacheEntryOptions _options;

    /// <summary>Makes the store.</summary>
    /// <param name="cache">The cache.</param>
    /// <param name="age">How long an original is kept after it was stored last; null for as long as the cache likes.</param>
    /// <param name="prefix">What keys begin with. Default: <c>pith:original:</c>.</param>
    public DistributedOriginalStore(IDistributedCache cache, TimeSpan? age = null, string prefix = "pith:original:")
    {
        ArgumentNullException.ThrowIfNull(cache);
        ArgumentNullException.ThrowIfNull(prefix);
        _cache = cache;
        _prefix = prefix;
        _options = new DistributedCacheEntryOptions { AbsoluteExpirationRelativeToNow = age };
    }

    /// <inheritdoc/>
    public async ValueTask StoreAsync(IReadOnlyDictionary<string, string> originals, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(originals);
        foreach ((string id, string text) in originals)
        {
            string? known = await FindAsync(id, cancellationToken).ConfigureAwait(false);
            if (known is not null && known != text)
            {
                throw new OriginalStoreException($"The handle {id} already names another text.");
            }

            try
            {
                await _cache.SetAsync(_prefix + id, MemoryMarshal.AsBytes(text.AsSpan()).ToArray(), _options, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                throw new OriginalStoreException($"The cache did not take an original ({e.GetType().Name}).", e);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask<string?> FindAsync(string id, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(id);
        try
        {
            // The characters as they are: lone surrogates have no bytes in any encoding.
            return await _cache.GetAsync(_prefix + id, cancellationToken).ConfigureAwait(false) is { } bytes ? MemoryMarshal.Cast<byte, char>(bytes).ToString() : null;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new OriginalStoreException($"The cache can't be read ({e.GetType().Name}).", e);
        }
    }
}
