using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Pith.Blocks.Folding;
using Pith.Content.Pieces;

namespace Pith.Content.Code;

/// <summary>Cuts a syntax tree into heads, bodies, ends and what stands between them.</summary>
internal sealed class CSharpPieces
{
    // From this rate on bodies are cut by statements, below it they are kept whole or not at all.
    private const double StatementRate = 0.4;

    private const int ShortestBody = 40;
    private const int ShortestValue = 80;
    private const int MaxDepth = 10;
    private const double QuestionWeight = 0.6;

    private readonly string _text;
    private readonly FoldSource _source;
    private readonly bool _outline;
    private readonly bool _fine;
    private readonly List<Piece> _pieces = [];
    private readonly List<(Piece Head, SyntaxToken Name, int End)> _named = [];

    internal CSharpPieces(string text, FoldSource source, bool outline)
    {
        _text = text;
        _source = source;
        _outline = outline;
        _fine = source.Rate >= StatementRate && !outline;
    }

    internal List<Piece> Read(CompilationUnitSyntax root, CancellationToken cancellationToken)
    {
        foreach (ExternAliasDirectiveSyntax alias in root.Externs)
        {
            Leaf(alias, null, 0.1);
        }

        Usings(root.Usings, null);
        foreach (AttributeListSyntax list in root.AttributeLists)
        {
            Leaf(list, null, 0.2);
        }

        foreach (MemberDeclarationSyntax member in root.Members)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Member(member, null, 0);
        }

