using Pith.Conformance.Texts;

namespace Pith.Conformance.Checks;

internal static class HostileTextChecks
{
    internal static async Task SmallAsync(ConformanceSubject subject, CancellationToken cancellationToken)
    {
        ICompressor compressor = subject.CreateForManyCalls();
        foreach ((string name, string text) in HostileTexts.All)
        {
            foreach (Budget budget in (Budget[])[Budget.Rate(0.1), Budget.Rate(0.5), Budget.Rate(0.9), Budget.Tokens(3)])
            {
                await ResultContract.RunAsync(compressor, Asked.For(compressor, text, budget), name, cancellationToken);
            }
        }
    }

    internal static async Task LongWordAsync(ConformanceSubject subject, CancellationToken cancellationToken)
    {
        ICompressor compressor = subject.CreateForLargeTexts();
        await ResultContract.RunAsync(compressor, Asked.For(compressor, HostileTexts.LongWord(), Budget.Rate(0.5)), "a word of a megabyte", cancellationToken);
    }

    internal static async Task LongTextAsync(ConformanceSubject subject, CancellationToken cancellationToken)
    {
        ICompressor compressor = subject.CreateForLargeTexts();
        await ResultContract.RunAsync(compressor, Asked.For(compressor, HostileTexts.LongText(), Budget.Rate(0.5)), "five megabytes", cancellationToken);
    }
}
