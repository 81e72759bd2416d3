using Pith.Clients;

namespace Pith.Gateway.Tests;

/// <summary>The official clients in JavaScript drive the gateway.</summary>
public sealed class NodeClientTests
{
    private static readonly NodeProject s_clients = new("gateway");

    [Theory]
    [InlineData("openai", false)]
    [InlineData("openai", true)]
    [InlineData("anthropic", false)]
    [InlineData("anthropic", true)]
    public async Task Official_clients_see_a_provider_and_nothing_of_ours(string client, bool retrieval)
    {
        await s_clients.ReadyAsync(20);
        await using GatewayHost host = await GatewayHost.StartAsync(("Method", "logs"), ("Retrieval", retrieval ? "true" : "false"));
        host.Upstream.Answer = ScriptedModel.AnswerAsync;

        (int code, string output) = await s_clients.RunAsync("node", ["drive.mjs", client, host.Client.BaseAddress!.ToString().TrimEnd('/'), retrieval ? "retrieval" : "plain"]);

        Assert.True(code == 0, output);
        (string Name, string Path)[] apis = client == "openai" ? [("chat", Shapes.Chat), ("responses", Shapes.Responses)] : [("messages", Shapes.Messages)];
        string[] models = ["plain", "loop", "limited", "refused", .. retrieval ? ["asks"] : Array.Empty<string>()];
        Assert.Equal(
            apis.SelectMany(a => (string[])[.. models.Select(m => $"{a.Name} {m}"), .. models.Select(m => $"{a.Name} stream {m}"), $"{a.Name} cut", .. a.Name == "chat" ? Array.Empty<string>() : [$"{a.Name} accumulated"]]),
            NodeProject.Checks(output));
        foreach ((_, string path) in apis)
        {
            foreach (bool stream in (bool[])[false, true])
            {
                ScriptedModel.AssertLoop(host.Upstream.Requests, path, stream);
                if (retrieval)
                {
                    ScriptedModel.AssertAsked(host.Upstream.Requests, path, stream);
                }
            }
        }
    }
}
