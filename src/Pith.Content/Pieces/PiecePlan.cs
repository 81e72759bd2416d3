using Pith.Blocks.Folding;
using Pith.Text;

namespace Pith.Content.Pieces;

/// <summary>Pieces of a text in order, with what each needs; runs that were cut become markers that are comments of the text's grammar.</summary>
internal sealed class PiecePlan : FoldPlan
{
    private readonly List<Piece> _pieces;
    private readonly CommentForm _comment;

    /// <summary>Sorts the pieces, gives what stands between two of them to the one before, and joins what each needs to it.</summary>
    internal PiecePlan(string text, List<Piece> pieces, CommentForm comment)
        : base(text)
    {
        _comment = comment;
        _pieces = [.. pieces.Where(p => p.End > p.Start).OrderBy(p => p.Start)];
        CloseGaps();
        var index = new Dictionary<Piece, int>(_pieces.Count);
        foreach (Piece piece in _pieces)
        {
            index.Add(piece, Add(new FoldUnit { Span = piece.Span, Score = Math.Min(piece.Score, 2), Noun = piece.Noun }));
        }

        foreach (Piece piece in _pieces)
        {
            foreach (Piece needed in piece.Needs)
            {
                if (needed != piece && index.TryGetValue(needed, out int at))
                {
                    Requirements.Add(index[piece], at);
                }
            }
        }
    }

    /// <inheritdoc/>
    public override void Render(ReadOnlySpan<bool> kept, FoldWriter writer)
    {
        bool gap = false;
        var quiet = new List<int>();
        for (int i = 0; i < kept.Length;)
        {
            if (kept[i])
            {
                if (gap)
                {
                    writer.Slice(GapBefore(i));
                }

                writer.Slice(_pieces[i].Span);
                gap = true;
                i++;
                continue;
            }

            int end = i + 1;
            bool after = i > 0 && kept[i - 1];
            while (end < kept.Length && !kept[end] && !(after && _pieces[i].Kind == PieceKind.Arrow))
            {
                end++;
            }

            if (AreQuiet(i, end))
            {
                quiet.AddRange(Enumerable.Range(i, end - i));
                gap = Skip(i, end, after, writer);
            }
            else
            {
                gap = Cut(i, end, after, writer);
            }

            i = end;
        }

        if (quiet.Count > 0)
        {
            Sum(quiet, writer);
        }
    }

    // A marker for each comment would cost more than most of them: one at the end says what they were.
    private void Sum(List<int> quiet, FoldWriter writer)
    {
        writer.Literal("\n");
        writer.Literal(_comment.Line);
        var span = new TextSpan(_pieces[quiet[0]].Start, _pieces[quiet[^1]].End);
        writer.Elide(span, quiet.Count, string.Join(" and ", quiet.Select(i => _pieces[i].Noun).Distinct().OrderDescending(StringComparer.Ordinal)), quiet.Sum(i => _pieces[i].Span.Length));
        writer.Literal(_comment.Line == _comment.Open ? _comment.Close : string.Empty);
    }

    // What has no marker in its place leaves white space: a line's end if there was one. Returns whether the next piece still needs its gap.
    private bool Skip(int from, int end, bool after, FoldWriter writer)
    {
        if (after && end < _pieces.Count)
        {
            writer.Slice(GapBefore(Breaks(from) && !Breaks(end) ? from : end));
        }

        return false;
    }

