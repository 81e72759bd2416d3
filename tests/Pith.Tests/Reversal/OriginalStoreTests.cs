using Microsoft.Extensions.Caching.Distributed;
using Pith.Reversal;

namespace Pith.Tests.Reversal;

/// <summary>What every original store promises, on those of the core.</summary>
public sealed class OriginalStoreTests
{
    public static TheoryData<string> Stores => ["memory", "distributed", "encrypted"];

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task What_is_stored_comes_back(string kind)
    {
        IOriginalStore store = Make(kind);
        string odd = "a\ud800b\0c";
        await store.StoreAsync(Named("first", odd, "first"), TestContext.Current.CancellationToken);

        Assert.Equal("first", await store.FindAsync(OriginalId.Of("first"), TestContext.Current.CancellationToken));
        Assert.Equal(odd, await store.FindAsync(OriginalId.Of(odd), TestContext.Current.CancellationToken));
        Assert.Null(await store.FindAsync("zzzzzzzzzz", TestContext.Current.CancellationToken));
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_handle_never_names_two_texts(string kind)
    {
        IOriginalStore store = Make(kind);
        await store.StoreAsync(new Dictionary<string, string> { ["aaaaaaaaaa"] = "one" }, TestContext.Current.CancellationToken);
        await store.StoreAsync(new Dictionary<string, string> { ["aaaaaaaaaa"] = "one" }, TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<OriginalStoreException>(async () => await store.StoreAsync(new Dictionary<string, string> { ["aaaaaaaaaa"] = "two" }, TestContext.Current.CancellationToken));
        Assert.Equal("one", await store.FindAsync("aaaaaaaaaa", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Memory_forgets_what_was_used_longest_ago()
    {
        var store = new MemoryOriginalStore(mostCharacters: 10);
        await store.StoreAsync(Named("aaaa"), TestContext.Current.CancellationToken);
        await store.StoreAsync(Named("bbbb"), TestContext.Current.CancellationToken);
        await store.FindAsync(OriginalId.Of("aaaa"), TestContext.Current.CancellationToken);
        await store.StoreAsync(Named("cccc"), TestContext.Current.CancellationToken);

        Assert.Equal("aaaa", await store.FindAsync(OriginalId.Of("aaaa"), TestContext.Current.CancellationToken));
        Assert.Null(await store.FindAsync(OriginalId.Of("bbbb"), TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<OriginalStoreException>(async () => await store.StoreAsync(Named("more than ten characters"), TestContext.Current.CancellationToken));
        Assert.Equal("cccc", await store.FindAsync(OriginalId.Of("cccc"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Memory_forgets_what_is_old()
    {
        var clock = new Clock();
        var store = new MemoryOriginalStore(age: TimeSpan.FromMinutes(5), time: clock);
        await store.StoreAsync(Named("text"), TestContext.Current.CancellationToken);
        clock.Now += TimeSpan.FromMinutes(4);
        Assert.Equal("text", await store.FindAsync(OriginalId.Of("text"), TestContext.Current.CancellationToken));
        clock.Now += TimeSpan.FromMinutes(2);
        Assert.Null(await store.FindAsync(OriginalId.Of("text"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Cipher_texts_tell_nothing_and_another_key_opens_nothing()
    {
        var inner = new MemoryOriginalStore();
        byte[] key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
        await new EncryptedOriginalStore(inner, key).StoreAsync(Named("a secret"), TestContext.Current.CancellationToken);

        Assert.DoesNotContain("secret", await inner.FindAsync(OriginalId.Of("a secret"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        key[0] = 99;
        await Assert.ThrowsAsync<OriginalStoreException>(async () => await new EncryptedOriginalStore(inner, key).FindAsync(OriginalId.Of("a secret"), TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentException>(() => new EncryptedOriginalStore(inner, key.AsSpan(1)));
    }

    [Fact]
    public async Task Many_writers_leave_every_original_whole()
    {
        var store = new MemoryOriginalStore();
        string[] texts = [.. Enumerable.Range(0, 500).Select(i => new string((char)('a' + (i % 26)), i + 1))];
        await Parallel.ForEachAsync(texts.Concat(texts), TestContext.Current.CancellationToken, async (t, token) => await store.StoreAsync(Named(t), token));

        foreach (string text in texts)
        {
            Assert.Equal(text, await store.FindAsync(OriginalId.Of(text), TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task Retrieval_gives_lines_paths_patterns_and_no_more_than_asked()
    {
        const string Json = "{\"items\":[{\"name\":\"a\"},{\"name\":\"b b b b b b b b b b b b b b b b b b b b\"}]}";
        const string Lines = "one\ntwo\nthree\nfour";
        var store = new MemoryOriginalStore();
        await store.StoreAsync(Named(Json, Lines), TestContext.Current.CancellationToken);
        var retrieval = new OriginalRetrieval(store);
        ValueTask<RetrievalResult> Find(RetrievalRequest r) => retrieval.FindAsync(r, TestContext.Current.CancellationToken);

        Assert.Equal("two\nthree", (await Find(new() { Id = "#" + OriginalId.Of(Lines), FirstLine = 2, LastLine = 3 })).Text);
        Assert.Equal("3: three\n4: four", (await Find(new() { Id = OriginalId.Of(Lines), Pattern = "r", FirstLine = 2 })).Text);
        Assert.Equal("\"a\"", (await Find(new() { Id = OriginalId.Of(Json), JsonPath = "$.items.0.name" })).Text);
        Assert.False((await Find(new() { Id = OriginalId.Of(Json), JsonPath = "items.7" })).IsFound);
        Assert.False((await Find(new() { Id = OriginalId.Of(Lines), JsonPath = "items" })).IsFound);
        Assert.False((await Find(new() { Id = "qqqqqqqqqq" })).IsFound);
        RetrievalResult small = await Find(new() { Id = OriginalId.Of(Json), MostTokens = 9 });
        Assert.True(small is { IsFound: true, IsCompressed: true, Tokens: <= 9 });
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Find(new() { Id = OriginalId.Of(Lines), Pattern = "(" }));
    }

    [Fact]
    public void Markers_are_found_again()
    {
        var marker = new ElisionMarker { Units = 412, Noun = "lines", Tokens = 9234, Id = OriginalId.Of("x") };
        string text = $"before\n{marker}\nafter [pith is a word] [pith -1 rows ~7t]";

        (Pith.Text.TextSpan span, ElisionMarker found) = ElisionMarker.FindAll(text).First();
        Assert.Equal(marker.ToString(), span.Of(text).ToString());
        Assert.Equal((412, "lines", 9200, marker.Id), (found.Units, found.Noun, found.Tokens, found.Id));
        Assert.Equal(2, ElisionMarker.FindAll(text).Count());
        Assert.All(new[] { 1, 99, 100, 999, 1000, 9999, 123456 }, n => Assert.Single(ElisionMarker.FindAll((marker with { Tokens = n, Id = null }).ToString())));
    }

    private static Dictionary<string, string> Named(params string[] texts) => texts.Distinct().ToDictionary(t => OriginalId.Of(t));

    private static IOriginalStore Make(string kind) => kind switch
    {
        "memory" => new MemoryOriginalStore(),
        "distributed" => new DistributedOriginalStore(new Dictionary()),
        _ => new EncryptedOriginalStore(new MemoryOriginalStore(), new byte[32]),
    };

    private sealed class Clock : TimeProvider
    {
        internal DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }

    private sealed class Dictionary : IDistributedCache
    {
        private readonly System.Collections.Concurrent.ConcurrentDictionary<string, byte[]> _entries = new();

        public byte[]? Get(string key) => _entries.GetValueOrDefault(key);

        public Task<byte[]?> GetAsync(string key, CancellationToken token = default) => Task.FromResult(Get(key));

        public void Refresh(string key)
        {
        }

        public Task RefreshAsync(string key, CancellationToken token = default) => Task.CompletedTask;

        public void Remove(string key) => _entries.TryRemove(key, out _);

        public Task RemoveAsync(string key, CancellationToken token = default)
        {
            Remove(key);
            return Task.CompletedTask;
        }

        public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => _entries[key] = value;

        public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
        {
            Set(key, value, options);
            return Task.CompletedTask;
        }
    }
}
