namespace Pith.Runtimes.Onnx.Models;

/// <summary>Where a model's files are.</summary>
public enum ModelPlace
{
    /// <summary>Nowhere.</summary>
    None,

    /// <summary>Beside the program.</summary>
    Shipped,

    /// <summary>In the user's store.</summary>
    Store,

    /// <summary>In a folder that was added to the store by reference.</summary>
    Added,
}

/// <summary>A model that the store knows, and what of it is there.</summary>
public sealed record StoredModel
{
    /// <summary>The model.</summary>
    public required ModelEntry Entry { get; init; }

    /// <summary>Where its files are.</summary>
    public required ModelPlace Place { get; init; }

    /// <summary>Its folder; null if it is not there.</summary>
    public string? Folder { get; init; }

    /// <summary>Size of the files that are there, in bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>What is wrong with it; null if nothing is or if it is simply not there. Sizes are checked, contents are not: see <see cref="ModelStore.VerifyAsync"/>.</summary>
    public string? Problem { get; init; }

    /// <summary>Whether it can be used.</summary>
    public bool Installed => Place != ModelPlace.None && Problem is null;
}
