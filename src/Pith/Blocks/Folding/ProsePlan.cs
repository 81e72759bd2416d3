using Pith.Blocks.Rendering;
using Pith.Blocks.Selecting;

namespace Pith.Blocks.Folding;

/// <summary>Prose among other content: the atoms of an extractive method as units, without markers.</summary>
internal sealed class ProsePlan : FoldPlan
{
    private readonly SliceRenderer _renderer;

    internal ProsePlan(Document document, UnitScores scores)
        : base(document.Text)
    {
        _renderer = new SliceRenderer(document);
        Cost = scores.Cost;
        for (int i = 0; i < document.Units.Count; i++)
        {
            Unit unit = document.Units[i];
            Add(new FoldUnit { Span = unit.Span, Score = Math.Min(scores.Scores[i], Math.BitDecrement(Urgent)), Noun = "words", Size = unit.Span.Length + 1 });
            foreach (int needed in scores.Requirements.Of(i, document.Units.Count))
            {
                Requirements.Add(i, needed);
            }
        }
    }

    internal CompressionCost Cost { get; }

    public override bool Mends => false;

    public override void Render(ReadOnlySpan<bool> kept, FoldWriter writer) => writer.Extract(_renderer.Render(kept), _renderer.KeptRanges(kept));
}
