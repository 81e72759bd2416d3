using Pith.Content.Output;

namespace Pith.Content.Tests.Output;

public sealed class ListingsTests
{
    [Fact]
    public async Task An_entry_of_a_tree_has_its_folders()
    {
        string text = ".\n" + string.Join('\n', Enumerable.Range(0, 20).Select(i => $"├── part{i}\n│   ├── inner{i}\n│   │   ├── one{i}.cs\n│   │   └── {(i == 13 ? "zebra" : $"two{i}")}.cs\n│   └── other{i}.cs"));

        CompressionResult result = await new Listings().CompressAsync(CompressionRequest.ForText(text, Budget.Tokens(60)) with { Question = "Where is zebra?" }, TestContext.Current.CancellationToken);

        Assert.Contains("│   │   └── zebra.cs", result.Text, StringComparison.Ordinal);
        Assert.Contains("├── part13\n", result.Text, StringComparison.Ordinal);
        Assert.Contains("│   ├── inner13\n", result.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("node_modules")]
    [InlineData(".git")]
    [InlineData("obj")]
    [InlineData("dist")]
    public async Task Folders_of_others_are_counted(string folder)
    {
        string text = "./src\n./src/main.cs\n" + string.Join('\n', Enumerable.Range(0, 200).Select(i => $"./{folder}/thing{i % 9}/file{i}.x")) + "\n./README.md\n./LICENSE";

        string result = (await CompressAsync(text, 0.05)).Text;

        Assert.Contains("[pith -200 entries", result, StringComparison.Ordinal);
        Assert.Contains("./src/main.cs", result, StringComparison.Ordinal);
        Assert.Contains("./README.md", result, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folders_and_odd_names_outlive_the_like()
    {
        string text = "total 400\ndrwxr-xr-x 2 root root 4096 Jan  1 10:00 archive\n" + string.Join('\n', Enumerable.Range(0, 100).Select(i => $"-rw-r--r-- 1 root root 4096 Jan  1 10:00 photo{i:000}.jpg")) + "\n-rw-r--r-- 1 root root 120 Jan  1 10:00 index.html\n-rw-r--r-- 1 root root 120 Jan  1 10:00 photo_last.jpg";

        string result = (await CompressAsync(text, 0.1)).Text;

        Assert.Contains("archive", result, StringComparison.Ordinal);
        Assert.Contains("index.html", result, StringComparison.Ordinal);
        Assert.DoesNotContain("photo050", result, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sentences_are_no_listing()
    {
        CompressionResult result = await CompressAsync(string.Join('\n', Enumerable.Repeat("Some words, and then some more of them.", 50)), 0.5);

        Assert.Contains(result.Notes, n => n.Code == "other-content");
    }

    private static async Task<CompressionResult> CompressAsync(string text, double rate) =>
        await new Listings().CompressAsync(CompressionRequest.ForText(text, Budget.Rate(rate)), TestContext.Current.CancellationToken);
}
