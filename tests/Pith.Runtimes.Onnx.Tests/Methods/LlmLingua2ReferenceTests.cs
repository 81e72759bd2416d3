using System.Reflection;
using System.Text.Json;
using Pith.Methods.Tokens;
using Pith.Tests.Methods;

namespace Pith.Runtimes.Onnx.Tests.Methods;

/// <summary>Every recorded call of the official implementation, on the tiny models it was recorded with. Skipped where those models are not at hand.</summary>
public sealed class LlmLingua2ReferenceTests
{
    private static readonly string s_root = typeof(LlmLingua2ReferenceTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "RepositoryRoot").Value!;
    private static readonly string s_shared = Path.GetFullPath(Path.Combine(s_root, "..", "shared", "goldens", "methods"));

    [Theory]
    [InlineData("bert", "tiny-bert-base-multilingual-cased")]
    [InlineData("xlmr", "tiny-xlm-roberta-large")]
    public async Task Reference_mode_gives_the_recorded_texts_counts_and_labels(string kind, string model)
    {
        (List<LlmLingua2Case> cases, OnnxTokenClassifier classifier) = Open(kind, model);
        using OnnxTokenClassifier owned = classifier;
        string differences = string.Empty;
        int compared = 0;
        foreach (LlmLingua2Case recorded in cases.Where(c => !c.Tight && !c.UsesNewRows && !c.Raised))
        {
            CompressionResult result = await new LlmLingua2(classifier, recorded.Options(Compatibility.Reference)).CompressAsync(recorded.Request(), TestContext.Current.CancellationToken);
            differences += recorded.Difference(result);
            compared++;
        }

        Assert.True(differences.Length == 0, differences);
        Assert.True(compared >= 60, $"only {compared} cases");
        TestContext.Current.TestOutputHelper?.WriteLine($"{kind}: {compared} cases");
    }

    [Theory]
    [InlineData("bert", "tiny-bert-base-multilingual-cased")]
    [InlineData("xlmr", "tiny-xlm-roberta-large")]
    public async Task Calls_that_the_reference_can_not_serve_or_serves_with_rows_of_its_own_are_served(string kind, string model)
    {
        (List<LlmLingua2Case> cases, OnnxTokenClassifier classifier) = Open(kind, model);
        using OnnxTokenClassifier owned = classifier;
        foreach (LlmLingua2Case recorded in cases.Where(c => (c.Raised || c.UsesNewRows) && c.IsExpressible))
        {
            CompressionResult result = await new LlmLingua2(classifier, recorded.Options(Compatibility.Reference)).CompressAsync(recorded.Request(), TestContext.Current.CancellationToken);

            Assert.Equal(recorded.Request().Segments.Count, result.Segments.Count);
            Assert.DoesNotContain("[NEW", result.Text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("bert", "tiny-bert-base-multilingual-cased")]
    [InlineData("xlmr", "tiny-xlm-roberta-large")]
    public async Task Every_row_and_probability_is_the_recorded_one(string kind, string model)
    {
        (List<LlmLingua2Case> cases, OnnxTokenClassifier classifier) = Open(kind, model);
        using OnnxTokenClassifier owned = classifier;
        using JsonDocument recordings = JsonDocument.Parse(File.ReadAllBytes(RecordingsOf(kind)));
        var recorder = new LlmLingua2Recorder(classifier, recordings.RootElement);
        var replayed = new HashSet<string>();
        foreach (LlmLingua2Case recorded in cases.Where(c => !c.Tight && !c.Raised))
        {
            CompressionResult result = await new LlmLingua2(recorder, recorded.Options(Compatibility.Reference)).CompressAsync(recorded.Request(), TestContext.Current.CancellationToken);
            Assert.Equal(string.Empty, recorded.Difference(result));
            replayed.Add(recorded.Id);
        }

        Assert.InRange(recorder.LargestDifference, 0, 1e-5);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDENS") == "1")
        {
            string file = Path.Combine(s_root, "tests", "Pith.Tests", "Golden", "llmlingua-2", $"{kind}.json.gz");
            recorder.Save(file, recordings.RootElement.GetProperty("cases").EnumerateArray().Where(c => replayed.Contains(c.GetProperty("id").GetString()!)));
        }
    }

    private static string RecordingsOf(string kind) => Path.Combine(s_shared, "llmlingua2", $"cases.{kind}.json");

    private static (List<LlmLingua2Case> Cases, OnnxTokenClassifier Classifier) Open(string kind, string model)
    {
        string file = RecordingsOf(kind);
        Assert.SkipUnless(File.Exists(file), "The full recordings are not in this repository; Pith.Tests replays a compact copy.");
        JsonElement root = JsonDocument.Parse(File.ReadAllBytes(file)).RootElement;
        List<LlmLingua2Case> cases = [.. root.GetProperty("cases").EnumerateArray().Select(c => new LlmLingua2Case(c))];
        return (cases, OnnxTokenClassifier.Open(Path.Combine(s_shared, "models", model), model));
    }
}
