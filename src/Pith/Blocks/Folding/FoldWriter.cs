using System.Text;
using Pith.Blocks.Repeats;
using Pith.Reversal;
using Pith.Text;

namespace Pith.Blocks.Folding;

/// <summary>Takes what a fold plan writes: slices of the original, punctuation of the grammar, markers.</summary>
public sealed class FoldWriter
{
    private readonly string _original;
    private readonly double _tokensPerCharacter;
    private readonly bool _handles;
    private readonly Dictionary<TextSpan, string> _ids;
    private readonly StringBuilder _output = new();
    private readonly List<TextSpan> _kept = [];
    private readonly List<Elision> _elisions = [];

    // Where each kept range, each segment and each line begins in the output.
    private readonly List<int> _places = [];
    private readonly List<int> _segments = [];
    private readonly List<int> _lines = [];
    private int _searched;
    private int _keptEnd = -1;

    internal FoldWriter(string original, double tokensPerCharacter, Dictionary<TextSpan, string>? ids)
    {
        _original = original;
        _tokensPerCharacter = tokensPerCharacter;
        _handles = ids is not null;
        _ids = ids ?? [];
    }

    internal int Offset { get; set; }

    internal int Length => _output.Length;

    /// <summary>End of the slice that was written last; -1 where something else was.</summary>
    internal int LastKept => _kept.Count > 0 ? _kept[^1].End : -1;

    internal List<TextSpan> Kept => _kept;

    internal List<Elision> Elisions => _elisions;

    /// <summary>Whether anything but slices and white space was written.</summary>
    internal bool HasLiterals { get; private set; }

    /// <summary>Whether slices were written out of order or twice.</summary>
    internal bool IsReordered { get; private set; }

    /// <summary>Writes a slice of the plan's text, byte for byte.</summary>
    public void Slice(TextSpan span)
    {
        int start = span.Start + Offset;
        int end = span.End + Offset;
        while (start < end)
        {
            int look = ElisionMarker.LookAlike(_original.AsSpan(start, end - start));
            if (look < 0)
            {
                Keep(start, end);
                return;
            }

            Keep(start, start + look + 1);
            Literal(ElisionMarker.EscapedOpening.AsSpan(1, 1));
            HasLiterals = true;
            start += look + 1;
        }
    }

    /// <summary>Writes punctuation or white space that is not the original's.</summary>
    public void Literal(ReadOnlySpan<char> text)
    {
        _output.Append(text);
        _keptEnd = -1;
        HasLiterals |= !text.IsWhiteSpace();
    }

    /// <summary>Writes a marker for a range of the plan's text.</summary>
    /// <param name="span">What was cut.</param>
    /// <param name="units">How many units.</param>
    /// <param name="noun">What they are, in the plural.</param>
    /// <param name="characters">How many characters of the range were cut; 0 for all.</param>
    /// <param name="summary">What the whole was that they were cut from (<see cref="ElisionMarker.Summary"/>).</param>
    public void Elide(TextSpan span, int units, string noun, int characters = 0, string? summary = null)
    {
        var whole = new TextSpan(span.Start + Offset, span.End + Offset);
        string? id = null;
        if (_handles && !_ids.TryGetValue(whole, out id))
        {
            id = OriginalId.Of(whole.Of(_original));
            _ids.Add(whole, id);
        }

        var marker = new ElisionMarker { Units = units, Noun = noun, Tokens = Math.Max(1, (int)Math.Round((characters > 0 ? characters : span.Length) * _tokensPerCharacter)), Id = id, Summary = summary };
        string text = marker.ToString();
        _output.Append(text);
        _elisions.Add(new Elision { Span = whole, Marker = text, Units = units, Noun = noun, Id = id });
        _keptEnd = -1;
        HasLiterals = true;
    }

    /// <summary>Writes a reference to the same lines before; where they do not stand whole, a marker as for any cut.</summary>
    internal void Refer(TextSpan span, RepeatedBlock block)
    {
        if (LineOf(block.Source, block.SourceSegment) is not { } first)
        {
            Elide(span, block.Lines, "lines");
            return;
        }

        string text = new RepeatMarker { FirstLine = first, LastLine = first + block.Lines - 1, Segment = block.SourceSegment == block.Segment ? null : block.SourceSegment + 1 }.ToString();
        _output.Append(text);
        _elisions.Add(new Elision { Span = new TextSpan(span.Start + Offset, span.End + Offset), Marker = text, Units = block.Lines, Noun = "lines", Source = block.Source });
        _keptEnd = -1;
        HasLiterals = true;
    }

