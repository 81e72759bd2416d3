using Pith.Text;

namespace Pith.Content.Output;

/// <summary>A log as entries: a line with the lines after it that say next to nothing, its signal and its template.</summary>
internal sealed class LogLines
{
    private const int Seen = 2048;
    private const int MaxTrail = 8;
    private const int Trifle = 2;
    private const int CheckEvery = 4096;

    private readonly List<int> _lines = [];
    private readonly List<TextSpan> _spans = [];
    private readonly List<LogSignal> _signals = [];
    private readonly List<int> _template = [];
    private readonly List<bool> _gaps = [];
    private readonly LogTemplates _templates = new();
    private readonly TerminalText _terminal;

    internal LogLines(string text, TerminalText terminal, CancellationToken cancellationToken)
    {
        _terminal = terminal;
        Span<char> buffer = stackalloc char[Seen];
        foreach (TextSpan line in terminal.Lines())
        {
            if (_spans.Count % CheckEvery == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            Longest = Math.Max(Longest, line.Length);
            ReadOnlySpan<char> seen = terminal.See(line, buffer);
            ReadOnlySpan<char> trimmed = seen.Trim();
            if (trimmed.Length <= Trifle && line.Length < Seen && _spans.Count > 0 && _lines[^1] < MaxTrail)
            {
                _spans[^1] = new TextSpan(_spans[^1].Start, line.End);
                _lines[^1]++;
                _gaps[^1] |= trimmed.IsEmpty;
                continue;
            }

            _spans.Add(line);
            _lines.Add(1);
            _gaps.Add(trimmed.IsEmpty);
            _signals.Add(LogSignals.Of(seen));
            _template.Add(_templates.Add(LogSignals.AfterTime(seen)));
        }

        // In a log with an empty line after every other one, an empty line ends nothing.
        IsSpaced = _gaps.Count(g => g) > 0.4 * _gaps.Count;
    }

    internal int Count => _spans.Count;

    internal int Longest { get; }

    internal bool IsSpaced { get; }

    internal IReadOnlyList<TextSpan> Spans => _spans;

    internal IReadOnlyList<LogSignal> Signals => _signals;

    internal IReadOnlyList<int> Templates => _template;

    /// <summary>How many lines of the text an entry is.</summary>
    internal int LinesOf(int entry) => _lines[entry];

    /// <summary>Whether an empty line follows, in a log where that means something.</summary>
    internal bool EndsParagraph(int entry) => _gaps[entry] && !IsSpaced;

    /// <summary>How many entries share an entry's template.</summary>
    internal int Alike(int entry) => _templates.CountOf(_template[entry]);

    internal bool IsOutlier(int entry)
    {
        Span<char> buffer = stackalloc char[Seen];
        return Alike(entry) > 1 && _templates.IsOutlier(_template[entry], LogSignals.AfterTime(_terminal.See(_spans[entry], buffer)));
    }
}
