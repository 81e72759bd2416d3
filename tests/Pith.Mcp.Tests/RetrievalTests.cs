using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Pith.Reversal;

namespace Pith.Mcp.Tests;

public sealed class RetrievalTests
{
    [Fact]
    public async Task What_was_cut_comes_back_by_the_handle_of_its_marker()
    {
        await using Session session = await Session.StartAsync(Fakes.Options);
        CallToolResult compressed = (await session.CallAsync("compress_text", ("text", Fakes.Json), ("rate", 0.1), ("method", "json"))).Succeeded();
        (_, ElisionMarker marker) = ElisionMarker.FindAll(compressed.Said()).Single();
        string handle = marker.Id!;

        Assert.Equal(handle, compressed.Data("cuts")[0].GetProperty("handle").GetString());
        Assert.Equal(1, compressed.Data("marked_cuts").GetInt32());
        string cut = (await session.CallAsync("retrieve", ("handle", handle), ("budget", 100_000))).Succeeded().Said();
        Assert.Contains(cut, Fakes.Json, StringComparison.Ordinal);
        foreach (string written in (string[])["#" + handle, marker.ToString(), $"pith://originals/{handle}", $" {handle} "])
        {
            Assert.Equal(cut, (await session.CallAsync("retrieve", ("handle", written), ("budget", 100_000))).Succeeded().Said());
        }

        string whole = compressed.Data("original").GetString()!;
        Assert.Equal(Fakes.Json, (await session.CallAsync("retrieve", ("handle", whole), ("budget", 100_000))).Said());
        Assert.Equal("\"failed\"", (await session.CallAsync("retrieve", ("handle", whole), ("path", "users.41.state"))).Said());
    }

    [Fact]
    public async Task A_retrieval_gives_lines_matches_and_no_more_tokens_than_allowed()
    {
        await using Session session = await Session.StartAsync(Fakes.Options with { RetrievedTokens = 300 });
        string handle = (await session.CallAsync("compress_text", ("text", Fakes.Prose), ("rate", 0.1))).Succeeded().Data("original").GetString()!;
        string[] lines = Fakes.Prose.Split('\n');

        Assert.Equal(string.Join('\n', lines[9..12]), (await session.CallAsync("retrieve", ("handle", handle), ("lines", "10-12"))).Said().TrimEnd('\n'));
        Assert.Equal(lines[199], (await session.CallAsync("retrieve", ("handle", handle), ("lines", "200-"))).Said());
        Assert.Equal(lines[0], (await session.CallAsync("retrieve", ("handle", handle), ("lines", "1"))).Said().TrimEnd('\n'));
        Assert.Equal($"50: {lines[49]}", (await session.CallAsync("retrieve", ("handle", handle), ("pattern", @"\b350\b"))).Said());
        CallToolResult byDefault = await session.CallAsync("retrieve", ("handle", handle));
        Assert.True(byDefault.Data("compressed").GetBoolean());
        Assert.InRange(byDefault.Data("tokens").GetInt32(), 1, 300);
        Assert.Contains("word for word", byDefault.Said(1), StringComparison.Ordinal);
        Assert.InRange((await session.CallAsync("retrieve", ("handle", handle), ("budget", 50), ("question", "room 3"))).Data("tokens").GetInt32(), 1, 50);
    }

