namespace Pith.Blocks.Selecting;

/// <summary>How much each unit of a document matters.</summary>
public sealed record UnitScores
{
    /// <summary>One score a unit; higher is kept first, ties go to the earlier unit. Negative infinity: only together with a unit that requires it.</summary>
    public required double[] Scores { get; init; }

    /// <summary>Whether the scores are keep-probabilities, so that <see cref="BudgetKind.Threshold"/> has a meaning.</summary>
    public bool AreProbabilities { get; init; }

    /// <summary>Which units are kept only together.</summary>
    public Requirements Requirements { get; init; } = new();

    /// <summary>Units that get their place before all others, best first; used for floors. They count against the same budget.</summary>
    public IReadOnlyList<int> First { get; init; } = [];

    /// <summary>What scoring cost.</summary>
    public CompressionCost Cost { get; init; } = new();
}
