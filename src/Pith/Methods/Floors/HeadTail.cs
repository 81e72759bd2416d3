// Head and tail: keep the beginning and the end
// Paper:       none; the commonest way to cut a prompt
// Idea:        what stands first and last survives, the middle goes
// Map:         distance to the nearer end -> ScoreAsync()
// Deviations:  none
// Verified:    Golden/head-tail (hand-computed)
using Pith.Blocks;
using Pith.Blocks.Selecting;

namespace Pith.Methods.Floors;

/// <summary>Keeps the beginning and the end of the text, half of the budget each.</summary>
/// <remarks>A floor: no method that reads the text should lose to it. Blind to content; whatever is in the middle is lost.</remarks>
public sealed class HeadTail : ExtractiveMethod
{
    /// <summary>What the method is.</summary>
    public static MethodInfo Info { get; } = new()
    {
        Id = "head-tail",
        Title = "Head and tail",
        Family = MethodFamily.Floors,
        Idea = "what stands first and last survives, the middle goes",
        Limits = "blind to content: loses whatever is in the middle",
        Fidelity = Fidelity.Baseline,
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
            scores[i] = -Math.Min(i, scores.Length - 1 - i);
        }

        return new(new UnitScores { Scores = scores });
    }
}
