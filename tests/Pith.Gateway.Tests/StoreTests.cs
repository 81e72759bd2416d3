using Microsoft.Extensions.Caching.StackExchangeRedis;
using Npgsql;
using Pith.Conversations;
using Pith.Reversal;
using Pith.Stores.PostgreSql;
using Pith.Stores.Sqlite;
using Pith.Text;

namespace Pith.Gateway.Tests;

/// <summary>What every shared store promises, on those of SQLite, Redis and PostgreSQL.</summary>
public sealed class StoreTests(RedisServer redis, PostgreSqlServer database) : IClassFixture<RedisServer>, IClassFixture<PostgreSqlServer>, IAsyncDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"pith-{Guid.NewGuid():N}.db");
    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(database.Connection);
    private readonly RedisCache _cache = new(new RedisCacheOptions { Configuration = redis.Connection });

    public static TheoryData<string> Kinds => ["sqlite", "redis", "postgresql"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Forms_come_back_as_they_were(string kind)
    {
        (IFormStore forms, _) = Make(kind);
        ConversationForm one = Form("short \ud800 é\0", 3), other = Form(null, 0);
        await forms.StoreAsync(new Dictionary<string, ConversationForm> { [kind + "a"] = one, [kind + "b"] = other }, TestContext.Current.CancellationToken);
        IReadOnlyDictionary<string, ConversationForm> found = await Make(kind).Forms.FindAsync([kind + "a", kind + "b", kind + "c"], TestContext.Current.CancellationToken);

        Assert.Equal(2, found.Count);
        foreach ((ConversationForm expected, ConversationForm got) in new[] { (one, found[kind + "a"]), (other, found[kind + "b"]) })
        {
            Assert.Equal(expected.Cuts, got.Cuts);
            Assert.Equal(expected with { Cuts = [] }, got with { Cuts = [] });
        }

        await forms.StoreAsync(new Dictionary<string, ConversationForm> { [kind + "a"] = other }, TestContext.Current.CancellationToken);
        Assert.Null((await forms.FindAsync([kind + "a"], TestContext.Current.CancellationToken))[kind + "a"].Text);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Originals_come_back_and_a_handle_never_names_two(string kind)
    {
        (_, IOriginalStore originals) = Make(kind);
        string odd = $"{kind} a\ud800b\0c";
        await originals.StoreAsync(new Dictionary<string, string> { [OriginalId.Of(odd)] = odd, ["aaaaaaaaa" + kind[0]] = "one" }, TestContext.Current.CancellationToken);
        await originals.StoreAsync(new Dictionary<string, string> { ["aaaaaaaaa" + kind[0]] = "one" }, TestContext.Current.CancellationToken);

        Assert.Equal(odd, await Make(kind).Originals.FindAsync(OriginalId.Of(odd), TestContext.Current.CancellationToken));
        Assert.Null(await originals.FindAsync("zzzzzzzzzz", TestContext.Current.CancellationToken));
        Assert.Null(await originals.FindAsync("\0'; DROP", TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<OriginalStoreException>(async () => await originals.StoreAsync(new Dictionary<string, string> { ["bbbbbbbbb" + kind[0]] = "new", ["aaaaaaaaa" + kind[0]] = "two" }, TestContext.Current.CancellationToken));
        Assert.Equal("one", await originals.FindAsync("aaaaaaaaa" + kind[0], TestContext.Current.CancellationToken));
        if (kind != "redis")
        {
            // All or none.
            Assert.Null(await originals.FindAsync("bbbbbbbbb" + kind[0], TestContext.Current.CancellationToken));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Many_writers_at_once_lose_nothing(string kind)
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, 40), TestContext.Current.CancellationToken, async (i, token) =>
        {
            (IFormStore forms, IOriginalStore originals) = Make(kind);
            string[] names = [.. Enumerable.Range(0, 5).Select(n => $"{kind}-{(i + n) % 10}")];
            await forms.StoreAsync((i % 2 == 0 ? names : names.Reverse()).ToDictionary(n => n, n => Form(n, 1)), token);
            await originals.StoreAsync((i % 2 == 0 ? names : names.Reverse()).ToDictionary(n => OriginalId.Of(n), n => n), token);
        });
        (IFormStore known, IOriginalStore kept) = Make(kind);
        for (int i = 0; i < 10; i++)
        {
            string name = $"{kind}-{i}";
            Assert.Equal(name, (await known.FindAsync([name], TestContext.Current.CancellationToken))[name].Text);
            Assert.Equal(name, await kept.FindAsync(OriginalId.Of(name), TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task What_is_old_or_too_much_goes()
    {
        var clock = new ClientKeyTests.SetClock();
        foreach ((IFormStore forms, IOriginalStore originals) in new (IFormStore, IOriginalStore)[]
        {
            (new SqliteFormStore(_file, 5000, TimeSpan.FromHours(1), clock), new SqliteOriginalStore(_file, 5000, TimeSpan.FromHours(1), clock)),
            (new PostgreSqlFormStore(_source, 5000, TimeSpan.FromHours(1), clock), new PostgreSqlOriginalStore(_source, 5000, TimeSpan.FromHours(1), clock)),
        })
        {
            await Reset();
            await forms.StoreAsync(new Dictionary<string, ConversationForm> { ["old"] = Form("x", 0) }, TestContext.Current.CancellationToken);
            await originals.StoreAsync(new Dictionary<string, string> { ["oldoldoldo"] = "x" }, TestContext.Current.CancellationToken);
            clock.Now += TimeSpan.FromHours(2);
            Assert.Empty(await forms.FindAsync(["old"], TestContext.Current.CancellationToken));
            Assert.Null(await originals.FindAsync("oldoldoldo", TestContext.Current.CancellationToken));
            for (int i = 0; i < 70; i++)
            {
                clock.Now += TimeSpan.FromSeconds(1);
                await forms.StoreAsync(new Dictionary<string, ConversationForm> { [$"f{i}"] = Form(new string('x', 400), 0) }, TestContext.Current.CancellationToken);
                await originals.StoreAsync(new Dictionary<string, string> { [$"o{i:000000000}"] = new string('x', 400) }, TestContext.Current.CancellationToken);
            }

            Assert.Empty(await forms.FindAsync(["f0", "f20", "f40"], TestContext.Current.CancellationToken));
            Assert.Null(await originals.FindAsync("o000000010", TestContext.Current.CancellationToken));
            Assert.Single(await forms.FindAsync(["f69"], TestContext.Current.CancellationToken));
            Assert.NotNull(await originals.FindAsync("o000000069", TestContext.Current.CancellationToken));
        }

        async Task Reset()
        {
            await using NpgsqlCommand command = _source.CreateCommand("DROP TABLE IF EXISTS pith_forms, pith_originals");
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }
    }

    [Theory]
    [InlineData("redis")]
    [InlineData("postgresql")]
    public async Task Replicas_with_one_store_send_the_same_bytes(string kind)
    {
        (string, string)[] shared = [("Stores:Kind", kind), ("Stores:Connection", kind == "redis" ? redis.Connection : database.Connection), ("Method", "logs"), ("Retrieval", "true")];
        await using GatewayHost one = await GatewayHost.StartAsync(shared);
        await using GatewayHost other = await GatewayHost.StartAsync(shared);
        string body = Shapes.ChatRequest(2, text: kind);
        using HttpResponseMessage first = await one.PostAsync(Shapes.Chat, body);
        using HttpResponseMessage second = await other.PostAsync(Shapes.Chat, body);

        Assert.Equal("compressed", second.Header("x-pith-status"));
        Assert.Equal(one.Upstream.Last.Text, other.Upstream.Last.Text);
        Assert.Equal(0, (await other.NextEntryAsync()).NewTokensBefore);
    }

    public async ValueTask DisposeAsync()
    {
        _cache.Dispose();
        await _source.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        File.Delete(_file);
    }

    private static ConversationForm Form(string? text, int cuts) => new()
    {
        Text = text,
        Method = "logs",
        Reason = text is null ? ReasonCode.NotShorter : ReasonCode.None,
        TokensBefore = 12,
        TokensAfter = 7,
        Cuts = [.. Enumerable.Range(0, cuts).Select(i => new TextSpan(i, i + 4))],
        At = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
    };

    private (IFormStore Forms, IOriginalStore Originals) Make(string kind) => kind switch
    {
        "sqlite" => (new SqliteFormStore(_file), new SqliteOriginalStore(_file)),
        "redis" => (new DistributedFormStore(_cache), new DistributedOriginalStore(_cache)),
        _ => (new PostgreSqlFormStore(_source), new PostgreSqlOriginalStore(_source)),
    };
}
