namespace Pith;

/// <summary>Names and texts of reason codes, the same on every surface.</summary>
public static class Reasons
{
    /// <summary>What became of the whole in a word: <c>compressed</c>, <c>rewritten</c>, <c>unchanged</c> or <c>over-budget</c>.</summary>
    public static string Status(this CompressionResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return !result.WithinBudget ? "over-budget"
            : result.Kind switch
            {
                ResultKind.Original => "unchanged",
                ResultKind.Rewritten => "rewritten",
                _ => "compressed",
            };
    }

    /// <summary>The stable kebab-case name, such as <c>within-budget</c>.</summary>
    public static string Name(this ReasonCode code) => code switch
    {
        ReasonCode.None => "none",
        ReasonCode.Empty => "empty",
        ReasonCode.WithinBudget => "within-budget",
        ReasonCode.TooShort => "too-short",
        ReasonCode.Protected => "protected",
        ReasonCode.BudgetBelowProtected => "budget-below-protected",
        ReasonCode.LosslessOnly => "lossless-only",
        ReasonCode.NothingFits => "nothing-fits",
        ReasonCode.DroppedByPolicy => "dropped-by-policy",
        ReasonCode.NotShorter => "not-shorter",
        ReasonCode.OverCost => "over-cost",
        ReasonCode.ModelMissing => "model-missing",
        ReasonCode.TimedOut => "timed-out",
        ReasonCode.Fallback => "fallback",
        ReasonCode.Busy => "busy",
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, "Not a reason code."),
    };

    /// <summary>One sentence for a reader.</summary>
    public static string Text(this ReasonCode code) => code switch
    {
        ReasonCode.None => "compressed",
        ReasonCode.Empty => "there is no text",
        ReasonCode.WithinBudget => "the text already fits the budget",
        ReasonCode.TooShort => "too short to be worth compressing",
        ReasonCode.Protected => "a policy, a tag or a rule keeps it",
        ReasonCode.BudgetBelowProtected => "the protected parts alone need more than the budget",
        ReasonCode.LosslessOnly => "only lossless changes are allowed and this method has none",
        ReasonCode.NothingFits => "no unit fits into the budget",
        ReasonCode.DroppedByPolicy => "dropped by a tag or a policy",
        ReasonCode.NotShorter => "the compressed form would not be shorter",
        ReasonCode.OverCost => "compressing would cost more than it saves",
        ReasonCode.ModelMissing => "the model that the method needs is not there",
        ReasonCode.TimedOut => "the time limit was reached",
        ReasonCode.Fallback => "the method failed, the original is returned",
        ReasonCode.Busy => "too much else was being compressed",
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, "Not a reason code."),
    };
}
