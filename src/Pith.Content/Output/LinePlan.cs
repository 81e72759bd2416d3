using Pith.Blocks.Folding;
using Pith.Text;

namespace Pith.Content.Output;

/// <summary>Units of one or more whole lines; markers count lines, not units.</summary>
internal class LinePlan : FoldPlan
{
    private readonly List<int> _lines = [];

    internal LinePlan(string text)
        : base(text)
    {
    }

    /// <summary>Adds a unit of some lines; its index is returned.</summary>
    internal int Add(TextSpan span, int lines, double score, string noun = "lines")
    {
        _lines.Add(lines);
        return Add(new FoldUnit { Span = span, Score = score, Noun = noun, Size = span.Length + 1 });
    }

    public override void Render(ReadOnlySpan<bool> kept, FoldWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        for (int i = 0; i < kept.Length;)
        {
            if (i > 0)
            {
                WriteEnd(i, kept[i - 1] && kept[i], writer);
            }

            if (kept[i])
            {
                Write(i++, writer);
                continue;
            }

            int first = i;
            int lines = 0;
            for (; i < kept.Length && !kept[i]; i++)
            {
                lines += _lines[i];
            }

            writer.Elide(new TextSpan(Units[first].Span.Start, Units[i - 1].Span.End), lines, NounOf(first, i));
        }
    }

    /// <summary>Writes a unit that is kept.</summary>
    protected virtual void Write(int unit, FoldWriter writer) => writer.Slice(Units[unit].Span);

    /// <summary>Writes what stands between a unit and the one before it.</summary>
    protected virtual void WriteEnd(int unit, bool both, FoldWriter writer)
    {
        if (both)
        {
            writer.Slice(new TextSpan(Units[unit - 1].Span.End, Units[unit].Span.Start));
        }
        else
        {
            writer.Literal("\n");
        }
    }

    /// <summary>What a marker calls the lines of a run of units.</summary>
    protected virtual string NounOf(int first, int end) => Units[first].Noun;
}
