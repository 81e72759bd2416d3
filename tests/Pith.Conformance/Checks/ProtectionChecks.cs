using System.Globalization;
using System.Text.RegularExpressions;
using Pith.Conformance.Texts;
using Pith.Text;
using Xunit;

namespace Pith.Conformance.Checks;

internal static class ProtectionChecks
{
    private static readonly Budget[] s_budgets = [Budget.Rate(0.3), Budget.Rate(0.6), Budget.Tokens(120)];

    internal static async Task RangesAsync(ConformanceSubject subject, CancellationToken cancellationToken)
    {
        string text = RandomText.Mixture(11, 2_500);
        TextSpan[] ranges = [new(0, 1), new(70, 95), new(803, 804), new(1_000, 1_050), new(1_040, 1_060), new(text.Length - 3, text.Length)];

        await ExpectAsync(subject, text, ProtectionRules.Default with { Ranges = ranges }, ranges, cancellationToken);
    }

    internal static async Task PatternsAsync(ConformanceSubject subject, CancellationToken cancellationToken)
    {
        string text = RandomText.Mixture(12, 3_000);
        string[] patterns = [@"\bORD_\w+", @"worker-\d", @"(?<=\$)\d+", @"\b[Tt]he \w+"];
        TextSpan[] spans = [.. patterns.SelectMany(p => Regex.Matches(text, p).Select(m => new TextSpan(m.Index, m.Index + m.Length)))];

        await ExpectAsync(subject, text, ProtectionRules.Default with { Patterns = patterns }, spans, cancellationToken);
    }

    internal static async Task ForcedAsync(ConformanceSubject subject, CancellationToken cancellationToken)
    {
        string text = RandomText.Mixture(13, 2_500);
        string[] tokens = ["house", "not", ".", "東京", "order_id"];
        TextSpan[] spans = [.. tokens.SelectMany(t => Regex.Matches(text, Regex.Escape(t)).Select(m => new TextSpan(m.Index, m.Index + m.Length)))];
        await ExpectAsync(subject, text, ProtectionRules.Default with { ForceTokens = tokens }, spans, cancellationToken);

        List<Atom> atoms = AtomScanner.Scan(text);
        await ExpectAsync(subject, text, ProtectionRules.Default with { ForceDigits = true }, [.. atoms.Where(a => a.Span.Of(text).ContainsAnyInRange('0', '9')).Select(a => a.Span)], cancellationToken);
        AtomKind[] kinds = [AtomKind.Identifier, AtomKind.Url, AtomKind.Emoji];
        await ExpectAsync(subject, text, ProtectionRules.Default with { ForceKinds = kinds }, [.. atoms.Where(a => kinds.Contains(a.Kind)).Select(a => a.Span)], cancellationToken);
    }

    internal static async Task NegationsAsync(ConformanceSubject subject, CancellationToken cancellationToken)
    {
        ICompressor compressor = subject.CreateForManyCalls();
        string[] governed = ["ignite", "rotate", "vibrate", "overheat", "corrode", "oscillate", "explode", "evaporate"];
        string text = string.Join(' ', governed.Select(w => $"The pump did not {w} during our long trial in spring."));
        foreach (Budget budget in (Budget[])[Budget.Rate(0.2), Budget.Rate(0.4), Budget.Rate(0.6), Budget.Rate(0.8)])
        {
            CompressionRequest request = Asked.For(compressor, text, budget) with { Protection = ProtectionRules.Default with { ForceNegations = true } };
            CompressionResult result = await ResultContract.RunAsync(compressor, request, "negations", cancellationToken);
            if (result.Kind != ResultKind.Rewritten)
            {
                foreach (string word in governed)
                {
                    int at = text.IndexOf(word, StringComparison.Ordinal);
                    int not = text.LastIndexOf("not", at, StringComparison.Ordinal);
                    Assert.True(Keeps(result, new(not, not + 3)) == Keeps(result, new(at, at + word.Length)), $"{compressor.Method.Id}, {budget}: 'not' and '{word}' are separated");
                }
            }
        }
    }

