using Pith.Runtimes.Onnx;
using Pith.Text;

namespace Pith.Architecture.Tests;

#pragma warning disable xUnit1051 // The README shows the calls as a reader makes them.
/// <summary>The C# of the README, compiled and run.</summary>
public sealed class ReadmeSnippets
{
    private static readonly string s_sample = File.ReadAllText(Repository.At("samples", "texts", "abstracts.txt"));

    [Fact]
    public async Task The_five_line_start_keeps_its_budget()
    {
        string text = s_sample;

        CompressionResult small = await Prompt.CompressAsync(text, Budget.Tokens(300));
        Console.WriteLine(small.Text);
        Console.WriteLine($"{small.TokensBefore} -> {small.TokensAfter} tokens");

        Assert.InRange(small.TokensAfter, 298, 300);
    }

    [Fact]
    public async Task A_request_with_segments_keeps_what_it_says()
    {
        string report = s_sample + " The order is ORD-1234.";

        var request = new CompressionRequest
        {
            Segments =
            [
                new Segment("Answer from the reports only.") { Role = SegmentRole.Instruction, Policy = SegmentPolicy.Keep },
                new Segment(report),
            ],
            Budget = Budget.Rate(0.4),
            TokenCounter = TokenCounters.Cl100kBase,
            Protection = new ProtectionRules { ForceDigits = true, Patterns = [@"\bORD-\d+\b"] },
        };
        ICompressor keep = StandardMethods.Catalog.Create("keep", OnnxRuntime.Default);
        CompressionResult result = await keep.CompressAsync(request);

        Assert.StartsWith("Answer from the reports only.", result.Text, StringComparison.Ordinal);
        Assert.Contains("ORD-1234", result.Text, StringComparison.Ordinal);
        Assert.True(result.WithinBudget);
    }
}
