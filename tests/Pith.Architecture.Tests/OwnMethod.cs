using Pith.Blocks;
using Pith.Blocks.Selecting;

namespace Pith.Architecture.Tests;

/// <summary>The method of docs/adding-a-method.md: longer atoms first.</summary>
internal sealed class OwnMethod : ExtractiveMethod
{
    public override MethodInfo Method { get; } = new()
    {
        Id = "longest",
        Title = "Longest",
        Family = MethodFamily.Floors,
        Idea = "longer atoms first",
        Limits = "an example",
        Fidelity = Fidelity.Own,
    };

    protected override ValueTask<UnitScores> ScoreAsync(Document document, CancellationToken cancellationToken)
    {
        double[] scores = [.. document.Units.Select(u => (double)u.Span.Length)];
        return new(new UnitScores { Scores = scores });
    }
}
