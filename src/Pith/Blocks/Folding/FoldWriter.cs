using System.Text;
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
            int look = _original.AsSpan(start, end - start).IndexOf(ElisionMarker.Opening, StringComparison.Ordinal);
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
    public void Elide(TextSpan span, int units, string noun)
    {
        var whole = new TextSpan(span.Start + Offset, span.End + Offset);
        string? id = null;
        if (_handles && !_ids.TryGetValue(whole, out id))
        {
            id = OriginalId.Of(whole.Of(_original));
            _ids.Add(whole, id);
        }

        var marker = new ElisionMarker { Units = units, Noun = noun, Tokens = Math.Max(1, (int)Math.Round(span.Length * _tokensPerCharacter)), Id = id };
        string text = marker.ToString();
        _output.Append(text);
        _elisions.Add(new Elision { Span = whole, Marker = text, Units = units, Noun = noun, Id = id });
        _keptEnd = -1;
        HasLiterals = true;
    }

    /// <summary>Writes text that was extracted by other rules, with the ranges of the plan's text that it is made of.</summary>
    internal void Extract(string text, List<TextSpan> ranges)
    {
        _output.Append(text);
        foreach (TextSpan range in ranges)
        {
            Note(range.Start + Offset, range.End + Offset);
        }

        _keptEnd = -1;
    }

    internal (int Length, int Kept) Mark() => (_output.Length, _kept.Count);

    /// <summary>Takes back everything since a mark; what was taken back must have been white space.</summary>
    internal void Restore((int Length, int Kept) mark)
    {
        _output.Length = mark.Length;
        _kept.RemoveRange(mark.Kept, _kept.Count - mark.Kept);
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
            Note(start, end);
        }

        _keptEnd = end;
    }

    private void Note(int start, int end)
    {
        IsReordered |= _kept.Count > 0 && start < _kept[^1].End;
        _kept.Add(new TextSpan(start, end));
    }
}
