using Pith.Blocks.Folding;
using Pith.Text;

namespace Pith.Content.Output;

/// <summary>Entries of a log; kept ones are written as a terminal shows them, runs of others as one marker.</summary>
internal sealed class LogPlan : LinePlan
{
    private const string Repeats = "repeats";

    private readonly TerminalText _terminal;
    private readonly LogLines _entries;

    internal LogPlan(string text, TerminalText terminal, LogLines entries, ReadOnlySpan<double> scores)
        : base(text)
    {
        _terminal = terminal;
        _entries = entries;
        for (int i = 0; i < entries.Count; i++)
        {
            Add(entries.Spans[i], entries.LinesOf(i), scores[i]);
        }
    }

    protected override void Write(int unit, FoldWriter writer) => _terminal.Write(Units[unit].Span, writer);

    protected override void WriteEnd(int unit, bool both, FoldWriter writer)
    {
        int end = Units[unit].Span.Start;
        writer.Slice(new TextSpan(end - 1, end));
    }

    protected override string NounOf(int first, int end)
    {
        for (int i = first; i < end; i++)
        {
            if (first == 0 || _entries.Templates[i] != _entries.Templates[first - 1])
            {
                return base.NounOf(first, end);
            }
        }

        return Repeats;
    }
}
