using Pith.Conformance.Texts;
using Xunit;

namespace Pith.Conformance.Checks;

internal static class SegmentCheck
{
    internal static async Task RunAsync(ConformanceSubject subject, CancellationToken cancellationToken)
    {
        ICompressor compressor = subject.CreateForManyCalls();
        Segment[] segments =
        [
            new("  You are a careful assistant.\r\nAnswer from order_id 7 only.\n") { Role = SegmentRole.Instruction, Policy = SegmentPolicy.Keep },
            new(RandomText.Mixture(31, 900)),
            new(string.Empty),
            new(RandomText.Prose(32, 300)) { Role = SegmentRole.History, Policy = SegmentPolicy.DropIfNeeded },
            new(RandomText.Prose(33, 900)) { Rate = 0.3 },
            new(" \n "),
            new(RandomText.Prose(34, 300)) { Role = SegmentRole.History, Policy = SegmentPolicy.DropIfNeeded },
            new(RandomText.Prose(35, 900)) { Role = SegmentRole.ToolOutput },
        ];
        foreach (Budget budget in (Budget[])[Budget.Rate(0.15), Budget.Rate(0.5), Budget.Rate(0.8), Budget.Tokens(100), Budget.Tokens(500)])
        {
            CompressionResult result = await ResultContract.RunAsync(compressor, Asked.For(compressor, segments, budget), "segments", cancellationToken);
            for (int i = 0; i < segments.Length; i++)
            {
                SegmentOutcome outcome = result.Segments[i];
                string what = $"{compressor.Method.Id}, {budget}, segment {i}";
                if (result.Kind == ResultKind.Rewritten)
                {
                    continue;
                }

                Assert.True(segments[i].Policy != SegmentPolicy.Keep || outcome.Text == segments[i].Text, $"{what}: policy keep, and it was changed");
                Assert.True(segments[i].Policy != SegmentPolicy.DropIfNeeded || outcome.Text == segments[i].Text || outcome.Text.Length == 0, $"{what}: policy drop-if-needed, and a part of it is left");
                Assert.True(segments[i].Rate is not { } rate || outcome.TokensAfter <= (int)((rate * outcome.TokensBefore) + 1e-9), $"{what}: {outcome.TokensAfter} of {outcome.TokensBefore} tokens, rate {segments[i].Rate}");
                Assert.True(outcome.Status != SegmentStatus.Dropped || outcome.Text.Length == 0, $"{what}: dropped, and has text");
                Assert.True(outcome.Status != SegmentStatus.Skipped || outcome.Text == segments[i].Text, $"{what}: skipped, and was changed");
            }
        }
    }
}
