using Microsoft.Extensions.Caching.Memory;

namespace Pith.Conformance.Tests;

/// <summary>Decorators around every method of the catalog.</summary>
public class DecoratorTests
{
    private const string Text = "The pump in building 7 did not start on 2024-03-05, and the crew had to look at every valve of the old line before noon.";

    public static TheoryData<string> Methods { get; } = [.. StandardMethods.Catalog.Entries.Where(CatalogSubjects.TakesBudgets).Select(e => e.Info.Id)];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task A_guard_gives_the_original_back_when_the_method_fails(string method)
    {
        var guard = new GuardedCompressor(new Interposed(Method(method), _ => throw new InvalidOperationException("secret text")));

        CompressionResult result = await guard.CompressAsync(Request(0.5), Token);

        Assert.Equal((Text, ResultKind.Original, ReasonCode.Fallback, method), (result.Text, result.Kind, result.Reason, result.Method));
        Assert.All(result.Notes, note => Assert.DoesNotContain("secret", note.Message, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task A_guard_gives_the_original_back_when_the_time_is_up(string method)
    {
        var guard = new GuardedCompressor(new Interposed(Method(method), token => Task.Delay(Timeout.Infinite, token)), TimeSpan.FromMilliseconds(20));

        CompressionResult result = await guard.CompressAsync(Request(0.5), Token);

        Assert.Equal((Text, ResultKind.Original, ReasonCode.TimedOut), (result.Text, result.Kind, result.Reason));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task A_guard_passes_on_what_the_caller_cancels(string method)
    {
        using var source = new CancellationTokenSource();
        var guard = new GuardedCompressor(new Interposed(Method(method), token =>
        {
            source.Cancel();
            return Task.FromCanceled(token);
        }));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await guard.CompressAsync(Request(0.5), source.Token));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task A_guard_leaves_a_good_result_alone(string method)
    {
        CompressionResult bare = await Method(method).CompressAsync(Request(0.5), Token);
        CompressionResult guarded = await new GuardedCompressor(Method(method)).CompressAsync(Request(0.5), Token);

        Assert.Equal(bare.Text, guarded.Text);
        Assert.Equal(bare.Kept, guarded.Kept);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task A_cache_gives_the_same_result_and_tells_different_requests_apart(string method)
    {
        using var memory = new MemoryCache(new MemoryCacheOptions());
        int calls = 0;
        var cache = new CachingCompressor(new Interposed(Method(method), _ => Task.FromResult(++calls)), memory, "a");
        CompressionRequest request = Request(0.5);
        CompressionRequest[] others =
        [
            Request(0.3),
            request with { TokenCounter = Pith.Text.TokenCounters.Gpt2 },
            request with { Question = "Which building was it?" },
            request with { Instruction = "Answer." },
            request with { Protection = ProtectionRules.Default with { ForceDigits = true } },
            request with { Protection = ProtectionRules.Default with { ForceTokens = ["crew"] } },
            request with { Protection = ProtectionRules.Default with { Patterns = ["crew"] } },
            request with { Protection = ProtectionRules.Default with { Ranges = [new(0, 8)] } },
            request with { Protection = ProtectionRules.Default with { Tags = false } },
            request with { Segments = [new(Text) { Policy = SegmentPolicy.Keep }] },
            request with { Segments = [new(Text) { Rate = 0.5 }] },
            request with { Segments = [new(Text), new("More of it.")] },
            request with { Explain = true },
        ];

        CompressionResult first = await cache.CompressAsync(request, Token);
        CompressionResult again = await cache.CompressAsync(Request(0.5), Token);
        Assert.Same(first, again);
        Assert.Equal(1, calls);
        for (int i = 0; i < others.Length; i++)
        {
            CompressionResult expected = await Method(method).CompressAsync(others[i], Token);
            Assert.Equal(expected.Text, (await cache.CompressAsync(others[i], Token)).Text);
            Assert.Equal(i + 2, calls);
        }

        await new CachingCompressor(new Interposed(Method(method), _ => Task.FromResult(++calls)), memory, "b").CompressAsync(request, Token);
        Assert.Equal(others.Length + 2, calls);
    }

    private static ICompressor Method(string id) => CatalogSubjects.Of(id).CreateForManyCalls();

    private static CompressionRequest Request(double rate) => CompressionRequest.ForText(Text, Budget.Rate(rate)) with { Question = "What did not start?" };

    private sealed class Interposed(ICompressor inner, Func<CancellationToken, Task> before) : DelegatingCompressor(inner)
    {
        public override async ValueTask<CompressionResult> CompressAsync(CompressionRequest request, CancellationToken cancellationToken = default)
        {
            await before(cancellationToken);
            return await base.CompressAsync(request, cancellationToken);
        }
    }
}
