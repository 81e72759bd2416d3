using System.Text.Json;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Pith.Reversal;
using Pith.Runtimes.Onnx;
using Pith.Text;

namespace Pith.Mcp.Tests;

public sealed class ToolTests
{
    [Theory]
    [InlineData(Session.Handshake)]
    [InlineData(Session.PerRequest)]
    public async Task The_tools_are_few_short_and_harmless(string protocol)
    {
        using var folder = new Folder();
        await using Session session = await Session.StartAsync(Fakes.Options with { Roots = [folder.Path] }, protocol);

        Tool[] tools = [.. (await session.Client.ListToolsAsync(cancellationToken: TestContext.Current.CancellationToken)).Select(t => t.ProtocolTool)];

        Assert.Equal(["compress_text", "compress_file", "retrieve", "count", "methods"], tools.Select(t => t.Name));
        Assert.All(tools, t => Assert.True(t.Annotations is { ReadOnlyHint: true, DestructiveHint: false, IdempotentHint: true, OpenWorldHint: false }));
        Assert.All(tools, t => Assert.Equal("object", t.OutputSchema!.Value.GetProperty("type").GetString()));
        Assert.All(tools, t => Assert.All(t.InputSchema.GetProperty("properties").EnumerateObject(), p => Assert.NotEmpty(p.Value.GetProperty("description").GetString()!)));

        // What a model reads of them before it has called any.
        int tokens = tools.Sum(t => TokenCounters.O200kBase.Count($"{t.Name}\n{t.Description}\n{JsonSerializer.Serialize(t.InputSchema)}"));
        Assert.InRange(tokens, 1, 900);
    }

