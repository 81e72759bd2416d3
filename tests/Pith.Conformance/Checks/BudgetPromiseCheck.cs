using System.Collections.Concurrent;
using System.Text;
using Pith.Conformance.Texts;
using Pith.Text;
using Xunit;

namespace Pith.Conformance.Checks;

internal static class BudgetPromiseCheck
{
    private const int Texts = 200;

    private static readonly Budget[] s_budgets =
    [
        Budget.Rate(0.05), Budget.Rate(0.1), Budget.Rate(0.2), Budget.Rate(1.0 / 3), Budget.Rate(0.5), Budget.Rate(0.7), Budget.Rate(0.9), Budget.Rate(0.97),
        Budget.Ratio(4), Budget.Tokens(1), Budget.Tokens(17), Budget.Tokens(150),
    ];

    private static readonly ITokenCounter[] s_counters = [TokenCounters.O200kBase, TokenCounters.Gpt2];

    internal static async Task RunAsync(ConformanceSubject subject, CancellationToken cancellationToken)
    {
        ICompressor compressor = subject.CreateForManyCalls();
        var failures = new ConcurrentQueue<string>();
        await Parallel.ForAsync(0, Texts, cancellationToken, async (seed, token) =>
        {
            RandomText text = RandomText.Make(seed);
            foreach (ITokenCounter counter in s_counters)
            {
                int longest = LongestUnit(subject.Units(text.Text), text.Text, counter);
                foreach (Budget budget in s_budgets)
                {
                    CompressionRequest request = Asked.For(compressor, text.Text, budget) with { TokenCounter = counter };
                    CompressionResult result = await compressor.CompressAsync(request, token);
                    List<string> violations = ResultContract.Violations(compressor, request, result);
                    if (OffLimit(request, result, longest, text.IsProse) is { } offLimit)
                    {
                        violations.Add(offLimit);
                    }

                    if (violations.Count > 0)
                    {
                        failures.Enqueue($"{text.Name}, {budget}, {counter.Name}: {string.Join("; ", violations)}");
                    }
                }
            }
        });

        if (!failures.IsEmpty)
        {
            var message = new StringBuilder($"{compressor.Method.Id}: {failures.Count} of {Texts * s_counters.Length * s_budgets.Length} results break the contract.");
            foreach (string failure in failures.Take(12))
            {
                message.AppendLine().Append(failure);
            }

            Assert.Fail(message.ToString());
        }
    }

    // The limit is worked out from what was asked: a result may name another one.
    private static string? OffLimit(CompressionRequest request, CompressionResult result, int longest, bool prose)
    {
        if (result.Kind is ResultKind.Rewritten or ResultKind.Folded || request.Budget.LimitFor(result.TokensBefore) is not { } limit || limit >= result.TokensBefore)
        {
            return null;
        }

        // Words of prose are a token or two: the limit is reached to that, whatever the longest word is.
        int allowed = prose ? Math.Min(longest + 1, 2) : longest + 1;
        int left = limit - result.TokensAfter;
        return result.TokenLimit != limit ? $"the result names a limit of {result.TokenLimit}; it is {limit}"
            : left < 0 ? $"{-left} tokens over the limit of {limit}"
            : left > allowed ? $"{left} tokens below the limit of {limit}; a unit is {allowed}"
            : null;
    }

    // A unit comes back with the white space that stands around it.
    private static int LongestUnit(IReadOnlyList<TextSpan> units, string text, ITokenCounter counter)
    {
        int longest = 0;
        for (int i = 0; i < units.Count; i++)
        {
            int start = i == 0 ? 0 : units[i - 1].End;
            int end = i + 1 == units.Count ? text.Length : units[i + 1].Start;
            longest = Math.Max(longest, Math.Max(counter.Count(units[i].Of(text)), counter.Count(text.AsSpan(start, end - start))));
        }

        return longest;
    }
}
