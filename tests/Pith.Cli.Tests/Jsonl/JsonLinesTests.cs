using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Pith.Cli.Tests.Jsonl;

public class JsonLinesTests
{
    private static readonly string[] s_arguments = ["compress", "--jsonl", "-m", "stop-words", "--rate", "0.5"];

    [Fact]
    public async Task Lines_come_back_in_order_with_what_became_of_them()
    {
        string input = $$"""
            {"id":1.0,"text":"The cat sat on the mat, and the dog was in the house of the neighbour."}

            {"id":"zwei","text":"The cat sat on the mat, and the dog was in the house.","budget":6,"method":"head-tail","extra":1}
            {"id":{"a":[1e400]},"segments":[{"text":"Answer in one word.","role":"instruction","policy":"keep"},{"text":"The cat sat on the mat of the house, and the dog was in it.","rate":0.4},{"text":"old turn","policy":"drop_if_needed"}]}
            {"text":"ok","ratio":"1x"}
            """;

        Outcome run = await CommandLine.RunAsync(input, s_arguments);

        Assert.Equal(0, run.Exit);
        Golden.Verify("lines.jsonl", run.Out);
        Golden.Verify("lines.err.txt", run.Error);
    }

    [Theory]
    [InlineData("{\"id\":7,\"text\":", "not valid JSON at byte 15 of the line, or nested too deeply.", false)]
    [InlineData("[1]", "the line is not a JSON object.", false)]
    [InlineData("{\"id\":7}", "it has neither \"text\" nor \"segments\".", true)]
    [InlineData("{\"id\":7,\"text\":5}", "\"text\" must be a text.", true)]
    [InlineData("{\"id\":7,\"text\":\"a\",\"segments\":[]}", "it has both \"text\" and \"segments\"; give one.", true)]
    [InlineData("{\"id\":7,\"text\":\"\\ud800\"}", "\"text\" holds half of a surrogate pair.", true)]
    [InlineData("{\"id\":7,\"text\":\"a\",\"rate\":0.5,\"budget\":3}", "it has both \"rate\" and \"budget\"; give one budget.", true)]
    [InlineData("{\"id\":7,\"text\":\"a\",\"rate\":2}", "\"rate\" '2' is not usable: a rate is kept / original: above 0 and at most 1.", true)]
    [InlineData("{\"id\":7,\"text\":\"a\",\"method\":\"nope\"}", "There is no method 'nope'.", true)]
    [InlineData("{\"id\":7,\"text\":\"a\",\"method\":\"random\",\"options\":{\"seed\":[]}}", "\"options\" has a value that is no text, number, true or false.", true)]
    [InlineData("{\"id\":7,\"text\":\"a\",\"tokenizer\":\"/etc/passwd\"}", "\"tokenizer\" is not one of o200k_base, cl100k_base, gpt2. Give a file with --tokenizer.", true)]
    [InlineData("{\"id\":7,\"text\":\"a\",\"model\":\"../x\"}", "\"model\" is a path; a line names a model by its id. Give a folder with --model.", true)]
    [InlineData("{\"id\":7,\"text\":\"a\",\"protect\":\"(\"}", "a pattern to protect is not a regular expression (InsufficientClosingParentheses at character 2).", true)]
    [InlineData("{\"id\":7,\"segments\":[{\"text\":\"a\",\"role\":\"boss\"}]}", "\"role\" must be one of context, instruction, question, demonstration, history, tool-output.", true)]
    [InlineData("{\"id\":7,\"segments\":[{\"text\":\"a\",\"rate\":0}]}", "a segment's \"rate\" must be above 0 and at most 1.", true)]
    public async Task A_bad_line_says_why_and_the_rest_goes_on(string bad, string expected, bool withId)
    {
        Outcome run = await CommandLine.RunAsync($"{bad}\n{{\"id\":8,\"text\":\"The cat of the house sat on the mat.\"}}\n", s_arguments);
        JsonElement[] lines = Parse(run);

        Assert.Equal(1, run.Exit);
        Assert.Equal(2, lines.Length);
        Assert.StartsWith(expected, lines[0].GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal("error", lines[0].GetProperty("status").GetString());
        Assert.Equal(1, lines[0].GetProperty("line").GetInt32());
        Assert.Equal(withId, lines[0].TryGetProperty("id", out _));
        Assert.Equal("compressed", lines[1].GetProperty("status").GetString());
    }

    [Fact]
    public async Task Nesting_without_end_is_an_error_line()
    {
        Outcome run = await CommandLine.RunAsync($"{{\"text\":\"a\",\"x\":{new string('[', 100_000)}\n", s_arguments);

        Assert.Equal(1, run.Exit);
        Assert.Contains("nested too deeply", Parse(run)[0].GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invalid_utf8_is_an_error_line_that_names_the_byte()
    {
        Outcome run = await CommandLine.RunAsync(new MemoryStream([.. "\n{\"text\":\"a"u8, 0xFF, .. "\"}\n{\"text\":\"b\",\"rate\":1}"u8]), s_arguments);

        Assert.Equal("not valid UTF-8 at byte 10 of the line.", Parse(run)[0].GetProperty("error").GetString());
        Assert.Equal(2, Parse(run)[0].GetProperty("line").GetInt32());
        Assert.Equal("b", Parse(run)[1].GetProperty("text").GetString());
    }

    [Fact]
    public async Task Many_lines_of_many_sizes_keep_their_order()
    {
        var input = new StringBuilder();
        for (int i = 0; i < 500; i++)
        {
            string words = string.Concat(Enumerable.Repeat("one of the many words ", 1 + (i % 7 * i % 13)));
            input.Append(CultureInfo.InvariantCulture, $"{{\"id\":{i},\"text\":\"{words}\"}}\n");
        }

        Outcome run = await CommandLine.RunAsync(input.ToString(), s_arguments);

        Assert.Equal(Enumerable.Range(0, 500), Parse(run).Select(l => l.GetProperty("id").GetInt32()));
    }

    [Fact]
    public async Task Kept_ranges_are_slices_of_the_text()
    {
        const string Text = "A 👩‍🚀 of the crew said that the pump was not to be started before the valve is open.";

        Outcome run = await CommandLine.RunAsync($"{{\"text\":\"{Text}\"}}", s_arguments);
        JsonElement line = Parse(run).Single();

        string result = line.GetProperty("text").GetString()!;
        int at = 0;
        foreach (JsonElement range in line.GetProperty("kept").EnumerateArray())
        {
            string slice = Text[range[0].GetInt32()..range[1].GetInt32()];
            int found = result.IndexOf(slice, at, StringComparison.Ordinal);
            Assert.True(found >= at);
            at = found + slice.Length;
        }
    }

    [Fact]
    public async Task An_answer_comes_before_the_next_question()
    {
        using var conversation = new Conversation();
        Task<int> run = PithCommandLine.RunAsync(
            ["compress", "--jsonl", "-m", "head-tail"],
            new CommandEnvironment { In = conversation.Questions, Out = conversation.Answers, Error = TextWriter.Null, Models = Pith.Runtimes.Onnx.OnnxRuntime.Default },
            TestContext.Current.CancellationToken);

        for (int i = 0; i < 5; i++)
        {
            Assert.Contains($"\"id\":{i}", await conversation.AskAsync($"{{\"id\":{i},\"text\":\"one two three\"}}\n"), StringComparison.Ordinal);
        }

        conversation.End();
        Assert.Equal(0, await run);
    }

    [Fact]
    public async Task More_than_one_file_is_an_error()
    {
        using var folder = new Folder();
        Outcome run = await CommandLine.RunAsync("compress", "--jsonl", folder.File("a"), folder.File("b"));

        Assert.Equal(2, run.Exit);
    }

    private static JsonElement[] Parse(Outcome run) => [.. run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement)];
}
