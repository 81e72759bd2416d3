// CodePromptZip: Code-specific Prompt Compression for Retrieval-Augmented Generation in Coding Tasks with LMs (2025)
// Paper:       arXiv:2502.14925
// Idea:        tokens of code are worth what their type is worth to the task; those of the cheapest type go first, the frequent ones of a type first
// Map:         §3.1 types -> CodeTokens; Fig. 1 orders -> s_orders; Algorithm 1 -> RemovalOrder(), Remove()
// Deviations:  (1) Algorithm 1 only: the trained compressor is left out; (2) C# by Roslyn in place of Java by JavaParser, other languages by a lexer; (3) an invocation is its name, and that is then no identifier (else the order of figure 1 would
//              never take an invocation first); literals count as identifiers; (4) priorities are the paper's for Java, not measured again; (5) Remove() takes floor(tau·L) tokens of the code; under a budget atoms go whole and tokens of the model are counted
// Verified:    Golden/codepromptzip (hand-computed from the definition)
using Pith.Blocks;
using Pith.Blocks.Selecting;
using Pith.Text;

namespace Pith.Content.Code;

/// <summary>What the code is an example for.</summary>
public enum CodeTask
{
    /// <summary>Writing the assertion of a test.</summary>
    Assertion,

    /// <summary>Mending a bug.</summary>
    Bugs2Fix,

    /// <summary>Suggesting code.</summary>
    Suggestion,
}

/// <summary>Options of <see cref="CodePromptZip"/>.</summary>
public sealed record CodePromptZipOptions
{
    /// <summary>What the code is an example for; it decides which types of tokens go first. Default: mending a bug.</summary>
    public CodeTask Task { get; init; } = CodeTask.Bugs2Fix;

    internal static CodePromptZipOptions From(SettingReader settings) => new() { Task = settings.Choice("task", CodeTask.Bugs2Fix) };
}

/// <summary>Removes tokens of code examples by type and frequency. The result no longer compiles: it is an example for a model, not for a compiler.</summary>
/// <remarks>Without a model; the paper's own "oracle", which scores above its trained compressor. Linear but for one sort.</remarks>
public sealed class CodePromptZip : ExtractiveMethod
{
    private const int MostTokens = 400_000;
    private const int MostCharacters = 1_000_000;

    // Removed first to removed last (figure 1).
    private static readonly CodeTokenType[][] s_orders =
    [
        [CodeTokenType.Invocation, CodeTokenType.Symbol, CodeTokenType.Identifier, CodeTokenType.Structure, CodeTokenType.Signature],
        [CodeTokenType.Identifier, CodeTokenType.Invocation, CodeTokenType.Structure, CodeTokenType.Symbol, CodeTokenType.Signature],
        [CodeTokenType.Signature, CodeTokenType.Symbol, CodeTokenType.Identifier, CodeTokenType.Invocation, CodeTokenType.Structure],
    ];

    private readonly CodePromptZipOptions _options;

    /// <summary>Makes the method.</summary>
    public CodePromptZip(CodePromptZipOptions? options = null) => _options = options ?? new();

    /// <summary>What the method is.</summary>
    public static MethodInfo Info { get; } = new()
    {
        Id = "codepromptzip",
        Title = "CodePromptZip: Code-specific Prompt Compression for Retrieval-Augmented Generation in Coding Tasks with LMs",
        Year = 2025,
        ArXiv = "2502.14925",
        Family = MethodFamily.Code,
        Idea = "tokens of code by the worth of their type to a task, the frequent ones of a type first to go",
        Limits = "for retrieved examples: the result does not compile; ignores the question; priorities are the paper's for Java",
        Fidelity = Fidelity.Port,
        Settings = [new() { Name = "task", Description = "what the code is an example for: assertion, bugs2fix or suggestion", Default = "bugs2fix" }],
    };

    /// <inheritdoc/>
    public override MethodInfo Method => Info;

    /// <inheritdoc/>
    protected override ValueTask<UnitScores> ScoreAsync(Document document, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(document);
        var scores = new double[document.Units.Count];
        for (int segment = 0, unit = 0; segment < document.SegmentSpans.Count; segment++)
        {
            TextSpan span = document.SegmentSpans[segment];
            string code = span.Of(document.Text).ToString();
            List<CodeToken> tokens = code.Length > MostCharacters ? [] : CodeTokens.Of(code, CodeLanguage.FromHint(document.Request.Segments[segment].ContentHint), MostTokens, cancellationToken) ?? [];
            var worth = new double[tokens.Count];
            int[] order = RemovalOrder(code, tokens, _options.Task);
            for (int r = 0; r < order.Length; r++)
            {
                worth[order[r]] = r / (double)order.Length;
            }

            // An atom of several tokens is worth what the one that goes last is worth.
            for (int token = 0; unit < scores.Length && document.Units[unit].Segment == segment; unit++)
            {
                TextSpan at = document.Units[unit].Span;
                while (token < tokens.Count && tokens[token].Span.End + span.Start <= at.Start)
                {
                    token++;
                }

                for (int t = token; t < tokens.Count && tokens[t].Span.Start + span.Start < at.End; t++)
                {
                    scores[unit] = Math.Max(scores[unit], worth[t]);
                }
            }
        }

        return new(new UnitScores { Scores = scores });
    }

    /// <summary>Algorithm 1: the code without the first floor(tau·L) of its L tokens by removal priority.</summary>
    /// <param name="code">The code.</param>
    /// <param name="tau">Share of the tokens that go, 0–1.</param>
    /// <param name="task">What the code is an example for.</param>
    /// <param name="language">Its language; null if it is not known.</param>
    public static string Remove(string code, double tau, CodeTask task, string? language = null)
    {
        ArgumentNullException.ThrowIfNull(code);
        ArgumentOutOfRangeException.ThrowIfNegative(tau);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tau, 1);
        List<CodeToken>? tokens = CodeTokens.Of(code, language, MostTokens, CancellationToken.None);
        if (tokens is null or [])
        {
            return code;
        }

        var kept = new bool[tokens.Count];
        Array.Fill(kept, true);
        foreach (int token in RemovalOrder(code, tokens, task).Take((int)Math.Floor((tau * tokens.Count) + 1e-9)))
        {
            kept[token] = false;
        }

        return string.Concat(CodeSlices.Of(code, tokens, kept).Select(s => s.Text ?? s.Span.Of(code).ToString()));
    }

    /// <summary>The queue of algorithm 1: tokens as they are removed.</summary>
    internal static int[] RemovalOrder(string code, List<CodeToken> tokens, CodeTask task)
    {
        CodeTokenType[] order = s_orders[(int)task];
        var frequency = new Dictionary<string, int>(StringComparer.Ordinal);
        var texts = new string[tokens.Count];
        var place = new int[tokens.Count];
        for (int i = 0; i < texts.Length; i++)
        {
            texts[i] = tokens[i].Span.Of(code).ToString();
            frequency[texts[i]] = frequency.GetValueOrDefault(texts[i]) + 1;

            // Of several types a token has the one that goes last; one without a type goes after all.
            place[i] = -1;
            for (int p = 0; p < order.Length; p++)
            {
                place[i] = (tokens[i].Types & order[p]) != 0 ? p : place[i];
            }

            place[i] = place[i] < 0 ? order.Length : place[i];
        }

        return [.. Enumerable.Range(0, texts.Length).OrderBy(i => place[i]).ThenByDescending(i => frequency[texts[i]])];
    }
}
