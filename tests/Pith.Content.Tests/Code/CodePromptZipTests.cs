using FsCheck.Xunit;
using Pith.Content.Code;

namespace Pith.Content.Tests.Code;

public sealed class CodePromptZipTests
{
    private const string Sample = "public int Sum(int[] values) { int sum = 0; foreach (int v in values) { sum = sum + Weigh(v); } return sum; }";

    [Theory]
    [InlineData(0.3, CodeTask.Bugs2Fix, "if ( > ) { log ( ) ; }")]
    [InlineData(0.31, CodeTask.Bugs2Fix, "if ( > ) { ( ) ; }")]
    [InlineData(0.08, CodeTask.Assertion, "if ( x > 0 ) { ( x ) ; }")]
    [InlineData(0.24, CodeTask.Assertion, "if x > 0 { ( x ) ; }")]
    [InlineData(0, CodeTask.Suggestion, "if ( x > 0 ) { log ( x ) ; }")]
    [InlineData(1, CodeTask.Suggestion, "")]
    public void Floor_of_tau_times_tokens_go(double tau, CodeTask task, string expected) =>
        Assert.Equal(expected, CodePromptZip.Remove("if ( x > 0 ) { log ( x ) ; }", tau, task));

    [Theory]
    [InlineData(null)]
    [InlineData("java")]
    public void More_is_removed_from_what_less_left(string? language)
    {
        foreach (CodeTask task in Enum.GetValues<CodeTask>())
        {
            List<string>? more = null;
            for (double tau = 1; tau >= 0; tau -= 0.05)
            {
                List<string> now = Tokens(CodePromptZip.Remove(Sample, tau, task, language), "java");
                Assert.Equal(Tokens(Sample, "java").Count - (int)Math.Floor((tau * Tokens(Sample, "java").Count) + 1e-9), now.Count);
                Assert.True(more is null || IsSubsequence(more, now), $"{task} {tau}");
                more = now;
            }
        }
    }

    [Fact]
    public void The_signature_goes_first_for_suggestions_and_last_for_the_rest()
    {
        Assert.DoesNotContain("values )", CodePromptZip.Remove(Sample, 0.35, CodeTask.Suggestion), StringComparison.Ordinal);
        Assert.Contains("public int Sum(int[] values)", CodePromptZip.Remove(Sample, 0.6, CodeTask.Bugs2Fix), StringComparison.Ordinal);
        Assert.Contains("public int Sum(int[] values)", CodePromptZip.Remove(Sample, 0.5, CodeTask.Assertion), StringComparison.Ordinal);
    }

    [Property]
    public bool The_result_is_a_subsequence(string? text, byte share)
    {
        string code = (text ?? string.Empty) + Sample;
        string result = CodePromptZip.Remove(code, share / 255.0, CodeTask.Bugs2Fix, "java");
        return IsSubsequence([.. result.Where(c => !char.IsWhiteSpace(c)).Select(c => c.ToString())], [.. code.Select(c => c.ToString())]);
    }

    private static List<string> Tokens(string code, string language) => [.. CodeTokens.Of(code, language, 10_000, CancellationToken.None)!.Select(t => t.Span.Of(code).ToString())];

    private static bool IsSubsequence(List<string> part, List<string> whole)
    {
        int at = 0;
        foreach (string token in whole)
        {
            at += at < part.Count && part[at] == token ? 1 : 0;
        }

        return at == part.Count;
    }
}
