namespace Pith.Content.Output;

/// <summary>What each entry of a log is worth: failures with their surroundings first, rare lines before frequent ones, set-up last.</summary>
internal sealed class LogScores
{
    private const int Before = 2;
    private const int After = 10;
    private const int Vicinity = 12;
    private const int AfterHeader = 60;
    private const int LongestBlock = 120;
    private const int Tail = 30;
    private const int Few = 3;

    private readonly LogLines _lines;
    private readonly int _count;
    private readonly sbyte[] _section;
    private readonly double[] _scores;
    private readonly int[] _nth;
    private readonly bool[] _isSetUp;

    private LogScores(LogLines lines)
    {
        _lines = lines;
        _count = lines.Count;
        _section = new sbyte[_count];
        _scores = new double[_count];
        _nth = new int[_count];
        _isSetUp = new bool[_count];
    }

    /// <summary>The scores.</summary>
    internal static double[] Of(LogLines lines, ReadOnlySpan<double> question)
    {
        var scores = new LogScores(lines);
        scores.CountRepeats();
        scores.MarkSections();
        scores.MarkSetUp();
        scores.Base();
        scores.Tails();
        scores.Blocks();
        for (int i = 0; i < question.Length; i++)
        {
            scores._scores[i] += question[i] * QuestionWeight;
        }

        return scores._scores;
    }

    private const double QuestionWeight = 2;

    private void CountRepeats()
    {
        var seen = new Dictionary<int, int>();
        for (int i = 0; i < _count; i++)
        {
            int nth = seen.GetValueOrDefault(_lines.Templates[i]);
            seen[_lines.Templates[i]] = _nth[i] = nth + 1;
        }
    }

    // +1: what a command said that failed; -1: one that succeeded.
    private void MarkSections()
    {
        sbyte status = 0;
        for (int i = _count - 1; i >= 0; i--)
        {
            LogSignal signal = _lines.Signals[i];
            status = signal == LogSignal.Succeeded ? (sbyte)-1 : signal == LogSignal.Failed ? (sbyte)1 : status;
            _section[i] = status;
            status = signal == LogSignal.Command ? (sbyte)0 : status;
        }
    }

    // CI services fold what they did before and after the commands that were asked for. What failed there stays.
    private void MarkSetUp()
    {
        int open = -1;
        for (int i = 0; i < _count; i++)
        {
            LogSignal signal = _lines.Signals[i];
            if (signal == LogSignal.FoldStart)
            {
                open = i;
            }
            else if (signal == LogSignal.Failed)
            {
                open = -1;
            }
            else if (signal == LogSignal.FoldEnd && open >= 0)
            {
                Array.Fill(_isSetUp, true, open, i - open + 1);
                open = -1;
            }
        }
    }

    private void Base()
    {
        for (int i = 0; i < _count; i++)
        {
            int alike = _lines.Alike(i);
            bool end = _nth[i] == 1 || _nth[i] == alike;
            double rare = (end ? 0.3 : 0.15) / (1 + Math.Log2(alike));
            _scores[i] = _lines.Signals[i] switch
            {
                LogSignal.Noise or LogSignal.FoldStart or LogSignal.FoldEnd => 0.02 * rare,
                LogSignal.Passed => 0.1 * rare,
                LogSignal.LibraryFrame => 0.05 * rare,
                LogSignal.Warning => 0.1 + rare,
                LogSignal.Command => 0.3,
                _ => 0.05 + rare + (_lines.IsOutlier(i) ? 0.25 : 0),
            };
            _scores[i] = (_isSetUp[i] ? 0.1 * _scores[i] : _scores[i] + (0.1 * _section[i])) + (0.15 * i / _count);
        }
    }

    // What stands last before a command failed is about the failure more often than not.
    private void Tails()
    {
        for (int i = 0; i < _count; i++)
        {
            if (_lines.Signals[i] != LogSignal.Failed)
            {
                continue;
            }

            Raise(i, 1);
            int steps = 0;
            for (int j = i - 1; j >= 0 && steps < Tail && _lines.Signals[j] is not (LogSignal.Succeeded or LogSignal.Failed); j--)
            {
                if (_lines.Signals[j] == LogSignal.Command)
                {
                    Raise(j, 1.1);
                    break;
                }

                if (_lines.Signals[j] is not (LogSignal.Noise or LogSignal.Passed))
                {
                    Raise(j, 1.1 - (0.6 * steps / Tail));
                    steps++;
                }
            }
        }
    }

    private void Blocks()
    {
        int first = -1;
        int last = -1;
        bool sections = _section.AsSpan().Contains((sbyte)1);
        for (int i = 0; i < _count; i++)
        {
            if (_lines.Signals[i] is LogSignal.Error or LogSignal.Header && (!sections || _section[i] > 0))
            {
                first = first < 0 ? i : first;
                last = i;
            }
        }

        for (int i = 0; i < _count; i++)
        {
            double score = _lines.Signals[i] switch
            {
                LogSignal.Error => 1.1,
                LogSignal.Header => 1.05,
                LogSignal.Summary or LogSignal.Failed => 1,
                LogSignal.Hint => 0.6,
                _ => 0,
            };
            if (score == 0)
            {
                continue;
            }

            int alike = _lines.Alike(i);
            score += 0.3 * (_isSetUp[i] ? -1 : _section[i]);
            score += 0.15 * i / _count;
            score += i == first ? 0.2 : i == last ? 0.1 : 0;
            score -= _nth[i] == 1 || _nth[i] == alike ? 0 : _nth[i] <= 3 ? 0.05 : 0.4;
            Block(i, score);
        }
    }

    private void Block(int start, double score)
    {
        Raise(start, score);
        for (int d = 1; d <= Before && start - d >= 0 && Continues(start - d); d++)
        {
            Raise(start - d, score - 0.1 - (0.05 * d));
        }

        // Further away: worth less than any failure, and more than what is only rare.
        for (int d = Before + 1; score >= 1 && d <= Vicinity && start - d >= 0 && Continues(start - d); d++)
        {
            if (_lines.Signals[start - d] is not (LogSignal.Noise or LogSignal.Passed) && !IsRepeat(start - d))
            {
                Raise(start - d, 0.65 - (0.01 * d));
            }
        }

        bool header = _lines.Signals[start] == LogSignal.Header;
        int reach = header ? AfterHeader : After;
        double decay = header ? 0.005 : 0.015;
        double now = score;
        for (int i = start + 1, plain = 0; i < _count && i - start <= LongestBlock && plain < reach; i++)
        {
            if (!Continues(i))
            {
                break;
            }

            now -= _lines.EndsParagraph(i - 1) ? 0.12 : 0;
            LogSignal signal = _lines.Signals[i];
            bool frame = signal is LogSignal.Frame or LogSignal.LibraryFrame;
            plain += frame ? 0 : 1;
            now -= frame ? 0.002 : signal == LogSignal.Passed ? 0.3 : signal == LogSignal.Noise ? 0.15 : decay;
            if (now <= 0.3)
            {
                break;
            }

            Raise(i, signal == LogSignal.LibraryFrame ? now - 0.1 : now);
        }
    }

    private bool Continues(int entry) => _lines.Signals[entry] is not (LogSignal.Command or LogSignal.Succeeded or LogSignal.FoldStart or LogSignal.FoldEnd);

    private bool IsRepeat(int entry) => _nth[entry] > 1 && _nth[entry] < _lines.Alike(entry) && _lines.Alike(entry) > Few;

    private void Raise(int entry, double score) => _scores[entry] = Math.Max(_scores[entry], score);
}
