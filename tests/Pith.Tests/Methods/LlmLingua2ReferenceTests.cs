using Pith.Methods.Tokens;
using Pith.Seams;
using Pith.Text;

namespace Pith.Tests.Methods;

public sealed class LlmLingua2ReferenceTests
{
    private const string Lines = "Alpha beta gamma.\nDelta epsilon zeta.\nEta theta iota.";

    [Theory]
    [InlineData("bert", 80)]
    [InlineData("xlmr", 84)]
    public async Task Recorded_calls_give_the_recorded_texts_counts_and_labels(string kind, int count)
    {
        (RecordedClassifier classifier, List<LlmLingua2Case> cases) = RecordedClassifier.Open(kind);
        string differences = string.Empty;
        foreach (LlmLingua2Case recorded in cases)
        {
            differences += recorded.Difference(await new LlmLingua2(classifier, recorded.Options(Compatibility.Reference)).CompressAsync(recorded.Request(), TestContext.Current.CancellationToken));
        }

        Assert.True(differences.Length == 0, differences);
        Assert.Equal(count, cases.Count);
    }

    [Fact]
    public async Task A_sentence_piece_row_begins_and_ends_with_the_unknown_piece()
    {
        var classifier = new ScriptedClassifier(PieceScheme.SentencePiece, _ => 0.5);

        await Compress(classifier, new(), Lines, Budget.Rate(0.5));

        int[] row = Assert.Single(classifier.Rows);
        Assert.Equal((2, 2), (row[0], row[^1]));
    }

    [Fact]
    public async Task The_result_is_rewritten_and_says_when_it_missed_the_budget()
    {
        // The forced words have probability 1, and so has the threshold: all three stay where one token is allowed.
        var classifier = new ScriptedClassifier(PieceScheme.WordPiece, _ => 0.2);

        CompressionResult result = await Compress(classifier, new() { ForceTokens = ["beta", "zeta", "iota"] }, Lines, Budget.Tokens(1));

        Assert.Equal("beta zeta iota", result.Text);
        Assert.Equal(ResultKind.Rewritten, result.Kind);
        Assert.Empty(result.Kept);
        Assert.Equal(1, result.TokenLimit);
        Assert.False(result.WithinBudget);
    }

    [Fact]
    public async Task A_forced_line_break_comes_back_as_one()
    {
        var classifier = new ScriptedClassifier(PieceScheme.WordPiece, p => p is "beta" or "theta" ? 0.9 : 0.2);

        CompressionResult result = await Compress(classifier, new() { ForceTokens = ["\n"], TokenToWord = TokenToWord.First }, Lines.ToLowerInvariant(), Budget.Rate(0.9));

        Assert.Equal(2, result.Text.Count(c => c == '\n'));
        Assert.DoesNotContain("NEW", result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_threshold_budget_keeps_what_exceeds_it()
    {
        var classifier = new ScriptedClassifier(PieceScheme.WordPiece, p => p is "beta" or "zeta" ? 0.6 : 0.5);

        CompressionResult result = await Compress(classifier, new(), Lines.ToLowerInvariant(), Budget.Threshold(0.5));

        Assert.Equal("beta zeta", result.Text);
        Assert.Null(result.TokenLimit);
    }

    [Fact]
    public async Task Segments_that_are_to_stay_stay_and_what_has_no_effect_is_said()
    {
        var classifier = new ScriptedClassifier(PieceScheme.WordPiece, p => p == "beta" ? 0.9 : 0.2);
        var request = new CompressionRequest
        {
            Segments = [new("Read  this.") { Policy = SegmentPolicy.Keep }, new("alpha <keep>beta</keep> gamma")],
            Budget = Budget.Rate(0.5),
        };

        CompressionResult result = await new LlmLingua2(classifier, new() { Compatibility = Compatibility.Reference }).CompressAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal("Read  this.\n\nbeta", result.Text);
        Assert.Equal(ReasonCode.Protected, result.Segments[0].Reason);
        Assert.Contains(result.Notes, n => n.Code == "ignored-in-reference-mode");
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("Stop at <|endoftext|> please.")]
    [InlineData("<unknown> <begin>")]
    public async Task What_makes_the_reference_raise_does_not(string text)
    {
        var classifier = new ScriptedClassifier(PieceScheme.WordPiece, _ => 0.5);
        foreach (Budget budget in new[] { Budget.Rate(0.5), Budget.Tokens(10), Budget.Threshold(0.4) })
        {
            CompressionResult result = await Compress(classifier, new() { DropConsecutive = true, ForceTokens = ["."] }, text, budget);

            Assert.Single(result.Segments);
            Assert.True(budget.Kind == BudgetKind.Tokens || !result.Text.Contains("<unknown>", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task An_empty_context_beside_others_is_no_error()
    {
        var classifier = new ScriptedClassifier(PieceScheme.WordPiece, _ => 0.5);
        var request = new CompressionRequest { Segments = [new(string.Empty), new(Lines)], Budget = Budget.Rate(0.5) };

        CompressionResult result = await new LlmLingua2(classifier, new() { Compatibility = Compatibility.Reference }).CompressAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(ReasonCode.Empty, result.Segments[0].Reason);
    }

    private static ValueTask<CompressionResult> Compress(ITokenClassifier classifier, LlmLingua2Options options, string text, Budget budget) =>
        new LlmLingua2(classifier, options with { Compatibility = Compatibility.Reference }).CompressAsync(
            new CompressionRequest { Segments = [new(text)], Budget = budget, TokenCounter = TokenCounters.Cl100kBase }, TestContext.Current.CancellationToken);
}
