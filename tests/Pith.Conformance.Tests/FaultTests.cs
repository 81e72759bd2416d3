using Pith.Methods.Floors;
using Pith.Text;
using Xunit.Sdk;

namespace Pith.Conformance.Tests;

/// <summary>A suite that can't fail proves nothing: methods with one fault each, and the check that finds it.</summary>
public class FaultTests
{
    public static TheoryData<string, string> Faults { get; } = new()
    {
        { "changes the original at rate 1", "identity" },
        { "one token over", "budget-promise" },
        { "half of the budget unused", "budget-promise" },
        { "wrong count", "budget-promise" },
        { "ranges shifted by one", "budget-promise" },
        { "word added", "hostile-texts" },
        { "number cut", "budget-promise" },
        { "forgets ranges", "protected-ranges" },
        { "forgets patterns", "protected-patterns" },
        { "forgets forced strings", "forced-tokens" },
        { "forgets negations", "forced-negations" },
        { "forgets tags", "tags" },
        { "forgets policies", "segments" },
        { "forgets policies", "budget-below-protected" },
        { "differs by thread count", "same-bytes" },
        { "differs by call", "same-bytes" },
        { "ignores cancellation", "cancelled-at-start" },
        { "ignores cancellation", "cancelled-midway" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_is_found(string fault, string check)
    {
        var subject = new ConformanceSubject { Create = concurrency => new Faulty(new RandomDrop(new()), fault, concurrency) };

        await Assert.ThrowsAnyAsync<XunitException>(() => ConformanceCheck.Get(check).RunAsync(subject, TestContext.Current.CancellationToken));
    }

    private sealed class Faulty(ICompressor inner, string fault, int concurrency) : DelegatingCompressor(inner)
    {
        private int _calls;

        public override async ValueTask<CompressionResult> CompressAsync(CompressionRequest request, CancellationToken cancellationToken = default)
        {
            int call = Interlocked.Increment(ref _calls);
            CompressionResult result = await base.CompressAsync(Misread(request, call), fault == "ignores cancellation" ? CancellationToken.None : cancellationToken);
            if (result.Kind == ResultKind.Original)
            {
                return fault == "changes the original at rate 1" && result.Text.Contains(' ', StringComparison.Ordinal) ? result with { Text = result.Text.Replace(" ", "  ", StringComparison.Ordinal) } : result;
            }

            return fault switch
            {
                "wrong count" => result with { TokensAfter = result.TokensAfter - 1 },
                "one token over" when result.TokenLimit > 0 => result with { TokenLimit = Math.Max(0, result.TokensAfter - 1) },
                "ranges shifted by one" => result with { Kept = [.. result.Kept.Select(k => new TextSpan(Math.Max(0, k.Start - 1), Math.Max(1, k.End - 1)))] },
                "word added" when result.Text.Length > 0 => result with { Text = result.Text + " very" },
                "number cut" when result.Text.Length > 2 && char.IsAsciiDigit(result.Text[^1]) && char.IsAsciiDigit(result.Text[^2]) => Shortened(result),
                _ => result,
            };
        }

        private static CompressionResult Shortened(CompressionResult result)
        {
            TextSpan last = result.Kept[^1];
            return result with { Text = result.Text[..^1], Kept = [.. result.Kept.SkipLast(1), new TextSpan(last.Start, last.End - 1)] };
        }

        private CompressionRequest Misread(CompressionRequest request, int call) => fault switch
        {
            "half of the budget unused" when request.Budget.Kind == BudgetKind.Rate && request.Budget.Value < 1 => request with { Budget = Budget.Rate(request.Budget.Value / 2) },
            "forgets ranges" => request with { Protection = request.Protection with { Ranges = [] } },
            "forgets patterns" => request with { Protection = request.Protection with { Patterns = [] } },
            "forgets forced strings" => request with { Protection = request.Protection with { ForceTokens = [] } },
            "forgets negations" => request with { Protection = request.Protection with { ForceNegations = false } },
            "forgets tags" => request with { Protection = request.Protection with { Tags = false } },
            "forgets policies" => request with { Segments = [.. request.Segments.Select(s => s with { Policy = SegmentPolicy.Compress, Rate = null })] },
            "differs by thread count" => request with { Budget = Budget.Rate(0.5 - (concurrency / 100.0)) },
            "differs by call" => request with { Budget = Budget.Rate(0.5 - (call % 7 / 20.0)) },
            _ => request,
        };
    }
}
