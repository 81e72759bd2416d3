#pragma warning disable MAAI001 // The strategy is of an API that is marked experimental, and says so itself.
using Microsoft.Agents.AI;
using Microsoft.Agents.AI.Compaction;
using Microsoft.Extensions.AI;
using Pith.Extensions.Agents;

namespace Pith.Extensions.AI.Tests;

public sealed class ContextCompressionStrategyTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_agents_history_goes_out_shorter_and_stays_the_same_bytes()
    {
        using var inner = new ScriptedChatClient(
            ScriptedChatClient.Calls("c1", "read_log"), ScriptedChatClient.Says("It was job 60."),
            ScriptedChatClient.Says("Yes."), ScriptedChatClient.Says("No."));
        var agent = new ChatClientAgent(inner, new ChatClientAgentOptions
        {
            ChatOptions = new ChatOptions { Tools = [AIFunctionFactory.Create(() => Given.Log(), "read_log")] },
            AIContextProviders = [new CompactionProvider(new ContextCompressionStrategy(Given.Compressor(Given.Policy() with { Pricing = Conversations.CachePricing.None })))],
        });
        AgentSession session = await agent.CreateSessionAsync(Token);

        await agent.RunAsync("What went wrong?", session, cancellationToken: Token);
        await agent.RunAsync("Is that so?", session, cancellationToken: Token);
        AgentResponse last = await agent.RunAsync("And job 61?", session, cancellationToken: Token);

        Assert.Equal("No.", last.Text);
        Assert.Equal([1, 3, 5, 7], inner.Requests.Select(r => r.Count));
        string whole = Given.Result(inner.Requests[1][2]).Result!.ToString()!;
        Assert.Contains("job 50 ", whole, StringComparison.Ordinal);
        string[] later = [.. inner.Requests.Skip(2).Select(r => (string)Given.Result(r[2]).Result!)];
        Assert.All(later, l => Assert.InRange(Given.Tokens(l), 1, Given.Tokens(Given.Log()) / 2));
        Assert.Equal(later[0], later[1]);
        Assert.Equal("c1", Given.Result(inner.Requests[3][2]).CallId);
        Assert.Equal(["What went wrong?", "It was job 60.", "Is that so?", "Yes.", "And job 61?"], inner.Requests[3].Select(m => m.Text).Where(t => t.Length > 0));
    }

    [Fact]
    public async Task In_the_agents_client_each_round_of_the_tool_loop_is_seen()
    {
        using var inner = new ScriptedChatClient(ScriptedChatClient.Calls("c1", "read_log"), ScriptedChatClient.Calls("c2", "read_log"), ScriptedChatClient.Says("done"));
        var agent = new ChatClientAgent(inner.AsBuilder().UseContextCompression(Given.Compressor()).Build(), tools: [AIFunctionFactory.Create(() => Given.Log(), "read_log")]);

        AgentResponse response = await agent.RunAsync("What went wrong?", cancellationToken: Token);

        Assert.Equal("done", response.Text);
        Assert.InRange(Given.Tokens((string)Given.Result(inner.Requests[1][2]).Result!), 1, Given.Tokens(Given.Log()) / 2);
        Assert.Equal(inner.Sent[1], inner.Sent[2][..3]);
    }

    [Fact]
    public async Task The_strategy_replaces_groups_and_comes_back_to_the_same()
    {
        List<ChatMessage> messages = [.. Given.ToolRound(Given.Log()), new(ChatRole.Assistant, "It was job 60."), new(ChatRole.User, "Sure?")];
        string[] before = [.. messages.Select(ScriptedChatClient.Json)];
        var strategy = new ContextCompressionStrategy(Given.Compressor(Given.Policy() with { Pricing = Conversations.CachePricing.None }));
        var index = new CompactionMessageIndex([]);
        index.AddGroup(CompactionGroupKind.System, [messages[0]]);
        index.AddGroup(CompactionGroupKind.User, [messages[1]], 1);
        index.AddGroup(CompactionGroupKind.ToolCall, [messages[2], messages[3]], 1);
        index.AddGroup(CompactionGroupKind.AssistantText, [messages[4]], 1);
        index.AddGroup(CompactionGroupKind.User, [messages[5]], 2);

        Assert.True(await strategy.CompactAsync(index, cancellationToken: Token));
        string[] once = [.. index.GetIncludedMessages().Select(ScriptedChatClient.Json)];
        Assert.True(await strategy.CompactAsync(index, cancellationToken: Token));
        string[] twice = [.. index.GetIncludedMessages().Select(ScriptedChatClient.Json)];

        Assert.Equal(once, twice);
        Assert.Equal(6, once.Length);
        Assert.NotEqual(before[3], once[3]);
        Assert.Equal(before[..3], once[..3]);
        Assert.Equal(before, messages.Select(ScriptedChatClient.Json));
        Assert.Equal(6, index.Groups.Count);
        Assert.True(index.Groups[2].IsExcluded);
        Assert.Equal(CompactionGroupKind.ToolCall, index.Groups[3].Kind);

        // What another strategy drops stays dropped.
        index.Groups[3].IsExcluded = true;
        await strategy.CompactAsync(index, cancellationToken: Token);
        Assert.Equal(4, index.GetIncludedMessages().Count());
    }

    [Fact]
    public async Task A_trigger_that_does_not_fire_leaves_everything()
    {
        List<ChatMessage> messages = Given.ToolRound(Given.Log());
        var strategy = new ContextCompressionStrategy(Given.Compressor(), CompactionTriggers.TokensExceed(1_000_000));

        IEnumerable<ChatMessage> compacted = await CompactionProvider.CompactAsync(strategy, messages, cancellationToken: Token);

        Assert.Equal(messages, compacted);
    }
}
