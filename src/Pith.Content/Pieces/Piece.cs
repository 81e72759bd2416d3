using Pith.Text;

namespace Pith.Content.Pieces;

/// <summary>What a piece is to the text around it.</summary>
internal enum PieceKind
{
    /// <summary>Whole lines or statements.</summary>
    Plain,

    /// <summary>The head of a block: it opens what a <see cref="Closer"/> closes.</summary>
    Opener,

    /// <summary>The end of a block.</summary>
    Closer,

    /// <summary>Comments and attributes: those that are cut alone have one marker for the whole text.</summary>
    Quiet,

    /// <summary>A body after an arrow; what stands for it is a block.</summary>
    Arrow,
}

/// <summary>A stretch of a text that is kept whole or cut whole. Pieces of a plan don't overlap.</summary>
internal sealed class Piece
{
    internal Piece(int start, int end, PieceKind kind, double score)
    {
        Start = start;
        End = end;
        Kind = kind;
        Score = score;
    }

    internal int Start { get; set; }

    internal int End { get; set; }

    internal PieceKind Kind { get; set; }

    internal double Score { get; set; }

    /// <summary>What must be kept with it.</summary>
    internal List<Piece> Needs { get; } = [];

    /// <summary>What markers call what it is made of.</summary>
    internal string Noun { get; set; } = "lines";

    /// <summary>Stands inside a line: a marker for it does, too.</summary>
    internal bool IsInline { get; init; }

    /// <summary>Another grammar's rules of comments, for what stands inside a fence; null for the plan's.</summary>
    internal CommentForm? Comment { get; init; }

    internal TextSpan Span => new(Start, End);

    internal Piece Need(Piece? other)
    {
        if (other is not null)
        {
            Needs.Add(other);
        }

        return this;
    }
}
