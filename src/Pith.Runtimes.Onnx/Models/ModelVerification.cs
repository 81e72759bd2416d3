namespace Pith.Runtimes.Onnx.Models;

/// <summary>A model whose files were checked and found right.</summary>
public sealed record ModelVerification
{
    /// <summary>Id of the model.</summary>
    public required string Model { get; init; }

    /// <summary>The folder.</summary>
    public required string Folder { get; init; }

    /// <summary>Files whose size and SHA-256 were compared.</summary>
    public required int Compared { get; init; }

    /// <summary>Bytes that were read for it.</summary>
    public required long Bytes { get; init; }
}
