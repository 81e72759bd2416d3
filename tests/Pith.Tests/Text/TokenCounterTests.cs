using System.IO.Compression;
using System.Text.Json;
using Pith.Text;

namespace Pith.Tests.Text;

public sealed class TokenCounterTests
{
    // Digits outside the basic plane are no \p{N} for .NET's expressions, which see their two halves.
    private static readonly string[] s_knownToDiffer = ["cl100k_base/nfkc-4"];

    [Theory]
    [InlineData("o200k_base")]
    [InlineData("cl100k_base")]
    [InlineData("gpt2")]
    public void Counts_equal_the_reference_and_special_spellings_are_plain_text(string name)
    {
        ITokenCounter counter = Pith.Text.TokenCounters.Get(name);
        using JsonDocument golden = Open($"tiktoken-{name}.golden.json.gz");
        Dictionary<string, int> counts = golden.RootElement.GetProperty("texts").EnumerateArray().ToDictionary(e => e.GetProperty("id").GetString()!, e => e.GetProperty("count").GetInt32());

        Assert.All(Texts(), t => Assert.True(
            counter.Count(t.Text) == counts[t.Id] || s_knownToDiffer.Contains($"{name}/{t.Id}"),
            $"{t.Id}: expected {counts[t.Id]}, counted {counter.Count(t.Text)}"));
    }

    [Theory]
    [InlineData("o200k_base")]
    [InlineData("cl100k_base")]
    [InlineData("gpt2")]
    public void A_lone_surrogate_counts_as_the_replacement_character(string name)
    {
        ITokenCounter counter = Pith.Text.TokenCounters.Get(name);
        using JsonDocument golden = Open($"tiktoken-{name}.golden.json.gz");
        Dictionary<string, int> counts = golden.RootElement.GetProperty("lone_surrogates").EnumerateArray().ToDictionary(e => e.GetProperty("id").GetString()!, e => e.GetProperty("count").GetInt32());
        using JsonDocument texts = JsonDocument.Parse(File.ReadAllText(RepositoryFiles.Golden("tokenizers", "texts.json")));

        foreach (JsonElement entry in texts.RootElement.GetProperty("lone_surrogates").EnumerateArray())
        {
            string text = new([.. entry.GetProperty("utf16").EnumerateArray().Select(e => (char)e.GetInt32())]);

            Assert.Equal(counts[entry.GetProperty("id").GetString()!], counter.Count(text));
        }
    }

    [Fact]
    public void A_byte_level_tokenizer_file_counts_as_the_reference_does()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("pith-tokenizer-").FullName, "tokenizer.json");
        using (FileStream file = File.Create(path))
        using (Stream packed = Unpack(Path.Combine("bytebpe-smollm2", "tokenizer.json.gz")))
        {
            packed.CopyTo(file);
        }

        ITokenCounter counter = Pith.Text.TokenCounters.Get(path);
        using JsonDocument golden = Open("bytebpe-smollm2.golden.json.gz");
        var counts = golden.RootElement.GetProperty("texts").EnumerateArray().ToDictionary(
            e => e.GetProperty("id").GetString()!,
            e => (e.TryGetProperty("plain", out JsonElement plain) ? plain : e).GetProperty("ids").GetArrayLength());
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);

        Assert.All(Texts(), t => Assert.True(counter.Count(t.Text) == counts[t.Id], $"{t.Id}: expected {counts[t.Id]}, counted {counter.Count(t.Text)}"));
    }

    [Theory]
    [InlineData("tokenizer.json", "{")]
    [InlineData("tokenizer.json", "{\"model\":{\"type\":\"Unigram\"}}")]
    [InlineData("tokenizer.json", "[]")]
    [InlineData("spm.model", "not a protobuf")]
    [InlineData("x.tiktoken", "%%%% 1")]
    [InlineData("vocab.bin", "x")]
    [InlineData("empty.model", "")]
    public void A_file_that_is_no_tokenizer_is_one_error_that_names_it(string name, string content)
    {
        string folder = Directory.CreateTempSubdirectory("pith-tokenizer-").FullName;
        string path = Path.Combine(folder, name);
        File.WriteAllText(path, content);

        CompressionException error = Assert.Throws<CompressionException>(() => Pith.Text.TokenCounters.Get(path));

        Directory.Delete(folder, recursive: true);
        Assert.Equal(CompressionError.UnknownTokenizer, error.Code);
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [InlineData('a')]
    [InlineData(' ')]
    [InlineData('\n')]
    [InlineData('=')]
    public void A_run_without_a_break_is_counted_in_parts(char c)
    {
        int whole = Pith.Text.TokenCounters.O200kBase.Count(new string(c, 2_000));

        int count = Pith.Text.TokenCounters.O200kBase.Count(new string(c, 100_000));

        Assert.InRange(count, 1, (whole + 1) * 51);
    }

    private static IEnumerable<(string Id, string Text)> Texts()
    {
        using JsonDocument texts = JsonDocument.Parse(File.ReadAllText(RepositoryFiles.Golden("tokenizers", "texts.json")));
        foreach (JsonElement entry in texts.RootElement.GetProperty("texts").EnumerateArray())
        {
            yield return (entry.GetProperty("id").GetString()!, entry.GetProperty("text").GetString()!);
        }
    }

    private static JsonDocument Open(string name)
    {
        using Stream stream = Unpack(name);
        return JsonDocument.Parse(stream);
    }

    private static GZipStream Unpack(string name) => new(File.OpenRead(RepositoryFiles.Golden("tokenizers", name)), CompressionMode.Decompress);
}