    internal static async Task TagsAsync(ConformanceSubject subject, CancellationToken cancellationToken)
    {
        ICompressor compressor = subject.CreateForManyCalls();
        const string Kept = "Never change  the\tpolicy 7.1!";
        string text = $"{RandomText.Prose(1, 400)} <keep>{Kept}</keep> {RandomText.Prose(2, 300)} <drop>zebra secret {RandomText.Prose(3, 50)}</drop> {RandomText.Prose(4, 300)} <llmlingua, compress=False>quagga stays</llmlingua> <llmlingua, rate=0.2>{RandomText.Prose(5, 400)}</llmlingua>";
        foreach (Budget budget in (Budget[])[Budget.Rate(0.4), Budget.Rate(1), Budget.Tokens(60)])
        {
            CompressionResult result = await ResultContract.RunAsync(compressor, Asked.For(compressor, text, budget), "tags", cancellationToken);
            if (result.Kind != ResultKind.Rewritten)
            {
                Assert.Contains(Kept, result.Text, StringComparison.Ordinal);
                Assert.Contains("quagga stays", result.Text, StringComparison.Ordinal);
                Assert.DoesNotContain("zebra", result.Text, StringComparison.Ordinal);
                Assert.DoesNotContain("<", result.Text, StringComparison.Ordinal);
            }
        }
    }

    internal static async Task BelowProtectedAsync(ConformanceSubject subject, CancellationToken cancellationToken)
    {
        ICompressor compressor = subject.CreateForManyCalls();
        string kept = RandomText.Mixture(21, 600);
        Segment[] segments = [new(RandomText.Prose(22, 600)), new(kept) { Policy = SegmentPolicy.Keep }, new(RandomText.Prose(23, 600))];
        foreach (Budget budget in (Budget[])[Budget.Tokens(1), Budget.Tokens(20), Budget.Rate(0.05)])
        {
            CompressionRequest[] requests =
            [
                Asked.For(compressor, segments, budget),
                Asked.For(compressor, kept, budget) with { Protection = ProtectionRules.Default with { Ranges = [new(10, kept.Length - 10)] } },
            ];
            foreach (CompressionRequest request in requests)
            {
                CompressionResult result = await ResultContract.RunAsync(compressor, request, "protected above budget", cancellationToken);
                if (result.Kind != ResultKind.Rewritten)
                {
                    Assert.Equal(ReasonCode.BudgetBelowProtected, result.Reason);
                    Assert.False(result.WithinBudget);
                    TextSpan whole = request.Segments.Count == 1 ? request.Protection.Ranges[0] : new(segments[0].Text.Length + 2, segments[0].Text.Length + 2 + kept.Length);
                    Assert.True(Keeps(result, whole, request.Original), string.Create(CultureInfo.InvariantCulture, $"{compressor.Method.Id}, {budget}: {whole} was not kept"));
                }
            }
        }
    }

    private static async Task ExpectAsync(ConformanceSubject subject, string text, ProtectionRules rules, TextSpan[] spans, CancellationToken cancellationToken)
    {
        ICompressor compressor = subject.CreateForManyCalls();
        Assert.NotEmpty(spans);
        foreach (Budget budget in s_budgets)
        {
            CompressionResult result = await ResultContract.RunAsync(compressor, Asked.For(compressor, text, budget) with { Protection = rules }, "protection", cancellationToken);
            if (result.Kind != ResultKind.Rewritten)
            {
                foreach (TextSpan span in spans)
                {
                    Assert.True(Keeps(result, span, text), $"{compressor.Method.Id}, {budget}: '{span.Of(text)}' at {span} was not kept");
                }
            }
        }
    }

    private static bool Keeps(CompressionResult result, TextSpan span) => result.Kept.Any(k => k.Contains(span));

    // White space of a protected range may be at its ends, where units do not reach.
    private static bool Keeps(CompressionResult result, TextSpan span, string text)
    {
        for (int i = span.Start; i < span.End; i++)
        {
            if (!char.IsWhiteSpace(text[i]) && !result.Kept.Any(k => k.Contains(i)))
            {
                return false;
            }
        }

        return true;
    }
}