    [Fact]
    public async Task Without_a_root_no_tool_reads_files()
    {
        await using Session session = await Session.StartAsync(Fakes.Options);

        Assert.DoesNotContain(await session.Client.ListToolsAsync(cancellationToken: TestContext.Current.CancellationToken), t => t.Name == "compress_file");
        McpProtocolException e = await Assert.ThrowsAsync<McpProtocolException>(async () => await session.CallAsync("compress_file", ("path", "a.txt")));
        Assert.Contains("Did you mean 'compress_text'?", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_is_compressed_by_the_model_that_ships()
    {
        await using Session session = await Session.StartAsync(new PithMcpOptions { Models = OnnxRuntime.Default });
        string text = await File.ReadAllTextAsync(Path.Combine(RealClientTests.Root, "samples", "texts", "abstracts.txt"), TestContext.Current.CancellationToken);

        CallToolResult result = (await session.CallAsync("compress_text", ("text", text), ("rate", 0.3))).Succeeded();

        CompressionResult expected = await StandardMethods.Catalog.Create("auto", OnnxRuntime.Default).CompressAsync(CompressionRequest.ForText(text, Budget.Rate(0.3)), TestContext.Current.CancellationToken);
        Assert.Equal(expected.Text, result.Said());
        Assert.Equal(expected.Text, result.Data("text").GetString());
        Assert.Equal(expected.TokensBefore, result.Data("tokens_before").GetInt32());
        Assert.Equal(expected.TokensAfter, result.Data("tokens_after").GetInt32());
        Assert.Equal("compressed", result.Data("status").GetString());
        Assert.Equal(OriginalId.Of(text), result.Data("original").GetString());
        Assert.Contains(OriginalId.Of(text), result.Said(1), StringComparison.Ordinal);
        CallToolResult whole = await session.CallAsync("retrieve", ("handle", OriginalId.Of(text)), ("budget", 100_000));
        Assert.Equal(text, whole.Said());
    }

    [Fact]
    public async Task Whatever_was_not_compressed_says_why()
    {
        await using Session session = await Session.StartAsync(Fakes.Options);

        CallToolResult result = (await session.CallAsync("compress_text", ("text", "short"), ("budget", "100"))).Succeeded();

        Assert.Equal("short", result.Said());
        Assert.Equal("unchanged", result.Data("status").GetString());
        Assert.Equal("within-budget", result.Data("reason").GetString());
        Assert.Contains("already fits", result.Said(1), StringComparison.Ordinal);
        Assert.False(result.StructuredContent!.Value.TryGetProperty("original", out _));
    }

    [Theory]
    [InlineData("gpt2")]
    [InlineData("cl100k_base")]
    [InlineData("o200k_base")]
    public async Task Tokens_are_counted_by_the_tokenizer_that_is_named(string tokenizer)
    {
        await using Session session = await Session.StartAsync(Fakes.Options);

        CallToolResult result = (await session.CallAsync("count", ("text", Fakes.Json), ("tokenizer", tokenizer))).Succeeded();

        Assert.Equal(TokenCounters.Get(tokenizer).Count(Fakes.Json), result.Data("tokens").GetInt32());
        Assert.Equal(Fakes.Json.Length, result.Data("characters").GetInt32());
        Assert.Equal(tokenizer, result.Data("tokenizer").GetString());
    }

    [Fact]
    public async Task The_catalog_is_listed_whole_and_by_family()
    {
        await using Session session = await Session.StartAsync(Fakes.Options);

        CallToolResult all = (await session.CallAsync("methods")).Succeeded();
        CallToolResult code = (await session.CallAsync("methods", ("family", "code"))).Succeeded();

        Assert.Equal(StandardMethods.Catalog.Entries.Select(e => e.Info.Id), all.Data("methods").EnumerateArray().Select(m => m.GetProperty("id").GetString()));
        Assert.Equal(StandardMethods.Catalog.Entries.Where(e => e.Info.Family == MethodFamily.Code).Select(e => e.Info.Id), code.Data("methods").EnumerateArray().Select(m => m.GetProperty("id").GetString()));
        Assert.Equal("head-tail", all.Data("default").GetString());
    }

    [Theory]
    [InlineData("compress_text", "{}", "text is missing: The text.")]
    [InlineData("compress_text", """{"text":"a","rat":0.5}""", "There is no parameter 'rat'. Did you mean 'rate'? Known: text, rate, budget, question, method, hint, tokenizer.")]
    [InlineData("compress_text", """{"text":7}""", "text must be a string, and is a number.")]
    [InlineData("compress_text", """{"text":"a","rate":0}""", "rate must be a number above 0 and at most 1, and is 0.")]
    [InlineData("compress_text", """{"text":"a","rate":"half"}""", "rate must be a number above 0 and at most 1, and is a string.")]
    [InlineData("compress_text", """{"text":"a","budget":1.5}""", "budget must be a whole number of at least 1")]
    [InlineData("compress_text", """{"text":"a","budget":-1}""", "budget must be a whole number of at least 1")]
    [InlineData("compress_text", """{"text":"a","budget":5,"rate":0.5}""", "rate and budget are both given. Give one.")]
    [InlineData("compress_text", """{"text":"a","method":"headtail"}""", "There is no method 'headtail'. Did you mean 'head-tail'? Known: auto, keep,")]
    [InlineData("compress_text", """{"text":"a","tokenizer":"/etc/passwd"}""", "tokenizer must be one of o200k_base, cl100k_base, gpt2.")]
    [InlineData("compress_text", """{"text":["a"],"rate":{},"method":true}""", "text must be a string, and is an array.\nrate must be a number above 0 and at most 1, and is an object.\nmethod must be a string, and is true or false.")]
    [InlineData("count", """{"text":"a","tokenizer":"cl100k"}""", "Did you mean 'cl100k_base'?")]
    [InlineData("methods", """{"family":"token"}""", "family must be one of routing, tokens, ")]
    [InlineData("retrieve", """{"handle":"nope"}""", "handle is not 10 letters from a to z")]
    [InlineData("retrieve", """{"handle":"aaaaaaaaaa"}""", "There is no original #aaaaaaaaaa: it was never stored here")]
    [InlineData("retrieve", """{"handle":"aaaaaaaaaa","lines":"9-3"}""", "lines must be 10-40, 10-, -40 or 12")]
    [InlineData("retrieve", """{"handle":"aaaaaaaaaa","lines":"0-3"}""", "lines must be 10-40, 10-, -40 or 12")]
    [InlineData("retrieve", """{"handle":"aaaaaaaaaa","pattern":"(a"}""", "pattern is not a regular expression (InsufficientClosingParentheses at character 3).")]
    [InlineData("retrieve", """{"handle":"aaaaaaaaaa","pattern":"(a)\\1"}""", "pattern uses look-around, a back-reference")]
    public async Task What_is_wrong_is_said_so_that_the_next_call_is_right(string tool, string arguments, string message)
    {
        await using Session session = await Session.StartAsync(Fakes.Options);

        string said = await session.FailAsync(tool, [.. JsonDocument.Parse(arguments).RootElement.EnumerateObject().Select(p => (p.Name, (object?)p.Value))]);

        Assert.Contains(message, said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_is_missing_and_a_method_that_breaks_are_results_and_the_session_goes_on()
    {
        var log = new Log(LogLevel.Debug);
        await using Session session = await Session.StartAsync(Fakes.With(new Fake((_, _) => throw new InvalidDataException("the secret of the text"))), loggers: log);

        Assert.Contains("No runtime here fills a token classifier", await session.FailAsync("compress_text", ("text", Fakes.Prose), ("method", "keep")), StringComparison.Ordinal);
        string broken = await session.FailAsync("compress_text", ("text", "the secret of the text"), ("method", "fake"));
        Assert.Equal("compress_text failed (InvalidDataException). The same call will fail again; try another method, or less text.", broken);
        Assert.Contains("text has 3 characters; at most 2", await (await Session.StartAsync(Fakes.Options with { LargestText = 2 })).FailAsync("count", ("text", "abc")), StringComparison.Ordinal);
        (await session.CallAsync("count", ("text", "a"))).Succeeded();
        Assert.NotEmpty(log.Lines);
        Assert.DoesNotContain(log.Lines, l => l.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_call_that_is_cancelled_stops_its_work_and_no_other()
    {
        var started = new TaskCompletionSource();
        var stopped = new TaskCompletionSource();
        await using Session session = await Session.StartAsync(Fakes.With(new Fake(async (request, token) =>
        {
            started.SetResult();
            try
            {
                await Task.Delay(Timeout.Infinite, token);
            }
            finally
            {
                request.Progress!.Report(new CompressionProgress { Done = 1, Total = 1 });
                stopped.SetResult();
            }

            throw new InvalidOperationException();
        }), Fakes.Options with { ProgressFrom = 1 }));
        using var cancel = new CancellationTokenSource();
        Task<CallToolResult> call = session.Client.CallToolAsync("compress_text", new Dictionary<string, object?> { ["text"] = "a", ["method"] = "fake" }, new Silence(), cancellationToken: cancel.Token).AsTask();

        await started.Task.WaitAsync(TestContext.Current.CancellationToken);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await stopped.Task.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, (await session.CallAsync("count", ("text", "a"))).Succeeded().Data("tokens").GetInt32());
        Assert.DoesNotContain(session.Sent.Messages(), m => m.TryGetProperty("params", out JsonElement said) && said.TryGetProperty("progress", out JsonElement step) && step.GetInt32() == 10);
    }

    [Fact]
    public async Task A_call_that_works_long_holds_up_no_other()
    {
        var started = new TaskCompletionSource();
        using var go = new ManualResetEventSlim();
        await using Session session = await Session.StartAsync(Fakes.With(new Fake((request, token) =>
        {
            started.SetResult();
            go.Wait(token);
            return Task.FromResult(request.Unchanged("fake", ReasonCode.NotShorter));
        })));

        Task<CallToolResult> call = session.CallAsync("compress_text", ("text", "a"), ("method", "fake")).AsTask();
        await started.Task.WaitAsync(TestContext.Current.CancellationToken);
        (await session.CallAsync("count", ("text", "a"))).Succeeded();
        Assert.False(call.IsCompleted);
        go.Set();

        Assert.Equal("not-shorter", (await call).Succeeded().Data("reason").GetString());
    }

    [Fact]
    public async Task Calls_side_by_side_give_what_each_gives_alone()
    {
        await using Session session = await Session.StartAsync(Fakes.Options);
        string[] texts = [.. Enumerable.Range(0, 40).Select(i => $"Report {i}.\n{Fakes.Prose}")];

        CallToolResult[] results = await Task.WhenAll(texts.Select(t => session.CallAsync("compress_text", ("text", t), ("budget", 120)).AsTask()));

        var alone = new Pith.Methods.Floors.HeadTail();
        for (int i = 0; i < texts.Length; i++)
        {
            Assert.Equal((await alone.CompressAsync(CompressionRequest.ForText(texts[i], Budget.Tokens(120)), TestContext.Current.CancellationToken)).Text, results[i].Succeeded().Said());
        }
    }

    [Theory]
    [InlineData(Session.Handshake)]
    [InlineData(Session.PerRequest)]
    public async Task Progress_goes_upwards_and_ends_before_the_result(string protocol)
    {
        await using Session session = await Session.StartAsync(
            Fakes.With(
                new Fake((request, _) =>
                {
                    Parallel.For(1, 41, i => request.Progress!.Report(new CompressionProgress { Done = i, Total = 40 }));
                    return Task.FromResult(request.Unchanged("fake", ReasonCode.NotShorter));
                }),
                Fakes.Options with { ProgressFrom = 100 }),
            protocol);

        await session.Client.CallToolAsync("compress_text", new Dictionary<string, object?> { ["text"] = new string('a', 100), ["method"] = "fake" }, new Silence(), cancellationToken: TestContext.Current.CancellationToken);

        JsonElement[] sent = session.Sent.Messages();
        JsonElement[] progress = [.. sent.Where(m => m.TryGetProperty("method", out JsonElement method) && method.GetString() == "notifications/progress").Select(m => m.GetProperty("params"))];
        int[] steps = [.. progress.Select(p => p.GetProperty("progress").GetInt32())];
        Assert.Equal(0, steps[0]);
        Assert.Equal(10, steps[^1]);
        Assert.Equal(steps.Order().Distinct(), steps);
        Assert.All(progress, p => Assert.Equal(10, p.GetProperty("total").GetInt32()));
        Assert.True(sent[^1].TryGetProperty("result", out _));
    }

    [Fact]
    public async Task A_short_text_and_a_client_that_does_not_ask_get_no_progress()
    {
        var asked = new List<bool>();
        await using Session session = await Session.StartAsync(Fakes.With(
            new Fake((request, _) =>
            {
                asked.Add(request.Progress is not null);
                return Task.FromResult(request.Unchanged("fake", ReasonCode.NotShorter));
            }),
            Fakes.Options with { ProgressFrom = 100 }));

        await session.CallAsync("compress_text", ("text", new string('a', 200)), ("method", "fake"));
        await session.Client.CallToolAsync("compress_text", new Dictionary<string, object?> { ["text"] = "a", ["method"] = "fake" }, new Silence(), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal([false, false], asked);
    }

    private sealed class Silence : IProgress<ProgressNotificationValue>
    {
        public void Report(ProgressNotificationValue value)
        {
        }
    }
}
