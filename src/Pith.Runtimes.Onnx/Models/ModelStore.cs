using Pith.Seams;
using Pith.Text;

namespace Pith.Runtimes.Onnx.Models;

/// <summary>The models on this machine: those that ship, those that were pulled, and folders that were added.</summary>
/// <remarks>
/// A pulled model stands in a folder of its own in the user's folder, with a record of its files, sizes and checksums; an added one is a
/// record that names its folder. Safe for concurrent use. What other processes change is seen by new instances.
/// </remarks>
public sealed class ModelStore
{
    /// <summary>Environment variable that names the user's folder.</summary>
    public const string FolderVariable = "PITH_MODELS";

    internal const string ManifestName = "manifest.json";
    internal const string RecordName = "pith-model.json";

    private readonly Lazy<IReadOnlyList<ModelEntry>> _manifest;
    private volatile IReadOnlyList<StoredModel>? _known;

    /// <summary>Makes a store.</summary>
    /// <param name="shippedFolder">Folder of the manifest and of the models that ship; null for <c>models</c> beside the program.</param>
    /// <param name="userFolder">Folder of pulled and added models; null for the one that <see cref="FolderVariable"/> names, else the platform's data folder.</param>
    public ModelStore(string? shippedFolder = null, string? userFolder = null)
    {
        ShippedFolder = shippedFolder ?? Path.Combine(AppContext.BaseDirectory, "models");
        UserFolder = Path.GetFullPath(userFolder ?? PlatformFolder());
        _manifest = new(ReadManifest);
    }

    /// <summary>Folder of the models that ship.</summary>
    public string ShippedFolder { get; }

    /// <summary>Folder of pulled and added models.</summary>
    public string UserFolder { get; }

    /// <summary>How often a broken connection is taken up again within one pull.</summary>
    internal int Attempts { get; init; } = 3;

    /// <summary>The most bytes of a file whose size is not known.</summary>
    internal long Limit { get; init; } = OnnxSession.LargestFile;

    /// <summary>All models: the manifest's in its order, then the user's own by id.</summary>
    /// <exception cref="ModelFormatException">The manifest can't be read. A damaged record only spoils its own model.</exception>
    public IReadOnlyList<StoredModel> List()
    {
        IReadOnlyList<ModelEntry> manifest = _manifest.Value;
        var known = manifest.Select(e => e.Id).ToHashSet(StringComparer.Ordinal);
        IEnumerable<string> own = Directory.Exists(UserFolder)
            ? Directory.EnumerateDirectories(UserFolder).Select(d => Path.GetFileName(d)!).Where(id => ModelPaths.IsId(id) && !known.Contains(id)).Order(StringComparer.Ordinal)
            : [];
        StoredModel[] models = [.. manifest.Select(e => State(e.Id)!), .. own.Select(State).OfType<StoredModel>()];
        _known = models;
        return models;
    }

    /// <summary>What is known about a model; null if nothing is.</summary>
    /// <param name="id">Its id.</param>
    public StoredModel? Find(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return ModelPaths.IsId(id) ? State(id) : null;
    }

