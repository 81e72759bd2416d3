using System.Globalization;

namespace Pith;

/// <summary>What a <see cref="Budget"/> limits.</summary>
public enum BudgetKind
{
    /// <summary>Kept tokens divided by original tokens.</summary>
    Rate,

    /// <summary>A number of tokens of the target model.</summary>
    Tokens,

    /// <summary>A score that a unit must reach to be kept.</summary>
    Threshold,

    /// <summary>Only transformations that lose nothing.</summary>
    LosslessOnly,
}

/// <summary>What may be used of a text.</summary>
/// <remarks>
/// A rate, a ratio or a token count is a promise: the rendered result, counted with the target tokenizer, never exceeds it and
/// stays at most one unit below it, whenever the protected parts fit into it. Immutable and safe for concurrent use.
/// </remarks>
public sealed record Budget
{
    private Budget(BudgetKind kind, double value)
    {
        Kind = kind;
        Value = value;
    }

    /// <summary>What <see cref="Value"/> means.</summary>
    public BudgetKind Kind { get; }

    /// <summary>The rate (0–1], the number of tokens (≥ 0) or the threshold [0–1]; 0 for <see cref="BudgetKind.LosslessOnly"/>.</summary>
    public double Value { get; }

    /// <summary>What surfaces use when none is given: half of the tokens.</summary>
    public static Budget Default { get; } = Rate(0.5);

    /// <summary>Only what loses nothing.</summary>
    public static Budget LosslessOnly { get; } = new(BudgetKind.LosslessOnly, 0);

    /// <summary>Keep at most this share of the tokens.</summary>
    /// <param name="rate">Kept / original, above 0 and at most 1. 1 is the identity.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is outside (0, 1].</exception>
    public static Budget Rate(double rate) =>
        rate is > 0 and <= 1
            ? new(BudgetKind.Rate, rate)
            : throw new ArgumentOutOfRangeException(nameof(rate), rate, "A rate is kept / original: above 0 and at most 1.");

    /// <summary>Make the text at least this many times shorter.</summary>
    /// <param name="ratio">Original / kept, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The ratio is below 1 or not finite.</exception>
    public static Budget Ratio(double ratio) =>
        double.IsFinite(ratio) && ratio >= 1
            ? new(BudgetKind.Rate, 1 / ratio)
            : throw new ArgumentOutOfRangeException(nameof(ratio), ratio, "A ratio is original / kept: at least 1.");

    /// <summary>Keep at most this many tokens.</summary>
    /// <param name="tokens">Tokens of the target model, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is below 1.</exception>
    public static Budget Tokens(int tokens)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tokens, 1);
        return new(BudgetKind.Tokens, tokens);
    }

    /// <summary>Keep every unit whose keep-probability reaches a threshold, however many there are.</summary>
    /// <param name="probability">The lowest probability that is kept, 0–1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The threshold is outside [0, 1].</exception>
    public static Budget Threshold(double probability) =>
        probability is >= 0 and <= 1
            ? new(BudgetKind.Threshold, probability)
            : throw new ArgumentOutOfRangeException(nameof(probability), probability, "A threshold is a probability between 0 and 1.");

    /// <summary>The largest result this budget allows for a text of <paramref name="originalTokens"/> tokens, or null when it sets no number.</summary>
    public int? LimitFor(int originalTokens)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(originalTokens);
        return Kind switch
        {
            // The tiny addend keeps 0.07 × 100 at 7: a decimal rate times a whole count must not fall to the next lower whole by rounding.
            BudgetKind.Rate => (int)Math.Floor((Value * originalTokens) + 1e-9),
            BudgetKind.Tokens => (int)Value,
            _ => null,
        };
    }

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        BudgetKind.Rate => string.Create(CultureInfo.InvariantCulture, $"rate {Value:0.####}"),
        BudgetKind.Tokens => string.Create(CultureInfo.InvariantCulture, $"{Value:0} tokens"),
        BudgetKind.Threshold => string.Create(CultureInfo.InvariantCulture, $"threshold {Value:0.####}"),
        _ => "lossless only",
    };
}
