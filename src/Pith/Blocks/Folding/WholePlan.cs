using Pith.Text;

namespace Pith.Blocks.Folding;

/// <summary>A text that is kept whole.</summary>
internal sealed class WholePlan : FoldPlan
{
    internal WholePlan(string text)
        : base(text) => Add(new FoldUnit { Span = new TextSpan(0, text.Length), Score = Urgent });
}
