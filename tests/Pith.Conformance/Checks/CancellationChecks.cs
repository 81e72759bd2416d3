using Pith.Conformance.Texts;
using Pith.Text;
using Xunit;

namespace Pith.Conformance.Checks;

internal static class CancellationChecks
{
    // The promise is 0.2 s; this bound only tells "stops" from "works to its end" on a machine that does other things too.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    internal static async Task AtStartAsync(ConformanceSubject subject, CancellationToken cancellationToken)
    {
        ICompressor compressor = subject.CreateForManyCalls();
        var counter = new Counter(TokenCounters.O200kBase, _ => { });
        CompressionRequest request = Asked.For(compressor, RandomText.Prose(51, 3_000), Budget.Rate(0.5)) with { TokenCounter = counter };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await compressor.CompressAsync(request, new CancellationToken(canceled: true)));

        Assert.Equal(0, counter.Calls);
    }

    internal static async Task MidwayAsync(ConformanceSubject subject, CancellationToken cancellationToken)
    {
        ICompressor compressor = subject.CreateForLargeTexts();
        string text = RandomText.Prose(52, 300_000);
        var quiet = new Counter(TokenCounters.O200kBase, _ => { });
        CompressionResult whole = await compressor.CompressAsync(Asked.For(compressor, text, Budget.Rate(0.5)) with { TokenCounter = quiet }, cancellationToken);
        if (whole.Kind == ResultKind.Rewritten)
        {
            // What writes new text may count it once it is done: a count does not tell that there is work left.
            return;
        }

        // Counting tokens is what an extracting method does throughout: it tells where in its work a call is, without a clock.
        foreach (int at in (int[])[1, Math.Max(1, quiet.Calls / 3)])
        {
            using var source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var counter = new Counter(TokenCounters.O200kBase, call =>
            {
                if (call == at)
                {
                    source.Cancel();
                }
            });
            CompressionRequest request = Asked.For(compressor, text, Budget.Rate(0.5)) with { TokenCounter = counter };
            Task call = Task.Run(async () => await compressor.CompressAsync(request, source.Token), cancellationToken);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(s_patience, cancellationToken));
        }
    }

    private sealed class Counter(ITokenCounter inner, Action<int> called) : ITokenCounter
    {
        private int _calls;

        public string Name => inner.Name;

        internal int Calls => Volatile.Read(ref _calls);

        public int Count(ReadOnlySpan<char> text)
        {
            int count = inner.Count(text);
            called(Interlocked.Increment(ref _calls));
            return count;
        }
    }
}
