using System.Text.Json;
using System.Text.Json.Serialization;
using Pith.Seams;
using Pith.Text;

namespace Pith.Runtimes.Onnx.Models;

/// <summary>The models that Pith knows, as <c>models/manifest.json</c> lists them.</summary>
public sealed record ModelManifest
{
    private const long LargestManifest = 1 << 20;
    private const int MostModels = 1000;
    private const int MostFiles = 64;

    /// <summary>Version of the format.</summary>
    public required int Version { get; init; }

    /// <summary>The models; an earlier one is preferred where several suit.</summary>
    public required IReadOnlyList<ModelEntry> Models { get; init; }

    /// <summary>Reads a manifest.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ModelFormatException">It is not a manifest, or names files outside a model's folder.</exception>
    public static ModelManifest Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string name = Path.GetFileName(path);
        ModelManifest manifest = Parse(path, name, ManifestJson.Default.ModelManifest);
        if (manifest.Version != 1)
        {
            throw new ModelFormatException(name, $"has version {manifest.Version}; this program reads version 1.");
        }

        if (manifest.Models.Count > MostModels || manifest.Models.Any(m => m is null) || manifest.Models.DistinctBy(m => m.Id).Count() != manifest.Models.Count)
        {
            throw new ModelFormatException(name, $"has empty or repeated models, or more than {MostModels}.");
        }

        foreach (ModelEntry entry in manifest.Models)
        {
            Check(entry, name);
        }

        return manifest;
    }

    internal static ModelEntry OpenRecord(string path)
    {
        string name = Path.GetFileName(path);
        ModelEntry entry = Parse(path, name, ManifestJson.Default.ModelEntry);
        Check(entry, name);
        return entry;
    }

    internal static void WriteRecord(string path, ModelEntry entry)
    {
        ModelPaths.RefuseLink(path);
        string partial = path + PartialFile.Suffix;
        ModelPaths.RefuseLink(partial);
        File.WriteAllBytes(partial, JsonSerializer.SerializeToUtf8Bytes(entry, ManifestJson.Default.ModelEntry));
        File.Move(partial, path, overwrite: true);
    }

    private static T Parse<T>(string path, string name, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
    {
        try
        {
            if (new FileInfo(path).Length > LargestManifest)
            {
                throw new ModelFormatException(name, $"is larger than a manifest may be ({LargestManifest:N0} bytes).");
            }

            return JsonSerializer.Deserialize(File.ReadAllBytes(path), type) ?? throw new ModelFormatException(name, "is empty.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            string where = e is JsonException { Path: { Length: > 0 } at } ? $" at {UntrustedText.Shown(at)}" : "";
            throw new ModelFormatException(name, $"is not a manifest of models{where}.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelFormatException(name, "can't be read.", e);
        }
    }

    private static void Check(ModelEntry entry, string manifest)
    {
        if (!ModelPaths.IsId(entry.Id))
        {
            throw new ModelFormatException(manifest, $"has the model id '{UntrustedText.Shown(entry.Id)}'; an id has 1 to 64 lower-case letters, digits, '-', '.' and '_'.");
        }

        if (entry.Files.Count is 0 or > MostFiles || entry.Files.Any(f => f is null) || entry.Files.DistinctBy(f => f.Path).Count() != entry.Files.Count)
        {
            throw new ModelFormatException(manifest, $"{entry.Id} has no files, repeated ones, or more than {MostFiles}.");
        }

        foreach (ModelFile file in entry.Files)
        {
            foreach (string path in file.Alternatives?.Prepend(file.Path) ?? [file.Path])
            {
                ModelPaths.Check(path ?? "", manifest);
            }

            if (file.Bytes is < 0 or > OnnxSession.LargestFile)
            {
                throw new ModelFormatException(manifest, $"{entry.Id}: {file.Path} has {file.Bytes:N0} bytes; a file has 0 to {OnnxSession.LargestFile:N0}.");
            }

            if (file.Sha256 is { } sha && (sha.Length != 64 || !sha.All(c => char.IsAsciiDigit(c) || c is >= 'a' and <= 'f')))
            {
                throw new ModelFormatException(manifest, $"{entry.Id}: the SHA-256 of {file.Path} is not 64 lower-case hexadecimal digits.");
            }

            if (file.Url is { } url && !(url.IsAbsoluteUri && url.Scheme is "https" or "http"))
            {
                throw new ModelFormatException(manifest, $"{entry.Id}: the address of {file.Path} is not an http or https address.");
            }
        }
    }
}

/// <summary>Reads and writes manifests and records without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    RespectNullableAnnotations = true,
    AllowDuplicateProperties = false,
    Converters = [typeof(ScriptNames), typeof(SeamNames)])]
[JsonSerializable(typeof(ModelManifest))]
[JsonSerializable(typeof(ModelEntry))]
internal sealed partial class ManifestJson : JsonSerializerContext;

/// <summary>Names of scripts in manifests.</summary>
internal sealed class ScriptNames() : JsonStringEnumConverter<Script>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false);

/// <summary>Names of seams in manifests.</summary>
internal sealed class SeamNames() : JsonStringEnumConverter<Seam>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false);
