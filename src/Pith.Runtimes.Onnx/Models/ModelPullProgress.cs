namespace Pith.Runtimes.Onnx.Models;

/// <summary>How far a pull has come.</summary>
public sealed record ModelPullProgress
{
    /// <summary>Id of the model.</summary>
    public required string Model { get; init; }

    /// <summary>Path of the file in the model's folder.</summary>
    public required string File { get; init; }

    /// <summary>Bytes of the file that are there, those of an earlier pull included.</summary>
    public required long Bytes { get; init; }

    /// <summary>Size of the file; null if the source does not say.</summary>
    public long? Total { get; init; }
}
