using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Pith.Conversations;

namespace Pith.Extensions.AI.Tests;

public sealed class ContextCompressionChatClientTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static readonly string s_log = Given.Log();

    public static TheoryData<string> Results => ["string", "json string", "json object", "json node", "json document", "text", "texts"];

    private static object ResultOf(string kind) => kind switch
    {
        "string" => s_log,
        "json string" => JsonSerializer.SerializeToElement(s_log),
        "json object" => JsonSerializer.SerializeToElement(new { lines = s_log.Split('\n') }),
        "json node" => JsonNode.Parse(JsonSerializer.Serialize(s_log.Split('\n')))!,
        "json document" => JsonDocument.Parse(JsonSerializer.Serialize(s_log.Split('\n'))),
        "text" => new TextContent(s_log),
        _ => new AIContent[] { new TextContent(s_log), new DataContent(new byte[] { 1, 2 }, "image/png"), new TextContent("short") },
    };

    [Theory]
    [MemberData(nameof(Results))]
    public async Task Only_the_text_of_a_result_is_shortened(string kind)
    {
        object value = ResultOf(kind);
        List<ChatMessage> messages = Given.ToolRound(value);
        using var inner = new ScriptedChatClient();
        using IChatClient client = inner.AsBuilder().UseContextCompression(Given.Compressor()).Build();

        await client.GetResponseAsync(messages, cancellationToken: Token);

        FunctionResultContent sent = Given.Result(inner.Requests[0][3]);
        Assert.Equal("c1", sent.CallId);
        string text = sent.Result switch
        {
            string s => s,
            TextContent t => t.Text,
            IList<AIContent> l => ((TextContent)l[0]).Text,
            _ => throw new InvalidOperationException(),
        };
        string before = kind.StartsWith("json", StringComparison.Ordinal) && kind != "json string" ? JsonSerializer.Serialize(value, AIJsonUtilities.DefaultOptions) : s_log;
        Assert.InRange(Given.Tokens(text), 1, Given.Tokens(before) / 2);
        Assert.Equal(before[..20], text[..20]);
        if (kind == "texts")
        {
            var parts = (IList<AIContent>)sent.Result!;
            Assert.Equal(3, parts.Count);
            Assert.Same(((AIContent[])value)[1], parts[1]);
            Assert.Same(((AIContent[])value)[2], parts[2]);
        }

        Assert.Same(value, Given.Result(messages[3]).Result);
    }

    [Fact]
    public async Task Nothing_of_the_callers_is_changed_and_nothing_but_texts_is_other_than_it_was()
    {
        List<ChatMessage> messages = Given.ToolRound(s_log);
        var result = Given.Result(messages[3]);
        (result.RawRepresentation, messages[3].RawRepresentation, messages[2].RawRepresentation) = ("raw content", "raw message", "raw call");
        result.AdditionalProperties = new() { ["cache"] = "yes" };
        result.Exception = new InvalidOperationException("kept");
        messages[3].AdditionalProperties = new() { ["source"] = "disk" };
        messages[3].AuthorName = "tool";
        messages[3].CreatedAt = DateTimeOffset.UnixEpoch;
        messages[3].Contents.Add(new DataContent(new byte[] { 1 }, "image/png"));
        string[] before = [.. messages.Select(ScriptedChatClient.Json)];
        AIContent[][] contents = [.. messages.Select(m => m.Contents.ToArray())];
        IList<AIContent>[] lists = [.. messages.Select(m => m.Contents)];
        using var inner = new ScriptedChatClient();
        using IChatClient client = inner.AsBuilder().UseContextCompression(Given.Compressor()).Build();

        await client.GetResponseAsync(messages, cancellationToken: Token);
        inner.Requests[0][3].AdditionalProperties!["added"] = 1;
        inner.Requests[0][3].Contents.Add(new TextContent("added"));

        Assert.Equal(before, messages.Select(ScriptedChatClient.Json));
        for (int i = 0; i < messages.Count; i++)
        {
            Assert.Same(lists[i], messages[i].Contents);
            Assert.True(contents[i].SequenceEqual(messages[i].Contents, ReferenceEqualityComparer.Instance as IEqualityComparer<AIContent>));
        }

        Assert.Equal(("raw content", "raw message", "raw call"), (result.RawRepresentation, messages[3].RawRepresentation, messages[2].RawRepresentation));
        IReadOnlyList<ChatMessage> sent = inner.Requests[0];
        Assert.All(Enumerable.Range(0, 3), i => Assert.Same(messages[i], sent[i]));
        Assert.NotSame(messages[3], sent[3]);
        Assert.Equal(("m3", "tool", DateTimeOffset.UnixEpoch, ChatRole.Tool), (sent[3].MessageId, sent[3].AuthorName, sent[3].CreatedAt, sent[3].Role));
        Assert.Equal("disk", sent[3].AdditionalProperties!["source"]);
        Assert.Null(sent[3].RawRepresentation);
        FunctionResultContent changed = Given.Result(sent[3]);
        Assert.Null(changed.RawRepresentation);
        Assert.Equal("yes", changed.AdditionalProperties!["cache"]);
        Assert.Same(result.Exception, changed.Exception);
        Assert.Same(messages[3].Contents[1], sent[3].Contents[1]);
    }

    [Fact]
    public async Task What_a_provider_reads_by_itself_stays()
    {
        object own = new { lines = s_log };
        List<ChatMessage> messages = Given.ToolRound(own);
        using var inner = new ScriptedChatClient();
        using IChatClient client = inner.AsBuilder().UseContextCompression(Given.Compressor()).Build();

        await client.GetResponseAsync(messages, cancellationToken: Token);

        Assert.All(Enumerable.Range(0, 4), i => Assert.Same(messages[i], inner.Requests[0][i]));
    }

    [Theory]
    [InlineData("message")]
    [InlineData("content")]
    [InlineData("stored")]
    [InlineData("annotation")]
    public async Task What_is_to_be_kept_is_kept(string how)
    {
        List<ChatMessage> messages = Given.ToolRound(s_log);
        object yes = how == "stored" ? JsonSerializer.SerializeToElement(true) : true;
        if (how == "message")
        {
            messages[3].AdditionalProperties = new() { [ContextCompressionChatClient.KeepProperty] = yes };
        }
        else if (how == "annotation")
        {
            Given.Result(messages[3]).Annotations = [new CitationAnnotation { Title = "a" }];
        }
        else
        {
            Given.Result(messages[3]).AdditionalProperties = new() { [ContextCompressionChatClient.KeepProperty] = yes };
        }

        using var inner = new ScriptedChatClient();
        using IChatClient client = inner.AsBuilder().UseContextCompression(Given.Compressor()).Build();

        await client.GetResponseAsync(messages, cancellationToken: Token);

        Assert.Same(messages[3], inner.Requests[0][3]);
    }

    [Fact]
    public async Task Rules_are_by_role_and_by_tool()
    {
        ConversationPolicy policy = Given.Policy(
            Given.Rule(ConversationRole.System, rate: 0.9),
            new ConversationRule { Tool = "keep_*", Keep = true },
            new ConversationRule { Tool = "count", Compressor = new TextReducer("count-lines", t => $"{t.Split('\n').Length} lines"), LeastTokens = 10 },
            Given.Rule(rate: 0.25)) with { KeepLastUserMessage = false };
        List<ChatMessage> messages =
        [
            new(new ChatRole("developer"), Given.Prose("rules")),
            new(ChatRole.User, Given.Prose("plan")),
            new(ChatRole.Assistant, [new FunctionCallContent("a", "keep_me"), new FunctionCallContent("b", "count"), new FunctionCallContent("c", "other")]),
            new(ChatRole.Tool, [new FunctionResultContent("a", Given.Log(60, "a")), new FunctionResultContent("b", Given.Log(60, "b")), new FunctionResultContent("c", Given.Log(60, "c"))]),
        ];
        ContextCompressionReport? report = null;
        using var inner = new ScriptedChatClient();
        using IChatClient client = inner.AsBuilder().UseContextCompression(Given.Compressor(policy with { Pricing = CachePricing.None }), c => c.OnCompressed = r => report = r).Build();

        await client.GetResponseAsync(messages, new ChatOptions { ModelId = "m" }, Token);

        IReadOnlyList<ChatMessage> sent = inner.Requests[0];
        Assert.InRange(Given.Tokens(sent[0].Text), 1, Given.Tokens(messages[0].Text) * 9 / 10);
        Assert.Same(messages[1], sent[1]);
        Assert.Same(messages[3].Contents[0], sent[3].Contents[0]);
        Assert.Equal("60 lines", ((FunctionResultContent)sent[3].Contents[1]).Result);
        Assert.InRange(Given.Tokens((string)((FunctionResultContent)sent[3].Contents[2]).Result!), 1, Given.Tokens(Given.Log(60, "c")) / 4);
        Assert.Equal("m", report!.Model);
        Assert.Equal(["head-tail", "", "", "count-lines", "head-tail"], report.Result.Outcomes.Select(o => o.Method));
        Assert.Equal("{}", report.Conversation.Texts[3].Call is null ? "{}" : report.Conversation.Texts[3].Call);
        Assert.True(report.Result.TokensAfter < report.Result.TokensBefore);
    }

    [Fact]
    public async Task A_stream_sends_the_same_and_streams()
    {
        List<ChatMessage> messages = Given.ToolRound(s_log);
        ConversationCompressor compressor = Given.Compressor();
        using var inner = new ScriptedChatClient(ScriptedChatClient.Says("an answer"));
        using IChatClient client = inner.AsBuilder().UseContextCompression(compressor, c => c.AnnotateResponses = true).Build();

        ChatResponse whole = await client.GetResponseAsync(messages, cancellationToken: Token);
        ChatResponse streamed = await client.GetStreamingResponseAsync(messages, cancellationToken: Token).ToChatResponseAsync(Token);

        Assert.Equal(inner.Sent[0], inner.Sent[1]);
        Assert.Equal("an answer", streamed.Text);
        Assert.Single(streamed.Messages);
        foreach (ChatResponse response in new[] { whole, streamed })
        {
            int before = (int)response.AdditionalProperties![ContextCompressionTelemetry.TokensBefore]!;
            Assert.Equal(Given.Tokens(s_log), before);
            Assert.InRange((int)response.AdditionalProperties[ContextCompressionTelemetry.TokensAfter]!, 1, before / 2);
        }
    }

    [Fact]
    public async Task Responses_say_nothing_unless_they_are_asked_to()
    {
        using var inner = new ScriptedChatClient();
        using IChatClient client = inner.AsBuilder().UseContextCompression(Given.Compressor()).Build();

        Assert.Null((await client.GetResponseAsync(Given.ToolRound(s_log), cancellationToken: Token)).AdditionalProperties);
    }

    [Fact]
    public async Task The_same_messages_are_the_same_bytes_whoever_asks()
    {
        var forms = new MemoryFormStore();
        using var inner = new ScriptedChatClient();
        List<ChatMessage> messages = Given.ToolRound(s_log);
        foreach (IFormStore? store in new IFormStore?[] { forms, forms, null })
        {
            using IChatClient client = inner.AsBuilder().UseContextCompression(Given.Compressor(forms: store)).Build();
            await client.GetResponseAsync(messages, cancellationToken: Token);
            await client.GetResponseAsync([.. messages.Select(m => m.Clone())], cancellationToken: Token);
        }

        Assert.Equal(6, inner.Sent.Count);
        Assert.All(inner.Sent, s => Assert.Equal(inner.Sent[0], s));
        Assert.NotEqual(messages.Select(ScriptedChatClient.Json), inner.Sent[0]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_cancelled_request_is_not_sent(bool streaming)
    {
        using var source = new CancellationTokenSource();
        var stub = new StubCompressor(async (_, token) =>
        {
            await source.CancelAsync();
            await Task.Delay(Timeout.Infinite, token);
            throw new InvalidOperationException();
        });
        using var inner = new ScriptedChatClient();
        using IChatClient client = inner.AsBuilder().UseContextCompression(Given.Compressor(Given.Policy(new ConversationRule { Compressor = stub, LeastTokens = 1 }))).Build();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => streaming
            ? client.GetStreamingResponseAsync(Given.ToolRound(s_log), cancellationToken: source.Token).ToChatResponseAsync(Token)
            : client.GetResponseAsync(Given.ToolRound(s_log), cancellationToken: source.Token));

        Assert.Empty(inner.Requests);
    }

    [Fact]
    public async Task A_compressor_that_throws_sends_the_messages_as_they_are()
    {
        var stub = new StubCompressor((_, _) => throw new InvalidOperationException("secret text"));
        ContextCompressionReport? report = null;
        using var inner = new ScriptedChatClient();
        using IChatClient client = inner.AsBuilder()
            .UseContextCompression(Given.Compressor(Given.Policy(new ConversationRule { Role = ConversationRole.Tool, Compressor = stub })), c => c.OnCompressed = r => report = r).Build();
        List<ChatMessage> messages = Given.ToolRound(s_log);

        await client.GetResponseAsync(messages, cancellationToken: Token);

        Assert.All(Enumerable.Range(0, 4), i => Assert.Same(messages[i], inner.Requests[0][i]));
        Assert.Contains(report!.Result.Outcomes, o => o.Reason == ReasonCode.Fallback);
    }

    [Fact]
    public async Task A_listener_that_throws_stops_nothing()
    {
        using var inner = new ScriptedChatClient();
        using IChatClient client = inner.AsBuilder().UseContextCompression(Given.Compressor(), c => c.OnCompressed = _ => throw new InvalidOperationException()).Build();

        await client.GetResponseAsync(Given.ToolRound(s_log), cancellationToken: Token);

        Assert.InRange(Given.Tokens((string)Given.Result(inner.Requests[0][3]).Result!), 1, Given.Tokens(s_log) / 2);
    }

    [Fact]
    public async Task A_message_that_cannot_be_read_is_sent_as_it_is()
    {
        List<ChatMessage> messages = [.. Given.ToolRound(s_log), null!];
        IReadOnlyList<ChatMessage>? sent = null;
        using var inner = new ScriptedChatClient();
        using IChatClient client = inner.AsBuilder().UseContextCompression(Given.Compressor()).Use(async (given, _, _, _) =>
        {
            sent = [.. given];
            await Task.Yield();
            return new ChatResponse();
        }, null).Build();

        await client.GetResponseAsync(messages, cancellationToken: Token);

        Assert.True(messages.SequenceEqual(sent!));
    }

    [Fact]
    public void The_compressor_can_be_asked_for()
    {
        ConversationCompressor compressor = Given.Compressor();
        using var inner = new ScriptedChatClient();
        using IChatClient client = inner.AsBuilder().UseContextCompression(compressor).Build();

        Assert.Same(compressor, client.GetService<ConversationCompressor>());
        Assert.Same(inner, client.GetService<ScriptedChatClient>());
    }
}
