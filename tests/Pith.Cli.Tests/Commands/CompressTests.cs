using System.Text;
using System.Text.Json;

namespace Pith.Cli.Tests.Commands;

public class CompressTests
{
    [Fact]
    public async Task Stdout_holds_the_result_and_stderr_the_talk()
    {
        Outcome run = await CommandLine.RunAsync(Texts.Short, ["compress", "--rate", "0.4", "--method", "stop-words"]);

        Assert.Equal(0, run.Exit);
        Golden.Verify("compress.out.txt", run.Out);
        Golden.Verify("compress.err.txt", run.Error);
    }

    [Fact]
    public async Task Json_is_one_line_with_readable_text()
    {
        Outcome run = await CommandLine.RunAsync("Zürich → 東京: a <b> & the \"c\" of it, and the rest of the text.\n", ["compress", "--budget", "12", "-m", "stop-words", "--json", "-q"]);

        Assert.Equal(0, run.Exit);
        Assert.Empty(run.Error);
        Golden.Verify("compress.json", run.Out);
    }

    [Theory]
    [InlineData("--rate", "0.25")]
    [InlineData("--ratio", "4x")]
    [InlineData("--ratio", "4")]
    public async Task A_ratio_is_the_inverse_of_a_rate(string option, string value)
    {
        Outcome run = await CommandLine.RunAsync(Texts.Short, ["compress", option, value, "-m", "head-tail"]);
        Outcome other = await CommandLine.RunAsync(Texts.Short, ["compress", "--rate", "0.25", "-m", "head-tail"]);

        Assert.Equal(other.Out, run.Out);
        Assert.NotEmpty(run.Out);
    }

    [Fact]
    public async Task Without_a_budget_half_of_the_tokens_is_kept()
    {
        Outcome run = await CommandLine.RunAsync(Texts.Short, ["compress", "-m", "head-tail"]);
        Outcome half = await CommandLine.RunAsync(Texts.Short, ["compress", "-m", "head-tail", "--rate", "0.5"]);

        Assert.Equal(half.Out, run.Out);
    }

    [Fact]
    public async Task Rules_by_key_come_as_an_option_or_from_a_file()
    {
        const string Json = "{\"id\":7,\"debug\":{\"a\":1,\"b\":[2,3]},\"name\":\"Ann\"}";
        using var folder = new Folder();
        string file = folder.File("rules.txt", "# what we need\nid: keep\nname: keep\ndebug: drop\n");

        Outcome option = await CommandLine.RunAsync(Json, ["compress", "-m", "json", "--rate", "1", "--option", "rules=id: keep; name: keep; debug: drop"]);
        Outcome fromFile = await CommandLine.RunAsync(Json, ["compress", "-m", "json", "--rate", "1", "--option-file", $"rules={file}"]);

        Assert.StartsWith("{\"id\":7,\"name\":\"Ann\",", option.Out, StringComparison.Ordinal);
        Assert.Equal(option.Out, fromFile.Out);
        Assert.Equal(0, fromFile.Exit);
    }

    [Fact]
    public async Task An_empty_text_stays_empty_and_says_so()
    {
        Outcome run = await CommandLine.RunAsync(string.Empty, ["compress", "-m", "head-tail"]);

        Assert.Equal((0, string.Empty), (run.Exit, run.Out));
        Assert.Contains("there is no text (empty)", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_terminal_gets_a_line_break_at_the_end_and_a_pipe_does_not()
    {
        Outcome pipe = await CommandLine.RunAsync("one two three", ["compress", "--rate", "1", "-m", "head-tail"]);
        Outcome terminal = await CommandLine.RunAsync(new MemoryStream("one two three"u8.ToArray()), ["compress", "--rate", "1", "-m", "head-tail"], terminal: true);

        Assert.Equal("one two three", pipe.Out);
        Assert.Equal("one two three\n", terminal.Out);
    }

    [Fact]
    public async Task Rate_one_is_the_identity_byte_for_byte()
    {
        byte[] bytes = [.. Encoding.UTF8.Preamble, .. "a\r\nb\t\u0085 \ud83d\udc69\u200d\ud83d\ude80 c \0 d"u8];

        Outcome run = await CommandLine.RunAsync(new MemoryStream(bytes), ["compress", "--rate", "1", "-m", "head-tail"]);

        Assert.Equal(bytes, run.OutBytes);
    }

    [Fact]
    public async Task Utf16_with_a_mark_is_read_and_written_as_utf8()
    {
        byte[] bytes = [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("größer als früher")];

        Outcome run = await CommandLine.RunAsync(new MemoryStream(bytes), ["compress", "--rate", "1", "-m", "head-tail"]);

        Assert.Equal("größer als früher"u8.ToArray(), run.OutBytes);
    }

    [Fact]
    public async Task Settings_reach_the_method()
    {
        Outcome first = await CommandLine.RunAsync(Texts.Short, ["compress", "-m", "random", "--option", "seed=1"]);
        Outcome second = await CommandLine.RunAsync(Texts.Short, ["compress", "-m", "random", "--option", "seed=2"]);

        Assert.Equal(0, first.Exit);
        Assert.NotEqual(first.Out, second.Out);
    }

    [Fact]
    public async Task What_is_forced_or_protected_survives()
    {
        Outcome run = await CommandLine.RunAsync(Texts.Short, ["compress", "--rate", "0.3", "-m", "head-tail", "--force", "committee", "--protect", "4,500 [A-Z]+", "--protect", @"pump \S+"]);

        Assert.Equal(0, run.Exit);
        Assert.Contains("committee", run.Out, StringComparison.Ordinal);
        Assert.Contains("4,500 EUR", run.Out, StringComparison.Ordinal);
        Assert.Contains("pump P-17", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_budget_below_what_is_protected_ends_with_1()
    {
        Outcome run = await CommandLine.RunAsync(Texts.Short, ["compress", "--budget", "2", "-m", "head-tail", "--protect", "operators reported that"]);

        Assert.Equal(1, run.Exit);
        Assert.Contains("over-budget: the protected parts alone need more than the budget of 2 tokens (budget-below-protected)", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tags_are_understood_unless_told_otherwise()
    {
        Outcome tags = await CommandLine.RunAsync("one <keep>two</keep> three", ["compress", "--rate", "1", "-m", "head-tail"]);
        Outcome none = await CommandLine.RunAsync("one <keep>two</keep> three", ["compress", "--rate", "1", "-m", "head-tail", "--no-tags"]);

        Assert.DoesNotContain("<keep>", tags.Out, StringComparison.Ordinal);
        Assert.Equal("one <keep>two</keep> three", none.Out);
    }

    [Fact]
    public async Task A_prompt_may_begin_with_an_at_sign()
    {
        Outcome run = await CommandLine.RunAsync("some words to count", ["compress", "--rate", "1", "-m", "head-tail", "--question", "@nobody"]);

        Assert.Equal(0, run.Exit);
    }

    [Fact]
    public async Task The_default_method_works_offline_with_the_model_that_ships()
    {
        Outcome run = await CommandLine.WithModelAsync(Texts.Short, "compress", "--rate", "0.4", "--json");
        JsonElement result = JsonDocument.Parse(run.Out).RootElement;

        Assert.Equal(0, run.Exit);
        Assert.Equal("auto", result.GetProperty("method").GetString());
        Assert.InRange(result.GetProperty("tokens_after").GetInt32(), 1, result.GetProperty("limit").GetInt32());
        Assert.Contains("P-17", run.Out, StringComparison.Ordinal);
    }
}
