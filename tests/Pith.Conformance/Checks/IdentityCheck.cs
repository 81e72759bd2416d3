using Pith.Conformance.Texts;
using Pith.Reversal;
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
                    // What loses nothing may be written in another way, if it says how it is read.
                    string back = budget.Kind == BudgetKind.LosslessOnly && result.Kind == ResultKind.Folded ? Assert.Single(await Unfolding.OfAsync(result, null, cancellationToken)) : result.Text;
                    Assert.True(string.Equals(text, back, StringComparison.Ordinal), $"{compressor.Method.Id}, {name}: {budget} changed the text");
                }
            }
        }
    }
}
