namespace Pith.Blocks.Selecting;

/// <summary>What a selector decided.</summary>
public sealed record Selection
{
    /// <summary>One flag a unit.</summary>
    public required bool[] Kept { get; init; }

    /// <summary>The rendered text.</summary>
    public required string Text { get; init; }

    /// <summary>Its tokens.</summary>
    public required int Tokens { get; init; }

    /// <summary>What stood in the way.</summary>
    public ReasonCode Reason { get; init; }
}
