using System.Security.Cryptography;
using Pith.Seams;

namespace Pith.Runtimes.Onnx.Models;

/// <summary>Fetches the files of one model into its folder in the store.</summary>
internal sealed class ModelPull
{
    private readonly ModelEntry _entry;
    private readonly string _folder;
    private readonly ModelSource _source;
    private readonly IProgress<ModelPullProgress>? _progress;

    /// <summary>Makes a pull.</summary>
    /// <param name="entry">The model; what is known of its files is compared.</param>
    /// <param name="folder">Its folder in the store.</param>
    /// <param name="source">Where the files are.</param>
    /// <param name="progress">Told as files grow; null for silence.</param>
    internal ModelPull(ModelEntry entry, string folder, ModelSource source, IProgress<ModelPullProgress>? progress)
    {
        _entry = entry;
        _folder = folder;
        _source = source;
        _progress = progress;
    }

    /// <summary>Fetches what is not there yet.</summary>
    /// <returns>The model's record: the files that were found, with sizes and checksums.</returns>
    internal async Task<ModelEntry> RunAsync(CancellationToken cancellationToken)
    {
        // Which files a source has is only known when all were asked for, so what is done is written down file by file.
        string journal = Path.Combine(_folder, ModelStore.RecordName + ".pull");
        List<ModelFile> done = Earlier(journal);
        var taken = new List<ModelFile>();
        foreach (ModelFile wanted in _entry.Files)
        {
            if (wanted.Beside is { } other && taken.All(f => f.Path != other))
            {
                continue;
            }

            ModelFile? found = await FindAsync(wanted, done, cancellationToken).ConfigureAwait(false);
            if (found is not null)
            {
                ModelFile file = found with { Alternatives = null, Beside = null, Optional = false };
                taken.Add(file);
                done.RemoveAll(f => f.Path == file.Path);
                done.Add(file);
                ModelManifest.WriteRecord(journal, Record(done));
            }
            else if (!wanted.Optional)
            {
                string others = wanted.Alternatives is { Count: > 0 } a ? $" (nor {string.Join(", ", a)})" : "";
                throw new ModelFormatException(wanted.Path, $"is not at {_source.Name ?? "its address"}{others}.");
            }
        }

        try
        {
            OnnxTokenClassifier.Open(_folder, _entry.Id).Dispose();
        }
        catch (ModelFormatException)
        {
            // Whole files that are no model are of no use to a later pull.
            taken.ForEach(f => File.Delete(ModelPaths.Below(_folder, f.Path)));
            File.Delete(journal);
            throw;
        }

        ModelEntry record = Record(taken);
        ModelManifest.WriteRecord(Path.Combine(_folder, ModelStore.RecordName), record);
        File.Delete(journal);
        return record;
    }

    internal static async Task<(long Bytes, string Sha256)> HashAsync(string file, CancellationToken cancellationToken)
    {
        using FileStream stream = new(file, new FileStreamOptions { Options = FileOptions.Asynchronous | FileOptions.SequentialScan });
        byte[] hash = await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false);
        return (stream.Length, Convert.ToHexStringLower(hash));
    }

    private async Task<ModelFile?> FindAsync(ModelFile wanted, List<ModelFile> done, CancellationToken cancellationToken)
    {
        foreach (string path in (IEnumerable<string>)[wanted.Path, .. wanted.Alternatives ?? []])
        {
            // A checksum belongs to the path that it was taken from.
            ModelFile file = path == wanted.Path ? wanted : new ModelFile { Path = path };
            ModelFile known = done.Find(f => f.Path == path) ?? file;
            string target = ModelPaths.ForWriting(_folder, path);
            if (known is { Sha256: { } sha, Bytes: { } size } && File.Exists(target) && new FileInfo(target).Length == size
                && (await HashAsync(target, cancellationToken).ConfigureAwait(false)).Sha256 == sha)
            {
                Report(path, size, size);
                return known;
            }

            if (await _source.FetchAsync(file, target, (at, total) => Report(path, at, total), cancellationToken).ConfigureAwait(false) is { } fetched)
            {
                return fetched;
            }
        }

        return null;
    }

    private List<ModelFile> Earlier(string journal)
    {
        try
        {
            return File.Exists(journal) && ModelManifest.OpenRecord(journal) is { } record && record.From == _source.Name ? [.. record.Files] : [];
        }
        catch (ModelFormatException)
        {
            return [];
        }
    }

    private ModelEntry Record(List<ModelFile> files) => _entry with { Files = [.. files], From = _source.Name, Folder = null };

    private void Report(string file, long bytes, long? total) =>
        _progress?.Report(new ModelPullProgress { Model = _entry.Id, File = file, Bytes = bytes, Total = total });
}
