// Random: keep atoms at random
// Paper:       none; the floor that every selection must beat
// Idea:        every atom has the same chance
// Map:         seeded rank of each position -> ScoreAsync()
// Deviations:  none
// Verified:    Golden/random (hand-computed from the published SplitMix64 constants)
using Pith.Blocks;
using Pith.Blocks.Selecting;

namespace Pith.Methods.Floors;

/// <summary>Options of <see cref="RandomDrop"/>.</summary>
public sealed record RandomDropOptions
{
    /// <summary>Seed; the same seed keeps the same positions. Default: 42.</summary>
    public int Seed { get; init; } = 42;

    internal static RandomDropOptions From(SettingReader settings) => new() { Seed = settings.Whole("seed", 42, int.MinValue, int.MaxValue) };
}

/// <summary>Keeps atoms at random.</summary>
/// <remarks>A floor. Depends on the seed and on positions only, so the same text always gives the same result.</remarks>
public sealed class RandomDrop : ExtractiveMethod
{
    private readonly RandomDropOptions _options;

    /// <summary>Makes the method.</summary>
    public RandomDrop(RandomDropOptions? options = null) => _options = options ?? new();

    /// <summary>What the method is.</summary>
    public static MethodInfo Info { get; } = new()
    {
        Id = "random",
        Title = "Random",
        Family = MethodFamily.Floors,
        Idea = "every atom has the same chance",
        Limits = "blind to content: readable only at high rates",
        Fidelity = Fidelity.Baseline,
        Settings = [new() { Name = "seed", Description = "whole number; the same seed keeps the same positions", Default = "42" }],
    };

    /// <inheritdoc/>
    public override MethodInfo Method => Info;

    /// <inheritdoc/>
    protected override ValueTask<UnitScores> ScoreAsync(Document document, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(document);
        var scores = new double[document.Units.Count];
        for (int i = 0; i < scores.Length; i++)
        {
            scores[i] = Uniform((ulong)(uint)_options.Seed, (ulong)i);
        }

        return new(new UnitScores { Scores = scores });
    }

    // SplitMix64 (Steele, Lea and Flood 2014) at position i of the seed's sequence: no state, so no order of evaluation.
    private static double Uniform(ulong seed, ulong i)
    {
        ulong z = seed + ((i + 1) * 0x9E3779B97F4A7C15);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return ((z ^ (z >> 31)) >> 11) * (1.0 / (1UL << 53));
    }
}
