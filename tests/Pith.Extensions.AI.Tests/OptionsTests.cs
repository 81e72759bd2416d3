using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pith.Conversations;
using Pith.Reversal;

namespace Pith.Extensions.AI.Tests;

public sealed class OptionsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static readonly string s_log = Given.Log();

    [Fact]
    public async Task A_profile_is_bound_from_a_configuration()
    {
        IConfiguration configuration = Configuration(
            ("Rules:0:Role", "System"), ("Rules:0:Keep", "true"),
            ("Rules:1:Tool", "read_*"), ("Rules:1:Method", "head-tail"), ("Rules:1:Tokens", "300"), ("Rules:1:LeastTokens", "10"),
            ("Rules:2:Role", "tool"), ("Rules:2:Lossless", "true"),
            ("Tokenizer", "cl100k_base"), ("Pricing", "OpenAI"), ("ExpectedRequests", "3"), ("Timeout", "00:00:30"),
            ("ProtectedPatterns:0", @"job 60\b"), ("KeepLastUserMessage", "false"),
            ("History:MostTokens", "9000"), ("History:RecentMessages", "2"),
            ("Originals", "Memory"), ("OriginalsAge", "01:00:00"), ("RetrievalTokens", "100"));
        await using ServiceProvider services = Services(s => s.AddPith(configuration));
        PithOptions options = services.GetRequiredService<IOptions<PithOptions>>().Value;
        using var inner = new ScriptedChatClient();
        using IChatClient client = inner.AsBuilder().UseContextCompression().Build(services);

        await client.GetResponseAsync(Given.ToolRound(s_log), cancellationToken: Token);

        Assert.Equal((CachePricingKind.OpenAI, 3d, TimeSpan.FromSeconds(30), false, 9000), (options.Pricing, options.ExpectedRequests, options.Timeout, options.KeepLastUserMessage, options.History!.MostTokens));
        Assert.Equal([ConversationRole.System, null, ConversationRole.Tool], options.Rules!.Select(r => r.Role));
        string sent = (string)Given.Result(inner.Requests[0][3]).Result!;
        Assert.InRange(Pith.Text.TokenCounters.Cl100kBase.Count(sent), 250, 300);
        Assert.Contains("job 60", sent, StringComparison.Ordinal);
        Assert.NotNull(services.GetRequiredService<PithProfiles>().RetrievalTool());
        Assert.NotNull(services.GetRequiredService<ConversationCompressor>());
    }

    [Theory]
    [InlineData("Rules:0:Method", "keeep", "Rules:0:Method: There is no method 'keeep'.")]
    [InlineData("Rules:0:Rate", "1.5", "Rules:0:Rate is 1.5; a rate is kept / original, above 0 and at most 1.")]
    [InlineData("Rules:0:Tokens", "0", "Rules:0:Tokens is 0; a number of tokens is at least 1.")]
    [InlineData("Rules:0:LeastTokens", "-1", "Rules:0:LeastTokens is -1; a number of tokens is at least 0.")]
    [InlineData("Tokenizer", "o300k", "Tokenizer: There is no tokenizer 'o300k'.")]
    [InlineData("Timeout", "-00:00:01", "Timeout is -00:00:01; a time is above 0.")]
    [InlineData("ExpectedRequests", "-1", "ExpectedRequests is -1; a number of requests is at least 0.")]
    [InlineData("ProtectedPatterns:0", "(", "ProtectedPatterns: ")]
    [InlineData("History:MostTokens", "0", "History:MostTokens is 0; a number of tokens is at least 1.")]
    [InlineData("History:TargetTokens", "5", "History:TargetTokens is 5; the target is at least 1 and at most MostTokens.")]
    [InlineData("Originals", "Distributed", "Originals is Distributed; no IDistributedCache is registered.")]
    [InlineData("Originals", "Service", "Originals is Service; no IOriginalStore is registered.")]
    [InlineData("RetrievalTokens", "0", "RetrievalTokens is 0; a number of tokens is at least 1.")]
    public async Task An_application_with_options_that_cannot_be_used_does_not_start(string key, string value, string message)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddPith("coder", Configuration((key, value)));
        using IHost host = builder.Build();

        OptionsValidationException e = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Token));

        Assert.Contains(e.Failures, f => f.StartsWith("Pith profile 'coder': " + message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_budgets_are_one_too_many()
    {
        await using ServiceProvider services = Services(s => s.AddPith(o => o.Rules = [new PithRuleOptions { Rate = 0.5, Lossless = true }]));

        OptionsValidationException e = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<PithProfiles>().Get());

        Assert.Contains("Pith: Rules:0 is 2; at most one of Rate, Tokens and Lossless is given.", e.Failures);
    }

    [Fact]
    public async Task A_name_that_is_no_option_is_told()
    {
        await using ServiceProvider services = Services(s => s.AddPith(Configuration(("Rulez:0:Method", "auto"))));

        Assert.Contains("Rulez", Assert.Throws<InvalidOperationException>(() => services.GetRequiredService<PithProfiles>().Get()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Profiles_have_names_and_keys()
    {
        await using ServiceProvider services = Services(s =>
        {
            s.AddPith("half", o => o.Rules = [new PithRuleOptions { Method = "head-tail", Rate = 0.5 }]);
            s.AddPith("tenth", o => o.Rules = [new PithRuleOptions { Method = "head-tail", Rate = 0.1 }]);
            s.AddPith("tenth", o => o.KeepLastUserMessage = false);
            s.AddSingleton<IFormStore>(new MemoryFormStore());
        });
        using var inner = new ScriptedChatClient();
        using IChatClient half = inner.AsBuilder().UseContextCompression("half").Build(services);
        using IChatClient tenth = inner.AsBuilder().UseContextCompression("tenth").Build(services);
        List<ChatMessage> messages = Given.ToolRound(s_log);

        await half.GetResponseAsync(messages, cancellationToken: Token);
        await tenth.GetResponseAsync(messages, cancellationToken: Token);

        int[] tokens = [.. inner.Requests.Select(r => Given.Tokens((string)Given.Result(r[3]).Result!))];
        Assert.InRange(tokens[1], 1, Given.Tokens(s_log) / 10);
        Assert.InRange(tokens[0], tokens[1] * 3, Given.Tokens(s_log) / 2);
        Assert.NotNull(services.GetRequiredKeyedService<ConversationCompressor>("tenth"));
        Assert.Null(services.GetService<ConversationCompressor>());
        Assert.Contains("Known: 'half', 'tenth'", Assert.Throws<ArgumentException>(() => services.GetRequiredService<PithProfiles>().Get("other")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => inner.AsBuilder().UseContextCompression("other").Build(services));
    }

    [Fact]
    public async Task Changed_options_are_used_and_what_was_sent_stays()
    {
        var source = new MemorySource();
        source.Values["Rules:0:Method"] = "head-tail";
        source.Values["Rules:0:Rate"] = "0.5";
        IConfigurationRoot configuration = new ConfigurationBuilder().Add(source).Build();
        var log = new ListLoggerProvider();
        await using ServiceProvider services = Services(s => s.AddLogging(l => l.AddProvider(log)).AddPith(configuration));
        using var inner = new ScriptedChatClient();
        using IChatClient client = inner.AsBuilder().UseContextCompression().Build(services);
        List<ChatMessage> messages = Given.ToolRound(s_log);
        await client.GetResponseAsync(messages, cancellationToken: Token);

        source.Values["Rules:0:Rate"] = "0.1";
        configuration.Reload();
        messages.AddRange([new(ChatRole.Assistant, [new FunctionCallContent("c2", "read_log")]), new(ChatRole.Tool, [new FunctionResultContent("c2", Given.Log(100, "later"))])]);
        await client.GetResponseAsync(messages, cancellationToken: Token);
        source.Values["Rules:0:Rate"] = "7";
        Assert.IsType<OptionsValidationException>(Assert.Throws<AggregateException>(configuration.Reload).InnerException);
        await client.GetResponseAsync(messages, cancellationToken: Token);
        await client.GetResponseAsync(messages, cancellationToken: Token);

        Assert.Equal(inner.Sent[0], inner.Sent[1][..4]);
        Assert.InRange(Given.Tokens((string)Given.Result(inner.Requests[1][5]).Result!), 1, Given.Tokens(Given.Log(100, "later")) / 10);
        Assert.Equal(inner.Sent[1], inner.Sent[2]);
        Assert.Equal(inner.Sent[1], inner.Sent[3]);
        Assert.Contains("Rate is 7", Assert.Single(log.Lines, l => l.Level == LogLevel.Error).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rules_and_a_summarizer_are_added_in_code()
    {
        using var model = new ScriptedChatClient(ScriptedChatClient.Says("Notes."));
        await using ServiceProvider services = Services(s => s
            .AddPith(o => o.History = new PithHistoryOptions { MostTokens = 1000, RecentMessages = 1, Method = "head-tail" })
            .AddToolReducer("count", new TextReducer("count-lines", t => $"{t.Split('\n').Length} lines"))
            .AddRule(new ConversationRule { Tool = "whole", Keep = true })
            .AddHistorySummarizer(_ => model));
        using var inner = new ScriptedChatClient();
        using IChatClient client = inner.AsBuilder().UseContextCompression().Build(services);

        await client.GetResponseAsync(Given.ToolRound(s_log, "count"), cancellationToken: Token);
        await client.GetResponseAsync(Given.ToolRound(s_log, "whole"), cancellationToken: Token);
        await client.GetResponseAsync([new(ChatRole.User, "Go."), new(ChatRole.Assistant, Given.Prose("a")), new(ChatRole.Assistant, Given.Prose("b")), new(ChatRole.User, "On.")], cancellationToken: Token);

        Assert.Equal("120 lines", Given.Result(inner.Requests[0][3]).Result);
        Assert.Same(s_log, Given.Result(inner.Requests[1][3]).Result);
        Assert.StartsWith("Notes.", inner.Requests[2][1].Text, StringComparison.Ordinal);
        Assert.Single(model.Requests);
    }

    [Fact]
    public async Task The_retrieval_tool_of_a_profile_needs_originals()
    {
        await using ServiceProvider services = Services(s =>
        {
            s.AddPith("without");
            s.AddPith("with", o => o.Originals = OriginalStoreKind.Service);
            s.AddSingleton<IOriginalStore>(new MemoryOriginalStore());
        });
        using var inner = new ScriptedChatClient();

        Assert.Contains("keeps no originals", Assert.Throws<InvalidOperationException>(() => inner.AsBuilder().AddRetrievalTool(profile: "without").UseFunctionInvocation().Build(services)).Message, StringComparison.Ordinal);
        using IChatClient client = inner.AsBuilder().AddRetrievalTool(profile: "with").UseFunctionInvocation().UseContextCompression("with").Build(services);
        await client.GetResponseAsync("Hello", cancellationToken: Token);
        Assert.Single(inner.Options[0]!.Tools!);
    }

    private static ServiceProvider Services(Action<IServiceCollection> add)
    {
        var services = new ServiceCollection();
        add(services);
        return services.BuildServiceProvider();
    }

    private static IConfigurationRoot Configuration(params (string Key, string Value)[] values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values.ToDictionary(v => v.Key, v => (string?)v.Value)).Build();

    private sealed class MemorySource : IConfigurationSource
    {
        internal Dictionary<string, string?> Values { get; } = [];

        public IConfigurationProvider Build(IConfigurationBuilder builder) => new Provider(Values);

        private sealed class Provider(Dictionary<string, string?> values) : ConfigurationProvider
        {
            public override void Load() => Data = new Dictionary<string, string?>(values, StringComparer.OrdinalIgnoreCase);
        }
    }
}
