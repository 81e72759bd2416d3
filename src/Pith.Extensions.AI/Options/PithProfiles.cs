using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Pith.Conversations;
using Pith.Reversal;
using Pith.Runtimes.Onnx;
using Pith.Seams;

namespace Pith.Extensions.AI;

/// <summary>The profiles of an application, each with the compressor that its options ask for at the moment.</summary>
/// <remarks>
/// When options change, the next request goes by a new policy. What was sent stays the same bytes: the forms and the originals of a
/// profile outlive its policies. Changed options that can't be used are logged, and those from before stay. Safe for concurrent use.
/// </remarks>
public sealed class PithProfiles
{
    private readonly IServiceProvider _services;
    private readonly IOptionsMonitor<PithOptions> _options;
    private readonly ILogger _logger;
    private readonly Dictionary<string, Profile> _profiles = new(StringComparer.Ordinal);

    internal PithProfiles(IServiceProvider services)
    {
        _services = services;
        _options = services.GetRequiredService<IOptionsMonitor<PithOptions>>();
        _logger = (services.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance).CreateLogger<PithProfiles>();
        foreach (PithBuilder builder in services.GetServices<PithBuilder>())
        {
            _profiles.TryAdd(builder.Name, new Profile(builder));
        }
    }

    /// <summary>The compressor of a profile as its options are now.</summary>
    /// <param name="profile">Name of the profile; null for the unnamed one.</param>
    /// <exception cref="ArgumentException">There is no such profile.</exception>
    /// <exception cref="OptionsValidationException">Its options can't be used, and no earlier ones could.</exception>
    public ConversationCompressor Get(string? profile = null) => Current(profile).Compressor!;

    /// <summary>The retrieval tool of a profile; null if it keeps no originals.</summary>
    /// <param name="profile">Name of the profile; null for the unnamed one.</param>
    /// <exception cref="ArgumentException">There is no such profile.</exception>
    /// <exception cref="OptionsValidationException">Its options can't be used, and no earlier ones could.</exception>
    public RetrievalTool? RetrievalTool(string? profile = null) => Current(profile).Retrieval;

    internal bool Has(string profile) => _profiles.ContainsKey(profile);

    internal static MethodCatalog CatalogOf(IServiceProvider services) => services.GetService<MethodCatalog>() ?? StandardMethods.Catalog;

    private Profile Current(string? name)
    {
        if (!_profiles.TryGetValue(name ?? Microsoft.Extensions.Options.Options.DefaultName, out Profile? profile))
        {
            throw new ArgumentException($"There is no profile '{name}'. Known: {string.Join(", ", _profiles.Keys.Select(k => $"'{k}'"))}; AddPith() adds one.", nameof(name));
        }

        lock (profile.Lock)
        {
            PithOptions options;
            try
            {
                options = _options.Get(profile.Builder.Name);
            }
            catch (OptionsValidationException e) when (profile.Compressor is not null)
            {
                string failures = string.Join(' ', e.Failures);
                if (failures != profile.Failures)
                {
                    profile.Failures = failures;
                    ContextCompressionTelemetry.LogInvalid(_logger, profile.Builder.Name, failures);
                }

                return profile;
            }

            if (!ReferenceEquals(options, profile.Options))
            {
                Use(profile, options);
            }

            return profile;
        }
    }

    private void Use(Profile profile, PithOptions options)
    {
        MethodCatalog catalog = CatalogOf(_services);
        IModelSource models = _services.GetService<IModelSource>() ?? OnnxRuntime.Default;
        if (profile.Forms is null)
        {
            profile.Forms = _services.GetService<IFormStore>() is { } shared ? new ProfileFormStore(shared, profile.Builder.Name) : new MemoryFormStore();
            profile.Originals = options.Originals switch
            {
                OriginalStoreKind.Memory => new MemoryOriginalStore(age: options.OriginalsAge, time: _services.GetService<TimeProvider>()),
                OriginalStoreKind.Distributed => new DistributedOriginalStore(_services.GetRequiredService<IDistributedCache>(), options.OriginalsAge),
                OriginalStoreKind.Service => _services.GetRequiredService<IOriginalStore>(),
                _ => null,
            };
        }

        profile.Summarizer ??= profile.Builder.Summarizer?.Invoke(_services);
        ConversationPolicy policy = new PolicyReader(catalog).Read(options, profile.Builder.Rules, profile.Summarizer);
        ICompressor Make(string id) => catalog.Create(id, models);
        profile.Compressor = new ConversationCompressor(policy, Make, profile.Forms, profile.Originals, _services.GetService<TimeProvider>());
        profile.Retrieval = profile.Originals is null ? null : new RetrievalTool(new OriginalRetrieval(profile.Originals, Make(MethodCatalog.DefaultMethod)), options.RetrievalTokens, policy.TokenCounter);
        profile.Options = options;
        profile.Failures = null;
    }

    private sealed class Profile(PithBuilder builder)
    {
        internal Lock Lock { get; } = new();

        internal PithBuilder Builder { get; } = builder;

        internal PithOptions? Options { get; set; }

        internal string? Failures { get; set; }

        internal IFormStore? Forms { get; set; }

        internal IOriginalStore? Originals { get; set; }

        internal IHistorySummarizer? Summarizer { get; set; }

        internal ConversationCompressor? Compressor { get; set; }

        internal RetrievalTool? Retrieval { get; set; }
    }

    // One store for all profiles: the same place in two profiles has two forms.
    private sealed class ProfileFormStore(IFormStore inner, string profile) : IFormStore
    {
        private readonly string _prefix = profile + "/";

        public async ValueTask<IReadOnlyDictionary<string, ConversationForm>> FindAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken = default)
        {
            IReadOnlyDictionary<string, ConversationForm> found = await inner.FindAsync([.. keys.Select(k => _prefix + k)], cancellationToken).ConfigureAwait(false);
            return found.ToDictionary(f => f.Key[_prefix.Length..], f => f.Value, StringComparer.Ordinal);
        }

        public ValueTask StoreAsync(IReadOnlyDictionary<string, ConversationForm> forms, CancellationToken cancellationToken = default) =>
            inner.StoreAsync(forms.ToDictionary(f => _prefix + f.Key, f => f.Value, StringComparer.Ordinal), cancellationToken);
    }
}
