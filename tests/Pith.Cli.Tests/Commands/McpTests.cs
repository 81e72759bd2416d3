using System.Text;
using System.Text.Json;

namespace Pith.Cli.Tests.Commands;

public sealed class McpTests
{
    [Theory]
    [InlineData("mcp --root not-there", "pith: There is no folder 'not-there'.\n")]
    [InlineData("mcp --root", "pith: Required argument missing for option: '--root'. Try: pith mcp --help\n")]
    public async Task What_keeps_it_from_starting_is_said_in_a_line(string arguments, string expected)
    {
        Outcome run = await CommandLine.RunAsync(arguments.Split(' '));

        Assert.Equal(expected, run.Error);
        Assert.Equal((2, string.Empty), (run.Exit, run.Out));
    }

    [Fact]
    public async Task An_unknown_method_and_a_store_that_is_none_keep_it_from_starting()
    {
        using var folder = new Folder();

        Outcome method = await CommandLine.RunAsync("mcp", "-m", "headtail");
        Outcome store = await CommandLine.RunAsync("mcp", "--store", folder.File("no.db", "this is no database, whatever it is called"));

        Assert.Equal(2, method.Exit);
        Assert.StartsWith("pith: There is no method 'headtail'. Did you mean 'head-tail'? Known: auto, ", method.Error, StringComparison.Ordinal);
        Assert.Equal(2, store.Exit);
        Assert.Contains("no.db'", store.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_speaks_on_stdout_what_it_is_asked_and_on_stderr_no_text_of_a_call()
    {
        using var folder = new Folder();
        folder.File("a.txt", string.Concat(Enumerable.Repeat(Texts.Short + "\n", 20)));
        string[] messages =
        [
            """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"test","version":"1"}}}""",
            """{"jsonrpc":"2.0","method":"notifications/initialized"}""",
            "this is no message, and secret",
            """{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"compress_file","arguments":{"path":"a.txt","budget":20,"method":"head-tail","question":"secret"}}}""",
            """{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"compress_text","arguments":{"text":"secret","method":"secret"}}}""",
            """{"jsonrpc":"2.0","id":4,"method":"tools/nothing","params":{"text":"secret"}}""",
        ];
        using var output = new Answers(4);
        using var input = new Asking(messages, output.All);
        using var error = new StringWriter();
        var environment = new CommandEnvironment { In = input, Out = output, Error = TextWriter.Synchronized(error), Models = Pith.Runtimes.Onnx.OnnxRuntime.Default };

        int exit = await PithCommandLine.RunAsync(["mcp", "--verbose", "--root", folder.Path], environment, TestContext.Current.CancellationToken);

        Dictionary<int, JsonElement> answers = output.Text().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement).ToDictionary(a => a.GetProperty("id").GetInt32());
        Assert.Equal(0, exit);
        Assert.Equal([1, 2, 3, 4], answers.Keys.Order());
        Assert.InRange(answers[2].GetProperty("result").GetProperty("structuredContent").GetProperty("tokens_after").GetInt32(), 1, 20);
        Assert.True(answers[3].GetProperty("result").GetProperty("isError").GetBoolean());
        Assert.True(answers[4].TryGetProperty("error", out _));
        Assert.NotEmpty(error.ToString());
        Assert.DoesNotContain("secret", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_ends_when_it_is_interrupted_though_the_client_is_silent()
    {
        using var stop = new CancellationTokenSource();
        using var input = new Asking([], new TaskCompletionSource().Task);
        var environment = new CommandEnvironment { In = input, Out = Stream.Null, Error = TextWriter.Null, Models = Pith.Runtimes.Onnx.OnnxRuntime.Default };
        Task<int> running = PithCommandLine.RunAsync(["mcp"], environment, stop.Token);

        await input.Silent.Task.WaitAsync(TestContext.Current.CancellationToken);
        await stop.CancelAsync();

        Assert.Equal(130, await running.WaitAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>A client's end of a pipe: messages, then silence that no token ends, and the end when its answers are there.</summary>
    private sealed class Asking(IEnumerable<string> messages, Task answered) : MemoryStream(Encoding.UTF8.GetBytes(string.Concat(messages.Select(m => m + "\n"))))
    {
        internal TaskCompletionSource Silent { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Read(buffer.Span) is > 0 and int read)
            {
                return read;
            }

            Silent.TrySetResult();
            await answered;
            return 0;
        }
    }

    private sealed class Answers(int most) : MemoryStream
    {
        private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _lines;

        internal Task All => _all.Task;

        internal string Text() => Encoding.UTF8.GetString(ToArray());

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Write(buffer.Span);
            _lines += buffer.Span.Count((byte)'\n');
            if (_lines >= most)
            {
                _all.TrySetResult();
            }

            return ValueTask.CompletedTask;
        }
    }
}
