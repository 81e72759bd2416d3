using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Pith.Conversations;
using Pith.Gateway.Configuration;

namespace Pith.Gateway.Tests;

public sealed class ConfigurationTests
{
    [Theory]
    [InlineData("Routes:default:Upstream", "api.openai.com", "Routes:default:Upstream must be an http or https URL")]
    [InlineData("Routes:default:Upstream", "https://user:pw@x", "Routes:default:Upstream")]
    [InlineData("Routes:default:Path", "v1", "Routes:default:Path must begin with a slash")]
    [InlineData("Routes:default:Method", "no-such", "no-such")]
    [InlineData("Routes:default:Rate", "2", "A rate is kept / original")]
    [InlineData("Routes:default:Rate", "much", "Rate")]
    [InlineData("Routes:default:Timeout", "00:00:00", "Routes:default:Timeout must be above 0")]
    [InlineData("Routes:default:Tokenizer", "no-such", "Routes:default:Tokenizer")]
    [InlineData("Routes:default:Rules:0:Role", "robot", "the role 'robot'")]
    [InlineData("Routes:default:Rules:0:LeastTokens", "-1", "Routes:default:Rules:0")]
    [InlineData("Routes:default:Protect:0", "(", "Routes:default:Protect")]
    [InlineData("Routes:default:Pricing:Write", "-1", "Routes:default:Pricing")]
    [InlineData("Routes:default:History:MostTokens", "0", "Routes:default:History")]
    [InlineData("Routes:default:Compres", "true", "Compres")]
    [InlineData("Routes:again:Upstream", "http://x", "two routes for the path '/'")]
    [InlineData("Keys:a:Hash", "my-secret-key", "Keys:a:Hash must be what")]
    [InlineData("Stores:Kind", "mongo", "Stores:Kind must be one of memory, sqlite, redis, postgresql")]
    [InlineData("Stores:Kind", "redis", "Stores:Connection")]
    [InlineData("Stores:EncryptionKey", "c2hvcnQ=", "Stores:EncryptionKey must be 32 bytes")]
    [InlineData("Limits:BodyBytes", "1", "Limits:BodyBytes")]
    public void What_is_wrong_is_said_by_the_name_of_the_setting(string name, string value, string expected)
    {
        Dictionary<string, string?> settings = GatewayHost.Settings();
        settings["Pith:Gateway:Routes:default:Upstream"] = "http://127.0.0.1:1";
        settings["Pith:Gateway:" + name] = value;
        var e = Assert.Throws<GatewayConfigurationException>(() =>
        {
            Microsoft.AspNetCore.Builder.WebApplication app = GatewayApp.Create(settings);
            app.Services.GetService(typeof(RouteTable));
        });

        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("my-secret-key", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_that_is_wrong_is_said_at_once()
    {
        var e = Assert.Throws<GatewayConfigurationException>(() => OptionReader.Read(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Pith:Gateway:Limits:BodyBytes"] = "1", ["Pith:Gateway:Ledger:Recent"] = "0" }).Build()));

        Assert.Equal(3, e.Message.Split('\n').Length);
    }

    [Fact]
    public void Rules_become_a_policy()
    {
        var route = new RouteOptions
        {
            Upstream = "http://x",
            Method = "head-tail",
            Rate = 0.3,
            Pricing = new PricingOptions { Write = 2, Read = 0.5 },
            History = new HistoryOptions { MostTokens = 1000 },
            Rules = { new RuleOptions { Tool = "read_*", Keep = true }, new RuleOptions { Role = "Tool", Method = "logs", Budget = 500, LeastTokens = 10 }, new RuleOptions { Role = "user", Lossless = true }, new RuleOptions() },
        };
        ConversationPolicy policy = OptionReader.Policy("a", route);

        Assert.True(policy.Rules[0].Keep);
        Assert.Equal((ConversationRole.Tool, "logs", Budget.Tokens(500), 10), (policy.Rules[1].Role, policy.Rules[1].Method, policy.Rules[1].Budget, policy.Rules[1].LeastTokens));
        Assert.Equal((ConversationRole.User, Budget.LosslessOnly), (policy.Rules[2].Role, policy.Rules[2].Budget));
        Assert.Equal((null, "head-tail", Budget.Rate(0.3)), (policy.Rules[3].Role, policy.Rules[3].Method, policy.Rules[3].Budget));
        Assert.Equal((2, 0.5, 1000, 600), (policy.Pricing.Write, policy.Pricing.Read, policy.History!.MostTokens, policy.History.TargetTokens));
    }

    [Fact]
    public async Task A_changed_file_changes_the_routes_and_a_wrong_one_nothing()
    {
        string file = Path.Combine(Path.GetTempPath(), $"pith-{Guid.NewGuid():N}.json");
        await using ScriptedUpstream other = await ScriptedUpstream.StartAsync();
        void Write(string upstream) => File.WriteAllText(file, new JsonObject { ["Pith"] = new JsonObject { ["Gateway"] = new JsonObject { ["Routes"] = new JsonObject { ["more"] = new JsonObject { ["Path"] = "/more", ["Upstream"] = upstream } } } } }.ToJsonString());
        try
        {
            Write("http://127.0.0.1:1");
            Dictionary<string, string?> settings = GatewayHost.Settings();
            settings["config"] = file;
            await using GatewayHost host = await GatewayHost.StartAsync(settings);
            Write("not a url");
            await UntilAsync(() => host.Log.Any(l => l.Contains("the one before stays", StringComparison.Ordinal)));
            using HttpResponseMessage still = await host.PostAsync(Shapes.Chat, "{}");
            Assert.True(still.IsSuccessStatusCode);

            Write(other.Url);
            await UntilAsync(() => host.Log.Any(l => l.Contains("was read again", StringComparison.Ordinal)));
            using HttpResponseMessage now = await host.PostAsync("/more/v1/chat/completions", "{}");
            Assert.Equal("/v1/chat/completions", other.Last.PathAndQuery);
        }
        finally
        {
            File.Delete(file);
        }

        static async Task UntilAsync(Func<bool> condition)
        {
            while (!condition())
            {
                await Task.Delay(50, TestContext.Current.CancellationToken);
            }
        }
    }

    [Fact]
    public void Arguments_are_settings()
    {
        Dictionary<string, string?> settings = GatewayArguments.Read(["--upstream", "https://x", "--port", "9", "--retrieval", "--rate=0.3", "--Pith:Gateway:Otlp", "true", "--config", "a.json"]);

        Assert.Equal("https://x", settings["Pith:Gateway:Routes:default:Upstream"]);
        Assert.Equal("http://127.0.0.1:9", settings["urls"]);
        Assert.Equal("true", settings["Pith:Gateway:Routes:default:Retrieval"]);
        Assert.Equal("0.3", settings["Pith:Gateway:Routes:default:Rate"]);
        Assert.Equal("true", settings["Pith:Gateway:Otlp"]);
        Assert.Equal("a.json", settings["config"]);
        Assert.All((string[][])[["upstream"], ["--what", "x"], ["--port", "x"], ["--upstream"]], a => Assert.Throws<GatewayConfigurationException>(() => GatewayArguments.Read(a)));
    }
}
