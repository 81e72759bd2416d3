using Pith.Methods.Tokens;
using Pith.Seams;
using Pith.Text;

namespace Pith.Tests.Methods;

public sealed class LlmLingua2Tests
{
    private const string Prose = "The harbour office closes early on Friday. Two ferries, the Astra and the Boreas, run until 18:30. Nobody sells tickets on board.";

    [Fact]
    public async Task The_best_words_of_the_whole_text_stay_as_slices_of_it()
    {
        var classifier = new ScriptedClassifier(PieceScheme.WordPiece, p => p is "harb" or "our" or "Fri" or "Frid" or "ay" or "tick" or "ets" ? 0.9 : 0.1);

        CompressionResult result = await Compress(classifier, new(), Prose, Budget.Threshold(0.5));

        Assert.Equal("harbour Friday tickets", result.Text);
        Assert.Equal(ResultKind.Extracted, result.Kind);
        Assert.Equal(["harbour", "Friday", "tickets"], result.Kept.Select(k => k.Of(Prose).ToString()));
    }

    [Theory]
    [InlineData(TokenToWord.Mean, "late")]
    [InlineData(TokenToWord.First, "harbour")]
    public async Task A_word_is_worth_the_mean_of_its_pieces_or_its_first(TokenToWord merge, string expected)
    {
        var classifier = new ScriptedClassifier(PieceScheme.WordPiece, p => p switch { "harb" => 0.9, "our" => 0.1, "late" => 0.6, _ => 0.2 });

        CompressionResult result = await Compress(classifier, new() { TokenToWord = merge }, "harbour late", Budget.Threshold(0.55));

        Assert.Contains(expected, result.Text, StringComparison.Ordinal);
        Assert.Equal(merge == TokenToWord.First, result.Text.Contains("harbour", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Token_budgets_are_kept_at_every_size()
    {
        var classifier = new ScriptedClassifier(PieceScheme.SentencePiece, p => p.Length / 10.0);
        for (int tokens = 1; tokens < 30; tokens++)
        {
            CompressionResult result = await Compress(classifier, new(), Prose, Budget.Tokens(tokens));
            Assert.True(result.TokensAfter <= tokens, $"{result.TokensAfter} > {tokens}");
        }
    }

    [Fact]
    public async Task Forced_strings_and_digits_are_certain_to_stay()
    {
        var classifier = new ScriptedClassifier(PieceScheme.WordPiece, p => p is "Two" ? 0.9 : 0.1);

        CompressionResult result = await Compress(classifier, new() { ForceTokens = ["Boreas"], ForceReserveDigit = true }, Prose, Budget.Rate(0.4));

        Assert.Contains("Boreas", result.Text, StringComparison.Ordinal);
        Assert.Contains("18:30", result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_forced_strings_with_nothing_kept_between_them_one_stays()
    {
        const string Text = "Alpha one. Beta two. Gamma three. Delta four. Omega five.";
        var classifier = new ScriptedClassifier(PieceScheme.WordPiece, p => p is "four" ? 0.9 : 0.1);

        CompressionResult plain = await Compress(classifier, new() { ForceTokens = ["."] }, Text, Budget.Tokens(7));
        CompressionResult dropped = await Compress(classifier, new() { ForceTokens = ["."], DropConsecutive = true }, Text, Budget.Threshold(0.5));

        Assert.Equal(5, plain.Text.Count(c => c == '.'));
        Assert.Equal(". four.", dropped.Text);
    }

    [Fact]
    public async Task What_the_request_forces_is_never_dropped_as_a_repeat()
    {
        var classifier = new ScriptedClassifier(PieceScheme.WordPiece, _ => 0.1);
        var request = new CompressionRequest
        {
            Segments = [new("one. two. three.")],
            Budget = Budget.Threshold(0.5),
            Protection = new() { ForceTokens = ["."] },
        };

        CompressionResult result = await new LlmLingua2(classifier, new() { ForceTokens = ["."], DropConsecutive = true }).CompressAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(3, result.Text.Count(c => c == '.'));
    }

    [Fact]
    public async Task A_fixed_threshold_replaces_the_budget()
    {
        var classifier = new ScriptedClassifier(PieceScheme.WordPiece, p => p is "Two" or "run" ? 0.7 : 0.3);

        CompressionResult result = await Compress(classifier, new() { Threshold = 0.5 }, Prose, Budget.Rate(0.9));

        Assert.Equal("Two run", result.Text);
    }

    [Fact]
    public async Task A_target_number_of_contexts_keeps_the_best_ones()
    {
        var classifier = new ScriptedClassifier(PieceScheme.WordPiece, p => p[0] == 'b' ? 0.8 : p[0] == 'c' ? 0.5 : 0.2);
        var request = new CompressionRequest { Segments = [new("aaa aab aac"), new("bba bbb bbc"), new("cca ccb ccc")], Budget = Budget.Rate(0.9) };

        CompressionResult one = await new LlmLingua2(classifier, new() { TargetContext = 1 }).CompressAsync(request, TestContext.Current.CancellationToken);
        CompressionResult forced = await new LlmLingua2(classifier, new() { TargetContext = 1, ForceContextIds = [0] }).CompressAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal("bba bbb bbc", one.Text);
        Assert.Equal("aaa aab aac\n\nbba bbb bbc", forced.Text);
    }

    [Fact]
    public async Task Rows_have_the_true_ends()
    {
        var classifier = new ScriptedClassifier(PieceScheme.SentencePiece, _ => 0.5);

        await Compress(classifier, new(), Prose, Budget.Rate(0.5));

        int[] row = Assert.Single(classifier.Rows);
        Assert.Equal((0, 1), (row[0], row[^1]));
    }

    [Fact]
    public async Task A_clause_without_spaces_can_be_kept_in_part()
    {
        var classifier = new ScriptedClassifier(PieceScheme.SentencePiece, p => p is "北" or "京" ? 0.9 : 0.1);

        CompressionResult result = await Compress(classifier, new(), "我们昨天从上海坐火车去北京开会", Budget.Threshold(0.5));

        Assert.Equal("北京", result.Text);
    }

    [Fact]
    public async Task Labels_are_the_units_of_the_original()
    {
        var classifier = new ScriptedClassifier(PieceScheme.WordPiece, p => p is "Two" ? 0.9 : 0.1);

        CompressionResult result = await Compress(classifier, new() { ReturnWordLabels = true }, "One Two Three", Budget.Threshold(0.5));

        Assert.Equal("One/0|Two/1|Three/0", WordLabel.Format(result.WordLabels, "|", "/"));
        Assert.Empty(result.Trace);
    }

    [Fact]
    public void Every_setting_of_the_catalog_is_read_and_bad_values_are_named()
    {
        var models = new OneModel(new ScriptedClassifier(PieceScheme.WordPiece, _ => 0.5));
        var settings = new Dictionary<string, string>
        {
            ["compatibility"] = "reference",
            ["token-to-word"] = "first",
            ["force-tokens"] = "\\n|.|?",
            ["force-reserve-digit"] = "true",
            ["drop-consecutive"] = "true",
            ["chunk-end-tokens"] = ",",
            ["use-context-level-filter"] = "false",
            ["use-token-level-filter"] = "false",
            ["target-context"] = "2",
            ["context-level-rate"] = "0.5",
            ["context-level-target-tokens"] = "100",
            ["force-context-ids"] = "0|3",
            ["threshold"] = "0.5",
            ["return-word-labels"] = "true",
        };

        Assert.Equal(LlmLingua2.Info.Settings.Select(s => s.Name).Order(), settings.Keys.Order());
        Assert.NotNull(MethodCatalog.BuiltIn.Create("llmlingua-2", models, "scripted", settings));
        foreach (string name in settings.Keys.Where(n => n is not ("force-tokens" or "chunk-end-tokens")))
        {
            CompressionException error = Assert.Throws<CompressionException>(() => MethodCatalog.BuiltIn.Create("llmlingua-2", models, "scripted", new Dictionary<string, string> { [name] = "seven" }));
            Assert.Contains(name, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Options_that_can_not_be_meant_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new LlmLingua2Options { ForceTokens = [string.Empty] });
        Assert.Throws<ArgumentOutOfRangeException>(() => new LlmLingua2Options { TargetContext = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new LlmLingua2Options { ContextLevelRate = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new LlmLingua2Options { ContextLevelTargetTokens = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new LlmLingua2Options { Threshold = double.NaN });
    }

    private static ValueTask<CompressionResult> Compress(ITokenClassifier classifier, LlmLingua2Options options, string text, Budget budget) =>
        new LlmLingua2(classifier, options).CompressAsync(CompressionRequest.ForText(text, budget), TestContext.Current.CancellationToken);

    private sealed class OneModel(ITokenClassifier classifier) : IModelSource
    {
        public T? Find<T>(string? model)
            where T : class => classifier as T;

        public string? ModelFor(Seam seam, Script script) => null;
    }
}