    [Theory]
    [InlineData("lines", "300-400", "no line is in that range. The original has 200 lines.")]
    [InlineData("pattern", "nowhere", "no line matches in that range. The original has 200 lines.")]
    [InlineData("path", "a.b", "The original is no JSON, so it has no paths. Ask for lines or a pattern.")]
    public async Task What_is_not_there_says_what_is(string name, string value, string message)
    {
        await using Session session = await Session.StartAsync(Fakes.Options);
        string handle = (await session.CallAsync("compress_text", ("text", Fakes.Prose))).Succeeded().Data("original").GetString()!;

        Assert.Contains(message, await session.FailAsync("retrieve", ("handle", handle), (name, value)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("user.3", "There is an object with users. Did you mean 'users'?")]
    [InlineData("users.80", "There is an array with the indices 0 to 79.")]
    [InlineData("users.3.nam", "There is an object with id, name, state. Did you mean 'name'?")]
    [InlineData("users.3.name.first", "There is a value without members.")]
    public async Task A_path_that_leads_nowhere_says_where_it_could(string path, string message)
    {
        await using Session session = await Session.StartAsync(Fakes.Options);
        string handle = (await session.CallAsync("compress_text", ("text", Fakes.Json))).Succeeded().Data("original").GetString()!;

        Assert.Contains(message, await session.FailAsync("retrieve", ("handle", handle), ("path", path)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Session.Handshake, McpErrorCode.ResourceNotFound)]
    [InlineData(Session.PerRequest, McpErrorCode.InvalidParams)]
    public async Task Originals_are_resources_within_a_limit(string protocol, McpErrorCode unknown)
    {
        await using Session session = await Session.StartAsync(Fakes.Options with { LargestResource = Fakes.Json.Length }, protocol);
        string json = (await session.CallAsync("compress_text", ("text", Fakes.Json))).Succeeded().Data("original").GetString()!;
        string prose = (await session.CallAsync("compress_text", ("text", Fakes.Prose))).Succeeded().Data("original").GetString()!;
        CancellationToken token = TestContext.Current.CancellationToken;

        McpClientResourceTemplate template = Assert.Single(await session.Client.ListResourceTemplatesAsync(cancellationToken: token));
        Assert.Equal("pith://originals/{handle}", template.UriTemplate);
        Assert.Empty(await session.Client.ListResourcesAsync(cancellationToken: token));
        ReadResourceResult read = await session.Client.ReadResourceAsync(template.UriTemplate, new Dictionary<string, object?> { ["handle"] = json }, cancellationToken: token);
        Assert.Equal(Fakes.Json, ((TextResourceContents)Assert.Single(read.Contents)).Text);
        McpProtocolException large = await Assert.ThrowsAsync<McpProtocolException>(async () => await session.Client.ReadResourceAsync($"pith://originals/{prose}", cancellationToken: token));
        Assert.Contains("The tool retrieve gives parts of it.", large.Message, StringComparison.Ordinal);
        McpProtocolException missing = await Assert.ThrowsAsync<McpProtocolException>(async () => await session.Client.ReadResourceAsync("pith://originals/aaaaaaaaaa", cancellationToken: token));
        Assert.Equal(unknown, missing.ErrorCode);
        await Assert.ThrowsAsync<McpProtocolException>(async () => await session.Client.ReadResourceAsync("pith://originals/../secret", cancellationToken: token));
    }

    [Fact]
    public async Task A_store_that_fails_is_told_and_nothing_is_cut_that_cant_come_back()
    {
        await using Session session = await Session.StartAsync(Fakes.Options with { Originals = new Broken() });

        CallToolResult folded = (await session.CallAsync("compress_text", ("text", Fakes.Json), ("rate", 0.1), ("method", "json"))).Succeeded();
        CallToolResult prose = (await session.CallAsync("compress_text", ("text", Fakes.Prose), ("rate", 0.1))).Succeeded();

        Assert.Equal(Fakes.Json, folded.Said());
        Assert.Equal("fallback", folded.Data("reason").GetString());
        Assert.False(prose.StructuredContent!.Value.TryGetProperty("original", out _));
        Assert.Contains("The whole original was not stored: disk full", prose.Said(1), StringComparison.Ordinal);
        Assert.Contains("disk full", await session.FailAsync("retrieve", ("handle", "aaaaaaaaaa")), StringComparison.Ordinal);
    }

    private sealed class Broken : IOriginalStore
    {
        public ValueTask StoreAsync(IReadOnlyDictionary<string, string> originals, CancellationToken cancellationToken = default) => throw new OriginalStoreException("disk full");

        public ValueTask<string?> FindAsync(string id, CancellationToken cancellationToken = default) => throw new OriginalStoreException("disk full");
    }
}
