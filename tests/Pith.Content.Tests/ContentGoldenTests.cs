using System.Reflection;
using System.Text.Json;
using Pith.Text;

namespace Pith.Content.Tests;

/// <summary>Every method of the package with a <c>cases.json</c> against it: a text, a number of words, and the text that must come out.</summary>
public sealed class ContentGoldenTests
{
    private static readonly JsonSerializerOptions s_options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private static string Root { get; } = typeof(ContentGoldenTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "RepositoryRoot").Value!;

    public static TheoryData<string, int> Cases()
    {
        var cases = new TheoryData<string, int>();
        foreach (string id in ContentMethods.Entries.Select(e => e.Info.Id).Where(id => File.Exists(FileOf(id))))
        {
            for (int i = 0; i < Read(id).Length; i++)
            {
                cases.Add(id, i);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task The_result_is_the_golden_one(string method, int index)
    {
        GoldenCase golden = Read(method)[index];
        ICompressor compressor = NoModels.Create(ContentMethods.Entries.Single(e => e.Info.Id == method));

        CompressionRequest request = CompressionRequest.ForText(string.Join('\n', golden.Text), Budget.Tokens(golden.Words ?? golden.Tokens)) with { Question = golden.Question, TokenCounter = golden.Words is null ? TokenCounters.O200kBase : new WordCounter() };
        CompressionResult result = await compressor.CompressAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(string.Join('\n', golden.Expected), result.Text);
    }

    private static string FileOf(string method) => Path.Combine(Root, "tests", "Pith.Content.Tests", "Golden", method, "cases.json");

    private static GoldenCase[] Read(string method)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(FileOf(method)));
        return document.RootElement.GetProperty("cases").Deserialize<GoldenCase[]>(s_options)!;
    }

    private sealed record GoldenCase
    {
        public required string[] Text { get; init; }

        /// <summary>A budget in words; null for one in tokens of o200k_base.</summary>
        public int? Words { get; init; }

        public int Tokens { get; init; }

        public string? Question { get; init; }

        public required string[] Expected { get; init; }
    }
}
