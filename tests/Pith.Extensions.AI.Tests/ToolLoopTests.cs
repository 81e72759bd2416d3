using Microsoft.Extensions.AI;
using Pith.Conversations;
using Pith.Reversal;

namespace Pith.Extensions.AI.Tests;

public sealed class ToolLoopTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Each_round_is_seen_and_earlier_messages_stay_the_same_bytes(bool streaming)
    {
        AIFunction[] tools = [AIFunctionFactory.Create(() => Given.Log(100, "alpha"), "first"), AIFunctionFactory.Create(() => new { lines = Given.Log(100, "beta").Split('\n') }, "second")];
        using var inner = new ScriptedChatClient(ScriptedChatClient.Calls("c1", "first"), ScriptedChatClient.Calls("c2", "second"), ScriptedChatClient.Calls("c3", "first"), ScriptedChatClient.Says("done"));
        using IChatClient client = inner.AsBuilder().UseFunctionInvocation().UseContextCompression(Given.Compressor()).Build();
        List<ChatMessage> messages = [new(ChatRole.User, "Compare the logs.")];
        var options = new ChatOptions { Tools = [.. tools] };

        ChatResponse response = streaming
            ? await client.GetStreamingResponseAsync(messages, options, Token).ToChatResponseAsync(Token)
            : await client.GetResponseAsync(messages, options, Token);

        Assert.Equal("done", response.Text);
        Assert.Equal(4, inner.Sent.Count);
        for (int round = 1; round < 4; round++)
        {
            Assert.Equal(1 + (2 * round), inner.Sent[round].Length);
            Assert.Equal(inner.Sent[round - 1], inner.Sent[round][..inner.Sent[round - 1].Length]);
            string result = Assert.IsType<string>(Given.Result(inner.Requests[round][^1]).Result);
            Assert.InRange(Given.Tokens(result), 1, Given.Tokens(Given.Log(100, "alpha")) * 6 / 10);
        }

        // What the caller gets back, and sends again, holds the whole results.
        FunctionResultContent[] whole = [.. response.Messages.SelectMany(m => m.Contents).OfType<FunctionResultContent>()];
        Assert.Equal(3, whole.Length);
        Assert.All(whole, w => Assert.Contains("job 50 ", w.Result!.ToString(), StringComparison.Ordinal));
        await client.GetResponseAsync([.. messages, .. response.Messages, new(ChatRole.User, "And now?")], options, Token);
        Assert.Equal(Texts(inner.Requests[3]), Texts(inner.Requests[4].Take(inner.Requests[3].Count)));
    }

    private static IEnumerable<object?> Texts(IEnumerable<ChatMessage> messages) =>
        messages.SelectMany(m => m.Contents).Select(c => c is FunctionResultContent result ? result.Result : c.ToString());

    [Fact]
    public async Task The_model_can_ask_for_what_was_cut()
    {
        var originals = new MemoryOriginalStore();
        ConversationCompressor compressor = Given.Compressor(Given.Policy(Given.Rule(method: "logs", rate: 0.2)), originals: originals);
        string log = Given.Log(200);
        using var inner = new ScriptedChatClient(
            ScriptedChatClient.Calls("c1", "read_log"),
            sent =>
            {
                string text = (string)Given.Result(sent[^1]).Result!;
                int at = text.IndexOf('#', StringComparison.Ordinal);
                return ScriptedChatClient.Calls("c2", RetrievalTool.Name, new() { ["handle"] = text[(at + 1)..(at + 11)], ["first_line"] = 1L, ["last_line"] = "3" })(sent);
            },
            ScriptedChatClient.Says("done"));
        using IChatClient client = inner.AsBuilder()
            .AddRetrievalTool(new RetrievalTool(new OriginalRetrieval(originals), mostTokens: 500))
            .UseFunctionInvocation()
            .UseContextCompression(compressor)
            .Build();
        var options = new ChatOptions { Tools = [AIFunctionFactory.Create(() => log, "read_log")] };
        IList<AITool> tools = options.Tools;

        ChatResponse response = await client.GetResponseAsync("What happened?", options, Token);

        Assert.Equal("done", response.Text);
        string answer = Given.Result(inner.Requests[2][^1]).Result!.ToString()!;
        Assert.Contains(answer.Split('\n')[0], log, StringComparison.Ordinal);
        Assert.Equal(3, answer.Split('\n').Length);
        Assert.Same(tools, options.Tools);
        Assert.Single(options.Tools);
        Assert.All(inner.Options, o => Assert.Equal(["read_log", RetrievalTool.Name], o!.Tools!.Select(t => t.Name)));
        Assert.Equal(inner.Sent[1], inner.Sent[2][..3]);
    }

    [Fact]
    public async Task An_answer_of_the_retrieval_tool_is_bounded_and_not_cut_again()
    {
        string log = Given.Log(300);
        string id = OriginalId.Of(log);
        var originals = new MemoryOriginalStore();
        await originals.StoreAsync(new Dictionary<string, string> { [id] = log }, Token);
        var function = new RetrievalFunction(new RetrievalTool(new OriginalRetrieval(originals), mostTokens: 1000));

        string answer = (string)(await function.InvokeAsync(new AIFunctionArguments { ["handle"] = "#" + id, ["ignored"] = new object() }, Token))!;
        string wrong = (string)(await function.InvokeAsync([], Token))!;

        Assert.InRange(Given.Tokens(answer), 900, 1000);
        Assert.StartsWith("Give 'handle'", wrong, StringComparison.Ordinal);
        using var inner = new ScriptedChatClient();
        using IChatClient client = inner.AsBuilder().UseContextCompression(Given.Compressor()).Build();
        List<ChatMessage> messages = Given.ToolRound(answer, RetrievalTool.Name);
        await client.GetResponseAsync(messages, cancellationToken: Token);
        Assert.Same(messages[3], inner.Requests[0][3]);
    }

    [Fact]
    public async Task Without_options_the_tool_is_offered_and_twice_is_once()
    {
        var tool = new RetrievalTool(new OriginalRetrieval(new MemoryOriginalStore()));
        using var inner = new ScriptedChatClient();
        using IChatClient client = inner.AsBuilder().AddRetrievalTool(tool).AddRetrievalTool(tool).UseFunctionInvocation().Build();

        await client.GetResponseAsync("Hello", cancellationToken: Token);

        Assert.Equal(RetrievalTool.Name, Assert.Single(inner.Options[0]!.Tools!).Name);
    }

    [Fact]
    public void A_tool_that_nobody_would_call_is_not_offered()
    {
        using var inner = new ScriptedChatClient();
        ChatClientBuilder builder = inner.AsBuilder().UseFunctionInvocation().AddRetrievalTool(new RetrievalTool(new OriginalRetrieval(new MemoryOriginalStore())));

        Assert.Contains("before UseFunctionInvocation()", Assert.Throws<InvalidOperationException>(() => builder.Build()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task By_default_methods_what_was_cut_has_a_handle()
    {
        string log = string.Join('\n', Enumerable.Range(0, 240).Select(i => $"10:{i / 60:00}:{i % 60:00} {(i == 121 ? "ERROR" : "INFO ")} compiled src/module{i % 9}/part{i}.cpp in {i * 37 % 400} ms"));
        using var inner = new ScriptedChatClient();
        using IChatClient client = inner.AsBuilder().UseContextCompression(Given.Compressor(Given.Policy(Given.Rule(method: "auto", rate: 0.2)), originals: new MemoryOriginalStore())).Build();

        await client.GetResponseAsync(Given.ToolRound(log), cancellationToken: Token);

        Assert.Matches(@"\[pith -\d+ \w+ ~[0-9.]+k?t #[a-z]{10}\]", (string)Given.Result(inner.Requests[0][3]).Result!);
    }

    [Fact]
    public async Task With_nothing_set_up_results_of_tools_go_to_half_by_the_methods_for_what_they_are()
    {
        using var inner = new ScriptedChatClient();
        using IChatClient client = inner.AsBuilder().UseContextCompression().Build();
        string log = Given.Log(100) + "\nerror: job 77 failed with exit code 3\n" + Given.Log(100);

        await client.GetResponseAsync(Given.ToolRound(log), cancellationToken: Token);

        string sent = (string)Given.Result(inner.Requests[0][3]).Result!;
        Assert.InRange(Given.Tokens(sent), 1, Given.Tokens(log) / 2);
        Assert.Contains("job 77 failed with exit code 3", sent, StringComparison.Ordinal);
    }
}
