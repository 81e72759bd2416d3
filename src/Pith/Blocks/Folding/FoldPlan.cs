using Pith.Blocks.Selecting;
using Pith.Text;

namespace Pith.Blocks.Folding;

/// <summary>A text with a grammar as units that are kept or folded into markers.</summary>
/// <remarks>
/// The default writes units that are whole lines or runs of lines: neighbours keep what stands between them, and each run of units that were cut
/// becomes one marker on a line of its own. A grammar that needs its own punctuation overrides <see cref="Render"/>. Made for one call.
/// </remarks>
public class FoldPlan
{
    /// <summary>The least score that goes before everything else.</summary>
    public const double Urgent = 1;

    /// <summary>The score that goes after everything else of the whole request.</summary>
    public const double Spare = double.MinValue;

    private readonly List<FoldUnit> _units = [];

    /// <summary>Plans a text.</summary>
    public FoldPlan(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Text = text;
    }

    /// <summary>The text that spans refer to.</summary>
    public string Text { get; }

    /// <summary>The units, ascending by start.</summary>
    public IReadOnlyList<FoldUnit> Units => _units;

    /// <summary>Which units need which.</summary>
    public Requirements Requirements { get; } = new();

    /// <summary>Whether the kept text stands in its order and its own characters, so that kept ranges describe it.</summary>
    public virtual bool IsFaithful => true;

    /// <summary>Adds a unit; its index is returned.</summary>
    public int Add(FoldUnit unit)
    {
        _units.Add(unit.Noun is null ? unit with { Noun = "lines" } : unit);
        return _units.Count - 1;
    }

    /// <summary>Replaces a unit's score.</summary>
    public void Rate(int unit, double score) => _units[unit] = _units[unit] with { Score = score };

    /// <summary>Replaces a unit's size.</summary>
    public void Resize(int unit, int size) => _units[unit] = _units[unit] with { Size = size };

    /// <summary>Whether a run of units that are to be cut may be kept because a marker would cost as much; false where the run is cut without one.</summary>
    public virtual bool Mends => true;

    /// <summary>Writes what the kept units and the markers of the rest are.</summary>
    public virtual void Render(ReadOnlySpan<bool> kept, FoldWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        int previous = -1;
        for (int i = 0; i < kept.Length;)
        {
            if (kept[i])
            {
                if (previous >= 0)
                {
                    Between(previous, i, writer);
                }

                writer.Slice(_units[i].Span);
                previous = i++;
                continue;
            }

            int end = i + 1;
            while (end < kept.Length && !kept[end])
            {
                end++;
            }

            if (i > 0)
            {
                writer.Literal("\n");
            }

            writer.Literal(IndentOf(i));
            writer.Elide(new TextSpan(_units[i].Span.Start, _units[end - 1].Span.End), end - i, _units[i].Noun);
            if (end < kept.Length)
            {
                writer.Literal("\n");
            }

            previous = -1;
            i = end;
        }
    }

    private void Between(int left, int right, FoldWriter writer)
    {
        int from = _units[left].Span.End;
        int to = _units[right].Span.Start;
        if (to > from)
        {
            writer.Slice(new TextSpan(from, to));
        }
    }

    private string IndentOf(int unit)
    {
        int start = _units[unit].Span.Start;
        int end = start;
        while (end < _units[unit].Span.End && Text[end] is ' ' or '\t')
        {
            end++;
        }

        return Text[start..end];
    }
}
