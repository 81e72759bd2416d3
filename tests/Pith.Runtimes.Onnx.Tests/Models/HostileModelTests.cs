using System.IO.Compression;
using System.Text.Json.Nodes;
using Pith.Runtimes.Onnx.Models;
using Pith.Runtimes.Onnx.Tests.Tokenization;
using Pith.Seams;

namespace Pith.Runtimes.Onnx.Tests.Models;

/// <summary>Whatever stands in a model's files: it opens, or it gives a <see cref="ModelFormatException"/> of one line.</summary>
public sealed class HostileModelTests : IDisposable
{
    private static readonly string[] s_vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "##b", "c"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_smallest_right_model_opens()
    {
        string folder = Tiny();

        using var classifier = OnnxTokenClassifier.Open(folder, "tiny");

        float[] logits = new float[3];
        classifier.Classify([2, 5, 3], 3, ClassifierOutput.Keep, logits, CancellationToken.None);
        Assert.Equal([2f, 5f, 3f], logits);
    }

    public static TheoryData<string> Damages => ["empty", "one byte", "zeros", "random", "text", "header", "cut 10", "cut 1000", "cut half", "cut last"];

    [Theory]
    [MemberData(nameof(Damages))]
    public void A_damaged_graph_is_refused(string damage)
    {
        string folder = _folder.CopyOf(TemporaryFolder.Small, "model");
        string file = Path.Combine(folder, "model_int8.onnx");
        byte[] model = File.ReadAllBytes(file);
        byte[] random = new byte[100_000];
        Seeded(7).NextBytes(random);
        byte[] header = [.. model];
        header[0] ^= 0x07;
        File.WriteAllBytes(file, damage switch
        {
            "empty" => [],
            "one byte" => [8],
            "zeros" => new byte[4096],
            "random" => random,
            "text" => "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 22905628\n"u8.ToArray(),
            "header" => header,
            "cut 10" => model[..10],
            "cut 1000" => model[..1000],
            "cut half" => model[..(model.Length / 2)],
            _ => model[..^1],
        });

        Refused(folder, "model_int8.onnx");
    }

    [Fact]
    public void A_graph_with_flipped_bits_opens_or_is_refused()
    {
        byte[] model = OnnxBytes.Chain("input_ids", OnnxBytes.Int64, "keep_logits", "FourRows");
        Random random = Seeded(11);
        string folder = Tiny();
        int refused = 0;
        for (int i = 0; i < 400; i++)
        {
            byte[] damaged = [.. model];
            for (int flips = random.Next(1, 4); flips > 0; flips--)
            {
                damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            }

            File.WriteAllBytes(Path.Combine(folder, "model.onnx"), damaged);
            refused += OpensOrIsRefused(folder) ? 0 : 1;
        }

        Assert.True(refused > 300, $"{refused} of 400");
    }

