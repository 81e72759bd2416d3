// Code outline: signatures by their first words, bodies by brackets and indentation
// Paper:       none; what tag-based repository maps do, without a parser
// Idea:        lines that begin like a declaration are kept first, then what stands in types, then bodies; a block's ends stay with its head
// Map:         lines, strings and brackets -> CodeLineReader; blocks and scores -> CodeBlocks; what is cut -> comments in PiecePlan
// Deviations:  own method, nothing to deviate from
// Verified:    Golden/code-outline (checked by hand)
using Pith.Blocks.Folding;
using Pith.Content.Pieces;
using Pith.Routing;

namespace Pith.Content.Code;

/// <summary>Code of any language as an outline, by a heuristic of lines: no parser, and no promise that the result compiles.</summary>
/// <remarks>
/// Languages with braces are cut by their brackets, so that brackets stay balanced; others by indentation. A block of Python that is cut is written
/// as <c>...</c> with the marker behind it. Linear time.
/// </remarks>
public sealed class CodeOutline : FoldingMethod
{
    private const int Longest = 8_000_000;
    private const int LongestLine = 20_000;
    private const double QuestionWeight = 0.6;

    /// <summary>What the method is.</summary>
    public static MethodInfo Info { get; } = new()
    {
        Id = "code-outline",
        Title = "Code outline",
        Family = MethodFamily.Code,
        Idea = "lines that begin like a declaration first, then fields, then bodies, by brackets and indentation",
        Limits = "a heuristic of lines and indentation, no parser: odd formatting misleads it; comments are cut without a marker",
        Fidelity = Fidelity.Own,
        Question = QuestionUse.Optional,
        Content = [ContentKind.Code],
    };

    /// <inheritdoc/>
    public override MethodInfo Method => Info;

    /// <inheritdoc/>
    public override FoldPlan? Plan(FoldSource source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        string text = source.Text;
        if (text.Length > Longest)
        {
            return null;
        }

        string? language = source.Content.Language ?? CodeLanguage.FromHint(source.Hint);
        CommentForm comments = CodeLanguage.CommentsOf(language, text);
        List<CodeLine> lines = new CodeLineReader(text, language, comments).Read(cancellationToken);
        if (lines.Count < 2 || lines.Exists(l => l.Last - l.Start > LongestLine))
        {
            return null;
        }

        List<Piece> pieces = new CodeBlocks(text, lines, CodeLanguage.HasBraces(language, comments) && lines.Exists(l => l.End == '{'), source.Rate).Read();
        double[] shares = QuestionRank.Lift(source.Question, text, pieces, QuestionWeight);
        LiftBlocks(pieces, shares);
        return new PiecePlan(text, pieces, comments);
    }

    // What the question shares with a head is said of its block, too.
    private static void LiftBlocks(List<Piece> pieces, double[] shares)
    {
        var share = new Dictionary<Piece, double>(pieces.Count);
        for (int i = 0; i < shares.Length; i++)
        {
            double own = shares[i];
            foreach (Piece needed in pieces[i].Needs)
            {
                own = Math.Max(own, 0.6 * share.GetValueOrDefault(needed));
            }

            share[pieces[i]] = own;
            if (own > shares[i] && !double.IsNegativeInfinity(pieces[i].Score))
            {
                pieces[i].Score = Math.Min(pieces[i].Score + (QuestionWeight * (own - shares[i])), Math.BitDecrement(FoldPlan.Urgent));
            }
        }
    }
}
