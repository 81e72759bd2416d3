using System.ClientModel;
using System.ClientModel.Primitives;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using Anthropic;
using Anthropic.Core;
using Anthropic.Exceptions;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Responses;

namespace Pith.Gateway.Tests;

/// <summary>The official clients in C#, and the chat clients of Microsoft.Extensions.AI over them.</summary>
[Experimental("OPENAI001")]
public sealed class OfficialClientTests
{
    // A tool that gives text as it is; by default it would be written as a JSON string.
    private static readonly AIFunction s_readLog = AIFunctionFactory.Create(
        (string file) => Shapes.ToolText(file[0] - '0'), new AIFunctionFactoryOptions { Name = "read_log", MarshalResult = (result, _, _) => ValueTask.FromResult(result) });

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, bool, bool> Ways
    {
        get
        {
            var data = new TheoryData<string, bool, bool>();
            foreach (bool retrieval in (bool[])[false, true])
            {
                data.Add(Shapes.Chat, false, retrieval);
                data.Add(Shapes.Chat, true, retrieval);
                data.Add(Shapes.Messages, false, retrieval);
                data.Add(Shapes.Messages, true, retrieval);

                // As a stream by itself below: the chat client over it was built against an earlier version.
                data.Add(Shapes.Responses, false, retrieval);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task An_answer_is_the_models(string path, bool stream, bool retrieval)
    {
        await using GatewayHost host = await StartAsync(retrieval);
        using var listener = new Listener();
        using IChatClient client = Client(host, listener, path);

        ChatResponse answer = await AskAsync(client, "plain", stream);

        Assert.Equal("A disk was full.", answer.Text);
        Assert.Equal(path == Shapes.Responses ? null : ChatFinishReason.Stop, answer.FinishReason);
        Assert.Equal(1230, answer.Usage!.InputTokenCount + answer.Usage.OutputTokenCount);
        Assert.Equal(["unchanged"], listener.Statuses);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_loop_of_tools_runs_on_short_results(string path, bool stream, bool retrieval)
    {
        await using GatewayHost host = await StartAsync(retrieval);
        using var listener = new Listener();
        using IChatClient client = Client(host, listener, path).AsBuilder().UseFunctionInvocation().Build();

        ChatResponse answer = await AskAsync(client, "loop", stream);

        Assert.EndsWith("A disk was full.", answer.Text, StringComparison.Ordinal);
        Assert.Equal(ScriptedModel.Turns, answer.Messages.SelectMany(m => m.Contents).OfType<FunctionResultContent>().Count());
        Assert.Equal(["unchanged", "compressed", "compressed", "compressed"], listener.Statuses);
        ScriptedModel.AssertLoop(host.Upstream.Requests, path, stream);
    }

    [Theory]
    [InlineData(Shapes.Chat, false)]
    [InlineData(Shapes.Chat, true)]
    [InlineData(Shapes.Responses, false)]
    [InlineData(Shapes.Messages, false)]
    [InlineData(Shapes.Messages, true)]
    public async Task A_call_of_ours_is_never_seen(string path, bool stream)
    {
        await using GatewayHost host = await StartAsync(retrieval: true);
        using var listener = new Listener();
        using IChatClient client = Client(host, listener, path).AsBuilder().UseFunctionInvocation().Build();

        ChatResponse answer = await AskAsync(client, "asks", stream);

        Assert.Equal(["read_log"], answer.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().Select(c => c.Name));
        Assert.EndsWith("A disk was full.", answer.Text, StringComparison.Ordinal);
        Assert.Equal(path == Shapes.Responses ? null : ChatFinishReason.Stop, answer.FinishReason);
        Assert.Equal(2, listener.Statuses.Count);
        ScriptedModel.AssertAsked(host.Upstream.Requests, path, stream);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task An_error_of_the_upstream_is_the_clients_own_exception(string path, bool stream, bool retrieval)
    {
        await using GatewayHost host = await StartAsync(retrieval);
        foreach (string model in (string[])["limited", "refused"])
        {
            using var listener = new Listener();
            using IChatClient client = Client(host, listener, path);
            (int status, string body) = ScriptedModel.Error(path, model);
            if (path == Shapes.Messages)
            {
                AnthropicApiException e = await Assert.ThrowsAnyAsync<AnthropicApiException>(() => AskAsync(client, model, stream));
                Assert.IsType(model == "limited" ? typeof(AnthropicRateLimitException) : typeof(AnthropicBadRequestException), e);
                Assert.Equal((HttpStatusCode)status, e.StatusCode);
                Assert.Equal(body, e.ResponseBody);
            }
            else
            {
                ClientResultException e = await Assert.ThrowsAsync<ClientResultException>(() => AskAsync(client, model, stream));
                Assert.Equal(status, e.Status);
                Assert.Equal(body, e.GetRawResponse()!.Content.ToString());
                Assert.Equal(model == "limited", e.GetRawResponse()!.Headers.TryGetValue("Retry-After", out string? wait) && wait == "7");
            }

            Assert.Equal(["unchanged"], listener.Statuses);
        }
    }

    [Theory]
    [InlineData(Shapes.Chat, false)]
    [InlineData(Shapes.Chat, true)]
    [InlineData(Shapes.Messages, false)]
    [InlineData(Shapes.Messages, true)]
    public async Task A_stream_that_breaks_off_is_an_error(string path, bool retrieval)
    {
        await using GatewayHost host = await StartAsync(retrieval);
        using var listener = new Listener();
        using IChatClient client = Client(host, listener, path);

        Exception e = await Assert.ThrowsAnyAsync<Exception>(() => AskAsync(client, "cut", stream: true));

        AssertIsOfTheConnection(e);
        Assert.Single(host.Upstream.Requests);
    }

    [Fact]
    public async Task The_client_of_OpenAI_works_without_layers_over_it()
    {
        await using GatewayHost host = await StartAsync(retrieval: true);
        using var listener = new Listener();
        using var http = new HttpClient(listener, disposeHandler: false);
        var client = new OpenAI.Chat.ChatClient("plain", new ApiKeyCredential("sk-test"), Configured(new OpenAIClientOptions(), host, http));

        ClientResult<OpenAI.Chat.ChatCompletion> whole = await client.CompleteChatAsync([new OpenAI.Chat.UserChatMessage("What went wrong?")], cancellationToken: Token);
        var parts = new List<string>();
        await foreach (OpenAI.Chat.StreamingChatCompletionUpdate update in client.CompleteChatStreamingAsync([new OpenAI.Chat.UserChatMessage("What went wrong?")], cancellationToken: Token))
        {
            parts.AddRange(update.ContentUpdate.Select(c => c.Text));
        }

        Assert.Equal("A disk was full.", whole.Value.Content[0].Text);
        Assert.Equal("A disk was full.", string.Concat(parts));
        Assert.True(whole.GetRawResponse().Headers.TryGetValue("x-pith-status", out string? status));
        Assert.Equal("unchanged", status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Responses_stream_to_the_client_of_OpenAI(bool retrieval)
    {
        await using GatewayHost host = await StartAsync(retrieval);
        using var listener = new Listener();
        using var http = new HttpClient(listener, disposeHandler: false);
        var client = new ResponsesClient(new ApiKeyCredential("sk-test"), Configured(new ResponsesClientOptions(), host, http));

        Assert.EndsWith("A disk was full.", (await ConverseAsync(client, "loop", ScriptedModel.Turns)).GetOutputText(), StringComparison.Ordinal);
        Assert.Equal(["unchanged", "compressed", "compressed", "compressed"], listener.Statuses);
        ScriptedModel.AssertLoop(host.Upstream.Requests, Shapes.Responses, stream: true);
        if (retrieval)
        {
            Assert.EndsWith("A disk was full.", (await ConverseAsync(client, "asks", 1)).GetOutputText(), StringComparison.Ordinal);
            ScriptedModel.AssertAsked(host.Upstream.Requests, Shapes.Responses, stream: true);
        }

        ClientResultException limited = await Assert.ThrowsAsync<ClientResultException>(() => ConverseAsync(client, "limited", 0));
        Assert.Equal((429, ScriptedModel.Error(Shapes.Responses, "limited").Body), (limited.Status, limited.GetRawResponse()!.Content.ToString()));
        AssertIsOfTheConnection(await Assert.ThrowsAnyAsync<Exception>(() => ConverseAsync(client, "cut", 0)));
    }

    // Reading failed, after an answer had begun; an exception of the API would have a status.
    private static void AssertIsOfTheConnection(Exception e)
    {
        Exception? at = e;
        while (at is not (null or IOException))
        {
            at = at.InnerException;
        }

        Assert.True(at is not null, e.ToString());
    }

    // Streams a conversation until the model calls no more, which must be after so many calls; the last response.
    private static async Task<ResponseResult> ConverseAsync(ResponsesClient client, string model, int calls)
    {
        List<ResponseItem> items = [ResponseItem.CreateUserMessageItem("What went wrong?")];
        for (int i = 0; ; i++)
        {
            var options = new CreateResponseOptions(model, items) { StreamingEnabled = true };
            options.Tools.Add(ResponseTool.CreateFunctionTool("read_log", BinaryData.FromString("{\"type\":\"object\",\"properties\":{\"file\":{\"type\":\"string\"}}}"), strictModeEnabled: false));
            ResponseResult? response = null;
            int number = 0;
            await foreach (StreamingResponseUpdate update in await client.CreateResponseStreamingAsync(options, Token))
            {
                Assert.Equal(number++, update.SequenceNumber);
                response = (update as StreamingResponseCompletedUpdate)?.Response ?? response;
            }

            FunctionCallResponseItem[] asked = [.. response!.OutputItems.OfType<FunctionCallResponseItem>()];
            Assert.All(asked, c => Assert.Equal("read_log", c.FunctionName));
            if (asked.Length == 0)
            {
                Assert.Equal(calls, i);
                return response;
            }

            items.AddRange(response.OutputItems);
            items.AddRange(asked.Select(c => ResponseItem.CreateFunctionCallOutputItem(c.CallId, Shapes.ToolText(i))));
        }
    }

    private static async Task<GatewayHost> StartAsync(bool retrieval)
    {
        GatewayHost host = await GatewayHost.StartAsync(("Method", "logs"), ("Retrieval", retrieval ? "true" : "false"));
        host.Upstream.Answer = ScriptedModel.AnswerAsync;
        return host;
    }

    private static async Task<ChatResponse> AskAsync(IChatClient client, string model, bool stream)
    {
        ChatMessage[] messages = [new(ChatRole.System, "You help."), new(ChatRole.User, "What went wrong?")];
        var options = new ChatOptions { ModelId = model, Tools = [s_readLog] };
        if (client.GetService<ResponsesClient>() is not null)
        {
            // Otherwise only what is new is sent, after the id of the response before.
            options.RawRepresentationFactory = _ => new CreateResponseOptions { StoredOutputEnabled = false };
        }

        return stream ? await client.GetStreamingResponseAsync(messages, options, Token).ToChatResponseAsync(Token) : await client.GetResponseAsync(messages, options, Token);
    }

    private static IChatClient Client(GatewayHost host, Listener listener, string path)
    {
        var http = new HttpClient(listener, disposeHandler: false);
        return path switch
        {
            Shapes.Chat => new OpenAI.Chat.ChatClient("plain", new ApiKeyCredential("sk-test"), Configured(new OpenAIClientOptions(), host, http)).AsIChatClient(),
            Shapes.Responses => new ResponsesClient(new ApiKeyCredential("sk-test"), Configured(new ResponsesClientOptions(), host, http)).AsIChatClient("plain"),
            _ => new AnthropicClient(new ClientOptions { BaseUrl = host.Client.BaseAddress!.ToString().TrimEnd('/'), ApiKey = "sk-test", MaxRetries = 0, HttpClient = http }).AsIChatClient("plain", 100),
        };
    }

    private static T Configured<T>(T options, GatewayHost host, HttpClient http)
        where T : ClientPipelineOptions
    {
        var endpoint = new Uri(host.Client.BaseAddress!, "v1");
        switch (options)
        {
            case OpenAIClientOptions all:
                all.Endpoint = endpoint;
                break;
            case ResponsesClientOptions responses:
                responses.Endpoint = endpoint;
                break;
        }

        options.Transport = new HttpClientPipelineTransport(http);
        options.RetryPolicy = new ClientRetryPolicy(0);
        return options;
    }

    // Notes what the gateway said of each request.
    private sealed class Listener() : DelegatingHandler(new SocketsHttpHandler())
    {
        internal ConcurrentQueue<string> Statuses { get; } = new();

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
            Statuses.Enqueue(response.Header("x-pith-status") ?? "none");
            return response;
        }
    }
}
