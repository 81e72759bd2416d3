using System.IO.Compression;
using System.Text.Json;
using Pith.Runtimes.Onnx.Models;
using Pith.Runtimes.Onnx.Tokenization;
using Pith.Seams;

namespace Pith.Runtimes.Onnx.Tests.Tokenization;

public sealed class TokenizerGoldenTests
{
    private static readonly string s_folder = Path.Combine(AppContext.BaseDirectory, "Golden", "tokenizers");

    // The reference reads spellings of special pieces in plain text as the special ids (special-*), and normalises stacked accents
    // a grapheme at a time (zalgo-2); here a user's text is plain text and the library's normaliser goes by code points.
    private static readonly string[] s_deliberatelyOther = ["special-2", "special-8", "special-9", "special-10", "zalgo-2"];

    [Theory]
    [InlineData("wordpiece-bert-uncased")]
    [InlineData("wordpiece-cased")]
    [InlineData("unigram-xlmr")]
    public void Ids_equal_the_reference_on_every_text(string name)
    {
        PieceTokenizer tokenizer = Open(name);
        var differing = new List<string>();
        foreach ((string id, string text, JsonElement golden) in Cases(name))
        {
            int[] expected = [.. golden.GetProperty("ids").EnumerateArray().Select(e => e.GetInt32()).Skip(1).SkipLast(1)];
            int[] actual = [.. tokenizer.Tokenize(text).Select(p => p.Id)];
            if (!expected.SequenceEqual(actual) && !(name == "unigram-xlmr" && s_deliberatelyOther.Contains(id)))
            {
                differing.Add($"{id}: expected {string.Join(' ', expected)} got {string.Join(' ', actual)}");
            }
        }

        Assert.True(differing.Count == 0, string.Join('\n', differing));
    }

    [Theory]
    [InlineData("wordpiece-bert-uncased")]
    [InlineData("wordpiece-cased")]
    public void Ranges_equal_the_reference_on_every_text(string name)
    {
        PieceTokenizer tokenizer = Open(name);
        var differing = new List<string>();
        foreach ((string id, string text, JsonElement golden) in Cases(name))
        {
            JsonElement offsets = golden.TryGetProperty("utf16", out JsonElement utf16) ? utf16 : golden.GetProperty("offsets");
            int[] expected = [.. offsets.EnumerateArray().Select(e => e.GetInt32()).Skip(2).SkipLast(2)];
            int[] actual = [.. tokenizer.Tokenize(text).SelectMany(p => new[] { p.Span.Start, p.Span.End })];
            if (!expected.SequenceEqual(actual))
            {
                differing.Add($"{id}: expected {string.Join(' ', expected)} got {string.Join(' ', actual)}");
            }
        }

        Assert.True(differing.Count == 0, string.Join('\n', differing));
    }

    [Theory]
    [InlineData("unigram-xlmr")]
    public void Ranges_of_a_word_are_ordered_and_lie_in_it(string name)
    {
        PieceTokenizer tokenizer = Open(name);
        foreach ((string id, string text, _) in Cases(name))
        {
            int last = 0;
            foreach (Piece piece in tokenizer.Tokenize(text))
            {
                Assert.True(piece.Span.Start >= last && piece.Span.End <= text.Length, $"{id}: {piece.Span} after {last}");
                Assert.False(piece.Span.Of(text).ContainsAny(' ', '\n', '\t'), id);
                last = piece.Span.Start;
            }
        }
    }

    [Theory]
    [InlineData("wordpiece-bert-uncased")]
    [InlineData("unigram-xlmr")]
    public void Lone_surrogates_never_throw(string name)
    {
        PieceTokenizer tokenizer = Open(name);
        using JsonDocument texts = JsonDocument.Parse(File.ReadAllText(Path.Combine(s_folder, "texts.json")));
        foreach (JsonElement entry in texts.RootElement.GetProperty("lone_surrogates").EnumerateArray())
        {
            string text = new([.. entry.GetProperty("utf16").EnumerateArray().Select(e => (char)e.GetInt32())]);

            List<Piece> pieces = tokenizer.Tokenize(text);

            Assert.All(pieces, p => Assert.InRange(p.Span.End, 0, text.Length));
        }
    }

    internal static PieceTokenizer Open(string name)
    {
        if (name == "wordpiece-bert-uncased")
        {
            return ModelFolder.Open(Path.Combine(AppContext.BaseDirectory, "models", OnnxRuntime.SmallEnglish)).Tokenizer();
        }

        string folder = Path.Combine(s_folder, name);
        string vocabulary = Path.Combine(folder, "vocab.txt");
        if (File.Exists(vocabulary))
        {
            return ModelFolder.WordPieceFrom(File.ReadAllLines(vocabulary), "vocab.txt", lowerCase: false, stripAccents: false, splitIdeographs: true);
        }

        string json = Path.Combine(folder, "tokenizer.json");
        if (!File.Exists(json))
        {
            string temporary = Path.Combine(folder, Path.GetRandomFileName());
            using (FileStream packed = File.OpenRead(json + ".gz"))
            using (var unpacked = new GZipStream(packed, CompressionMode.Decompress))
            using (FileStream target = File.Create(temporary))
            {
                unpacked.CopyTo(target);
            }

            File.Move(temporary, json, overwrite: true);
        }

        return TokenizerJson.Open(json);
    }

    internal static IEnumerable<string> Texts()
    {
        using JsonDocument texts = JsonDocument.Parse(File.ReadAllText(Path.Combine(s_folder, "texts.json")));
        return [.. texts.RootElement.GetProperty("texts").EnumerateArray().Select(t => t.GetProperty("text").GetString()!)];
    }

    private static IEnumerable<(string Id, string Text, JsonElement Golden)> Cases(string name)
    {
        using JsonDocument texts = JsonDocument.Parse(File.ReadAllText(Path.Combine(s_folder, "texts.json")));
        using FileStream packed = File.OpenRead(Path.Combine(s_folder, name + ".golden.json.gz"));
        using var unpacked = new GZipStream(packed, CompressionMode.Decompress);
        using JsonDocument goldens = JsonDocument.Parse(unpacked);
        var byId = goldens.RootElement.GetProperty("texts").EnumerateArray().ToDictionary(e => e.GetProperty("id").GetString()!);
        foreach (JsonElement text in texts.RootElement.GetProperty("texts").EnumerateArray())
        {
            string id = text.GetProperty("id").GetString()!;
            JsonElement golden = byId[id];

            // Spellings of special pieces in the text are plain text here.
            yield return (id, text.GetProperty("text").GetString()!, golden.TryGetProperty("plain", out JsonElement plain) ? plain : golden);
        }
    }
}
