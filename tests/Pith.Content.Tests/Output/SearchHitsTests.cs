using Pith.Content.Output;

namespace Pith.Content.Tests.Output;

public sealed class SearchHitsTests
{
    [Fact]
    public async Task Every_file_has_its_first_hit_before_any_has_a_third()
    {
        string text = string.Join('\n', Enumerable.Range(0, 10).SelectMany(f => Enumerable.Range(1, 20).Select(i => $"src/part{f}/file{f}.cs:{i * 7}:        return Client.Get(item{f * 31 + i}, options, token);")));

        string result = (await CompressAsync(text, 0.3)).Text;

        Assert.All(Enumerable.Range(0, 10), f => Assert.Contains($"src/part{f}/file{f}.cs:7:", result, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_same_text_in_a_file_is_kept_once()
    {
        string text = string.Join('\n', Enumerable.Range(1, 60).Select(i => i % 10 == 0 ? $"src/a.cs:{i}:    unusual call number {i} with its own words" : $"src/a.cs:{i}:    Assert.NotNull(result.Value);"));

        string result = (await CompressAsync(text, 0.22)).Text;

        Assert.Equal(2, result.Split("Assert.NotNull").Length);
        Assert.Equal(7, result.Split("unusual call").Length);
    }

    [Theory]
    [InlineData("src/a.cs\n{0}", "{1}:")]
    [InlineData("{0}", "src/a.cs:{1}:")]
    [InlineData("{0}", "src/a.cs:{1}:4:")]
    [InlineData("{0}", "C:\\src\\a.cs:{1}:")]
    public async Task What_the_question_names_comes_first_in_every_form(string whole, string prefix)
    {
        string hits = string.Join('\n', Enumerable.Range(1, 80).Select(i => prefix.Replace("{1}", $"{i}", StringComparison.Ordinal) + (i == 61 ? "    var zebra = Load();" : $"    var thing{i} = Load(i);")));

        CompressionResult result = await new SearchHits().CompressAsync(CompressionRequest.ForText(whole.Replace("{0}", hits, StringComparison.Ordinal), Budget.Rate(0.1)) with { Question = "Where is zebra loaded?" }, TestContext.Current.CancellationToken);

        Assert.Contains("var zebra", result.Text, StringComparison.Ordinal);
        Assert.Contains("src", result.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(result.Notes, n => n.Code == "other-content");
    }

    [Fact]
    public async Task Sentences_are_no_hits()
    {
        CompressionResult result = await CompressAsync(string.Join('\n', Enumerable.Repeat("Some words, and then: some more of them.", 50)), 0.5);

        Assert.Contains(result.Notes, n => n.Code == "other-content");
    }

    private static async Task<CompressionResult> CompressAsync(string text, double rate) =>
        await new SearchHits().CompressAsync(CompressionRequest.ForText(text, Budget.Rate(rate)), TestContext.Current.CancellationToken);
}
