using Pith.Blocks.Repeats;
using Pith.Text;

namespace Pith.Blocks.Folding;

/// <summary>A block of lines that stood before: a reference, its text where the budget has room for everything else, or a marker.</summary>
internal sealed class ReferencePlan : FoldPlan
{
    // As long as most references are.
    private const int ReferenceCharacters = 32;

    private readonly RepeatedBlock _block;

    internal ReferencePlan(string text, RepeatedBlock block)
        : base(text)
    {
        _block = block;
        var span = new TextSpan(0, text.Length);
        Add(new FoldUnit { Span = span, Score = 0, Size = ReferenceCharacters });
        Add(new FoldUnit { Span = span, Score = Spare });
    }

    public override bool Mends => false;

    public override void Render(ReadOnlySpan<bool> kept, FoldWriter writer)
    {
        TextSpan span = Units[0].Span;
        if (kept[1])
        {
            writer.Slice(span);
        }
        else if (kept[0])
        {
            writer.Refer(span, _block);
        }
        else
        {
            writer.Elide(span, _block.Lines, "lines");
        }
    }

    /// <summary>What is kept where nothing may be lost.</summary>
    internal static bool[] ReferenceOnly() => [true, false];
}
