using System.Text.Json;
using Pith.Seams;
using Pith.Text;

namespace Pith.Tests.Methods;

/// <summary>Every method of the catalog with a <c>cases.json</c> against it: a text, settings, a number of tokens, and the text that must come out.</summary>
public sealed class CatalogGoldenTests
{
    public static TheoryData<string, int> Cases()
    {
        var cases = new TheoryData<string, int>();
        foreach (MethodEntry entry in MethodCatalog.BuiltIn.Entries)
        {
            string file = RepositoryFiles.Golden(entry.Info.Id, "cases.json");
            for (int i = 0; File.Exists(file) && i < Read(file).Length; i++)
            {
                cases.Add(entry.Info.Id, i);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task The_result_is_the_golden_one(string method, int index)
    {
        GoldenCase golden = Read(RepositoryFiles.Golden(method, "cases.json"))[index];
        ICompressor compressor = MethodCatalog.BuiltIn.Create(method, new ScriptedModels(golden.Probabilities), null, golden.Settings);

        CompressionResult result = await compressor.CompressAsync(CompressionRequest.ForText(golden.Text, Budget.Tokens(golden.Tokens)), TestContext.Current.CancellationToken);

        Assert.Equal(golden.TokensBefore, result.TokensBefore);
        Assert.Equal(golden.Expected, result.Text);
    }

    private static GoldenCase[] Read(string file)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(file));
        return document.RootElement.GetProperty("cases").Deserialize<GoldenCase[]>(s_options)!;
    }

    private static readonly JsonSerializerOptions s_options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private sealed record GoldenCase
    {
        public required string Text { get; init; }

        public required int TokensBefore { get; init; }

        public required int Tokens { get; init; }

        public required Dictionary<string, string> Settings { get; init; }

        public Dictionary<string, double> Probabilities { get; init; } = [];

        public required string Expected { get; init; }
    }

    // Where a method asks for a classifier it gets the case's own.
    private sealed class ScriptedModels(Dictionary<string, double> probabilities) : IModelSource
    {
        public T? Find<T>(string? model)
            where T : class =>
            new ScriptedClassifier(PieceScheme.WordPiece, piece => piece[0] == '<' ? 0.5 : probabilities[piece]) as T;

        public string? ModelFor(Seam seam, Script script) => "scripted";
    }
}
