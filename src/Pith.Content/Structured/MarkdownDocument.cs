// Markdown: blocks and sentences in the order of their place in a section
// Paper:       none; the structure that writers give their text
// Idea:        a section's heading goes with what is kept of it, its first paragraph comes first; badges, tables of contents and licences come last
// Map:         blocks -> MarkdownPieces; long paragraphs -> SentenceSpans; text and markers -> PiecePlan; question -> QuestionRank
// Deviations:  own method, nothing to deviate from
// Verified:    Golden/markdown (checked by hand)
using Markdig;
using Pith.Blocks.Folding;
using Pith.Content.Pieces;

namespace Pith.Content.Structured;

/// <summary>Markdown by its blocks: what is kept stands as it was written, and what was cut is marked.</summary>
public sealed class MarkdownDocument : FoldingMethod
{
    private const int Longest = 8_000_000;
    private const double QuestionWeight = 0.6;

    private static readonly MarkdownPipeline s_pipeline = Pipeline();

    /// <summary>What the method is.</summary>
    public static MethodInfo Info { get; } = new()
    {
        Id = "markdown",
        Title = "Markdown document",
        Family = MethodFamily.Structured,
        Idea = "blocks and sentences; headings with what is kept of their section, first paragraphs first, boilerplate last",
        Limits = "knows places and words, not meaning: what matters most may stand last in its section",
        Fidelity = Fidelity.Own,
        Question = QuestionUse.Optional,
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

        Markdig.Syntax.MarkdownDocument document;
        try
        {
            document = Markdown.Parse(text, s_pipeline);
        }
        catch (ArgumentException)
        {
            // Nested deeper than the parser goes.
            return null;
        }

        cancellationToken.ThrowIfCancellationRequested();
        List<Piece> pieces = new MarkdownPieces(text).Read(document);
        QuestionRank.Lift(source.Question, text, pieces, QuestionWeight);
        return pieces.Count == 0 ? null : new PiecePlan(text, pieces, CommentForm.None);
    }

    // Blocks only: what stands inside them is never looked at, and costs the most.
    private static MarkdownPipeline Pipeline()
    {
        MarkdownPipelineBuilder builder = new MarkdownPipelineBuilder().UsePreciseSourceLocation().UseYamlFrontMatter();
        builder.InlineParsers.Clear();
        return builder.Build();
    }
}