    private bool Cut(int from, int end, bool after, FoldWriter writer)
    {
        bool last = end == _pieces.Count;
        var span = new TextSpan(_pieces[from].Start, _pieces[end - 1].End);
        CommentForm form = FormOf(from);
        if (after && _pieces[from].Kind == PieceKind.Arrow)
        {
            writer.Literal(" { ");
            Mark(span, from, writer, inline: true, filler: false);
            writer.Literal(" }");
            return true;
        }

        bool opened = after && _pieces[from - 1].Kind == PieceKind.Opener;
        bool closed = last || _pieces[end].Kind == PieceKind.Closer;
        if (opened && closed && !last && !form.IsLineOnly)
        {
            writer.Literal(" ");
            Mark(span, from, writer, inline: true, filler: false);
            writer.Literal(" ");
            return false;
        }

        bool inside = _pieces[from].IsInline && _pieces[end - 1].IsInline;
        string indent = IndentOf(_pieces[from].Start);
        writer.Literal(from == 0 ? indent : !Breaks(from) && (inside || !form.IsLineOnly) ? " " : "\n" + indent);
        bool breaks = last || Breaks(end);
        Mark(span, from, writer, inline: !breaks, filler: opened && (closed || !IsWithin(end, from)));
        if (!breaks && (form.IsLineOnly || GapBefore(end).IsEmpty))
        {
            writer.Literal(form.IsLineOnly ? "\n" : " ");
            return false;
        }

        return true;
    }

    private void Mark(TextSpan span, int from, FoldWriter writer, bool inline, bool filler)
    {
        CommentForm form = FormOf(from);
        if (filler && form.Filler is { } text)
        {
            writer.Literal(text);
        }

        bool block = inline && !form.IsLineOnly;
        writer.Literal(block ? form.Open : form.Line);
        string noun = _pieces[from].Kind == PieceKind.Quiet ? "lines" : _pieces[from].Noun;
        writer.Elide(span, noun == "lines" ? LinesOf(span) : CountOf(span, from), noun);
        writer.Literal(block || form.Line == form.Open ? form.Close : string.Empty);
    }

    private int CountOf(TextSpan span, int from)
    {
        int end = from;
        while (end < _pieces.Count && _pieces[end].End <= span.End)
        {
            end++;
        }

        return end - from;
    }

    private int LinesOf(TextSpan span) => 1 + Text.AsSpan(span.Start, span.Length).Count('\n');

    private CommentForm FormOf(int piece) => _pieces[piece].Comment ?? _comment;

    private bool AreQuiet(int from, int end)
    {
        for (int i = from; i < end; i++)
        {
            if (_pieces[i].Kind != PieceKind.Quiet)
            {
                return false;
            }
        }

        return true;
    }

    // Whether a piece stands at least as deep as another: then it is of the same block.
    private bool IsWithin(int piece, int other) => IndentOf(_pieces[piece].Start).Length >= IndentOf(_pieces[other].Start).Length;

    private TextSpan GapBefore(int piece) => piece == 0 ? new TextSpan(0, 0) : new TextSpan(_pieces[piece - 1].End, _pieces[piece].Start);

    private bool Breaks(int piece) => Text.AsSpan(GapBefore(piece).Start, GapBefore(piece).Length).ContainsAny('\n', '\r');

    private string IndentOf(int start)
    {
        int line = start;
        while (line > 0 && Text[line - 1] is ' ' or '\t')
        {
            line--;
        }

        if (line > 0 && Text[line - 1] is not ('\n' or '\r'))
        {
            return string.Empty;
        }

        int end = start;
        while (end < Text.Length && Text[end] is ' ' or '\t')
        {
            end++;
        }

        return Text[line..end];
    }

    private void CloseGaps()
    {
        int end = 0;
        for (int i = 0; i < _pieces.Count; i++)
        {
            Piece piece = _pieces[i];
            piece.Start = Math.Max(piece.Start, end);
            piece.End = Math.Max(piece.End, piece.Start);
            ReadOnlySpan<char> gap = Text.AsSpan(end, piece.Start - end);
            if (i == 0)
            {
                piece.Start -= gap.TrimStart().Length == 0 ? 0 : gap.TrimStart().Length;
            }
            else
            {
                _pieces[i - 1].End += gap.TrimEnd().Length;
            }

            end = piece.End;
        }

        if (_pieces.Count > 0)
        {
            _pieces[^1].End += Text.AsSpan(end).TrimEnd().Length;
        }

        _pieces.RemoveAll(p => p.End == p.Start);
    }
}
