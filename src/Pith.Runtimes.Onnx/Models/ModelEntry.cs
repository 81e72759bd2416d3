using System.Text.Json.Serialization;
using Pith.Text;

namespace Pith.Runtimes.Onnx.Models;

/// <summary>What is known about a model: an entry of the manifest, or the store's record of a model that was pulled or added.</summary>
public sealed record ModelEntry
{
    /// <summary>Id: lower-case letters, digits, '-', '.' and '_'.</summary>
    public required string Id { get; init; }

    /// <summary>What people call it.</summary>
    public required string Title { get; init; }

    /// <summary>The seam that it fills.</summary>
    public required Seam Seam { get; init; }

    /// <summary>Languages it was trained on, as BCP 47 tags; <c>mul</c> for many.</summary>
    public IReadOnlyList<string> Languages { get; init; } = [];

    /// <summary>Scripts that it reads well: it may be chosen for texts in them. Empty: only by name.</summary>
    public IReadOnlyList<Script> Scripts { get; init; } = [];

    /// <summary>Licence of the weights; null if unknown.</summary>
    public string? Licence { get; init; }

    /// <summary>Whom the licence wants named.</summary>
    public string? Attribution { get; init; }

    /// <summary>The model that it was made from.</summary>
    public string? Base { get; init; }

    /// <summary>What somebody who installs it must know.</summary>
    public string? Note { get; init; }

    /// <summary>Whether it fills its seam when nobody names a model.</summary>
    [JsonPropertyName("default")]
    public bool IsDefault { get; init; }

    /// <summary>Its files.</summary>
    public required IReadOnlyList<ModelFile> Files { get; init; }

    /// <summary>In a record: the address or folder that the files were pulled from.</summary>
    public string? From { get; init; }

    /// <summary>In a record: the folder that an added model stands in, outside the store.</summary>
    public string? Folder { get; init; }
}
