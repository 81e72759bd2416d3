using System.Text.Json;
using Microsoft.ML.Tokenizers;
using Pith.Runtimes.Onnx.Models;
using Pith.Seams;

namespace Pith.Runtimes.Onnx.Tokenization;

/// <summary>Reads a <c>tokenizer.json</c> with a WordPiece or a Unigram model.</summary>
internal static class TokenizerJson
{
    private const string FileName = "tokenizer.json";

    internal static PieceTokenizer Open(string path)
    {
        using JsonDocument document = ModelFolder.ReadJson(path);
        JsonElement root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("model", out JsonElement model) || model.ValueKind != JsonValueKind.Object)
        {
            throw new ModelFormatException(FileName, "has no 'model'.");
        }

        string? type = model.TryGetProperty("type", out JsonElement named) && named.ValueKind == JsonValueKind.String ? named.GetString()
            : model.TryGetProperty("unk_id", out _) ? "Unigram" : null;
        return type switch
        {
            "WordPiece" => WordPiece(root, model),
            "Unigram" => Unigram(root, model),
            _ => throw new ModelFormatException(FileName, $"has a model of type '{UntrustedText.Shown(type ?? "unknown")}'; token classifiers here have WordPiece or Unigram."),
        };
    }

    private static WordPieceModel WordPiece(JsonElement root, JsonElement model)
    {
        JsonElement vocabulary = model.GetProperty("vocab");
        var spellings = new string[vocabulary.EnumerateObject().Count()];
        foreach (JsonProperty entry in vocabulary.EnumerateObject())
        {
            int id = entry.Value.GetInt32();
            if (id < 0 || id >= spellings.Length || spellings[id] is not null)
            {
                throw new ModelFormatException(FileName, $"its vocabulary's ids are not 0 to {spellings.Length - 1}, each once.");
            }

            spellings[id] = entry.Name;
        }

        bool lowerCase = true;
        bool? stripAccents = null;
        bool ideographs = true;
        foreach (JsonElement normalizer in Normalizers(root))
        {
            if (normalizer.GetProperty("type").GetString() == "BertNormalizer")
            {
                lowerCase = normalizer.GetProperty("lowercase").GetBoolean();
                stripAccents = normalizer.TryGetProperty("strip_accents", out JsonElement strip) && strip.ValueKind is JsonValueKind.True or JsonValueKind.False ? strip.GetBoolean() : null;
                ideographs = !normalizer.TryGetProperty("handle_chinese_chars", out JsonElement chinese) || chinese.ValueKind != JsonValueKind.False;
            }
        }

        return ModelFolder.WordPieceFrom(spellings, FileName, lowerCase, stripAccents ?? lowerCase, ideographs);
    }

    private static UnigramModel Unigram(JsonElement root, JsonElement model)
    {
        byte[] map = [];
        foreach (JsonElement normalizer in Normalizers(root))
        {
            switch (normalizer.GetProperty("type").GetString())
            {
                case "Precompiled":
                    map = normalizer.GetProperty("precompiled_charsmap").GetBytesFromBase64();
                    break;
                case { } other:
                    throw new ModelFormatException(FileName, $"its normaliser is '{UntrustedText.Shown(other)}'; a Unigram model here brings its own precompiled map.");
            }
        }

        JsonElement vocabulary = model.GetProperty("vocab");
        string[] spellings = new string[vocabulary.GetArrayLength()];
        float[] scores = new float[spellings.Length];
        int at = 0;
        foreach (JsonElement entry in vocabulary.EnumerateArray())
        {
            if (entry.ValueKind != JsonValueKind.Array || entry.GetArrayLength() != 2)
            {
                throw new ModelFormatException(FileName, $"its piece {at} is not a pair of spelling and score.");
            }

            spellings[at] = entry[0].GetString() is { Length: > 0 } spelling ? spelling : throw new ModelFormatException(FileName, $"its piece {at} has no spelling.");
            scores[at] = entry[1].GetSingle();
            if (!float.IsFinite(scores[at]))
            {
                throw new ModelFormatException(FileName, $"the score of its piece {at} is not a finite number.");
            }

            at++;
        }

        ModelFolder.CheckPieces(spellings, FileName);

        int Special(string spelling)
        {
            int id = Array.IndexOf(spellings, spelling);
            return id >= 0 ? id : throw new ModelFormatException(FileName, $"lacks the special piece {spelling}.");
        }

        // Ordinary pieces stand in one block after the special ones; the library's file has three special pieces before its block.
        string[] specials = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"];
        int first = Special("<unk>") + 1;
        int last = spellings.Length;
        while (last > first && specials.Contains(spellings[last - 1]))
        {
            last--;
        }

        using MemoryStream file = SentencePieceFile.Write(Enumerable.Range(first, last - first).Select(i => (spellings[i], scores[i])), map);
        SentencePieceTokenizer library = SentencePieceTokenizer.Create(file, addBeginningOfSentence: false, addEndOfSentence: false);
        return new UnigramModel(library, spellings, first - 3)
        {
            BeginId = Special("<s>"),
            EndId = Special("</s>"),
            UnknownId = Special("<unk>"),
            SpecialPieces = [.. specials.Where(s => Array.IndexOf(spellings, s) >= 0)],
        };
    }

    private static IEnumerable<JsonElement> Normalizers(JsonElement root) =>
        root.TryGetProperty("normalizer", out JsonElement normalizer) ? Flatten(normalizer) : [];

    private static IEnumerable<JsonElement> Flatten(JsonElement normalizer)
    {
        if (normalizer.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        return normalizer.GetProperty("type").GetString() == "Sequence"
            ? normalizer.GetProperty("normalizers").EnumerateArray().SelectMany(Flatten)
            : [normalizer];
    }
}
