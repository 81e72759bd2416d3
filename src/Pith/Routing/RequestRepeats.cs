using Pith.Blocks.Repeats;
using Pith.Reversal;
using Pith.Text;

namespace Pith.Routing;

/// <summary>Blocks of lines of a request that stood before in it and may be replaced by a reference.</summary>
/// <remarks>
/// What is protected, kept by policy or has a rate of its own is not replaced; what may be dropped is not referred to. A part whose kind would not survive the loss of lines
/// is replaced whole or not at all, and fences only in pairs.
/// </remarks>
internal sealed class RequestRepeats
{
    // Half of the budget at most is references, when all that there is comes twice.
    private const double WorthOfMarker = 2;

    private readonly CompressionRequest _request;
    private readonly TextSpan[] _segments;
    private readonly IReadOnlyList<RequestPart> _parts;
    private readonly string _text;
    private readonly List<RepeatLine> _lines = [];
    private readonly List<int> _segmentOf = [];

    internal RequestRepeats(CompressionRequest request, TextSpan[] segments, IReadOnlyList<RequestPart> parts)
    {
        _request = request;
        _segments = segments;
        _parts = parts;
        _text = request.Original;
    }

    /// <summary>The blocks, ascending and disjoint.</summary>
    /// <param name="rate">Share of the tokens that will be kept, about: a block that would shrink below its marker anyway is left alone.</param>
    /// <param name="mustStay">Whether something in a range is protected.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    internal List<RepeatedBlock> Find(double rate, Func<int, int, bool> mustStay, CancellationToken cancellationToken)
    {
        ReadLines(mustStay);
        var blocks = new List<RepeatedBlock>();
        double marker = _request.TokenCounter.Count(new RepeatMarker { FirstLine = 120, LastLine = 340, Segment = 12 }.ToString());
        double least = rate >= 1 ? marker : WorthOfMarker * marker / Math.Max(rate, 0.001);
        foreach (LineRepeat repeat in RepeatFinder.Find(_text, _lines, cancellationToken: cancellationToken))
        {
            (int start, int end) = Fitted(repeat.Start, repeat.Start + repeat.Count);
            if (start >= end || (_request.IsSentApart && _segmentOf[start] != _segmentOf[repeat.Source]))
            {
                continue;
            }

            var span = new TextSpan(_lines[start].Span.Start, _lines[end - 1].Span.End);
            int source = repeat.Source + start - repeat.Start;

            // No token is longer than a few dozen characters, and none is shorter than one.
            if (span.Length > least && _request.TokenCounter.Count(span.Of(_text)) > least)
            {
                blocks.Add(new RepeatedBlock(span, _segmentOf[start], new TextSpan(_lines[source].Span.Start, _lines[source + end - start - 1].Span.End), _segmentOf[source], end - start));
            }
        }

        return blocks;
    }

    private void ReadLines(Func<int, int, bool> mustStay)
    {
        // Without its tags, or what was to be dropped, a segment has other lines.
        HashSet<int> changed = [.. _parts.Where(p => p.Policy is ZonePolicy.Drop or ZonePolicy.Markup).Select(p => p.Segment)];
        int part = 0;
        for (int segment = 0; segment < _segments.Length; segment++)
        {
            if (_segments[segment].IsEmpty)
            {
                continue;
            }

            foreach (RepeatLine line in RepeatLine.Of(_text, _segments[segment]))
            {
                bool source = !changed.Contains(segment);
                bool target = true;
                while (part < _parts.Count && _parts[part].Span.End <= line.Span.Start)
                {
                    part++;
                }

                for (int p = part; p < _parts.Count && (_parts[p].Span.Start < line.Span.End || _parts[p].Span.Start == line.Span.Start); p++)
                {
                    source &= _parts[p].Policy is ZonePolicy.Compress or ZonePolicy.Keep;
                    target &= _parts[p].Policy == ZonePolicy.Compress && _parts[p].Rate is null;
                }

                _lines.Add(line with { IsSource = source, IsTarget = target && !mustStay(line.Span.Start, line.Span.End) });
                _segmentOf.Add(segment);
            }
        }
    }

    /// <summary>The lines of a block without those that would tear something apart.</summary>
    private (int Start, int End) Fitted(int start, int end)
    {
        while (start < end)
        {
            (int start, int end) before = (start, end);
            if (TornAt(_lines[start].Span.Start) is { } first)
            {
                while (start < end && _lines[start].Span.Start < first.Span.End)
                {
                    start++;
                }
            }
            else if (TornAt(_lines[end - 1].Span.End) is { } last)
            {
                while (start < end && _lines[end - 1].Span.End > last.Span.Start)
                {
                    end--;
                }
            }
            else
            {
                (start, end) = WithWholeFences(start, end);
            }

            while (start < end && _lines[start].Span.Of(_text).IsWhiteSpace())
            {
                start++;
            }

            while (start < end && _lines[end - 1].Span.Of(_text).IsWhiteSpace())
            {
                end--;
            }

            if (before == (start, end))
            {
                break;
            }
        }

        return (start, end);
    }

    private RequestPart? TornAt(int place)
    {
        int low = 0;
        int high = _parts.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = _parts[middle].Span.End > place ? (low, middle) : (middle + 1, high);
        }

        return low < _parts.Count && _parts[low].Span.Start < place && !_parts[low].IsOfLines ? _parts[low] : null;
    }

    // Of an odd number of fences one has its other end outside: what is on the shorter side of the first or of the last goes.
    private (int Start, int End) WithWholeFences(int start, int end)
    {
        int fences = 0;
        int first = -1;
        int last = -1;
        for (int i = start; i < end; i++)
        {
            ReadOnlySpan<char> line = _lines[i].Span.Of(_text).TrimStart();
            if (line.StartsWith("```", StringComparison.Ordinal) || line.StartsWith("~~~", StringComparison.Ordinal))
            {
                fences++;
                first = first < 0 ? i : first;
                last = i;
            }
        }

        return fences % 2 == 0 ? (start, end) : end - first > last - start ? (first + 1, end) : (start, last);
    }
}
