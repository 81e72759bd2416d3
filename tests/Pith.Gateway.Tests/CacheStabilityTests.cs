using System.Text.Json;

namespace Pith.Gateway.Tests;

public sealed class CacheStabilityTests
{
    [Theory]
    [InlineData(Shapes.Chat, "messages")]
    [InlineData(Shapes.Messages, "messages")]
    [InlineData(Shapes.Responses, "input")]
    public async Task Earlier_messages_are_the_same_bytes_on_every_turn(string path, string member)
    {
        await using GatewayHost host = await GatewayHost.StartAsync(("Retrieval", "true"));
        string[] before = [];
        string? tools = null;
        for (int turn = 1; turn <= 12; turn++)
        {
            using HttpResponseMessage response = await host.PostAsync(path, Shapes.Request(path, turn), ("x-pith-method", "logs"));
            Assert.Equal("compressed", response.Header("x-pith-status"));
            using JsonDocument sent = JsonDocument.Parse(host.Upstream.Last.Body);
            string[] messages = [.. sent.RootElement.GetProperty(member).EnumerateArray().Select(m => m.GetRawText())];
            Assert.Equal(before, messages[..before.Length]);
            Assert.True(messages.Length > before.Length);
            string offered = sent.RootElement.GetProperty("tools").GetRawText();
            Assert.Equal(tools ?? offered, offered);
            (before, tools) = (messages, offered);
        }
    }

    [Fact]
    public async Task Two_replicas_with_one_store_send_the_same_bytes()
    {
        string file = Path.Combine(Path.GetTempPath(), $"pith-{Guid.NewGuid():N}.db");
        try
        {
            (string, string)[] shared = [("Stores:Kind", "sqlite"), ("Stores:Path", file)];
            await using GatewayHost one = await GatewayHost.StartAsync(shared);
            await using GatewayHost other = await GatewayHost.StartAsync([.. shared, ("Timeout", "00:00:20")]);
            using HttpResponseMessage first = await one.PostAsync(Shapes.Chat, Shapes.ChatRequest(3));
            using HttpResponseMessage second = await other.PostAsync(Shapes.Chat, Shapes.ChatRequest(3));

            Assert.Equal("compressed", second.Header("x-pith-status"));
            Assert.Equal(one.Upstream.Last.Text, other.Upstream.Last.Text);
            Assert.Equal(0, (await other.NextEntryAsync()).NewTokensBefore);
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            File.Delete(file);
        }
    }
}
