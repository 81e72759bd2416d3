using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Pith.Content.Pieces;

namespace Pith.Content.Code;

/// <summary>Comments and directives of a syntax tree as pieces between those of the syntax.</summary>
/// <remarks>
/// A comment goes with what follows it, one at the end of a line with what it stands after. Pieces that a conditional directive cuts across become one.
/// </remarks>
internal sealed class CSharpTrivia
{
    // More than this many are taken for one.
    private const int MostConditions = 500;

    private const string SummaryEnd = "</summary>";

    private readonly string _text;
    private readonly List<Piece> _pieces;
    private readonly List<Piece> _added = [];

    internal CSharpTrivia(string text, List<Piece> pieces)
    {
        _text = text;
        _pieces = pieces;
    }

    internal void AddTo(SyntaxNode root)
    {
        _pieces.Sort((a, b) => a.Start.CompareTo(b.Start));
        var regions = new Stack<Piece>();
        var conditions = new List<(int Start, int End)>();
        int open = 0;
        int at = 0;
        Piece? comment = null;
        foreach (SyntaxTrivia trivia in root.DescendantTrivia())
        {
            if (trivia.IsKind(SyntaxKind.WhitespaceTrivia) || trivia.IsKind(SyntaxKind.EndOfLineTrivia))
            {
                continue;
            }

            int start = trivia.SpanStart;
            int end = start + _text.AsSpan(start, trivia.Span.Length).TrimEnd().Length;
            while (at < _pieces.Count && _pieces[at].End <= start)
            {
                at++;
            }

            switch (trivia.Kind())
            {
                case SyntaxKind.IfDirectiveTrivia:
                    if (open++ == 0)
                    {
                        conditions.Add((start, _text.Length));
                    }

                    continue;
                case SyntaxKind.EndIfDirectiveTrivia when open > 0:
                    if (--open == 0)
                    {
                        conditions[^1] = (conditions[^1].Start, end);
                    }

                    continue;
            }

            bool inside = at < _pieces.Count && _pieces[at].Start <= start;
            if (open > 0 || inside || end == start)
            {
                continue;
            }

            Piece? next = at < _pieces.Count ? _pieces[at] : null;
            if (trivia.IsDirective)
            {
                comment = null;
                var directive = new Piece(start, end, PieceKind.Plain, 0.3);
                _added.Add(directive);
                if (trivia.IsKind(SyntaxKind.RegionDirectiveTrivia))
                {
                    directive.Score = 0.05;
                    regions.Push(directive);
                }
                else if (trivia.IsKind(SyntaxKind.EndRegionDirectiveTrivia) && regions.TryPop(out Piece? region))
                {
                    directive.Score = double.NegativeInfinity;
                    directive.Need(region);
                    region.Need(directive);
                }
            }
            else if (at > 0 && IsSameLine(_pieces[at - 1].End, start))
            {
                _pieces[at - 1].End = end;
            }
            else if (comment is not null && _text.AsSpan(comment.End, start - comment.End).IsWhiteSpace() && !_text.AsSpan(comment.Start, comment.End - comment.Start).Contains(SummaryEnd, StringComparison.Ordinal))
            {
                comment.End = end;
            }
            else
            {
                bool documents = _text.AsSpan(start).StartsWith("///", StringComparison.Ordinal) || _text.AsSpan(start).StartsWith("/**", StringComparison.Ordinal);
                double score = at == 0 && start == 0 ? 0.02 : documents ? comment is null ? Documentation(next) : 0.12 : 0.1;
                comment = new Piece(start, end, PieceKind.Quiet, score) { Noun = "comments" }.Need(next);
                _added.Add(comment);
            }
        }

        _pieces.AddRange(_added);
        _pieces.Sort((a, b) => a.Start.CompareTo(b.Start));
        Join(conditions);
    }

    private static double Documentation(Piece? next) => next is null || next.Score < 0.7 ? 0.2 : 0.35;

    private bool IsSameLine(int from, int to) => !_text.AsSpan(from, to - from).ContainsAny('\n', '\r');

    private void Join(List<(int Start, int End)> conditions)
    {
        if (conditions.Count > MostConditions)
        {
            conditions = [(conditions[0].Start, conditions[^1].End)];
        }

        foreach ((int start, int end) in conditions)
        {
            List<Piece> touched = _pieces.FindAll(p => p.Start < end && start < p.End);
            if (touched is [{ } one] && one.Start <= start && end <= one.End)
            {
                continue;
            }

            var joined = new Piece(Math.Min(start, touched.Count == 0 ? start : touched[0].Start), Math.Max(end, touched.Count == 0 ? end : touched[^1].End), PieceKind.Plain, touched.Count == 0 ? 0.3 : touched.Max(p => p.Score));
            var gone = touched.ToHashSet();
            joined.Needs.AddRange(touched.SelectMany(p => p.Needs).Where(p => !gone.Contains(p)).Distinct());
            _pieces.RemoveAll(gone.Contains);
            foreach (Piece piece in _pieces)
            {
                for (int i = 0; i < piece.Needs.Count; i++)
                {
                    piece.Needs[i] = gone.Contains(piece.Needs[i]) ? joined : piece.Needs[i];
                }
            }

            _pieces.Insert(_pieces.FindIndex(p => p.Start > joined.Start) is var at and >= 0 ? at : _pieces.Count, joined);
        }
    }
}