    /// <summary>Says that what is written from here on is of the next segment.</summary>
    internal void BeginSegment() => _segments.Add(_output.Length);

    /// <summary>Writes text that was extracted by other rules, with the ranges of the plan's text that it is made of.</summary>
    internal void Extract(string text, List<TextSpan> ranges)
    {
        string escaped = ElisionMarker.Escape(text);
        int start = _output.Length;
        int at = 0;
        _output.Append(escaped);
        HasLiterals |= escaped.Length > text.Length;
        foreach (TextSpan range in ranges)
        {
            int from = range.Start + Offset;
            int end = range.End + Offset;
            while (from < end)
            {
                int look = escaped.Length == text.Length ? -1 : ElisionMarker.LookAlike(_original.AsSpan(from, end - from));
                int to = look < 0 ? end : from + look + 1;

                // Between slices stands white space, and none of them begins with any.
                at = Math.Max(at, escaped.AsSpan(at).IndexOf(_original.AsSpan(from, to - from), StringComparison.Ordinal) + at);
                Note(from, to, start + at);
                at += to - from;
                from = to;
            }
        }

        _keptEnd = -1;
    }

    internal (int Length, int Kept, int LastEnd) Mark() => (_output.Length, _kept.Count, LastKept);

    /// <summary>Takes back everything since a mark; what was taken back must have been white space.</summary>
    internal void Restore((int Length, int Kept, int LastEnd) mark)
    {
        _output.Length = mark.Length;
        _kept.RemoveRange(mark.Kept, _kept.Count - mark.Kept);
        _places.RemoveRange(mark.Kept, _places.Count - mark.Kept);
        while (_lines.Count > 0 && _lines[^1] > mark.Length)
        {
            _lines.RemoveAt(_lines.Count - 1);
        }

        _searched = Math.Min(_searched, mark.Length);
        if (mark.Kept > 0)
        {
            _kept[^1] = new TextSpan(_kept[^1].Start, mark.LastEnd);
        }

        _keptEnd = -1;
    }

    internal string TextFrom(int start) => _output.ToString(start, _output.Length - start);

    /// <inheritdoc/>
    public override string ToString() => _output.ToString();

    private void Keep(int start, int end)
    {
        if (end == start)
        {
            return;
        }

        _output.Append(_original, start, end - start);
        if (_keptEnd == start && _kept.Count > 0)
        {
            _kept[^1] = new TextSpan(_kept[^1].Start, end);
        }
        else
        {
            Note(start, end, _output.Length - (end - start));
        }

        _keptEnd = end;
    }

    private void Note(int start, int end, int place)
    {
        IsReordered |= _kept.Count > 0 && start < _kept[^1].End;
        _kept.Add(new TextSpan(start, end));
        _places.Add(place);
    }

    /// <summary>Number of the line of its segment at which whole lines of the original stand; null where they do not.</summary>
    private int? LineOf(TextSpan source, int segment)
    {
        int range = IsReordered || segment >= _segments.Count ? -1 : _kept.BinarySearch(new TextSpan(source.Start, int.MaxValue));
        range = range < 0 ? ~range - 1 : range;
        if (range < 0 || IsReordered || segment >= _segments.Count || _kept[range].End <= source.Start)
        {
            return null;
        }

        int place = _places[range] + source.Start - _kept[range].Start;
        int end = place + source.Length;
        if (_kept[range].End < source.End)
        {
            // A look-alike splits a range, and what was cut does too.
            string whole = ElisionMarker.Escape(source.Of(_original).ToString());
            end = place + whole.Length;
            if (_kept[range].End != (range + 1 < _kept.Count ? _kept[range + 1].Start : -1) || end > _output.Length || _output.ToString(place, whole.Length) != whole)
            {
                return null;
            }
        }

        bool begins = place == _segments[segment] || _output[place - 1] == '\n';
        bool ends = end < _output.Length && (_output[end] == '\n' || (_output[end] == '\r' && end + 1 < _output.Length && _output[end + 1] == '\n'));
        return begins && ends ? LinesBefore(place) - LinesBefore(_segments[segment]) + 1 : null;
    }

    private int LinesBefore(int place)
    {
        if (_searched < _output.Length)
        {
            string more = _output.ToString(_searched, _output.Length - _searched);
            for (int at = more.IndexOf('\n', StringComparison.Ordinal); at >= 0; at = more.IndexOf('\n', at + 1))
            {
                _lines.Add(_searched + at + 1);
            }

            _searched = _output.Length;
        }

        int before = _lines.BinarySearch(place);
        return before < 0 ? ~before : before + 1;
    }
}
