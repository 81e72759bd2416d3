using System.Text.Json;
using Pith.Runtimes.Onnx.Tokenization;
using Pith.Seams;

namespace Pith.Runtimes.Onnx.Models;

/// <summary>A model's folder in the layout of a model hub: an ONNX file, <c>config.json</c> and tokenizer files.</summary>
internal sealed class ModelFolder
{
    private const long LargestText = 256L << 20;
    private const int DefaultMaxRow = 512;

    private readonly string _folder;

    private ModelFolder(string folder, string onnxFile)
    {
        _folder = folder;
        OnnxFile = onnxFile;
    }

    internal string OnnxFile { get; }

    /// <summary>The most ids a row may hold: the configuration's positions, without the two that RoBERTa reserves.</summary>
    internal int MaxRow { get; private init; } = DefaultMaxRow;

    /// <summary>Number of ids that the configuration declares.</summary>
    internal int? VocabularySize { get; private init; }

    internal static ModelFolder Open(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new ModelFormatException(Path.GetFileName(folder), "is not a folder. Give the folder that holds the .onnx file and its tokenizer files.");
        }

        string onnx = FindOnnx(folder);
        string config = Path.Combine(folder, "config.json");
        if (!File.Exists(config))
        {
            return new ModelFolder(folder, onnx);
        }

        using JsonDocument document = ReadJson(config);
        JsonElement root = document.RootElement;
        int positions = Number(root, "max_position_embeddings") ?? DefaultMaxRow;
        bool roberta = root.TryGetProperty("model_type", out JsonElement type) && type.ValueKind == JsonValueKind.String && type.GetString()!.Contains("roberta", StringComparison.OrdinalIgnoreCase);
        return new ModelFolder(folder, onnx)
        {
            MaxRow = Math.Clamp(roberta ? positions - 2 : positions, 3, DefaultMaxRow),
            VocabularySize = Number(root, "vocab_size"),
        };
    }

    internal PieceTokenizer Tokenizer()
    {
        string vocabulary = Path.Combine(_folder, "vocab.txt");
        string json = Path.Combine(_folder, "tokenizer.json");
        try
        {
            if (File.Exists(vocabulary))
            {
                return FromVocabulary(vocabulary);
            }

            if (File.Exists(json))
            {
                return TokenizerJson.Open(json);
            }
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or KeyNotFoundException or FormatException or NotSupportedException or InvalidDataException or OverflowException)
        {
            throw new ModelFormatException(File.Exists(vocabulary) ? "vocab.txt" : "tokenizer.json", $"does not describe a tokenizer that can be used here ({e.Message}).", e);
        }

        throw new ModelFormatException("tokenizer.json", "is missing, and so is vocab.txt: the model's tokenizer is unknown.");
    }

    /// <summary>Parses a JSON file of reasonable size.</summary>
    internal static JsonDocument ReadJson(string path)
    {
        string name = Path.GetFileName(path);
        try
        {
            var info = new FileInfo(path);
            if (info.Length > LargestText)
            {
                throw new ModelFormatException(name, $"has {info.Length:N0} bytes; at most {LargestText:N0} are read.");
            }

            using FileStream stream = File.OpenRead(path);
            return JsonDocument.Parse(stream);
        }
        catch (JsonException e)
        {
            throw new ModelFormatException(name, $"is not valid JSON (line {e.LineNumber + 1}).", e);
        }
        catch (IOException e)
        {
            throw new ModelFormatException(name, "can't be read.", e);
        }
    }

    private static string FindOnnx(string folder)
    {
        string[] places = [Path.Combine(folder, "onnx"), folder];
        string[] names = ["model_int8.onnx", "model_quantized.onnx", "model.onnx", "model_fp16.onnx"];
        foreach (string place in places)
        {
            foreach (string name in names)
            {
                if (File.Exists(Path.Combine(place, name)))
                {
                    return Path.Combine(place, name);
                }
            }
        }

        throw new ModelFormatException(Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)), $"holds no ONNX file; looked for {string.Join(", ", names)} in it and in onnx/.");
    }

    private WordPieceModel FromVocabulary(string path)
    {
        if (new FileInfo(path).Length > LargestText)
        {
            throw new ModelFormatException("vocab.txt", "is too large for a vocabulary.");
        }

        string[] lines = File.ReadAllLines(path);
        string config = Path.Combine(_folder, "tokenizer_config.json");
        bool lowerCase = true;
        bool? stripAccents = null;
        bool ideographs = true;
        if (File.Exists(config))
        {
            using JsonDocument document = ReadJson(config);
            lowerCase = Flag(document.RootElement, "do_lower_case") ?? true;
            stripAccents = Flag(document.RootElement, "strip_accents");
            ideographs = Flag(document.RootElement, "tokenize_chinese_chars") ?? true;
        }

        return WordPieceFrom(lines, "vocab.txt", lowerCase, stripAccents ?? lowerCase, ideographs);
    }

    internal static WordPieceModel WordPieceFrom(string[] vocabulary, string file, bool lowerCase, bool stripAccents, bool splitIdeographs)
    {
        int Special(string spelling)
        {
            int id = Array.IndexOf(vocabulary, spelling);
            return id >= 0 ? id : throw new ModelFormatException(file, $"lacks the special piece {spelling}.");
        }

        return new WordPieceModel(vocabulary, "[UNK]", lowerCase, stripAccents, splitIdeographs)
        {
            BeginId = Special("[CLS]"),
            EndId = Special("[SEP]"),
            UnknownId = Special("[UNK]"),
            SpecialPieces = ["[UNK]", "[SEP]", "[PAD]", "[CLS]", "[MASK]"],
        };
    }

    private static int? Number(JsonElement root, string name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number > 0 ? number : null;

    private static bool? Flag(JsonElement root, string name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out JsonElement value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : null;
}
