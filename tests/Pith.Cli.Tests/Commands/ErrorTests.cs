namespace Pith.Cli.Tests.Commands;

public class ErrorTests
{
    [Theory]
    [InlineData("compress --rate 0.4 --budget 3", "pith: --rate and --budget can't be combined: give one of --rate, --budget, --ratio, --threshold. Try: pith compress --help\n")]
    [InlineData("compress --rate 1.5", "pith: --rate '1.5' is not usable: a rate is kept / original: above 0 and at most 1. Try: pith compress --help\n")]
    [InlineData("compress --rate abc", "pith: --rate 'abc' is not a number. Try: pith compress --help\n")]
    [InlineData("compress --budget 0", "pith: --budget '0' is not usable: a budget is at least 1 token. Try: pith compress --help\n")]
    [InlineData("compress --budget 2.5", "pith: --budget '2.5' is not a whole number of tokens. Try: pith compress --help\n")]
    [InlineData("compress --ratio 0.5x", "pith: --ratio '0.5x' is not usable: a ratio is original / kept: at least 1. Try: pith compress --help\n")]
    [InlineData("compress --threshold 2", "pith: --threshold '2' is not usable: a threshold is a probability between 0 and 1. Try: pith compress --help\n")]
    [InlineData("compress --color green", "pith: --color is 'green'; it must be auto, always or never. Try: pith compress --help\n")]
    [InlineData("compress --option seed -m random", "pith: --option 'seed' has no '='. Write --option NAME=VALUE.\n")]
    [InlineData("compress --protect (", "pith: a pattern to protect is not a regular expression (InsufficientClosingParentheses at character 2).\n")]
    [InlineData("compress --option-file rules -m json", "pith: --option-file 'rules' has no '='. Write --option-file NAME=FILE.\n")]
    [InlineData("compress --option-file rules=no-such-file -m json", "pith: no-such-file: there is no such file.\n")]
    [InlineData("compress --option rules=a -m json", "pith: The setting 'rules' can't be read: 'a' is no rule. Write PATH: keep, drop, compress or rate 0.3, and after it required or optional if you like.\n")]
    [InlineData("compress -m head-tail --option x=1", "pith: head-tail has no setting 'x'. It has none.\n")]
    [InlineData("compress --tokenizer nope", "pith: There is no tokenizer 'nope'. Known: o200k_base, cl100k_base, gpt2; or give the path of a tokenizer file (tokenizer.json, *.model, *.tiktoken).\n")]
    [InlineData("compress nofile.txt -m head-tail", "pith: nofile.txt: there is no such file.\n")]
    [InlineData("compress no*.txt -m head-tail", "pith: no*.txt: no file matches.\n")]
    [InlineData("compress - - -m head-tail", "pith: - stands for stdin and can be given once.\n")]
    [InlineData("models add x", "pith: Required argument 'FOLDER' missing for command: 'add'. Try: pith models add --help\n")]
    [InlineData("compress --nope", "pith: there is no option '--nope'. Try: pith compress --help\n")]
    [InlineData("count nofile.txt", "pith: nofile.txt: there is no such file.\n")]
    public async Task One_line_says_what_is_wrong_and_what_to_do(string arguments, string expected)
    {
        Outcome run = await CommandLine.RunAsync(arguments.Split(' '));

        Assert.Equal(expected, run.Error);
        Assert.Equal((2, string.Empty), (run.Exit, run.Out));
    }

    [Theory]
    [InlineData("compress -m nope")]
    [InlineData("methods nope")]
    [InlineData("explain -m nope")]
    public async Task An_unknown_method_is_answered_with_the_known_ones(string arguments)
    {
        Outcome run = await CommandLine.RunAsync(arguments.Split(' '));

        Assert.Equal(2, run.Exit);
        Assert.StartsWith("pith: There is no method 'nope'. Known: auto, keep, ", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("")]
    [InlineData("nope")]
    [InlineData("compress --nope")]
    public async Task Bad_usage_ends_with_2_and_one_line(string arguments)
    {
        Outcome run = await CommandLine.RunAsync(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal((2, string.Empty), (run.Exit, run.Out));
        Assert.Matches(@"^pith: .*\. Try: pith.* --help\n$", run.Error);
    }

    [Fact]
    public async Task Invalid_utf8_names_the_byte()
    {
        Outcome run = await CommandLine.RunAsync(new MemoryStream([.. "größer "u8, 0xC3, (byte)'x']), ["compress", "-m", "head-tail"]);

        Assert.Equal(2, run.Exit);
        Assert.Equal("pith: stdin: not valid UTF-8 at byte 9. Convert it to UTF-8 first.\n", run.Error);
    }

    [Fact]
    public async Task Invalid_utf8_far_inside_names_the_byte()
    {
        byte[] bytes = new byte[100_000];
        Array.Fill(bytes, (byte)'a');
        bytes[77_777] = 0xFF;

        Outcome run = await CommandLine.RunAsync(new MemoryStream(bytes), ["count"]);

        Assert.Equal("pith: stdin: not valid UTF-8 at byte 77,777. Convert it to UTF-8 first.\n", run.Error);
    }

    [Fact]
    public async Task Binary_input_is_refused()
    {
        Outcome run = await CommandLine.RunAsync(new MemoryStream(new byte[5000]), ["compress", "-m", "head-tail"]);

        Assert.Equal(2, run.Exit);
        Assert.StartsWith("pith: stdin: it is binary (many zero bytes).", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_much_text_is_refused_with_the_limit()
    {
        using var endless = new EndlessText();

        Outcome run = await CommandLine.RunAsync(endless, ["compress", "-m", "head-tail"]);

        Assert.Equal(2, run.Exit);
        Assert.Equal("pith: stdin: more than 64 MB. Split it, or give its parts as JSON lines (--jsonl).\n", run.Error);
    }

    [Fact]
    public async Task A_missing_model_is_an_error_and_not_a_silent_copy()
    {
        Outcome run = await CommandLine.RunAsync(Texts.Short, ["compress", "-m", "keep"]);

        Assert.Equal((2, string.Empty), (run.Exit, run.Out));
        Assert.StartsWith("pith: No runtime here fills a token classifier.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_stack_is_shown_for_debug_only()
    {
        Outcome plain = await CommandLine.RunAsync("compress", "nofile.txt");
        Outcome debug = await CommandLine.RunAsync("compress", "nofile.txt", "--debug");

        Assert.DoesNotContain("   at ", plain.Error, StringComparison.Ordinal);
        Assert.Contains("   at ", debug.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Control_characters_in_names_do_not_reach_the_terminal()
    {
        Outcome run = await CommandLine.RunAsync("count", "no\u001b[2Jfile");

        Assert.Equal("pith: no␛[2Jfile: there is no such file.\n", run.Error);
    }

    private sealed class EndlessText : MemoryStream
    {
        public override bool CanSeek => false;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            buffer.Span.Fill((byte)'a');
            return new(buffer.Length);
        }
    }
}
