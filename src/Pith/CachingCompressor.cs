using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
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
        string key = Key(request);
        if (_cache.TryGetValue(key, out CompressionResult? known) && known is not null)
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

    private string Key(CompressionRequest request)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, Method.Id);
        Add(hash, _fingerprint);
        Add(hash, request.TokenCounter.Name);
        Add(hash, request.Budget.ToString());
        Add(hash, request.Budget.Value.ToString("R", CultureInfo.InvariantCulture));
        Add(hash, request.Explain ? "explain" : string.Empty);
        Add(hash, request.Question);
        Add(hash, request.Instruction);
        Add(hash, request.Protection);
        foreach (Segment segment in request.Segments)
        {
            Add(hash, string.Create(CultureInfo.InvariantCulture, $"{segment.Role}/{segment.Policy}/{segment.Rate:R}"));
            Add(hash, segment.ContentHint);
            Add(hash, segment.Text);
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private static void Add(IncrementalHash hash, ProtectionRules rules)
    {
        Add(hash, string.Create(CultureInfo.InvariantCulture, $"{rules.ForceDigits}/{rules.ForceNegations}/{rules.Tags}"));
        foreach (string item in rules.Patterns.Concat(rules.ForceTokens).Concat(rules.ForceKinds.Select(k => k.ToString())).Concat(rules.Ranges.Select(r => r.ToString())))
        {
            Add(hash, item);
        }

        Add(hash, string.Create(CultureInfo.InvariantCulture, $"{rules.Patterns.Count}/{rules.ForceTokens.Count}/{rules.ForceKinds.Count}"));
    }

    // Each text with its length before it, so that no two sequences of texts run together into the same bytes.
    private static void Add(IncrementalHash hash, string? text)
    {
        int length = text?.Length ?? -1;
        hash.AppendData(MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in length)));
        hash.AppendData(MemoryMarshal.AsBytes(text.AsSpan()));
    }
}
