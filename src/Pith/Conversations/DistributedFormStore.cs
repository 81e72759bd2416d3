using Microsoft.Extensions.Caching.Distributed;

namespace Pith.Conversations;

/// <summary>Remembers forms in a distributed cache (Redis, SQL Server, PostgreSQL): shared by many processes.</summary>
/// <remarks>What the cache can't give or take is made again; the methods give the same bytes.</remarks>
public sealed class DistributedFormStore : IFormStore
{
    private const int MostAtOnce = 32;

    private readonly IDistributedCache _cache;
    private readonly string _prefix;
    private readonly DistributedCacheEntryOptions _options;

    /// <summary>Makes the store.</summary>
    /// <param name="cache">The cache.</param>
    /// <param name="idle">How long a form is kept after it was asked for last. Default: one day, which is longer than providers cache prompts.</param>
    /// <param name="prefix">What keys begin with. Default: <c>pith:form:</c>.</param>
    public DistributedFormStore(IDistributedCache cache, TimeSpan? idle = null, string prefix = "pith:form:")
    {
        ArgumentNullException.ThrowIfNull(cache);
        ArgumentNullException.ThrowIfNull(prefix);
        _cache = cache;
        _prefix = prefix;
        _options = new DistributedCacheEntryOptions { SlidingExpiration = idle ?? TimeSpan.FromDays(1) };
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyDictionary<string, ConversationForm>> FindAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var found = new Dictionary<string, ConversationForm>(StringComparer.Ordinal);

        // The interface knows single keys only; a few at once hide the way there and back.
        foreach (string[] some in keys.Chunk(MostAtOnce))
        {
            byte[]?[] values = await Task.WhenAll(some.Select(k => _cache.GetAsync(_prefix + k, cancellationToken))).ConfigureAwait(false);
            for (int i = 0; i < some.Length; i++)
            {
                if (values[i] is { } bytes && ConversationForm.FromBytes(bytes) is { } form)
                {
                    found[some[i]] = form;
                }
            }
        }

        return found;
    }

    /// <inheritdoc/>
    public async ValueTask StoreAsync(IReadOnlyDictionary<string, ConversationForm> forms, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(forms);
        foreach (KeyValuePair<string, ConversationForm>[] some in forms.Chunk(MostAtOnce))
        {
            await Task.WhenAll(some.Select(f => _cache.SetAsync(_prefix + f.Key, f.Value.ToBytes(), _options, cancellationToken))).ConfigureAwait(false);
        }
    }
}
