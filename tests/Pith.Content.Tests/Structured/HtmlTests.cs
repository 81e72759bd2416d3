using System.Net;
using Markdig;
using Pith.Content.Structured;

namespace Pith.Content.Tests.Structured;

public sealed class HtmlTests
{
    private const double LeastRecall = 0.97;

    public static TheoryData<string> Files => [.. RepositorySources.Markdown];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task The_main_text_of_a_page_is_kept_and_the_rest_is_not(string file)
    {
        (string page, HashSet<string> words) = Page(file);
        CompressionResult result = await Compress(page, Budget.Rate(0.999));
        HashSet<string> seen = [.. Words(result.Text)];
        double recall = words.Count(seen.Contains) / (double)words.Count;

        TestContext.Current.TestOutputHelper?.WriteLine($"{file}: recall {recall:P1}, {result.TokensAfter} of {result.TokensBefore} tokens");
        Assert.True(recall >= LeastRecall, $"{file}: {recall:P1}; missing: {string.Join(' ', words.Where(w => !seen.Contains(w)).Take(40))}");
        Assert.All((string[])["zqnavigation", "zqsidebar", "zqfooter", "zqcookies", "zqscript"], w => Assert.DoesNotContain(w, result.Text, StringComparison.Ordinal));
        Assert.Equal(ResultKind.Rewritten, result.Kind);
    }

    [Fact]
    public async Task Pages_in_all()
    {
        double words = 0;
        double found = 0;
        long before = 0;
        long after = 0;
        foreach (string file in RepositorySources.Markdown)
        {
            (string page, HashSet<string> main) = Page(file);
            CompressionResult result = await Compress(page, Budget.Rate(0.999));
            HashSet<string> seen = [.. Words(result.Text)];
            words += main.Count;
            found += main.Count(seen.Contains);
            before += result.TokensBefore;
            after += result.TokensAfter;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"recall {found / words:P2}; {1 - ((double)after / before):P1} of {before} tokens removed");
        Assert.True(found / words >= LeastRecall);
    }

    [Fact]
    public async Task Markup_becomes_Markdown()
    {
        const string page = "<html><head><title>T &amp; U</title></head><body><main><h1>One</h1><p>A <b>bold</b> &lt;word&gt; and <code>x = 1</code>.<br>Next</p><h2>Two</h2><ul><li>first<ul><li>inner</li></ul></li><li>second</li></ul><ol><li>eins</li></ol><pre><code class=\"language-c\">int a;\n  int b;</code></pre><blockquote><p>said</p></blockquote><table><tr><th>k</th><th>v</th></tr><tr><td>a</td><td>1</td></tr></table></main><script>var zq = 1;</script></body></html>";
        CompressionResult result = await Compress(page, Budget.Rate(0.999));

        Assert.Equal("# One\n\nA bold <word> and `x = 1`.\nNext\n\n## Two\n\n- first\n  - inner\n- second\n1. eins\n\n```c\nint a;\n  int b;\n```\n\n> said\n\n| k | v |\n|---|---|\n| a | 1 |", result.Text);
    }

