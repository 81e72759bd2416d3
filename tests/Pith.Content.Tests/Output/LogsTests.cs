using System.Globalization;
using Pith.Content.Output;
using Pith.Reversal;

namespace Pith.Content.Tests.Output;

public sealed class LogsTests
{
    [Fact]
    public async Task Markers_count_every_line_that_is_gone()
    {
        string text = Numbered(400, i => i % 57 == 0 ? $"step {i}: warning: odd thing" : $"step {i} of the ordinary kind was done") + "\nerror: disk full";

        CompressionResult result = await CompressAsync(text, 0.2);

        int cut = ElisionMarker.FindAll(result.Text).Sum(m => m.Marker.Units);
        int kept = result.Text.Split('\n').Count(l => !l.StartsWith(ElisionMarker.Opening, StringComparison.Ordinal));
        Assert.Equal(text.Split('\n').Length, cut + kept);
        Assert.Contains("error: disk full", result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_terminal_does_not_show_is_not_written()
    {
        string text = Numbered(60, i => $"plain line number {i} with words") + "\n 10%\r 50%\r\u001b[1m\u001b[31mError: boom\u001b[0m\r\n" + Numbered(60, i => $"more of line {i} with words");

        CompressionResult result = await CompressAsync(text, 0.3);

        Assert.Contains("\nError: boom\n", result.Text, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', result.Text);
        Assert.DoesNotContain('\r', result.Text);
        Assert.Contains(result.Kept, r => r.Of(text).SequenceEqual("Error: boom") || r.Of(text).EndsWith("Error: boom"));
    }

    [Fact]
    public async Task The_first_error_and_the_last_stay_and_a_cascade_between_them_goes()
    {
        string text = Numbered(200, i => $"compiled unit {i} in good order")
            + "\nsrc/a.cs(3,5): error CS0246: The type 'Missing' could not be found\n"
            + Numbered(80, i => $"src/b.cs({i},9): error CS0103: The name 'x{i}' does not exist in this context")
            + "\nsrc/z.cs(9,1): error CS5001: No entry point\nBuild FAILED.";

        CompressionResult result = await CompressAsync(text, 0.1);

        Assert.Contains("CS0246", result.Text, StringComparison.Ordinal);
        Assert.Contains("CS5001", result.Text, StringComparison.Ordinal);
        Assert.Contains("Build FAILED.", result.Text, StringComparison.Ordinal);
        Assert.True(result.Text.Split("CS0103").Length < 20);
    }

    [Theory]
    [InlineData("tests/test_a.py:12: in test_a\nE   AssertionError: assert 3 == 4")]
    [InlineData("--- FAIL: TestThing (0.01s)\n    thing_test.go:12: got 3, want 4")]
    [InlineData("thread 'main' panicked at 'boom', src/main.rs:3:5")]
    [InlineData("npm ERR! code E404\nnpm ERR! 404 Not Found: left-pad@9.9.9")]
    [InlineData("[ERROR] Failed to execute goal on project core: Could not resolve dependencies")]
    [InlineData("main.c:4:3: error: 'foo' undeclared (first use in this function)")]
    [InlineData("  1) Cart adds up:\n     AssertionError: expected 3 to equal 4")]
    [InlineData("java.lang.IllegalStateException: closed\n\tat com.acme.Pool.take(Pool.java:31)\nCaused by: java.io.IOException: broken pipe")]
    [InlineData("  Failed Acme.Tests.Cart.Adds [12 ms]\n  Error Message:\n   Assert.Equal() Failure: Values differ")]
    [InlineData("There was 1 failure:\n1) CartTest::testAdds\nFailed asserting that 3 matches expected 4.")]
    public async Task Failures_of_every_tool_survive_in_a_twentieth(string failure)
    {
        string text = Numbered(300, i => $"ok {i} - suite{i % 7} case number {i} passed in {i % 9} ms") + "\n" + failure + "\n\n" + Numbered(100, i => $"ok {300 + i} - suite{i % 5} case number {i} passed in {i % 9} ms");

        CompressionResult result = await CompressAsync(text, 0.05);

        Assert.Contains(failure, result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rare_line_outlives_frequent_ones()
    {
        string text = Numbered(300, i => i == 151 ? "leader election moved to replica nine" : $"GET /api/items/{i} 200 in {10 + (i % 5)} ms");

        Assert.Contains("leader election", (await CompressAsync(text, 0.05)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_number_far_from_its_template_outlives_the_others()
    {
        string text = Numbered(300, i => i == 151 ? "GET /api/items/151 200 in 98000 ms" : $"GET /api/items/{i} 200 in {10 + (i % 5)} ms");

        Assert.Contains("98000", (await CompressAsync(text, 0.05)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Set_up_goes_before_what_was_asked_for()
    {
        string text = "travis_fold:start:system_info\n" + Numbered(50, i => $"tool number {i} version {(char)('a' + (i % 26))}{i}") + "\ntravis_fold:end:system_info\n$ ./run\nalpha phase entered\nbeta phase entered\nResult: nothing to do here at all";

        CompressionResult result = await CompressAsync(text, 0.15);

        Assert.Contains("beta phase entered", result.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("tool number 25", result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_question_names_comes_first()
    {
        string text = Numbered(200, i => i == 77 ? "cache warmed for tenant zebra" : $"cache warmed for tenant t{i}") + "\nerror: something else broke";

        CompressionResult result = await new Logs().CompressAsync(CompressionRequest.ForText(text, Budget.Rate(0.06)) with { Question = "When was zebra warmed?" }, TestContext.Current.CancellationToken);

        Assert.Contains("tenant zebra", result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_long_line_is_no_log()
    {
        CompressionResult result = await CompressAsync("a log\n" + string.Concat(Enumerable.Repeat("word ", 100_000)), 0.1);

        Assert.Contains(result.Notes, n => n.Code == "other-content");
    }

    private static string Numbered(int count, Func<int, string> line) => string.Join('\n', Enumerable.Range(0, count).Select(line)).ToString(CultureInfo.InvariantCulture);

    private static async Task<CompressionResult> CompressAsync(string text, double rate) =>
        await new Logs().CompressAsync(CompressionRequest.ForText(text, Budget.Rate(rate)), TestContext.Current.CancellationToken);
}