    /// <summary>The folder of a model.</summary>
    /// <param name="model">Id, or path of a folder.</param>
    /// <returns>The folder; null if there is no such model here.</returns>
    /// <exception cref="ModelFormatException">It is there and damaged.</exception>
    public string? Locate(string model)
    {
        ArgumentNullException.ThrowIfNull(model);
        StoredModel? stored = Find(model);
        if (stored is { Problem: { } problem })
        {
            throw new ModelFormatException(stored.Entry.Id, problem);
        }

        return stored is { Installed: true } ? stored.Folder : Directory.Exists(model) ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(model)) : null;
    }

    /// <summary>Id of the model that fills a seam when nobody names one; null if there is none.</summary>
    /// <param name="seam">The seam.</param>
    public string? DefaultFor(Seam seam) => _manifest.Value.FirstOrDefault(e => e.Seam == seam && e.IsDefault)?.Id;

    /// <summary>Id of the installed model that suits a script better than the default; null for the default.</summary>
    /// <param name="seam">The seam.</param>
    /// <param name="script">The script of most of the text.</param>
    public string? ModelFor(Seam seam, Script script)
    {
        IReadOnlyList<StoredModel> known = _known ?? List();
        return script == Script.None || known.Any(m => m.Entry.IsDefault && m.Entry.Seam == seam && m.Entry.Scripts.Contains(script)) ? null
            : known.FirstOrDefault(m => m.Installed && m.Entry.Seam == seam && m.Entry.Scripts.Contains(script))?.Entry.Id;
    }

    /// <summary>Adds a model in a folder to the store, by reference: the files stay where they are.</summary>
    /// <param name="id">What it is to be called.</param>
    /// <param name="folder">The folder with the ONNX file and the tokenizer files.</param>
    /// <exception cref="ModelFormatException">The folder does not hold a model that can be used.</exception>
    /// <exception cref="CompressionException">The id can't be used.</exception>
    public StoredModel Add(string id, string folder)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (!ModelPaths.IsId(id))
        {
            throw ModelSource.Missing($"'{UntrustedText.Shown(id)}' can't be a model's id: an id has 1 to 64 lower-case letters, digits, '-', '.' and '_'.");
        }

        StoredModel? known = State(id);
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        string own = Path.Combine(UserFolder, id);
        if (known is { Place: ModelPlace.Shipped or ModelPlace.Store } && full != own)
        {
            throw ModelSource.Missing($"There is a model '{id}' in {known.Folder} already: choose another id, or delete that folder.");
        }

        OnnxTokenClassifier.Open(full, id).Dispose();
        ModelEntry entry = Listed(id) ?? Unlisted(id);
        ModelEntry record = entry with { Files = ModelFolder.Open(full).Files(), IsDefault = false, From = null, Folder = full == own ? null : full };
        ModelManifest.WriteRecord(ModelPaths.ForWriting(own, RecordName), record);
        _known = null;
        return State(id)!;
    }

    /// <summary>Fetches a model of the manifest, or what is missing of it. A pull that broke off goes on where it stopped.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="from">An address or a folder that file paths are appended to; null for the addresses in the manifest, or the source of the first pull.</param>
    /// <param name="progress">Told as files grow; null for silence.</param>
    /// <param name="cancellationToken">Stops; what was fetched stays for the next pull.</param>
    /// <exception cref="CompressionException">There is no such model, or no source is known for it.</exception>
    /// <exception cref="ModelFormatException">A file is missing at the source, too large, or not the one that was expected; or they are no model.</exception>
    /// <exception cref="IOException">The source or the disk failed.</exception>
    /// <exception cref="HttpRequestException">The server refused.</exception>
    public async Task<StoredModel> PullAsync(string id, string? from = null, IProgress<ModelPullProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(id);
        StoredModel known = Find(id) ?? throw Unknown(id);
        if (known is { Place: ModelPlace.Shipped, Installed: true })
        {
            return known;
        }

        string? first = known.Place == ModelPlace.Store ? known.Entry.From : null;
        bool addressed = known.Entry.Files.Count > 0 && known.Entry.Files.All(f => f.Url is not null);
        if (known.Place == ModelPlace.Added || (known.Place == ModelPlace.Store && first is null && !addressed))
        {
            throw known.Problem is { } problem ? new ModelFormatException(id, $"{problem} Delete {known.Folder} to start afresh.")
                : ModelSource.Missing($"'{id}' was put into {known.Folder} by hand: there is nothing to pull.");
        }

        if (from is null && first is null && !addressed)
        {
            throw ModelSource.Missing($"No address is known for the files of '{id}'. Name one: pith models pull {id} --from https://…/resolve/main; or add a folder that holds it: pith models add {id} FOLDER");
        }

        using var source = new ModelSource(from ?? first) { Attempts = Attempts, Limit = Limit };
        if (first is not null && source.Name != first)
        {
            throw ModelSource.Missing($"'{id}' was pulled from {first}: delete {known.Folder} to pull it from elsewhere.");
        }

        string folder = Path.Combine(UserFolder, id);
        await new ModelPull(known.Entry, folder, source, progress).RunAsync(cancellationToken).ConfigureAwait(false);
        _known = null;
        return State(id)!;
    }

    /// <summary>Checks the size and SHA-256 of every file of a model and opens it.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Stops the check.</param>
    /// <exception cref="CompressionException">There is no such model here.</exception>
    /// <exception cref="ModelFormatException">A file is missing, of another size or content, or the model can't be opened.</exception>
    public async Task<ModelVerification> VerifyAsync(string id, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(id);
        StoredModel model = Find(id) ?? throw Unknown(id);
        if (model.Folder is not { } folder)
        {
            throw model.Problem is { } problem ? new ModelFormatException(id, problem) : ModelSource.Missing($"'{id}' is not installed.");
        }

        int compared = 0;
        long bytes = 0;
        foreach (ModelFile file in model.Entry.Files.Where(f => f.Sha256 is not null))
        {
            string path = ModelPaths.Below(folder, file.Path);
            if (!File.Exists(path))
            {
                throw new ModelFormatException(file.Path, "is missing.");
            }

            (long size, string sha) = await ModelPull.HashAsync(path, cancellationToken).ConfigureAwait(false);
            if (size != (file.Bytes ?? size) || sha != file.Sha256)
            {
                throw new ModelFormatException(file.Path, $"has {size:N0} bytes and the SHA-256 {sha}; {file.Bytes:N0} and {file.Sha256} were expected.");
            }

            compared++;
            bytes += size;
        }

        OnnxTokenClassifier.Open(folder, id).Dispose();
        return new ModelVerification { Model = id, Folder = folder, Compared = compared, Bytes = bytes };
    }

    private StoredModel? State(string id)
    {
        ModelEntry? listed = Listed(id);
        string folder = Path.Combine(ShippedFolder, id);
        StoredModel? shipped = Directory.Exists(folder) ? At(listed ?? Unlisted(id), ModelPlace.Shipped, folder) : null;

        // A damaged model that ships can be replaced by a pull.
        return shipped is { Installed: true } ? shipped : Own(id, listed) is { } own && (shipped is null || own.Installed) ? own : shipped;
    }

    private StoredModel? Own(string id, ModelEntry? listed)
    {
        string own = Path.Combine(UserFolder, id);
        string record = Path.Combine(own, RecordName);
        if (File.Exists(record))
        {
            try
            {
                ModelEntry entry = ModelManifest.OpenRecord(record);
                return entry.Id != id ? Damaged(id, own, $"its {RecordName} is about '{entry.Id}'.")
                    : At(entry, entry.Folder is null ? ModelPlace.Store : ModelPlace.Added, entry.Folder ?? own);
            }
            catch (ModelFormatException e)
            {
                return Damaged(id, own, $"its {RecordName} {e.Reason}");
            }
        }

        // A folder that somebody put there counts when it is whole; one with a pull under way is not.
        return ModelFolder.HoldsModel(own) ? At(listed is null ? Unlisted(id) : listed with { Files = [] }, ModelPlace.Store, own)
            : listed is null ? null : new StoredModel { Entry = listed, Place = ModelPlace.None };
    }

    private StoredModel Damaged(string id, string folder, string problem) =>
        new() { Entry = Listed(id) ?? Unlisted(id), Place = ModelPlace.Store, Folder = folder, Problem = problem };

    private static StoredModel At(ModelEntry entry, ModelPlace place, string folder)
    {
        long bytes = 0;
        string? problem = Directory.Exists(folder) ? null : $"its folder {folder} is gone.";
        foreach (ModelFile file in entry.Files)
        {
            var info = new FileInfo(ModelPaths.Below(folder, file.Path));
            bytes += info.Exists ? info.Length : 0;
            problem ??= !info.Exists ? (file.Optional || file.Alternatives is not null ? null : $"its {file.Path} is missing.")
                : file.Bytes is { } size && size != info.Length ? $"its {file.Path} has {info.Length:N0} bytes; {size:N0} were expected." : null;
        }

        return new StoredModel { Entry = entry, Place = place, Folder = folder, Bytes = entry.Files.Count > 0 ? bytes : ModelFolder.Size(folder), Problem = problem };
    }

    private ModelEntry? Listed(string id) => _manifest.Value.FirstOrDefault(e => e.Id == id);

    private static ModelEntry Unlisted(string id) => new() { Id = id, Title = id, Seam = Seam.TokenClassifier, Files = [] };

    private CompressionException Unknown(string id) =>
        ModelSource.Missing($"There is no model '{UntrustedText.Shown(id)}'. Known: {string.Join(", ", _manifest.Value.Select(e => e.Id))}; others are added with: pith models add ID FOLDER");

    private IReadOnlyList<ModelEntry> ReadManifest()
    {
        string path = Path.Combine(ShippedFolder, ManifestName);
        return File.Exists(path) ? ModelManifest.Open(path).Models : [];
    }

    private static string PlatformFolder()
    {
        string? named = Environment.GetEnvironmentVariable(FolderVariable);
        if (!string.IsNullOrWhiteSpace(named))
        {
            return named;
        }

        string data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);

        // An account without a home, such as a service's, keeps its models beside the program.
        return Path.Combine(data.Length > 0 ? data : AppContext.BaseDirectory, "pith", "models");
    }
}
