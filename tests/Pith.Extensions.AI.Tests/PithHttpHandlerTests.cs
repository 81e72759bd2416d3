using System.ClientModel;
using System.ClientModel.Primitives;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Anthropic;
using Anthropic.Core;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using OpenAI;

namespace Pith.Extensions.AI.Tests;

public sealed class PithHttpHandlerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static readonly string s_log = Given.Log();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_client_of_OpenAI_sends_shorter_results(bool streaming)
    {
        using var server = new LocalServer();
        using HttpClient http = Client(server);
        IChatClient client = new OpenAI.Chat.ChatClient("gpt-test", new ApiKeyCredential("x"), new OpenAIClientOptions
        {
            Endpoint = new Uri(server.Address + "v1"),
            Transport = new HttpClientPipelineTransport(http),
            RetryPolicy = new ClientRetryPolicy(0),
        }).AsIChatClient();

        string text = streaming
            ? (await client.GetStreamingResponseAsync(Given.ToolRound(s_log), cancellationToken: Token).ToChatResponseAsync(Token)).Text
            : (await client.GetResponseAsync(Given.ToolRound(s_log), cancellationToken: Token)).Text;

        Assert.Equal("an answer", text);
        JsonNode body = server.Body();
        JsonNode tool = body["messages"]!.AsArray().Single(m => (string?)m!["role"] == "tool")!;
        Assert.InRange(Given.Tokens(Text(tool["content"]!)), 1, Given.Tokens(s_log) / 2);
        Assert.Equal("c1", (string?)tool["tool_call_id"]);
        Assert.Equal("What went wrong with job 60?", Text(body["messages"]![1]!["content"]!));
    }

    [Fact]
    public void A_synchronous_call_is_compressed_too()
    {
        using var server = new LocalServer();
        using HttpClient http = Client(server);
        var client = new OpenAI.Chat.ChatClient("gpt-test", new ApiKeyCredential("x"), new OpenAIClientOptions
        {
            Endpoint = new Uri(server.Address + "v1"),
            Transport = new HttpClientPipelineTransport(http),
            RetryPolicy = new ClientRetryPolicy(0),
        });

        client.CompleteChat(OpenAI.Chat.MicrosoftExtensionsAIChatExtensions.AsOpenAIChatMessages(Given.ToolRound(s_log)), cancellationToken: Token);

        Assert.InRange(server.Requests.Single().Body.Length, 1, s_log.Length * 3 / 4);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_client_of_Anthropic_sends_shorter_results(bool streaming)
    {
        using var server = new LocalServer();
        using HttpClient http = Client(server);
        IChatClient client = new AnthropicClient(new ClientOptions { BaseUrl = server.Address.TrimEnd('/'), ApiKey = "x", MaxRetries = 0, HttpClient = http }).AsIChatClient("claude-test", 100);

        string text = streaming
            ? (await client.GetStreamingResponseAsync(Given.ToolRound(s_log), cancellationToken: Token).ToChatResponseAsync(Token)).Text
            : (await client.GetResponseAsync(Given.ToolRound(s_log), cancellationToken: Token)).Text;

        Assert.Equal("an answer", text);
        JsonNode result = server.Body()["messages"]!.AsArray().Select(m => m!["content"] as JsonArray).Where(c => c is not null).SelectMany(c => c!).Single(b => (string?)b!["type"] == "tool_result")!;
        Assert.Equal("c1", (string?)result["tool_use_id"]);
        Assert.InRange(Given.Tokens(Text(result["content"]!)), 1, Given.Tokens(s_log) / 2);
    }

    [Fact]
    public async Task The_middleware_sends_what_a_provider_would_send_only_shorter()
    {
        using var server = new LocalServer();
        using HttpClient http = new();
        IChatClient inner = new OpenAI.Chat.ChatClient("gpt-test", new ApiKeyCredential("x"), new OpenAIClientOptions
        {
            Endpoint = new Uri(server.Address + "v1"),
            Transport = new HttpClientPipelineTransport(http),
            RetryPolicy = new ClientRetryPolicy(0),
        }).AsIChatClient();
        string? seen = null;
        var reducer = new TextReducer("first-part", t => (seen = t)[..(t.Length / 2)]);
        using IChatClient client = inner.AsBuilder().UseContextCompression(Given.Compressor(Given.Policy(new Conversations.ConversationRule { Compressor = reducer, LeastTokens = 1 }))).Build();
        List<ChatMessage> messages = Given.ToolRound(JsonSerializer.SerializeToElement(new { a = "ä <b>", lines = s_log.Split('\n'), n = 1.50m }));

        await inner.GetResponseAsync(messages, cancellationToken: Token);
        await client.GetResponseAsync(messages, cancellationToken: Token);

        string[] sent = [.. server.Requests.Select(r => Text(JsonNode.Parse(r.Body)!["messages"]!.AsArray().Single(m => (string?)m!["role"] == "tool")!["content"]!))];
        Assert.Equal(sent[0], seen);
        Assert.Equal(sent[0][..(sent[0].Length / 2)], sent[1]);
    }

    [Theory]
    [InlineData("other path")]
    [InlineData("encoded")]
    [InlineData("no json")]
    [InlineData("other type")]
    [InlineData("put")]
    [InlineData("off")]
    [InlineData("too large")]
    [InlineData("stream")]
    [InlineData("unknown profile")]
    public async Task Any_doubt_sends_the_body_that_came(string doubt)
    {
        using var server = new LocalServer();
        using HttpClient http = Client(server, h => h.MostBytes = doubt == "too large" ? 100 : h.MostBytes);
        byte[] body = Encoding.UTF8.GetBytes(doubt == "no json" ? "{\"messages\": [" : Body());
        HttpContent content = doubt == "stream" ? new StreamContent(new OneWay(body)) : new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(doubt == "other type" ? "text/plain" : "application/json");
        if (doubt == "encoded")
        {
            content.Headers.ContentEncoding.Add("br");
        }

        using var request = new HttpRequestMessage(doubt == "put" ? HttpMethod.Put : HttpMethod.Post, server.Address + (doubt == "other path" ? "v1/embeddings" : "v1/chat/completions")) { Content = content };
        if (doubt is "off" or "unknown profile")
        {
            request.Headers.Add(doubt == "off" ? PithHttpHandler.ModeHeader : PithHttpHandler.ProfileHeader, doubt);
        }

        using HttpResponseMessage response = await http.SendAsync(request, Token);

        Assert.Equal(body, server.Requests.Single().Body);
        Assert.DoesNotContain(server.Requests.Single().Headers, h => h.StartsWith("x-pith", StringComparison.OrdinalIgnoreCase));
        Assert.Same(content, request.Content);
    }

    [Fact]
    public async Task Only_the_texts_change_and_the_length_is_right()
    {
        using var server = new LocalServer();
        using HttpClient http = Client(server);
        using var request = new HttpRequestMessage(HttpMethod.Post, server.Address + "v1/chat/completions") { Content = new StringContent(Body(), Encoding.UTF8, "application/json") };
        request.Content.Headers.ContentLanguage.Add("en");
        HttpContent content = request.Content;

        using HttpResponseMessage response = await http.SendAsync(request, Token);
        using HttpResponseMessage again = await http.PostAsync(server.Address + "v1/chat/completions", new StringContent(Body(), Encoding.UTF8, "application/json"), Token);

        (byte[] body, string[] headers, long? length) = server.Requests[0];
        Assert.Equal(body.Length, length);
        Assert.True(body.Length < Body().Length);
        string text = Encoding.UTF8.GetString(body);
        Assert.StartsWith("{ \"model\" : \"m\",  \"temperature\": 1.0, \"messages\":[", text, StringComparison.Ordinal);
        Assert.EndsWith("} ] ,\"x\":{}}", text, StringComparison.Ordinal);
        Assert.Contains("content-language", headers, StringComparer.OrdinalIgnoreCase);
        Assert.Equal(body, server.Requests[1].Body);
        Assert.Same(content, request.Content);
    }

    [Fact]
    public async Task A_header_chooses_the_profile()
    {
        var services = new ServiceCollection();
        services.AddPith(o => o.Rules = []);
        services.AddPith("tenth", o => o.Rules = [new PithRuleOptions { Method = "head-tail", Rate = 0.1 }]);
        await using ServiceProvider provider = services.BuildServiceProvider();
        using var server = new LocalServer();
        using var http = new HttpClient(new PithHttpHandler(provider.GetRequiredService<PithProfiles>()) { InnerHandler = new SocketsHttpHandler() });
        foreach (string? profile in new[] { null, "tenth" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, server.Address + "v1/chat/completions") { Content = new StringContent(Body(), Encoding.UTF8, "application/json") };
            if (profile is not null)
            {
                request.Headers.Add(PithHttpHandler.ProfileHeader, profile);
            }

            using HttpResponseMessage response = await http.SendAsync(request, Token);
        }

        Assert.Equal(Encoding.UTF8.GetBytes(Body()), server.Requests[0].Body);
        Assert.InRange(server.Requests[1].Body.Length, 1, Body().Length / 4);
        Assert.DoesNotContain(PithHttpHandler.ProfileHeader, server.Requests[1].Headers, StringComparer.OrdinalIgnoreCase);
    }

    private static string Body() =>
        "{ \"model\" : \"m\",  \"temperature\": 1.0, \"messages\":[{\"role\":\"user\",\"content\":\"Why?\"}, {\"role\":\"tool\", \"tool_call_id\":\"c1\",\"content\":" + JsonSerializer.Serialize(s_log) + "} ] ,\"x\":{}}";

    private static HttpClient Client(LocalServer server, Action<PithHttpHandler>? configure = null)
    {
        var handler = new PithHttpHandler(Given.Compressor()) { InnerHandler = new SocketsHttpHandler() };
        configure?.Invoke(handler);
        return new HttpClient(handler);
    }

    private static string Text(JsonNode content) => content is JsonArray parts ? string.Concat(parts.Select(p => (string?)p!["text"])) : (string)content!;

    /// <summary>A stream of unknown length that can be read once.</summary>
    private sealed class OneWay(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
