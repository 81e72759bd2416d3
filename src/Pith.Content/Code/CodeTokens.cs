using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TextSpan = Pith.Text.TextSpan;

namespace Pith.Content.Code;

/// <summary>Types of tokens; one may have several.</summary>
[Flags]
internal enum CodeTokenType
{
    None = 0,
    Symbol = 1,
    Signature = 2,
    Invocation = 4,
    Identifier = 8,
    Structure = 16,
}

/// <summary>A token of code.</summary>
internal readonly record struct CodeToken(TextSpan Span, CodeTokenType Types);

/// <summary>Tokens of code with their types: C# by its syntax tree, others by a lexer.</summary>
internal static class CodeTokens
{
    private const int DeepestBrackets = 400;
    private const string TypeHead = "class _ {\n";

    private static readonly HashSet<string> s_structure = new("if else elif for foreach while do switch case default break continue return try catch finally except throw raise goto lock match when loop yield with unless until end then".Split(' '), StringComparer.Ordinal);

    private static readonly HashSet<string> s_declaring = new("def function func fn fun sub".Split(' '), StringComparer.Ordinal);

    private static readonly HashSet<string> s_words = new("new class struct enum interface import from package using namespace static public private protected internal final const let var val void int long short byte char bool boolean float double string null None nil true false True False this self super is in not and or as async await abstract override virtual".Split(' '), StringComparer.Ordinal);

    /// <summary>The tokens; null if there are more than <paramref name="most"/>.</summary>
    internal static List<CodeToken>? Of(string text, string? language, int most, CancellationToken cancellationToken)
    {
        if (text.Length > most * 20L)
        {
            return null;
        }

        List<CodeToken> tokens = language is null or "csharp" && BracketDepth.Of(text) <= DeepestBrackets && CSharp(text, language is null, cancellationToken) is { } parsed ? parsed : Lex(text, language);
        return tokens.Count > most ? null : tokens;
    }

    private static List<CodeToken>? CSharp(string text, bool strict, CancellationToken cancellationToken)
    {
        // A member alone, as examples are, is no program: it is read inside of a type.
        SyntaxNode root = CSharpOutline.Parse(text, cancellationToken);
        int offset = 0;
        if (HasErrors(root, cancellationToken))
        {
            SyntaxNode within = CSharpOutline.Parse(TypeHead + text + "\n}", cancellationToken);
            bool worse = HasErrors(within, cancellationToken);
            if (strict && worse)
            {
                return null;
            }

            (root, offset) = worse ? (root, 0) : (within, TypeHead.Length);
        }

        var signatures = new List<(int Start, int End)>();
        var invoked = new HashSet<int>();
        foreach (SyntaxNode node in root.DescendantNodes())
        {
            switch (node)
            {
                case BaseMethodDeclarationSyntax method:
                    signatures.Add((method.SpanStart, method.Body?.SpanStart ?? method.ExpressionBody?.SpanStart ?? method.Span.End));
                    break;
                case LocalFunctionStatementSyntax function:
                    signatures.Add((function.SpanStart, function.Body?.SpanStart ?? function.ExpressionBody?.SpanStart ?? function.Span.End));
                    break;
                case InvocationExpressionSyntax invocation:
                    SimpleNameSyntax? name = invocation.Expression switch
                    {
                        SimpleNameSyntax simple => simple,
                        MemberAccessExpressionSyntax member => member.Name,
                        MemberBindingExpressionSyntax member => member.Name,
                        _ => null,
                    };
                    if (name is not null)
                    {
                        invoked.Add(name.Identifier.SpanStart);
                    }

                    break;
            }
        }

        var tokens = new List<CodeToken>();
        int next = 0;
        int reach = 0;
        foreach (SyntaxToken token in root.DescendantTokens())
        {
            if (token.Span.Length == 0 || token.SpanStart < offset || token.Span.End > offset + text.Length)
            {
                continue;
            }

            while (next < signatures.Count && signatures[next].Start <= token.SpanStart)
            {
                reach = Math.Max(reach, signatures[next++].End);
            }

            SyntaxKind kind = token.Kind();
            CodeTokenType types = token.SpanStart < reach ? CodeTokenType.Signature : CodeTokenType.None;
            types |= kind is SyntaxKind.IdentifierToken ? invoked.Contains(token.SpanStart) ? CodeTokenType.Invocation : CodeTokenType.Identifier
                : SyntaxFacts.IsPunctuation(kind) ? CodeTokenType.Symbol
                : SyntaxFacts.IsKeywordKind(kind) ? s_structure.Contains(token.Text) ? CodeTokenType.Structure : CodeTokenType.None
                : CodeTokenType.Identifier;
            tokens.Add(new CodeToken(new TextSpan(token.SpanStart - offset, token.Span.End - offset), types));
        }

        return tokens;
    }

    private static bool HasErrors(SyntaxNode root, CancellationToken cancellationToken) => root.SyntaxTree.GetDiagnostics(cancellationToken).Any(d => d.Severity == DiagnosticSeverity.Error);

    private static List<CodeToken> Lex(string text, string? language)
    {
        string comment = CodeLanguage.CommentsOf(language, text).Line.Trim();
        var tokens = new List<CodeToken>();
        bool signature = false;
        for (int i = 0; i < text.Length;)
        {
            char c = text[i];
            if (char.IsWhiteSpace(c))
            {
                i++;
                continue;
            }

            int end = i + 1;
            CodeTokenType types = CodeTokenType.Symbol;
            if (comment.Length > 0 && text.AsSpan(i).StartsWith(comment, StringComparison.Ordinal) && comment != "'")
            {
                int line = text.AsSpan(i).IndexOf('\n');
                end = line < 0 ? text.Length : i + line;
                types = CodeTokenType.None;
            }
            else if (char.IsLetter(c) || c == '_')
            {
                while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] == '_'))
                {
                    end++;
                }

                string word = text[i..end];
                bool called = end < text.Length && text.AsSpan(end).TrimStart(' ') is ['(', ..];
                signature |= s_declaring.Contains(word);
                types = s_structure.Contains(word) ? CodeTokenType.Structure
                    : s_declaring.Contains(word) || s_words.Contains(word) ? CodeTokenType.None
                    : called ? CodeTokenType.Invocation : CodeTokenType.Identifier;
            }
            else if (char.IsDigit(c))
            {
                while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] is '_' or '.'))
                {
                    end++;
                }

                types = CodeTokenType.Identifier;
            }
            else if (c is '"' or '\'' && Quoted(text, i) is var close and > 0)
            {
                end = close;
                types = CodeTokenType.Identifier;
            }
            else if (char.IsHighSurrogate(c) && end < text.Length && char.IsLowSurrogate(text[end]))
            {
                end++;
            }

            types |= signature ? CodeTokenType.Signature : CodeTokenType.None;
            signature &= c is not ('{' or ':' or ';') && !text.AsSpan(i, end - i).Contains('\n');
            tokens.Add(new CodeToken(new TextSpan(i, end), types));
            i = end;
        }

        return tokens;
    }

    // The place after a string that ends on its line; 0 where it doesn't.
    private static int Quoted(string text, int start)
    {
        for (int i = start + 1; i < text.Length && text[i] != '\n'; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == text[start])
            {
                return i + 1;
            }
        }

        return 0;
    }
}