    [Fact]
    public async Task An_address_that_is_linked_often_stands_once_at_the_end()
    {
        string page = "<html><body><main><h1>Links</h1>" + string.Concat(Enumerable.Range(0, 6).Select(i => $"<p>See <a href=\"https://docs.example.com/reference/long/path/page.html?part=2\">the page</a> for number {i}.</p>")) + "<p>And <a href=\"https://other.example/x\">another</a>, <a href=\"/a\">a</a>, <a href=\"/a\">b</a>.</p></main></body></html>";

        CompressionResult result = await CompressLinks(page, new HtmlOptions { Links = true });

        Assert.Contains("See [the page][1] for number 5.", result.Text, StringComparison.Ordinal);
        Assert.EndsWith("\n\n[1]: https://docs.example.com/reference/long/path/page.html?part=2", result.Text, StringComparison.Ordinal);
        Assert.Contains("[another](https://other.example/x), [a](/a), [b](/a).", result.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(9)]
    public async Task Numbers_never_take_more_tokens_than_addresses(int links)
    {
        foreach (string address in (string[])["/a", "/guide", "https://example.com/", "https://docs.example.com/reference/long/path/page.html?part=2&section=7"])
        {
            string page = "<html><body><main><h1>Links</h1>" + string.Concat(Enumerable.Range(0, links).Select(i => $"<p>See <a href=\"{address}\">the page</a> for number {i} of them all, of which there are some.</p>")) + "</main></body></html>";
            string inline = "# Links" + string.Concat(Enumerable.Range(0, links).Select(i => $"\n\nSee [the page]({address}) for number {i} of them all, of which there are some."));

            CompressionResult result = await CompressLinks(page, new HtmlOptions { Links = true });

            Assert.True(result.TokensAfter <= Pith.Text.TokenCounters.O200kBase.Count(inline), $"{links} of {address}: {result.Text}");
        }
    }

    [Theory]
    [InlineData("https://a.example/x?utm_source=news&id=7&UTM_medium=mail#top", "https://a.example/x?id=7#top")]
    [InlineData("https://a.example/x?utm_source=news", "https://a.example/x")]
    [InlineData("https://a.example/x?id=7&amp;q=utm_x", "https://a.example/x?id=7&q=utm_x")]
    [InlineData("https://a.example/x#?utm_source=news", "https://a.example/x#?utm_source=news")]
    public async Task Addresses_are_whole_unless_tracking_is_to_go(string address, string without)
    {
        string page = $"<html><body><main><h1>One</h1><p>This is <a href=\"{address}\">a link</a> in a paragraph of some length, so that it is one.</p></main></body></html>";

        Assert.Contains($"[a link]({address.Replace("&amp;", "&", StringComparison.Ordinal)})", (await CompressLinks(page, new HtmlOptions { Links = true })).Text, StringComparison.Ordinal);
        Assert.Contains($"[a link]({without})", (await CompressLinks(page, new HtmlOptions { Links = true, DropTracking = true })).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_cant_forge_the_place_of_an_address()
    {
        const string page = "<html><body><main><h1>One \uFDD00\uFDD1</h1><p>This \uFDD00\uFDD1 and &#xFDD0;7&#xFDD1; and <code>\uFDD09</code> stand in <a href=\"/\uFDD0x\">a text</a> of some length.</p><pre>\uFDD03\uFDD1</pre></main></body></html>";

        CompressionResult result = await CompressLinks(page, new HtmlOptions { Links = true });

        Assert.DoesNotContain('\uFDD0', result.Text);
        Assert.Contains("[a text](/\uFFFDx)", result.Text, StringComparison.Ordinal);
    }

    private static async Task<CompressionResult> CompressLinks(string page, HtmlOptions options) =>
        await new Html(options).CompressAsync(CompressionRequest.ForText(page, Budget.Rate(0.999)), TestContext.Current.CancellationToken);

    [Fact]
    public async Task What_the_question_asks_for_is_kept_with_its_heading()
    {
        string page = "<html><body><main>" + string.Concat(Enumerable.Range(0, 20).Select(i => $"<h2>Part {i}</h2><p>This part says something general about the matter and goes on for a while.</p>" + (i == 13 ? "<p>The walrus weighs 900 kilograms.</p>" : "<p>Nothing else is said here at all, really.</p>"))) + "</main></body></html>";
        CompressionResult result = await new Html().CompressAsync(CompressionRequest.ForText(page, Budget.Rate(0.1)) with { Question = "How much does the walrus weigh?" }, TestContext.Current.CancellationToken);

        Assert.Contains("900 kilograms", result.Text, StringComparison.Ordinal);
        Assert.Contains("## Part 13", result.Text, StringComparison.Ordinal);
        Assert.True(result.WithinBudget);
    }

    [Fact]
    public async Task Hostile_pages_end()
    {
        foreach (string page in (string[])[string.Concat(Enumerable.Repeat("<div>", 100_000)), string.Concat(Enumerable.Repeat("<b>", 250)) + "x" + string.Concat(Enumerable.Repeat("<p>y", 2000)), string.Concat(Enumerable.Repeat("<table>", 250)) + "z", "<p>\0\0[pith -1 lines ~2 tok]", string.Concat(Enumerable.Repeat("<p>a</p>", 20_000)), "<" + new string('x', 100_000), "<html><body></body></html>"])
        {
            CompressionResult result = await Compress(page, Budget.Rate(0.5));
            Assert.True(result.TokensAfter <= result.TokensBefore);
        }
    }

    private static async Task<CompressionResult> Compress(string page, Budget budget) =>
        await new Html().CompressAsync(CompressionRequest.ForText(page, budget) with { Protection = new ProtectionRules { Tags = false } }, TestContext.Current.CancellationToken);

    private static (string Page, HashSet<string> Words) Page(string file)
    {
        MarkdownPipeline pipeline = new MarkdownPipelineBuilder().UsePipeTables().Build();
        string text = File.ReadAllText(RepositorySources.At(file));
        string main = Markdown.ToHtml(text, pipeline);
        string plain = WebUtility.HtmlDecode(System.Text.RegularExpressions.Regex.Replace(main, "<[^>]*>", " ", System.Text.RegularExpressions.RegexOptions.NonBacktracking));
        string links = string.Concat(Enumerable.Range(0, 30).Select(i => $"<li><a href=\"/zqnavigation/{i}\">zqnavigation entry {i}</a></li>"));
        string page = $"""
            <!DOCTYPE html>
            <html lang="en"><head><title>Documentation</title><script>window.zqscript = [{string.Join(',', Enumerable.Range(0, 300))}];</script><style>body {"{ color: red }"}</style></head>
            <body>
            <header><a href="/">Home</a><nav><ul>{links}</ul></nav></header>
            <div class="cookie-banner">We use zqcookies. <button>Accept</button></div>
            <div class="layout"><aside class="sidebar"><ul>{links.Replace("zqnavigation", "zqsidebar", StringComparison.Ordinal)}</ul></aside>
            <div class="content">{main}</div></div>
            <footer><p>zqfooter, all rights reserved. <a href="/imprint">Imprint</a></p></footer>
            <script>console.log("zqscript");</script>
            </body></html>
            """;
        return (page, [.. Words(plain)]);
    }

    private static string[] Words(string text) => text.Split([.. text.Where(c => !char.IsLetterOrDigit(c)).Distinct()], StringSplitOptions.RemoveEmptyEntries);
}
