using System.Diagnostics;
using Pith.Content.Lossless;
using Pith.Text;

namespace Pith.Content.Tests.Lossless;

public sealed class GrowthTests
{
    public static TheoryData<string> Names => [.. s_texts.Keys];

    private static readonly Dictionary<string, Func<string>> s_texts = new()
    {
        ["records of many different keys"] = () => $"[{string.Join(',', Enumerable.Range(0, 40).Select(r => $"{{{string.Join(',', Enumerable.Range(0, 3000).Select(k => $"\"k{(r * 7) + k}\":1"))}}}"))}]",
        ["keys in reverse"] = () => $"[{string.Join(',', Enumerable.Range(0, 400).Select(r => $"{{{string.Join(',', Enumerable.Range(0, 280).Select(k => $"\"k{(r % 2 == 0 ? k : 279 - k)}\":1"))}}}"))}]",
        ["one record in another"] = () => string.Concat(Enumerable.Repeat("[{\"a\":1,\"b\":", 250)) + "2" + string.Concat(Enumerable.Repeat("},{\"a\":1,\"b\":3}]", 250)),
        ["equal lines"] = () => string.Concat(Enumerable.Repeat("the same line again and again\n", 40_000)),
        ["lines that begin alike"] = () => string.Concat(Enumerable.Range(0, 2_000).Select(i => new string('a', 400 + (i % 100)) + " 12 " + i + "\n")),
        ["blocks that almost repeat"] = () => string.Concat(Enumerable.Range(0, 40_000).Select(i => $"line number {i % 997} of many lines {(i % 7919 == 0 ? "x" : "")}\n")),
        ["brackets"] = () => string.Concat(Enumerable.Repeat(new string('[', 2_000) + "]\n", 500)),
        ["quotation marks"] = () => string.Concat(Enumerable.Repeat("\",\"", 300_000)),
        ["one long line"] = () => new string('x', 1_000_000),
        ["shared beginnings"] = () => $"{{{string.Join(',', Enumerable.Range(0, 20_000).Select(i => $"\"k{i}\":\"https://example.com/{i % 10}/{i % 100}/{i % 1000}/{i}\""))}}}",
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Hard_texts_take_no_longer_than_long_ones(string name)
    {
        string text = s_texts[name]();
        long start = Stopwatch.GetTimestamp();

        LosslessResult result = new LosslessTier().Compress(text, new QuarterCounter(), TestContext.Current.CancellationToken);
        _ = new LosslessTier(LosslessGuarantee.Bytes).Compress(text, new QuarterCounter(), TestContext.Current.CancellationToken);

        Assert.DoesNotContain("did not decode", result.Reason, StringComparison.Ordinal);
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(8), $"{Stopwatch.GetElapsedTime(start)}");
    }

    /// <summary>Quick, so that the time is the tier's own.</summary>
    private sealed class QuarterCounter : ITokenCounter
    {
        public string Name => "quarter";

        public int Count(ReadOnlySpan<char> text) => (text.Length + 3) / 4;
    }
}
