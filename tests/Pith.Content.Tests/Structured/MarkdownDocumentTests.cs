using System.Text;
using Pith.Blocks.Folding;
using Pith.Content.Structured;
using Pith.Content.Tests.Code;

namespace Pith.Content.Tests.Structured;

public sealed class MarkdownDocumentTests
{
    public static TheoryData<string> Files => [.. RepositorySources.Markdown];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Lines_are_the_document_s_and_fences_stay_closed(string file)
    {
        string text = await File.ReadAllTextAsync(RepositorySources.At(file), TestContext.Current.CancellationToken);
        foreach (double rate in (double[])[0.1, 0.25, 0.5, 0.75, 0.95])
        {
            CompressionResult result = await Compress(text, Budget.Rate(rate), null);

            Assert.True(result.WithinBudget);
            Assert.DoesNotContain(result.Notes, n => n.Code == "other-content");
            Assert.True(result.Kind is ResultKind.Folded or ResultKind.Extracted, $"{file} {rate} {result.Kind}");
            Assert.Equal(0, result.Text.Split('\n').Count(l => l.TrimStart().StartsWith("```", StringComparison.Ordinal)) % 2);
        }
    }

    [Fact]
    public async Task What_is_kept_has_its_heading()
    {
        CompressionResult result = await Compress(Sample(), Budget.Rate(0.25), "When is the harbour closed?");

        Assert.Contains("## Harbour", result.Text, StringComparison.Ordinal);
        Assert.Contains("closed on the second of March", result.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("MIT", result.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("badge", result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Boilerplate_goes_first()
    {
        CompressionResult result = await Compress(Sample(), Budget.Rate(0.85), null);

        Assert.DoesNotContain("badge", result.Text, StringComparison.Ordinal);
        Assert.Contains("closed on the second of March", result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_paragraph_is_cut_between_sentences()
    {
        string[] sentences = [.. Enumerable.Range(0, 12).Select(i => $"Sentence {i} tells of the `code. Of` things (e.g. number {i}. Or so) that were seen there.")];
        CompressionResult result = await Compress("# Title\n\n" + string.Join(' ', sentences) + "\n", Budget.Rate(0.5), "What of number 7?");

        Assert.Contains(sentences[7], result.Text, StringComparison.Ordinal);
        Assert.All(result.Text.Split("Sentence ").Skip(1), s => Assert.Contains("that were seen there.", s, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Rows_stand_under_their_head()
    {
        string text = "# Prices\n\n| what | price |\n|------|-------|\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"| thing number {i} | {i * 17} |\n"));
        CompressionResult result = await Compress(text, Budget.Rate(0.3), "What does thing number 33 cost?");

        Assert.Contains("| what | price |\n|------|-------|\n", result.Text, StringComparison.Ordinal);
        Assert.Contains("| thing number 33 | 561 |", result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Hostile_text_is_planned_in_time()
    {
        foreach (string text in (string[])[new string('>', 100_000), new string('|', 300_000), new string('[', 300_000), string.Concat(Enumerable.Repeat("- ", 50_000)), string.Concat(Enumerable.Repeat("* a\n", 50_000)), new string('`', 200_000), new string('x', 8_000_000), "a\0b", string.Concat(Enumerable.Repeat("| a |\n", 30_000)), string.Concat(Enumerable.Repeat("# a\n", 30_000))])
        {
            FoldPlan? plan = CodePlans.Plan(new MarkdownDocument(), text);
            Assert.True(plan is null || plan.Units.Count > 0);
        }
    }

    private static async Task<CompressionResult> Compress(string text, Budget budget, string? question) =>
        await new MarkdownDocument().CompressAsync(CompressionRequest.ForText(text, budget) with { Question = question, Protection = new ProtectionRules { Tags = false } }, TestContext.Current.CancellationToken);

    private static string Sample()
    {
        var text = new StringBuilder("# Town\n\n[![badge](https://example.org/a.svg)](https://example.org/a) [![badge](https://example.org/b.svg)](https://example.org/b)\n\nA town by the sea with a harbour, a market and a school.\n\n");
        foreach (string part in (string[])["Market", "School", "Harbour", "Church"])
        {
            text.Append($"## {part}\n\nThe {part.ToLowerInvariant()} is old and large and was built by people from the valley.\n\n- It has a roof of red tiles.\n- It has a door of oak.\n\n");
            text.Append(part == "Harbour" ? "It is closed on the second of March.\n\n" : "It has been rebuilt several times since then.\n\n");
        }

        return text.Append("## License\n\nThis text is under the MIT licence, see the file.\n").ToString();
    }
}
