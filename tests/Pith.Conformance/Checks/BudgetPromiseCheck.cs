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
                    if (Below(result, longest, text.IsProse) is { } below)
                    {
                        violations.Add(below);
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

    private static string? Below(CompressionResult result, int longest, bool prose)
    {
        if (result.Kind == ResultKind.Rewritten || result.TokenLimit is not { } limit || limit >= result.TokensBefore)
        {
            return null;
        }

        // Words of prose are a token or two: the limit is reached to that, whatever the longest word is.
        int allowed = prose ? Math.Min(longest + 1, 2) : longest + 1;
        return limit - result.TokensAfter <= allowed ? null : $"{limit - result.TokensAfter} tokens below the limit of {limit}; a unit is {allowed}";
    }

    private static int LongestUnit(IReadOnlyList<TextSpan> units, string text, ITokenCounter counter)
    {
        int longest = 0;
        foreach (TextSpan unit in units)
        {
            int start = unit.Start > 0 && char.IsWhiteSpace(text[unit.Start - 1]) ? unit.Start - 1 : unit.Start;
            longest = Math.Max(longest, Math.Max(counter.Count(unit.Of(text)), counter.Count(text.AsSpan(start, unit.End - start))));
        }

        return longest;
    }
}
