using System.Net;
using Pith.Gateway.Keys;

namespace Pith.Gateway.Tests;

public sealed class LogTests
{
    [Fact]
    public async Task No_line_and_no_entry_holds_text_of_a_request_or_a_key()
    {
        (string key, string hash) = KeyHash.New();
        const string Secret = "PLANTED-4711-SECRET";
        await using GatewayHost host = await GatewayHost.StartAsync(("Keys:team:Hash", hash), ("UpstreamKey", Secret + "-upstream-key"), ("Retrieval", "true"), ("Method", "logs"));
        (string, string)[] headers = [("Authorization", $"Bearer {key}"), ("x-note", Secret)];
        string body = Shapes.ChatRequest(2).Replace("What went wrong?", Secret, StringComparison.Ordinal).Replace("processed batch", Secret, StringComparison.Ordinal);
        host.Upstream.Answer = (context, _) => ScriptedUpstream.JsonAsync(context, Shapes.ChatAnswer.Replace("A disk was full.", Secret, StringComparison.Ordinal));
        foreach (string path in (string[])[Shapes.Chat, $"/v1/models?key={Secret}", "/v1/compress", Shapes.Messages])
        {
            using HttpResponseMessage response = await host.PostAsync(path, body, headers);
            await response.BytesAsync();
        }

        // Errors, too: of clients, of the upstream, of the network.
        using HttpResponseMessage broken = await host.PostAsync(Shapes.Chat, body[..^9], headers);
        using HttpResponseMessage header = await host.PostAsync(Shapes.Chat, body, [.. headers, ("x-pith-method", Secret)]);
        Assert.DoesNotContain(Secret, await header.TextAsync(), StringComparison.Ordinal);
        using HttpResponseMessage stranger = await host.PostAsync(Shapes.Chat, body, ("Authorization", $"Bearer {Secret}"));
        Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
        host.Upstream.Answer = (context, _) => ScriptedUpstream.JsonAsync(context, $"{{\"error\":\"{Secret}\"}}", 500);
        using HttpResponseMessage failed = await host.PostAsync(Shapes.Chat, body, headers);
        host.Upstream.Answer = (context, _) =>
        {
            context.Abort();
            return Task.CompletedTask;
        };
        using HttpResponseMessage aborted = await host.PostAsync($"{Shapes.Chat}?key={Secret}", body, headers);
        Assert.Equal(HttpStatusCode.BadGateway, aborted.StatusCode);

        Assert.NotEmpty(host.Log);
        foreach (string planted in (string[])[Secret, key, hash])
        {
            Assert.All(host.Log, line => Assert.DoesNotContain(planted, line, StringComparison.Ordinal));
        }

        for (int i = 0; i < 7; i++)
        {
            Assert.DoesNotContain(Secret, (await host.NextEntryAsync()).ToJson(), StringComparison.Ordinal);
        }
    }
}
