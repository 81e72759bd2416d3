using Pith.Blocks.Folding;
using Pith.Text;

namespace Pith.Content.Output;

/// <summary>Entries of a log; kept ones are written as a terminal shows them, runs of others as one marker.</summary>
internal sealed class LogPlan : FoldPlan
{
    private const string Lines = "lines";
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
            Add(new FoldUnit { Span = entries.Spans[i], Score = scores[i], Noun = Lines, Size = entries.Spans[i].Length + 1 });
        }
    }

    public override void Render(ReadOnlySpan<bool> kept, FoldWriter writer)
    {
        for (int i = 0; i < kept.Length;)
        {
            if (i > 0)
            {
                int end = Units[i].Span.Start;
                writer.Slice(new TextSpan(end - 1, end));
            }

            if (kept[i])
            {
                _terminal.Write(Units[i++].Span, writer);
                continue;
            }

            int first = i;
            int lines = 0;
            bool repeats = first > 0;
            for (; i < kept.Length && !kept[i]; i++)
            {
                lines += _entries.LinesOf(i);
                repeats = repeats && _entries.Templates[i] == _entries.Templates[first - 1];
            }

            writer.Elide(new TextSpan(Units[first].Span.Start, Units[i - 1].Span.End), lines, repeats ? Repeats : Lines);
        }
    }
}
