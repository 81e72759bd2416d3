using System.Text;
using System.Text.RegularExpressions;
using Pith.Reversal;
using Pith.Text;

namespace Pith.Content.Tests;

/// <summary>What holds for every method of the package, whatever the text and the budget.</summary>
public sealed partial class ContentConformanceTests
{
    private const int TextsOfAKind = 6;

    public static TheoryData<string, string> Pairs()
    {
        var pairs = new TheoryData<string, string>();
        foreach (MethodEntry entry in ContentMethods.Entries.Where(e => e.Info.Family != MethodFamily.Lossless))
        {
            foreach (string kind in RandomContent.Kinds)
            {
                pairs.Add(entry.Info.Id, kind);
            }
        }

        return pairs;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Results_keep_the_contract(string method, string kind)
    {
        MethodEntry entry = ContentMethods.Entries.Single(e => e.Info.Id == method);
        ICompressor compressor = NoModels.Create(entry);
        for (int seed = 0; seed < TextsOfAKind; seed++)
        {
            string text = RandomContent.Of(kind, seed);
            foreach (Budget budget in Budgets())
            {
                CompressionRequest request = CompressionRequest.ForText(text, budget) with { Question = seed % 2 == 0 ? null : "why did ApiClient fail in src/app/main.cs?" };
                CompressionResult result = await compressor.CompressAsync(request, TestContext.Current.CancellationToken);
                CompressionResult again = await compressor.CompressAsync(request, TestContext.Current.CancellationToken);

                string what = $"{method}, {kind} {seed}, {budget}";
                int before = request.TokenCounter.Count(text);
                Assert.True(request.TokenCounter.Count(result.Text) <= (budget.LimitFor(before) ?? before), $"{what}: over the limit");
                Assert.True(result.Text.Length <= text.Length, $"{what}: longer than the input");
                Assert.Equal(result.Text, again.Text);
                CheckRanges(result, text, what);
                if (kind != "hostile" && entry.Info.Family == MethodFamily.Output && !result.Notes.Any(n => n.Code == "other-content"))
                {
                    CheckLines(result.Text, text, what);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_cancelled_call_throws(string method, string kind)
    {
        ICompressor compressor = NoModels.Create(ContentMethods.Entries.Single(e => e.Info.Id == method));
        using var source = new CancellationTokenSource();
        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await compressor.CompressAsync(CompressionRequest.ForText(RandomContent.Of(kind, 1), Budget.Rate(0.3)), source.Token));
    }

    private static IEnumerable<Budget> Budgets() =>
    [
        Budget.Rate(0.05), Budget.Rate(0.2), Budget.Rate(0.5), Budget.Rate(0.9), Budget.Tokens(1), Budget.Tokens(17), Budget.Tokens(150),
    ];

    private static void CheckRanges(CompressionResult result, string text, string what)
    {
        int end = 0;
        foreach (TextSpan range in result.Kept)
        {
            Assert.True(range.Start >= end && range.End > range.Start && range.End <= text.Length, $"{what}: ranges overlap or descend");
            end = range.End;
        }
    }

    private static void CheckLines(string output, string text, string what)
    {
        var known = text.Split('\n').Select(Seen).Concat(text.Split('\n', '\r')).Select(l => l.Trim()).ToHashSet(StringComparer.Ordinal);
        foreach (string line in output.Split('\n', '\r').Where(l => l.Length > 0 && !l.Contains(ElisionMarker.Opening, StringComparison.Ordinal) && !l.Contains(ElisionMarker.EscapedOpening, StringComparison.Ordinal)))
        {
            Assert.True(known.Contains(line.Trim()), $"{what}: '{line}' is no line of the original");
        }
    }

    private static string Seen(string line)
    {
        string[] stretches = Sequence().Replace(line, string.Empty).Split('\r');
        return stretches.LastOrDefault(s => s.Trim().Length > 0) ?? string.Empty;
    }

    [GeneratedRegex("\u001b\\[[0-9;]*[A-Za-z]", RegexOptions.NonBacktracking)]
    private static partial Regex Sequence();
}
