namespace Pith.Content.Lossless;

/// <summary>What a decoder gives back.</summary>
public enum LosslessGuarantee
{
    /// <summary>The original, character for character.</summary>
    Bytes,

    /// <summary>The same JSON: number spelling, escapes, key order and duplicate keys as they were; white space between tokens may differ.</summary>
    Value,
}
