// Logs: failures with what stands around them, one of each kind of line, counts of the rest
// Paper:       P. He, J. Zhu, Z. Zheng, M. R. Lyu: Drain, an online log parsing approach with fixed depth tree (ICWS 2017), for the templates only
// Idea:        a log is read for what failed: errors and the blocks they begin come first, then lines of rare templates; repeats, set-up and library frames go first
// Map:         §III fixed-depth tree, similarity, update of templates -> LogTemplates; forms of single lines -> LogSignals; frames -> StackFrames; blocks, tails of failed commands, order -> LogScores
// Deviations:  (1) the tree has a level for the second token; (2) variables are masked by form: digits or a path; (3) a node has at most 16 templates; (4) everything but the templates is our own
// Verified:    Golden/logs (hand-computed)
using Pith.Blocks.Folding;
using Pith.Blocks.Scoring;
using Pith.Routing;

namespace Pith.Content.Output;

/// <summary>Keeps what a log was read for: failures, then what is rare.</summary>
/// <remarks>Escape sequences and what a carriage return overwrote are not written. A log that is one long line is none.</remarks>
public sealed class Logs : FoldingMethod
{
    private const int LongestLine = 20_000;

    /// <summary>What the method is.</summary>
    public static MethodInfo Info { get; } = new()
    {
        Id = "logs",
        Title = "Logs, builds and stack traces",
        Year = 2017,
        Family = MethodFamily.Output,
        Idea = "errors and the blocks they begin come first, then lines of rare templates; repeats, set-up and library frames go first",
        Limits = "forms of failure that it does not know count only by their place and rarity",
        Fidelity = Fidelity.Own,
        Question = QuestionUse.Optional,
        Content = [ContentKind.Log, ContentKind.BuildOutput, ContentKind.StackTrace],
    };

    /// <inheritdoc/>
    public override MethodInfo Method => Info;

    /// <inheritdoc/>
    public override FoldPlan? Plan(FoldSource source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        var terminal = new TerminalText(source.Text);
        var lines = new LogLines(source.Text, terminal, cancellationToken);
        if (lines.Count < 2 || (lines.Longest > LongestLine && lines.Longest > source.Text.Length / 4))
        {
            return null;
        }

        var question = new QuestionMatch(source.Question);
        double[] match = question.IsEmpty ? [] : question.Score(source.Text, lines.Spans);
        return new LogPlan(source.Text, terminal, lines, LogScores.Of(lines, match));
    }
}
