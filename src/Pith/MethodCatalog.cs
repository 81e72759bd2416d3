using Pith.Methods.Floors;
using Pith.Methods.Output;
using Pith.Methods.Routing;
using Pith.Methods.Tokens;
using Pith.Routing;
using Pith.Seams;
using Pith.Text;

namespace Pith;

/// <summary>A method of the catalog and how to make it.</summary>
public sealed record MethodEntry
{
    /// <summary>Makes an entry.</summary>
    public MethodEntry(MethodInfo info, Func<MethodContext, ICompressor> create)
    {
        ArgumentNullException.ThrowIfNull(info);
        ArgumentNullException.ThrowIfNull(create);
        Info = info;
        Create = create;
    }

    /// <summary>What the method is.</summary>
    public MethodInfo Info { get; }

    /// <summary>Makes a compressor from what fills its seam and its settings.</summary>
    public Func<MethodContext, ICompressor> Create { get; }
}

/// <summary>All methods; every surface, the documentation, the benches and the conformance suite read it. There is no second list.</summary>
public sealed class MethodCatalog
{
    private readonly Dictionary<string, MethodEntry> _byId;

    /// <summary>Makes a catalog.</summary>
    /// <exception cref="ArgumentException">Two entries have the same id.</exception>
    public MethodCatalog(IEnumerable<MethodEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        Entries = [.. entries];
        _byId = new Dictionary<string, MethodEntry>(StringComparer.Ordinal);
        foreach (MethodEntry entry in Entries)
        {
            if (!_byId.TryAdd(entry.Info.Id, entry))
            {
                throw new ArgumentException($"Two methods have the id '{entry.Info.Id}'.", nameof(entries));
            }
        }
    }

    /// <summary>Id of the method that surfaces use when none is named.</summary>
    public const string DefaultMethod = "auto";

    /// <summary>The methods of this library.</summary>
    public static MethodCatalog BuiltIn { get; } = new(
    [
        new(Auto.Info, c => new Auto(c)),
        new(Keep.Info, c => new Keep(c.TokenClassifier(), c.Read(KeepOptions.From))),
        new(LlmLingua2.Info, c => new LlmLingua2(c.TokenClassifier(), c.Read(LlmLingua2Options.From))),
        new(HeadTail.Info, _ => new HeadTail()),
        new(RandomDrop.Info, c => new RandomDrop(c.Read(RandomDropOptions.From))),
        new(StopWords.Info, _ => new StopWords()),
        new(TfIdf.Info, _ => new TfIdf()),
        new(Repeats.Info, _ => new Repeats()),
    ]);

    /// <summary>The methods in the order in which they are shown.</summary>
    public IReadOnlyList<MethodEntry> Entries { get; }

    /// <summary>A catalog with further methods at its end.</summary>
    public MethodCatalog With(IEnumerable<MethodEntry> entries) => new(Entries.Concat(entries));

    /// <summary>The entry with this id.</summary>
    /// <exception cref="CompressionException">No method has it; the message lists the known ids.</exception>
    public MethodEntry Get(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return _byId.TryGetValue(id, out MethodEntry? entry)
            ? entry
            : throw new CompressionException(
                CompressionError.UnknownMethod,
                $"There is no method '{id}'.{NearestName.Suggestion(id, _byId.Keys)} Known: {string.Join(", ", Entries.Select(e => e.Info.Id))}.");
    }

    /// <summary>Makes a method; one that asks for a model gets the one that suits each text's script, unless <paramref name="model"/> names one.</summary>
    /// <param name="id">Id of the method.</param>
    /// <param name="models">Where models come from.</param>
    /// <param name="model">Id of the model to use; null to choose by script.</param>
    /// <param name="settings">Settings by name; null for the defaults.</param>
    /// <exception cref="CompressionException">Unknown method or setting, or (for a named model) the model is not there.</exception>
    public ICompressor Create(string id, IModelSource models, string? model = null, IReadOnlyDictionary<string, string>? settings = null)
    {
        ArgumentNullException.ThrowIfNull(models);
        MethodEntry entry = Get(id);
        settings ??= new Dictionary<string, string>();
        foreach (string name in settings.Keys)
        {
            if (!entry.Info.Settings.Any(s => s.Name == name))
            {
                string known = entry.Info.Settings.Count == 0 ? "It has none." : $"Known: {string.Join(", ", entry.Info.Settings.Select(s => s.Name))}.";
                throw new CompressionException(CompressionError.InvalidSetting, $"{id} has no setting '{name}'. {known}");
            }
        }

        ICompressor Make(string? modelId) => entry.Create(new MethodContext { Catalog = this, Models = models, Model = modelId, Settings = settings });
        return entry.Info.Seam == Seam.None || model is not null ? Make(model) : new ModelByScript(entry.Info, models, Make);
    }
}
