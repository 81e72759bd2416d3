using Microsoft.Extensions.Caching.Memory;

namespace Pith;

/// <summary>Remembers results by the content of the request.</summary>
/// <remarks>
/// The key is a SHA-256 of everything that can change the text: method and fingerprint, segments with roles, policies and rates, question,
/// instruction, budget, tokenizer and protection rules. Neither prompts nor hashes leave the cache. Failed calls are not remembered.
/// </remarks>
public sealed class CachingCompressor : DelegatingCompressor
{
    private readonly IMemoryCache _cache;
    private readonly string _fingerprint;

    /// <summary>Caches <paramref name="inner"/>.</summary>
    /// <param name="inner">The method, usually guarded.</param>
    /// <param name="cache">Where results are kept. An entry's size is its characters; give the cache a size limit.</param>
    /// <param name="fingerprint">Tells apart settings and model of the inner method; two compressors that may differ in output must not share it.</param>
    public CachingCompressor(ICompressor inner, IMemoryCache cache, string fingerprint)
        : base(inner)
    {
        ArgumentNullException.ThrowIfNull(cache);
        ArgumentNullException.ThrowIfNull(fingerprint);
        _cache = cache;
        _fingerprint = fingerprint;
    }

    /// <inheritdoc/>
    public override async ValueTask<CompressionResult> CompressAsync(CompressionRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        string key = RequestHash.Of(request, Method.Id, _fingerprint);
        if (_cache.TryGetValue(key, out CompressionResult? known) && known is not null && await KeepOriginalsAsync(request, known, cancellationToken).ConfigureAwait(false))
        {
            return known;
        }

        CompressionResult result = await Inner.CompressAsync(request, cancellationToken).ConfigureAwait(false);
        if (result.Reason is not (ReasonCode.TimedOut or ReasonCode.Fallback or ReasonCode.ModelMissing))
        {
            using ICacheEntry entry = _cache.CreateEntry(key);
            entry.Value = result;
            entry.Size = result.Text.Length + request.Original.Length;
        }

        return result;
    }

    // The store may have let go of what a remembered result's markers name.
    private static async ValueTask<bool> KeepOriginalsAsync(CompressionRequest request, CompressionResult known, CancellationToken cancellationToken)
    {
        if (request.Originals is null || known.Elisions.All(e => e.Id is null))
        {
            return true;
        }

        var cuts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (Elision elision in known.Elisions)
        {
            if (elision.Id is { } id)
            {
                cuts[id] = elision.Span.Of(request.Original).ToString();
            }
        }

        try
        {
            await request.Originals.StoreAsync(cuts, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Reversal.OriginalStoreException)
        {
            return false;
        }
    }
}
