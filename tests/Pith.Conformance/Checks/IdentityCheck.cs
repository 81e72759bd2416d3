using Pith.Conformance.Texts;
using Xunit;

namespace Pith.Conformance.Checks;

internal static class IdentityCheck
{
    // Tags are instructions: a text with tags is not its own compression.
    private static readonly ProtectionRules s_plain = ProtectionRules.Default with { Tags = false };

    internal static async Task RunAsync(ConformanceSubject subject, CancellationToken cancellationToken)
    {
        ICompressor compressor = subject.CreateForManyCalls();
        IEnumerable<(string Name, string Text)> texts = Enumerable.Range(0, 60).Select(RandomText.Make).Select(t => (t.Name, t.Text)).Concat(HostileTexts.All);
        foreach ((string name, string text) in texts)
        {
            foreach (Budget budget in (Budget[])[Budget.Rate(1), Budget.Ratio(1), Budget.Tokens(1_000_000), Budget.LosslessOnly])
            {
                CompressionResult result = await ResultContract.RunAsync(compressor, Asked.For(compressor, text, budget) with { Protection = s_plain }, name, cancellationToken);
                if (result.Kind != ResultKind.Rewritten)
                {
                    Assert.True(string.Equals(text, result.Text, StringComparison.Ordinal), $"{compressor.Method.Id}, {name}: {budget} changed the text");
                }
            }
        }
    }
}