        new CSharpTrivia(_text, _pieces).AddTo(root);
        Rank();
        return _pieces;
    }

    private void Member(MemberDeclarationSyntax member, Piece? parent, int depth)
    {
        int start = StartOf(member);
        Piece? head = null;
        switch (member)
        {
            case FileScopedNamespaceDeclarationSyntax space:
                head = Add(start, space.SemicolonToken.Span.End, PieceKind.Plain, double.NegativeInfinity, parent);
                Usings(space.Usings, head);
                Members(space.Members, head, depth);
                break;
            case NamespaceDeclarationSyntax space when !space.CloseBraceToken.IsMissing:
                head = Block(start, space.OpenBraceToken, space.CloseBraceToken, space.Span.End, double.NegativeInfinity, parent);
                Usings(space.Usings, head);
                Members(space.Members, head, depth);
                break;
            case EnumDeclarationSyntax enumeration when !enumeration.CloseBraceToken.IsMissing:
                head = Block(start, enumeration.OpenBraceToken, enumeration.CloseBraceToken, enumeration.Span.End, 0.1 + Visible(member), parent);
                Enumerators(enumeration, head);
                break;
            case TypeDeclarationSyntax type when type.OpenBraceToken.Span.Length > 0 && type.CloseBraceToken.Span.Length > 0:
                head = Block(start, type.OpenBraceToken, type.CloseBraceToken, type.Span.End, 0.1 + Visible(member), parent);
                Name(head, type.Identifier, type.OpenBraceToken.Span.End);
                Members(type.Members, head, depth);
                break;
            case GlobalStatementSyntax statement:
                Statement(statement.Statement, null, 0.45, 0);
                return;
            case BaseFieldDeclarationSyntax field:
                head = Field(field, start, parent);
                break;
            default:
                head = Method(member, start, parent);
                break;
        }

        foreach (AttributeListSyntax list in member.AttributeLists)
        {
            Add(list.SpanStart, list.Span.End, PieceKind.Quiet, 0.15, head).Noun = "attributes";
        }
    }

    private void Members(SyntaxList<MemberDeclarationSyntax> members, Piece head, int depth)
    {
        foreach (MemberDeclarationSyntax member in members)
        {
            if (depth < MaxDepth)
            {
                Member(member, head, depth + 1);
            }
            else
            {
                Leaf(member, head, 0.3);
            }
        }
    }

    private void Enumerators(EnumDeclarationSyntax enumeration, Piece head)
    {
        foreach (EnumMemberDeclarationSyntax member in enumeration.Members)
        {
            SyntaxToken comma = member.GetLastToken().GetNextToken();
            int end = comma.IsKind(SyntaxKind.CommaToken) ? comma.Span.End : member.Span.End;
            Add(member.SpanStart, end, PieceKind.Plain, 0.05 + Visible(enumeration), head);
        }
    }

    private Piece Field(BaseFieldDeclarationSyntax field, int start, Piece? parent)
    {
        double score = Visible(field);
        SeparatedSyntaxList<VariableDeclaratorSyntax> names = field.Declaration.Variables;
        if (names is not [{ Initializer: { } value } only] || value.Span.Length < ShortestValue || field.Modifiers.Any(SyntaxKind.ConstKeyword) || field.SemicolonToken.IsMissing || !IsPlain(only.Identifier.Span.End, value.SpanStart)
            || value.Span.End != field.SemicolonToken.SpanStart)
        {
            return Name(Add(start, field.Span.End, PieceKind.Plain, score, parent), names.Count > 0 ? names[0].Identifier : default, field.Span.End);
        }

        Piece head = Name(Add(start, value.GetFirstToken().GetPreviousToken().Span.End, PieceKind.Plain, score, parent), only.Identifier, field.Span.End);
        _pieces.Add(new Piece(value.SpanStart, value.Span.End, PieceKind.Plain, BodyScore(0.28)) { IsInline = true }.Need(head));
        Pair(head, Add(field.SemicolonToken.SpanStart, field.Span.End, PieceKind.Plain, double.NegativeInfinity, head));
        return head;
    }

    private Piece Method(MemberDeclarationSyntax member, int start, Piece? parent)
    {
        double score = Visible(member);
        (SyntaxToken name, ArrowExpressionClauseSyntax? arrow) = member switch
        {
            MethodDeclarationSyntax m => (m.Identifier, m.ExpressionBody),
            BaseMethodDeclarationSyntax m => (m is ConstructorDeclarationSyntax c ? c.Identifier : default, m.ExpressionBody),
            PropertyDeclarationSyntax p => (p.Identifier, p.ExpressionBody),
            IndexerDeclarationSyntax i => (i.ThisKeyword, i.ExpressionBody),
            DelegateDeclarationSyntax d => (d.Identifier, null),
            EventDeclarationSyntax e => (e.Identifier, null),
            _ => (default(SyntaxToken), null),
        };
        Piece head;
        if (arrow is not null && arrow.Span.Length >= ShortestBody)
        {
            int end = arrow.GetFirstToken().GetPreviousToken().Span.End;
            if (!IsPlain(end, arrow.SpanStart) || member.GetLastToken().IsMissing)
            {
                return Name(Add(start, member.Span.End, PieceKind.Plain, score, parent), name, member.Span.End);
            }

            head = Add(start, end, PieceKind.Plain, score, parent);
            Add(arrow.SpanStart, member.Span.End, PieceKind.Arrow, BodyScore(score > 0.7 ? 0.3 : 0.25), head);
        }
        else if (member is PropertyDeclarationSyntax { Initializer: { } value, AccessorList: { } accessors } && value.Span.Length >= ShortestValue && accessors.DescendantNodes().OfType<BlockSyntax>().FirstOrDefault() is null)
        {
            head = Add(start, accessors.Span.End, PieceKind.Plain, score, parent);
            Add(value.SpanStart, member.Span.End, PieceKind.Plain, BodyScore(0.28), head);
        }
        else
        {
            head = Skeleton(member, start, score, BodyScore(score > 0.7 ? 0.3 : 0.25), parent, 0);
        }

        return Name(head, name, member.Span.End);
    }

    // The text of a node around its blocks, as pieces that stand or fall together, and what is in the blocks.
    private Piece Skeleton(SyntaxNode node, int start, double score, double inner, Piece? parent, int depth)
    {
        List<BlockSyntax> blocks = [.. node.DescendantNodes(n => n is not (ExpressionSyntax or BlockSyntax) || n == node).OfType<BlockSyntax>().Where(b => b != node)];
        blocks.RemoveAll(b => b.Statements.Count == 0 || b.Statements.Span.Length < ShortestBody);
        if (blocks.Count == 0 || blocks.Exists(b => b.OpenBraceToken.IsMissing || b.CloseBraceToken.IsMissing))
        {
            return Add(start, node.Span.End, PieceKind.Plain, score, parent);
        }

        Piece head = Add(start, blocks[0].OpenBraceToken.Span.End, PieceKind.Opener, score, parent);
        Piece last = head;
        for (int i = 0; i < blocks.Count; i++)
        {
            Body(blocks[i], head, inner, depth);
            bool ends = i + 1 == blocks.Count;
            Piece next = Add(blocks[i].CloseBraceToken.SpanStart, ends ? node.Span.End : blocks[i + 1].OpenBraceToken.Span.End, PieceKind.Closer, double.NegativeInfinity, head);
            last.Need(next);
            last = next;
        }

        return head;
    }

    private void Body(BlockSyntax block, Piece owner, double score, int depth)
    {
        if (!_fine || depth >= MaxDepth || block.Statements.Count < 2 && block.Statements[0].DescendantNodes().OfType<BlockSyntax>().FirstOrDefault() is null)
        {
            Add(block.Statements[0].SpanStart, block.Statements[^1].Span.End, PieceKind.Plain, score, owner);
            return;
        }

        foreach (StatementSyntax statement in block.Statements)
        {
            Statement(statement, owner, score, depth);
        }
    }

    private void Statement(StatementSyntax statement, Piece? owner, double score, int depth)
    {
        // What is returned or thrown says more than how it was come by.
        double own = statement is ReturnStatementSyntax or ThrowStatementSyntax ? score + 0.01 : score;
        if (_fine && statement.Span.Length > 160)
        {
            Skeleton(statement, statement.SpanStart, own, score - 0.005, owner, depth + 1);
        }
        else
        {
            Add(statement.SpanStart, statement.Span.End, PieceKind.Plain, own, owner);
        }
    }

    private Piece Block(int start, SyntaxToken open, SyntaxToken close, int end, double score, Piece? parent)
    {
        Piece head = Add(start, open.Span.End, PieceKind.Opener, score, parent);
        Pair(head, Add(close.SpanStart, end, PieceKind.Closer, double.NegativeInfinity, head));
        return head;
    }

    private void Usings(SyntaxList<UsingDirectiveSyntax> usings, Piece? parent)
    {
        if (usings.Count > 0)
        {
            Add(usings[0].SpanStart, usings[^1].Span.End, PieceKind.Plain, 0.05, parent);
        }
    }

    private void Leaf(SyntaxNode node, Piece? parent, double score) => Add(node.SpanStart, node.Span.End, PieceKind.Plain, score, parent);

    private Piece Add(int start, int end, PieceKind kind, double score, Piece? needs)
    {
        Piece piece = new Piece(start, end, kind, score).Need(needs);
        _pieces.Add(piece);
        return piece;
    }

    private static void Pair(Piece head, Piece end) => head.Need(end);

    private Piece Name(Piece head, SyntaxToken name, int end)
    {
        if (name.Span.Length > 0)
        {
            _named.Add((head, name, end));
        }

        return head;
    }

    private bool IsPlain(int start, int end) => _text.AsSpan(start, end - start).IsWhiteSpace();

    private double BodyScore(double score) => _outline ? double.NegativeInfinity : score;

    // What the question names as it is written goes before everything else, with its body; what shares words with it before its like.
    private void Rank()
    {
        _pieces.Sort((a, b) => a.Start.CompareTo(b.Start));
        double[] shares = QuestionRank.Lift(_source.Question, _text, _pieces, QuestionWeight);
        if (_source.Question is null)
        {
            return;
        }

        foreach ((Piece head, SyntaxToken name, int end) in _named)
        {
            bool named = QuestionRank.Names(_source.Question, name.ValueText);
            int at = Math.Max(0, _pieces.BinarySearch(head, Comparer<Piece>.Create((a, b) => a.Start.CompareTo(b.Start))));
            double share = head.Kind == PieceKind.Opener && head.Score > 0.9 ? 0 : shares[at];
            for (int i = at; i < _pieces.Count && _pieces[i].Start < end && (named || share > 0); i++)
            {
                Piece piece = _pieces[i];
                if (!double.IsNegativeInfinity(piece.Score))
                {
                    piece.Score = named ? FoldPlan.Urgent + (piece == head ? 0.1 : 0) : Math.Min(piece.Score + (0.5 * QuestionWeight * share), Math.BitDecrement(FoldPlan.Urgent));
                }
            }
        }
    }

    private static int StartOf(MemberDeclarationSyntax member) =>
        member.AttributeLists.Count == 0 ? member.SpanStart : member.AttributeLists[^1].GetLastToken().GetNextToken().SpanStart;

    private static double Visible(MemberDeclarationSyntax member)
    {
        SyntaxTokenList modifiers = member.Modifiers;
        return modifiers.Any(SyntaxKind.PublicKeyword) || member.Parent is InterfaceDeclarationSyntax ? 0.8
            : modifiers.Any(SyntaxKind.ProtectedKeyword) ? 0.74
            : modifiers.Any(SyntaxKind.InternalKeyword) || member.Parent is BaseNamespaceDeclarationSyntax or CompilationUnitSyntax ? 0.68
            : 0.55;
    }
}
