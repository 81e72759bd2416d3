using Microsoft.Extensions.AI;
using Pith.Conversations;

namespace Pith.Extensions.AI.Tests;

public sealed class HistoryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static List<ChatMessage> Long() =>
    [
        new(ChatRole.System, "Be brief."),
        new(ChatRole.User, "Fix the build of src/App/App.csproj."),
        .. Enumerable.Range(0, 6).SelectMany(i => new ChatMessage[]
        {
            new(ChatRole.Assistant, [new TextContent(Given.Prose("build")), new FunctionCallContent($"c{i}", "run")]),
            new(ChatRole.Tool, [new FunctionResultContent($"c{i}", Given.Log(60, $"w{i}"))]),
        }),
        new(ChatRole.User, "Go on."),
    ];

    private static int Total(IEnumerable<ChatMessage> messages) => messages.SelectMany(m => m.Contents).Sum(c => c switch
    {
        TextContent t => Given.Tokens(t.Text),
        FunctionResultContent { Result: string s } => Given.Tokens(s),
        _ => 0,
    });

    private static ConversationPolicy Budgeted(IHistorySummarizer? summarizer = null, int most = 3000, int target = 1500) =>
        Given.Policy(new ConversationRule { Keep = true }) with { History = new HistoryPolicy(most, target) { RecentMessages = 3, Method = "head-tail", Summarizer = summarizer } };

    [Fact]
    public async Task The_reducer_shortens_and_keeps_every_message()
    {
        List<ChatMessage> messages = Long();
        string[] before = [.. messages.Select(ScriptedChatClient.Json)];
        var reducer = new ContextCompressionReducer(Given.Compressor(Given.Policy() with { Pricing = CachePricing.None }));

        List<ChatMessage> reduced = [.. await reducer.ReduceAsync(messages, Token)];
        List<ChatMessage> again = [.. await reducer.ReduceAsync(reduced, Token)];

        Assert.Equal(messages.Count, reduced.Count);
        Assert.Equal(before, messages.Select(ScriptedChatClient.Json));
        Assert.True(Total(reduced) < Total(messages));
        Assert.Equal(messages.SelectMany(m => m.Contents).OfType<FunctionResultContent>().Select(r => r.CallId), reduced.SelectMany(m => m.Contents).OfType<FunctionResultContent>().Select(r => r.CallId));
        Assert.Equal(reduced.Select(ScriptedChatClient.Json), again.Select(ScriptedChatClient.Json));
    }

    [Fact]
    public async Task The_reducer_brings_a_long_conversation_to_its_budget()
    {
        List<ChatMessage> messages = Long();
        var reducer = new ContextCompressionReducer(Given.Compressor(Budgeted()));

        List<ChatMessage> reduced = [.. await reducer.ReduceAsync(messages, Token)];

        Assert.True(Total(messages) > 3000);
        Assert.InRange(Total(reduced), 1, 3000);
        Assert.Equal(messages.Count, reduced.Count);
        Assert.Same(messages[0], reduced[0]);
        Assert.Same(messages[1], reduced[1]);
        Assert.All(Enumerable.Range(messages.Count - 3, 3), i => Assert.Same(messages[i], reduced[i]));
        Assert.All(reduced.SelectMany(m => m.Contents).OfType<TextContent>(), t => Assert.NotEmpty(t.Text));
    }

    [Fact]
    public async Task Old_turns_are_said_shorter_by_a_model()
    {
        using var model = new ScriptedChatClient(ScriptedChatClient.Says("Notes: the build of src/App/App.csproj was talked over in 40 parts; open: finish it. [pith -1 lines ~2t #abcdefghij]"));
        List<ChatMessage> messages = Long();
        messages[2].Contents[0] = new TextContent(Given.Prose("build") + " See src/App/App.csproj.");
        var reducer = new ContextCompressionReducer(Given.Compressor(Budgeted(new ChatHistorySummarizer(model, new ChatOptions { ModelId = "small" }))));

        List<ChatMessage> reduced = [.. await reducer.ReduceAsync(messages, Token)];
        await reducer.ReduceAsync(messages, Token);

        Assert.StartsWith("Notes: the build", reduced[2].Text, StringComparison.Ordinal);
        Assert.DoesNotContain("[pith -1 lines ~2t #abcdefghij]", reduced[2].Text, StringComparison.Ordinal);
        Assert.InRange(Total(reduced), 1, 3000);
        Assert.Single(model.Requests);
        Assert.Equal("small", model.Options[0]!.ModelId);
        Assert.InRange(model.Options[0]!.MaxOutputTokens!.Value, 1, 1500);
        Assert.Contains("names of files", model.Requests[0][0].Text, StringComparison.Ordinal);
        Assert.Contains("[assistant]\nIn part 0", model.Requests[0][1].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("throws")]
    [InlineData("empty")]
    [InlineData("unfinished")]
    [InlineData("too long")]
    [InlineData("made up")]
    public async Task A_summary_that_is_no_use_is_not_used(string how)
    {
        using var model = new ScriptedChatClient(how switch
        {
            "throws" => _ => throw new HttpRequestException("no"),
            "empty" => ScriptedChatClient.Says("  "),
            "too long" => ScriptedChatClient.Says(Given.Prose("build") + Given.Prose("build") + Given.Prose("build") + Given.Prose("build")),
            _ => ScriptedChatClient.Says(how == "made up" ? "The build works since src/Other/Thing.cs was deleted." : "We talked"),
        });
        using IChatClient client = model.AsBuilder().Use(async (messages, options, inner, token) =>
        {
            ChatResponse response = await inner.GetResponseAsync(messages, options, token);
            response.FinishReason = how == "unfinished" ? ChatFinishReason.Length : ChatFinishReason.Stop;
            return response;
        }, null).Build();
        var reducer = new ContextCompressionReducer(Given.Compressor(Budgeted(new ChatHistorySummarizer(client))));

        List<ChatMessage> reduced = [.. await reducer.ReduceAsync(Long(), Token)];

        Assert.Single(model.Requests);
        Assert.StartsWith("In part 0", reduced[2].Text, StringComparison.Ordinal);
        Assert.InRange(Total(reduced), 1, 3000);
    }

    [Fact]
    public async Task A_summarizer_of_somebody_elses_may_throw()
    {
        var reducer = new ContextCompressionReducer(Given.Compressor(Budgeted(new Broken())));

        List<ChatMessage> reduced = [.. await reducer.ReduceAsync(Long(), Token)];

        Assert.InRange(Total(reduced), 1, 3000);
    }

    private sealed class Broken : IHistorySummarizer
    {
        public ValueTask<string?> SummarizeAsync(IReadOnlyList<ConversationText> turns, int mostTokens, CancellationToken cancellationToken = default) => throw new InvalidOperationException();
    }
}
