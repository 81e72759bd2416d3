namespace Pith.Runtimes.Onnx.Models;

/// <summary>A file of a model.</summary>
public sealed record ModelFile
{
    /// <summary>Path in the model's folder, with forward slashes.</summary>
    public required string Path { get; init; }

    /// <summary>Size; null if it is not known before the first pull.</summary>
    public long? Bytes { get; init; }

    /// <summary>SHA-256 in lower-case hexadecimal; null if it is not known before the first pull.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Where it can be fetched; null if only a base that the user names has it.</summary>
    public Uri? Url { get; init; }

    /// <summary>Whether the model works without it.</summary>
    public bool Optional { get; init; }

    /// <summary>Other paths under which a publisher may have it, in order of preference.</summary>
    public IReadOnlyList<string>? Alternatives { get; init; }

    /// <summary>Path of a file that this one belongs to: it is wanted only if that one was found.</summary>
    public string? Beside { get; init; }
}
