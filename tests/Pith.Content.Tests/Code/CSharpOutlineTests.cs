using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Pith.Content.Code;
using Pith.Reversal;

namespace Pith.Content.Tests.Code;

public sealed class CSharpOutlineTests
{
    private static readonly CSharpParseOptions s_options = new(LanguageVersion.Preview, DocumentationMode.None);

    public static TheoryData<string> Files => [.. RepositorySources.CSharp];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_source_of_this_repository_still_parses_at_every_budget(string file)
    {
        string text = await File.ReadAllTextAsync(RepositorySources.At(file), TestContext.Current.CancellationToken);
        int errors = Errors(text);
        foreach (CSharpBodies bodies in Enum.GetValues<CSharpBodies>())
        {
            var method = new CSharpOutline(new() { Bodies = bodies });
            foreach (double rate in (double[])[0.1, 0.3, 0.5, 0.7, 0.9])
            {
                CompressionResult result = await method.CompressAsync(Request(text, Budget.Rate(rate), rate < 0.4 ? null : "where is CompressAsync called?"), TestContext.Current.CancellationToken);

                Assert.DoesNotContain(result.Notes, n => n.Code == "other-content");
                Assert.True(Errors(result.Text) <= errors, $"{file} at {rate}, bodies {bodies}:\n{result.Text}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Every_public_signature_is_there_at_the_outline_s_need(string file)
    {
        string text = await File.ReadAllTextAsync(RepositorySources.At(file), TestContext.Current.CancellationToken);
        CompressionResult outline = await new CSharpOutline(new() { Bodies = CSharpBodies.None }).CompressAsync(Request(text, Budget.Rate(0.999), null), TestContext.Current.CancellationToken);
        CompressionResult result = await new CSharpOutline().CompressAsync(Request(text, Budget.Tokens(outline.TokensAfter), null), TestContext.Current.CancellationToken);
        string seen = Packed(result.Text);

        Assert.All(Signatures(text), s => Assert.True(seen.Contains(Packed(s), StringComparison.Ordinal), $"{s} is not in\n{result.Text}"));
    }

    [Fact]
    public async Task What_the_outline_of_this_repository_takes()
    {
        long before = 0;
        long after = 0;
        foreach (string file in RepositorySources.CSharp)
        {
            string text = await File.ReadAllTextAsync(RepositorySources.At(file), TestContext.Current.CancellationToken);
            CompressionResult result = await new CSharpOutline(new() { Bodies = CSharpBodies.None }).CompressAsync(Request(text, Budget.Rate(0.999), null), TestContext.Current.CancellationToken);
            before += result.TokensBefore;
            after += result.TokensAfter;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"outline with comments: {after} of {before} tokens, {(double)after / before:P1}");
        Assert.InRange((double)after / before, 0.2, 0.8);
    }

    [Fact]
    public async Task What_the_question_names_is_kept_with_its_body()
    {
        string text = Sample();
        CompressionResult result = await new CSharpOutline().CompressAsync(Request(text, Budget.Rate(0.35), "What does `Second` return?"), TestContext.Current.CancellationToken);

        Assert.Contains("return second;", result.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("return first;", result.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#if A\nclass X\n{\n#else\nclass Y\n{\n#endif\n    public int Length() { return 1234567890 + 1234567890 + 1234567890; }\n}\nclass Z { int _a = 1; }\n")]
    [InlineData("class X\n{\n    #region One\n    public int Length() { return 1234567890 + 1234567890 + 1234567890; }\n    #endregion\n    #region Two\n    int _b;\n    #endregion\n}\n")]
    [InlineData("using System;\nConsole.WriteLine(\"one two three four five six seven\");\nif (args.Length > 0)\n{\n    Console.WriteLine(\"some more text here\"); // end\n}\nelse\n{\n    Console.WriteLine(\"and yet some more text here\");\n}\n")]
    [InlineData("class X { /* one */ public int A => 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9 + 10 + 11 + 12; /* two */ public int B { get; } = 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9 + 10 + 11 + 12 + 13 + 14 + 15 + 16 + 17 + 18 + 19 + 20; }")]
    [InlineData("class X\n{\n    const string A = \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\";\n    string _b = \"\"\"\n        { } // no comment\n        \"\"\" + \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\";\n}\n")]
    [InlineData("enum E { A, B, C, D, Eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee, F }\r\nclass X\r\n{\r\n    int _a; // aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n    /// <summary>b</summary>\r\n    event Action B { add { _b += value; _b += value; _b += value; } remove { _b -= value; _b -= value; _b -= value; } }\r\n}\r\n")]
    public async Task Awkward_code_still_parses(string text)
    {
        for (int tokens = 3; tokens < 150; tokens += 2)
        {
            CompressionResult result = await new CSharpOutline().CompressAsync(Request(text, Budget.Tokens(tokens), null), TestContext.Current.CancellationToken);
            Assert.DoesNotContain(result.Notes, n => n.Code == "other-content");
            Assert.True(Errors(result.Text) == 0, $"{tokens}:\n{result.Text}");
        }
    }

    [Fact]
    public async Task String_literals_are_never_cut()
    {
        string text = await File.ReadAllTextAsync(RepositorySources.At("tests/Pith.Content.Tests/Code/CSharpOutlineTests.cs"), TestContext.Current.CancellationToken);
        var known = Literals(text).ToHashSet(StringComparer.Ordinal);
        foreach (double rate in (double[])[0.2, 0.4, 0.6, 0.8])
        {
            CompressionResult result = await new CSharpOutline().CompressAsync(Request(text, Budget.Rate(rate), null), TestContext.Current.CancellationToken);
            Assert.All(Literals(result.Text), l => Assert.Contains(l.Replace(ElisionMarker.EscapedOpening, ElisionMarker.Opening, StringComparison.Ordinal), known));
        }
    }

    [Theory]
    [InlineData("def f(x):\n    return x\n\nprint(f(1))\n")]
    [InlineData("This is prose and nothing else. It goes on.")]
    public void Other_text_is_not_planned(string text) => Assert.Null(CodePlans.Plan(new CSharpOutline(), text));

    [Fact]
    public void Another_language_is_not_planned() => Assert.Null(CodePlans.Plan(new CSharpOutline(), "class A { }", "java"));

    [Fact]
    public void Hostile_text_is_not_planned_or_planned_in_time()
    {
        foreach (string text in (string[])[new string('(', 1_000_000), string.Concat(Enumerable.Repeat("#if A\n#endif\n", 50_000)), new string('x', 50_000_000), "class A { " + new string('\0', 10_000) + " }", string.Concat(Enumerable.Repeat("class A { ", 5000)), string.Concat(Enumerable.Repeat("if (a) ", 20_000)), string.Concat(Enumerable.Repeat("!", 100_000)) + "a;"])
        {
            CodePlans.Plan(new CSharpOutline(), text, "csharp");
        }
    }

    private static CompressionRequest Request(string text, Budget budget, string? question) =>
        new() { Segments = [new Segment(text) { ContentHint = "csharp" }], Budget = budget, Question = question, Protection = new ProtectionRules { Tags = false } };

    private static int Errors(string text) => CSharpSyntaxTree.ParseText(text, s_options).GetDiagnostics().Count(d => d.Severity == DiagnosticSeverity.Error);

    private static IEnumerable<string> Literals(string text) =>
        CSharpSyntaxTree.ParseText(text, s_options).GetRoot().DescendantTokens().Where(t => t.Kind() is SyntaxKind.StringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken).Select(t => t.Text);

    // Name and parameters of public members of public types.
    private static IEnumerable<string> Signatures(string text)
    {
        foreach (MemberDeclarationSyntax member in CSharpSyntaxTree.ParseText(text, s_options).GetRoot().DescendantNodes().OfType<MemberDeclarationSyntax>())
        {
            if (!member.Modifiers.Any(SyntaxKind.PublicKeyword))
            {
                continue;
            }

            switch (member)
            {
                case MethodDeclarationSyntax method:
                    yield return $"{method.ReturnType} {method.Identifier}{method.TypeParameterList}{method.ParameterList}";
                    break;
                case PropertyDeclarationSyntax property:
                    yield return $"{property.Type} {property.Identifier}";
                    break;
                case BaseTypeDeclarationSyntax type:
                    yield return type.Identifier.Text;
                    break;
            }
        }
    }

    private static string Packed(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c))).Replace(ElisionMarker.EscapedOpening.Replace(" ", string.Empty, StringComparison.Ordinal), "[pith", StringComparison.Ordinal);

    private static string Sample()
    {
        var text = new StringBuilder("public class Sample\n{\n");
        foreach (string name in (string[])["First", "Second", "Third", "Fourth"])
        {
            text.Append($"    public int {name}(int a)\n    {{\n");
            for (int i = 0; i < 6; i++)
            {
                text.Append($"        int step{i} = a + {i};\n");
            }

            text.Append($"        return {name.ToLowerInvariant()};\n    }}\n\n");
        }

        return text.Append("}\n").ToString();
    }
}
