using Pith.Conformance.Texts;
using Xunit;

namespace Pith.Conformance.Checks;

internal static class SameBytesCheck
{
    internal static async Task RunAsync(ConformanceSubject subject, CancellationToken cancellationToken)
    {
        Dictionary<int, ICompressor> compressors = ((int[])[1, 2, 8]).ToDictionary(n => n, subject.Create);
        CompressionRequest[] requests =
        [
            Asked.For(compressors[1], RandomText.Prose(41, 6_000), Budget.Rate(0.4)),
            Asked.For(compressors[1], RandomText.Mixture(42, 4_000), Budget.Rate(0.5)),
            Asked.For(compressors[1], [new(RandomText.Prose(43, 1_500)), new(RandomText.Mixture(44, 1_500))], Budget.Tokens(300)),
        ];
        foreach (CompressionRequest request in requests)
        {
            CompressionResult expected = await ResultContract.RunAsync(compressors[1], request, "one thread", cancellationToken);
            foreach ((int threads, ICompressor compressor) in compressors)
            {
                AssertSame(expected, await compressor.CompressAsync(request, cancellationToken), $"{compressor.Method.Id} with {threads} threads");
            }
        }

        ICompressor shared = compressors[2];
        CompressionResult[] alone = [.. await Task.WhenAll(requests.Select(r => shared.CompressAsync(r, cancellationToken).AsTask()))];
        await Parallel.ForAsync(0, 9, new ParallelOptions { MaxDegreeOfParallelism = 9, CancellationToken = cancellationToken }, async (i, token) =>
            AssertSame(alone[i % requests.Length], await shared.CompressAsync(requests[i % requests.Length], token), $"{shared.Method.Id} among 9 calls"));
    }

    internal static void AssertSame(CompressionResult expected, CompressionResult actual, string what)
    {
        Assert.True(string.Equals(expected.Text, actual.Text, StringComparison.Ordinal), $"{what}: another text");
        Assert.True(expected.Kept.SequenceEqual(actual.Kept), $"{what}: other ranges");
        Assert.True((expected.Kind, expected.Reason, expected.TokensBefore, expected.TokensAfter) == (actual.Kind, actual.Reason, actual.TokensBefore, actual.TokensAfter), $"{what}: other counts or reasons");
        Assert.True(expected.Segments.Select(s => s.Text).SequenceEqual(actual.Segments.Select(s => s.Text)), $"{what}: other segments");
    }
}
