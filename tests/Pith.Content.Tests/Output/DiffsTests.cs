using Pith.Content.Output;

namespace Pith.Content.Tests.Output;

public sealed class DiffsTests
{
    [Theory]
    [InlineData(0.1)]
    [InlineData(0.3)]
    [InlineData(0.6)]
    public async Task Every_change_that_is_kept_has_its_headers(double rate)
    {
        string text = string.Join('\n', Enumerable.Range(0, 30).Select(i => File($"src/module{i}/file{i}.cs", 3)));

        string result = (await CompressAsync(text, rate)).Text;

        string? file = null;
        bool hunk = false;
        int changes = 0;
        foreach (string line in result.Split('\n'))
        {
            (file, hunk) = line.StartsWith("diff --git", StringComparison.Ordinal) ? (line, false) : (file, hunk || line.StartsWith("@@", StringComparison.Ordinal));
            if (line.StartsWith("+    var", StringComparison.Ordinal))
            {
                string number = line.Split(' ')[^1];
                Assert.Contains($"module{number}/", file!, StringComparison.Ordinal);
                Assert.True(hunk);
                changes++;
            }
        }

        Assert.True(changes > 0);
    }

    [Theory]
    [InlineData("package-lock.json")]
    [InlineData("web/yarn.lock")]
    [InlineData("Cargo.lock")]
    [InlineData("src/packages.lock.json")]
    [InlineData("wwwroot/site.min.js")]
    [InlineData("vendor/lib/thing.go")]
    [InlineData("Forms/Main.Designer.cs")]
    public async Task What_a_program_wrote_goes_whole(string path)
    {
        string text = File(path, 40) + "\n" + File("src/app.cs", 4);

        string result = (await CompressAsync(text, 0.25)).Text;

        Assert.Contains("+++ b/src/app.cs", result, StringComparison.Ordinal);
        Assert.DoesNotContain($"+++ b/{path}\n@@", result, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Renames_and_binary_files_are_named()
    {
        string text = "diff --git a/old.cs b/new.cs\nsimilarity index 100%\nrename from old.cs\nrename to new.cs\ndiff --git a/x.png b/x.png\nindex 1..2\nBinary files a/x.png and b/x.png differ\n" + File("src/app.cs", 200);

        string result = (await CompressAsync(text, 0.1)).Text;

        Assert.Contains("rename to new.cs", result, StringComparison.Ordinal);
        Assert.Contains("Binary files a/x.png and b/x.png differ", result, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_the_question_names_comes_first()
    {
        string text = string.Join('\n', Enumerable.Range(0, 30).Select(i => File($"src/{(i == 20 ? "zebra" : $"module{i}")}/file{i}.cs", 3)));

        CompressionResult result = await new Diffs().CompressAsync(CompressionRequest.ForText(text, Budget.Rate(0.08)) with { Question = "What changed in zebra?" }, TestContext.Current.CancellationToken);

        Assert.Contains("zebra", result.Text, StringComparison.Ordinal);
        Assert.Contains("+    var changed2 = 20", result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_removed_line_that_looks_like_a_header_is_none()
    {
        string text = "--- a/q.sql\n+++ b/q.sql\n@@ -1,2 +1,2 @@\n--- old comment of some length\n+++ new comment of some length\n select 1\n" + File("src/app.cs", 30);

        string result = (await CompressAsync(text, 0.93)).Text;

        Assert.Contains("@@ -1,2 +1,2 @@\n--- old comment of some length\n+++ new comment of some length", result, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_that_is_shorter_than_its_marker_is_kept_between_two_that_are()
    {
        string changes = string.Join('\n', Enumerable.Range(0, 8).Select(i => i % 2 == 0 ? $"+    a changed line with its own words, number {i}, that is long" : "+"));
        string text = $"--- a/x.cs\n+++ b/x.cs\n@@ -1,0 +1,8 @@\n{changes}\n" + File("src/app.min.js", 60);

        string result = (await CompressAsync(text, 0.25)).Text;

        Assert.Contains("number 0, that is long\n+\n+    a changed line with its own words, number 2, that is long\n+\n", result, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_without_changes_is_no_diff()
    {
        CompressionResult result = await CompressAsync(string.Join('\n', Enumerable.Repeat("some words in a line", 50)), 0.5);

        Assert.Contains(result.Notes, n => n.Code == "other-content");
    }

    private static string File(string path, int changes)
    {
        string number = new([.. path.Where(char.IsAsciiDigit).Take(path.Contains("zebra", StringComparison.Ordinal) ? 2 : path.Count(char.IsAsciiDigit) / 2)]);
        return $"diff --git a/{path} b/{path}\nindex 1234567..89abcde 100644\n--- a/{path}\n+++ b/{path}\n@@ -1,6 +1,{6 + changes} @@ class Thing\n using System;\n first line\n second line\n"
            + string.Concat(Enumerable.Range(0, changes).Select(i => $"+    var changed{i} = {number}\n")) + " third line\n fourth line\n fifth line";
    }

    private static async Task<CompressionResult> CompressAsync(string text, double rate) =>
        await new Diffs().CompressAsync(CompressionRequest.ForText(text, Budget.Rate(rate)), TestContext.Current.CancellationToken);
}
