// C# outline: signatures first, bodies as the budget allows
// Paper:       none; what code indexers and repository maps do, on the C# syntax tree
// Idea:        a file is understood by its declarations; bodies, comments and attributes come after them, what the question names before
// Map:         syntax tree -> CSharpPieces; what is cut -> comments in PiecePlan; question -> QuestionRank
// Deviations:  own method, nothing to deviate from
// Verified:    Golden/csharp (checked by hand); every source of this repository still parses
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using Pith.Blocks.Folding;
using Pith.Content.Pieces;
using Pith.Routing;

namespace Pith.Content.Code;

/// <summary>What becomes of the bodies of members.</summary>
public enum CSharpBodies
{
    /// <summary>They are kept as the budget allows.</summary>
    Keep,

    /// <summary>None is kept.</summary>
    None,
}

/// <summary>Options of <see cref="CSharpOutline"/>.</summary>
public sealed record CSharpOutlineOptions
{
    /// <summary>What becomes of the bodies of members. Default: as the budget allows.</summary>
    public CSharpBodies Bodies { get; init; }

    internal static CSharpOutlineOptions From(SettingReader settings) => new() { Bodies = settings.Choice("bodies", CSharpBodies.Keep) };
}

/// <summary>C# as an outline that still parses: a body that is cut becomes a comment in its braces.</summary>
/// <remarks>Parsed without a compilation, in linear time. Text that is not C#, or no longer parses as such, is not planned.</remarks>
public sealed class CSharpOutline : FoldingMethod
{
    private const int Longest = 2_000_000;
    private const int DeepestBrackets = 400;

    private readonly CSharpOutlineOptions _options;

    /// <summary>Makes the method.</summary>
    public CSharpOutline(CSharpOutlineOptions? options = null) => _options = options ?? new();

    /// <summary>What the method is.</summary>
    public static MethodInfo Info { get; } = new()
    {
        Id = "csharp",
        Title = "C# outline",
        Family = MethodFamily.Code,
        Idea = "signatures first, bodies as the budget allows; what is left still parses",
        Limits = "C# only; knows no references between files; comments and attributes that were cut have one marker at the end",
        Fidelity = Fidelity.Own,
        Question = QuestionUse.Optional,
        Content = [ContentKind.Code],
        Settings = [new() { Name = "bodies", Description = "keep (as the budget allows) or none (never)", Default = "keep" }],
    };

    /// <inheritdoc/>
    public override MethodInfo Method => Info;

    /// <inheritdoc/>
    public override FoldPlan? Plan(FoldSource source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        string? language = source.Content.Language ?? CodeLanguage.FromHint(source.Hint);
        string text = source.Text;
        if (language is not null and not "csharp" || text.Length > Longest || BracketDepth.Of(text) > DeepestBrackets)
        {
            return null;
        }

        SyntaxNode root = Parse(text, cancellationToken);
        if (!IsCSharp(root, text, language is not null, cancellationToken))
        {
            return null;
        }

        List<Piece> pieces = new CSharpPieces(text, source, _options.Bodies == CSharpBodies.None).Read((Microsoft.CodeAnalysis.CSharp.Syntax.CompilationUnitSyntax)root, cancellationToken);
        return pieces.Count == 0 ? null : new PiecePlan(text, pieces, CommentForm.Slashes);
    }

    internal static SyntaxNode Parse(string text, CancellationToken cancellationToken) =>
        CSharpSyntaxTree.ParseText(SourceText.From(text), new CSharpParseOptions(LanguageVersion.Preview, DocumentationMode.None), cancellationToken: cancellationToken).GetRoot(cancellationToken);

    // An error here and there is code that is being written; many are another language.
    private static bool IsCSharp(SyntaxNode root, string text, bool named, CancellationToken cancellationToken)
    {
        int errors = 0;
        int lines = text.AsSpan().Count('\n') + 1;
        int most = named ? 2 + (lines / 20) : 0;
        foreach (Diagnostic diagnostic in root.SyntaxTree.GetDiagnostics(cancellationToken))
        {
            if (diagnostic.Severity == DiagnosticSeverity.Error && ++errors > most)
            {
                return false;
            }
        }

        return true;
    }
}