    [Theory]
    [InlineData("embedding", "sentence_embedding")]
    [InlineData("float ids", "int64")]
    [InlineData("other input", "pixel_values")]
    [InlineData("hostile input", "a token classifier has input_ids")]
    [InlineData("two dimensions", "'logits'")]
    [InlineData("transposed", "[3, 1]")]
    [InlineData("not finite", "not a finite number")]
    [InlineData("few embeddings", "fails while it runs")]
    public void A_model_of_another_kind_is_refused_with_what_it_has(string kind, string reason)
    {
        string folder = Tiny();
        File.WriteAllBytes(Path.Combine(folder, "model.onnx"), kind switch
        {
            "embedding" => OnnxBytes.Chain("input_ids", OnnxBytes.Int64, "sentence_embedding", "CastToFloat"),
            "float ids" => OnnxBytes.Chain("input_ids", OnnxBytes.Float, "keep_logits", "Neg"),
            "other input" => OnnxBytes.Chain("pixel_values", OnnxBytes.Float, "keep_logits", "Neg"),
            "hostile input" => OnnxBytes.Chain("\u001B[2J\nerror: all is well", OnnxBytes.Int64, "keep_logits", "CastToFloat"),
            "two dimensions" => OnnxBytes.Chain("input_ids", OnnxBytes.Int64, "logits", "CastToFloat"),
            "transposed" => OnnxBytes.Chain("input_ids", OnnxBytes.Int64, "keep_logits", "CastToFloat", "Transpose"),
            "not finite" => OnnxBytes.Chain("input_ids", OnnxBytes.Int64, "keep_logits", "CastToFloat", "Neg", "Sqrt"),
            _ => OnnxBytes.Chain("input_ids", OnnxBytes.Int64, "keep_logits", "FourRows"),
        });

        Assert.Contains(reason, Refused(folder, "model.onnx").Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("{\"vocab_size\": -5}")]
    [InlineData("{\"vocab_size\": 0}")]
    [InlineData("{\"vocab_size\": 3}")]
    [InlineData("{\"vocab_size\": 1e300}")]
    [InlineData("{\"vocab_size\": 99999999999999999999}")]
    [InlineData("{\"vocab_size\": 2147483647}")]
    [InlineData("{\"vocab_size\": \"8\"}")]
    [InlineData("{\"vocab_size\": [\"\\n\"]}")]
    [InlineData("{\"max_position_embeddings\": -1}")]
    [InlineData("{\"max_position_embeddings\": 2}")]
    [InlineData("{\"max_position_embeddings\": {}}")]
    [InlineData("{\"max_position_embeddings\": 9, \"model_type\": \"xlm-roberta\"}")]
    [InlineData("{\"model_type\": \"\\ud800\"}")]
    public void An_absurd_configuration_is_refused(string config)
    {
        string folder = Tiny();
        File.WriteAllText(Path.Combine(folder, "config.json"), config);

        Refused(folder, "config.json");
    }

    [Fact]
    public void A_deep_or_huge_configuration_is_refused()
    {
        string folder = Tiny();
        string config = Path.Combine(folder, "config.json");
        File.WriteAllText(config, new string('[', 1_000_000));
        Refused(folder, "config.json");

        using (FileStream huge = File.Create(config))
        {
            huge.SetLength(ModelFolder.LargestText + 1);
        }

        Assert.Contains("at most", Refused(folder, "config.json").Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[PAD]\n[UNK]\na\n", "[CLS]")]
    [InlineData("", "[CLS]")]
    [InlineData("[CLS]\n[SEP]\na\n", "[UNK]")]
    [InlineData("[UNK]\n[CLS]\n[SEP]\na\na\n", "")]
    [InlineData("[UNK]\n[CLS]\n[SEP]\nx\0y\n", "NUL")]
    public void A_vocabulary_without_its_special_pieces_or_with_impossible_ones_is_refused(string vocabulary, string reason)
    {
        string folder = Tiny();
        File.WriteAllText(Path.Combine(folder, "vocab.txt"), vocabulary);

        if (OpensOrIsRefused(folder))
        {
            Assert.Empty(reason);
            return;
        }

        Assert.Contains(reason, Refused(folder, "vocab.txt").Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_any_tokenizer_the_missing_file_is_named()
    {
        string folder = Tiny();
        File.Delete(Path.Combine(folder, "vocab.txt"));

        Refused(folder, "tokenizer.json");
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{\"model\": []}")]
    [InlineData("{\"model\": {\"type\": \"BPE\"}}")]
    [InlineData("{\"model\": {\"type\": \"WordPiece\"}}")]
    [InlineData("{\"model\": {\"type\": \"WordPiece\", \"vocab\": {\"[UNK]\": 9}}}")]
    [InlineData("{\"model\": {\"type\": \"WordPiece\", \"vocab\": {\"[UNK]\": 0, \"[CLS]\": 1, \"[SEP]\": 2, \"a\\nb\": 3}}}")]
    [InlineData("{\"model\": {\"type\": \"Unigram\", \"vocab\": [[\"<s>\", 0], [\"</s>\"]]}}")]
    [InlineData("{\"model\": {\"type\": \"Unigram\", \"vocab\": [[\"<s>\", 0], [\"</s>\", 0], [\"<unk>\", 0], [\"a\", 1e99]]}}")]
    [InlineData("{\"model\": {\"type\": \"Unigram\", \"vocab\": [[\"<s>\", 0], [\"</s>\", 0], [\"<unk>\", 0], [\"\\ud800\", -1]]}}")]
    [InlineData("{\"normalizer\": {\"type\": \"Precompiled\", \"precompiled_charsmap\": \"////////\"}, \"model\": {\"type\": \"Unigram\", \"vocab\": [[\"<s>\", 0], [\"</s>\", 0], [\"<unk>\", 0], [\"a\", -1]]}}")]
    public void A_tokenizer_of_another_kind_or_with_impossible_pieces_is_refused(string json)
    {
        string folder = Tiny();
        File.Delete(Path.Combine(folder, "vocab.txt"));
        File.WriteAllText(Path.Combine(folder, "tokenizer.json"), json);

        Refused(folder, "tokenizer.json");
    }

    [Fact]
    public void A_deep_or_huge_tokenizer_is_refused()
    {
        string folder = Tiny();
        File.Delete(Path.Combine(folder, "vocab.txt"));
        string json = Path.Combine(folder, "tokenizer.json");
        File.WriteAllText(json, string.Concat(Enumerable.Repeat("{\"normalizer\":", 100_000)));
        Refused(folder, "tokenizer.json");

        using (FileStream huge = File.Create(json))
        {
            huge.SetLength(ModelFolder.LargestText + 1);
        }

        Refused(folder, "tokenizer.json");
    }

    [Theory]
    [InlineData("WordPiece")]
    [InlineData("Unigram")]
    public void A_tokenizer_with_any_part_replaced_opens_or_is_refused(string type)
    {
        string folder = Tiny();
        File.Delete(Path.Combine(folder, "vocab.txt"));
        string json = type == "WordPiece"
            ? "{\"normalizer\":{\"type\":\"BertNormalizer\",\"lowercase\":true,\"strip_accents\":null,\"handle_chinese_chars\":true},\"model\":{\"type\":\"WordPiece\",\"vocab\":{\"[PAD]\":0,\"[UNK]\":1,\"[CLS]\":2,\"[SEP]\":3,\"a\":4,\"##b\":5}}}"
            : "{\"normalizer\":{\"type\":\"Sequence\",\"normalizers\":[{\"type\":\"Precompiled\",\"precompiled_charsmap\":\"\"}]},\"model\":{\"type\":\"Unigram\",\"unk_id\":3,\"vocab\":[[\"<s>\",0],[\"<pad>\",0],[\"</s>\",0],[\"<unk>\",0],[\"\u2581a\",-1.5],[\"b\",-2]]}}";
        string[] strange = ["null", "-1", "1e40", "3000000000", "\"\"", "\"LONE\"", "\"x\\ny\"", "[]", "{}", "[[]]", "true"];
        File.WriteAllText(Path.Combine(folder, "tokenizer.json"), json);
        Assert.True(OpensOrIsRefused(folder));
        int places = Places(JsonNode.Parse(json)!).Count;
        for (int place = 0; place < places; place++)
        {
            foreach (string value in strange)
            {
                JsonNode root = JsonNode.Parse(json)!;
                Places(root)[place].ReplaceWith(JsonNode.Parse(value));
                File.WriteAllText(Path.Combine(folder, "tokenizer.json"), root.ToJsonString().Replace("LONE", "\\udc00", StringComparison.Ordinal));
                OpensOrIsRefused(folder);
            }
        }
    }

    [Fact]
    public void A_damaged_normalisation_map_never_throws_anything_else()
    {
        using FileStream packed = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Golden", "tokenizers", "unigram-xlmr", "tokenizer.json.gz"));
        using var unpacked = new GZipStream(packed, CompressionMode.Decompress);
        JsonNode golden = JsonNode.Parse(unpacked)!;
        JsonNode normalizer = golden["normalizer"]!;
        JsonNode holder = normalizer["precompiled_charsmap"] is null ? normalizer["normalizers"]!.AsArray().First(n => n!["precompiled_charsmap"] is not null)! : normalizer;
        byte[] map = Convert.FromBase64String(holder["precompiled_charsmap"]!.GetValue<string>());
        string folder = Tiny();
        File.Delete(Path.Combine(folder, "vocab.txt"));
        JsonNode small = JsonNode.Parse("{\"normalizer\":{\"type\":\"Precompiled\",\"precompiled_charsmap\":\"\"},\"model\":{\"type\":\"Unigram\",\"unk_id\":3,\"vocab\":[[\"<s>\",0],[\"<pad>\",0],[\"</s>\",0],[\"<unk>\",0],[\"\u2581a\",-1.5],[\"b\",-2]]}}")!;
        string[] texts = [.. TokenizerGoldenTests.Texts()];
        Random random = Seeded(5);
        for (int i = 0; i < 60; i++)
        {
            byte[] damaged = i % 10 == 0 ? map[..random.Next(map.Length)] : [.. map];
            for (int flips = i % 10 == 0 ? 0 : 1 << random.Next(14); flips > 0 && damaged.Length > 0; flips--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            if (i % 3 == 1)
            {
                BitConverter.TryWriteBytes(damaged, random.Next());
            }

            small["normalizer"]!["precompiled_charsmap"] = Convert.ToBase64String(damaged);
            File.WriteAllText(Path.Combine(folder, "tokenizer.json"), small.ToJsonString());
            OpensOrIsRefused(folder, texts);
        }
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../../evil")]
    [InlineData("a\\\\..\\\\evil")]
    [InlineData("C:/evil")]
    [InlineData("C:evil")]
    [InlineData("")]
    [InlineData("a//b")]
    [InlineData("./a")]
    [InlineData("nul")]
    [InlineData("onnx/com1.onnx")]
    [InlineData("a\\u0000b")]
    [InlineData("a\\nb")]
    [InlineData("x.partial")]
    [InlineData("pith-model.json")]
    public void A_path_that_leaves_the_folder_is_refused_wherever_it_stands(string path)
    {
        string file = Path.Combine(_folder.Path, "manifest.json");
        foreach (string files in (string[])[$"{{\"path\":\"{path}\"}}", $"{{\"path\":\"ok\",\"alternatives\":[\"{path}\"]}}"])
        {
            File.WriteAllText(file, $"{{\"version\":1,\"models\":[{{\"id\":\"m\",\"title\":\"M\",\"seam\":\"token-classifier\",\"files\":[{files}]}}]}}");

            OneLine(Assert.Throws<ModelFormatException>(() => ModelManifest.Open(file)), "manifest.json");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"version\":2,\"models\":[]}")]
    [InlineData("{\"version\":1,\"models\":[null]}")]
    [InlineData("{\"version\":1,\"models\":[{\"id\":\"m\"}]}")]
    [InlineData("{\"version\":1,\"models\":[{\"id\":\"../m\",\"title\":\"M\",\"seam\":\"token-classifier\",\"files\":[{\"path\":\"a\"}]}]}")]
    [InlineData("{\"version\":1,\"models\":[{\"id\":\"m\",\"title\":\"M\",\"seam\":\"warp-drive\",\"files\":[{\"path\":\"a\"}]}]}")]
    [InlineData("{\"version\":1,\"models\":[{\"id\":\"m\",\"title\":\"M\",\"seam\":1,\"files\":[{\"path\":\"a\"}]}]}")]
    [InlineData("{\"version\":1,\"models\":[{\"id\":\"m\",\"title\":\"M\",\"seam\":\"token-classifier\",\"files\":[]}]}")]
    [InlineData("{\"version\":1,\"models\":[{\"id\":\"m\",\"title\":\"M\",\"seam\":\"token-classifier\",\"files\":[{\"path\":\"a\"},{\"path\":\"a\"}]}]}")]
    [InlineData("{\"version\":1,\"models\":[{\"id\":\"m\",\"title\":\"M\",\"seam\":\"token-classifier\",\"files\":[{\"path\":\"a\",\"bytes\":-1}]}]}")]
    [InlineData("{\"version\":1,\"models\":[{\"id\":\"m\",\"title\":\"M\",\"seam\":\"token-classifier\",\"files\":[{\"path\":\"a\",\"bytes\":1e30}]}]}")]
    [InlineData("{\"version\":1,\"models\":[{\"id\":\"m\",\"title\":\"M\",\"seam\":\"token-classifier\",\"files\":[{\"path\":\"a\",\"sha256\":\"xyz\"}]}]}")]
    [InlineData("{\"version\":1,\"models\":[{\"id\":\"m\",\"title\":\"M\",\"seam\":\"token-classifier\",\"files\":[{\"path\":\"a\",\"url\":\"file:///etc/passwd\"}]}]}")]
    [InlineData("{\"version\":1,\"models\":[{\"id\":\"m\",\"title\":\"M\",\"seam\":\"token-classifier\",\"files\":[{\"path\":\"a\",\"alternatives\":[null]}]}]}")]
    public void A_manifest_that_is_none_is_refused(string json)
    {
        string file = Path.Combine(_folder.Path, "manifest.json");
        File.WriteAllText(file, json);

        OneLine(Assert.Throws<ModelFormatException>(() => ModelManifest.Open(file)), "manifest.json");
    }

    private static List<JsonNode> Places(JsonNode node)
    {
        List<JsonNode> places = node.Parent is null ? [] : [node];
        IEnumerable<JsonNode?> children = node switch
        {
            JsonObject o => o.Select(p => p.Value),
            JsonArray a => a,
            _ => [],
        };
        places.AddRange(children.OfType<JsonNode>().SelectMany(Places));
        return places;
    }

    private static Random Seeded(int seed) => new(seed);

    private static bool OpensOrIsRefused(string folder, params string[] texts)
    {
        try
        {
            using var classifier = OnnxTokenClassifier.Open(folder, "hostile");
            foreach (string text in texts.Prepend("a ab \u00E9 \u0130 \uD83D\uDE00 c"))
            {
                Assert.All(classifier.Tokenize(text), p => Assert.True(p.Span.Start <= p.Span.End && p.Span.End <= text.Length));
            }

            return true;
        }
        catch (ModelFormatException e)
        {
            OneLine(e, null);
            return false;
        }
    }

    private static ModelFormatException Refused(string folder, string file) =>
        OneLine(Assert.Throws<ModelFormatException>(() => OnnxTokenClassifier.Open(folder, "hostile")), file);

    private static ModelFormatException OneLine(ModelFormatException error, string? file)
    {
        Assert.Equal(file ?? error.File, error.File);
        Assert.DoesNotContain(error.Message, char.IsControl);
        Assert.InRange(error.Reason.Length, 5, 600);
        return error;
    }

    private string Tiny()
    {
        string folder = Path.Combine(_folder.Path, "tiny");
        Directory.CreateDirectory(folder);
        File.WriteAllLines(Path.Combine(folder, "vocab.txt"), s_vocabulary);
        File.WriteAllBytes(Path.Combine(folder, "model.onnx"), OnnxBytes.Chain("input_ids", OnnxBytes.Int64, "keep_logits", "CastToFloat"));
        return folder;
    }
}
