using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using Pith.Runtimes.Onnx.Tokenization;
using Pith.Seams;

namespace Pith.Runtimes.Onnx.Models;

/// <summary>A model's folder in the layout of a model hub: an ONNX file, <c>config.json</c> and tokenizer files.</summary>
internal sealed class ModelFolder
{
    /// <summary>The most bytes of a text file: several times the largest tokenizer in use.</summary>
    internal const long LargestText = 64L << 20;

    private const int DefaultMaxRow = 512;
    private const int LeastMaxRow = 8;
    private const int MostIds = 4 << 20;

    private static readonly string[] s_onnxNames = ["model_int8.onnx", "model_quantized.onnx", "model.onnx", "model_fp16.onnx"];

    private static readonly string[] s_texts = ["config.json", "special_tokens_map.json", "tokenizer.json", "tokenizer_config.json", "vocab.txt"];

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
            throw new ModelFormatException(Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)), "is not a folder. Give the folder that holds the .onnx file and its tokenizer files.");
        }

        string onnx = FindOnnx(folder);
        string config = Path.Combine(folder, "config.json");
        if (!File.Exists(config))
        {
            return new ModelFolder(folder, onnx);
        }

        using JsonDocument document = ReadJson(config);
        JsonElement root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new ModelFormatException("config.json", "is not a JSON object.");
        }

        bool roberta = Text(root, "model_type").Contains("roberta", StringComparison.OrdinalIgnoreCase);
        int positions = (Number(root, "max_position_embeddings") ?? DefaultMaxRow) - (roberta ? 2 : 0);
        if (positions < LeastMaxRow)
        {
            throw new ModelFormatException("config.json", $"its 'max_position_embeddings' leaves {positions} ids a row; at least {LeastMaxRow} are needed.");
        }

        return new ModelFolder(folder, onnx) { MaxRow = Math.Min(positions, DefaultMaxRow), VocabularySize = Number(root, "vocab_size") };
    }

    /// <summary>Whether a folder holds a model and no pull is under way in it.</summary>
    internal static bool HoldsModel(string folder) =>
        Directory.Exists(folder) && OnnxIn(folder) is not null
        && !Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Any(f => f.EndsWith(PartialFile.Suffix, StringComparison.Ordinal) || Path.GetFileName(f).StartsWith(ModelStore.RecordName, StringComparison.Ordinal));

    /// <summary>Bytes of the files that make up the model in a folder.</summary>
    internal static long Size(string folder) => OnnxIn(folder) is { } onnx ? new ModelFolder(folder, onnx).Parts().Sum(f => new FileInfo(f).Length) : 0;

    /// <summary>The files that make up the model, with sizes and checksums.</summary>
    internal IReadOnlyList<ModelFile> Files()
    {
        var files = new List<ModelFile>();
        foreach (string path in Parts())
        {
            using FileStream stream = File.OpenRead(path);
            string name = Path.GetRelativePath(_folder, path).Replace(Path.DirectorySeparatorChar, '/');
            files.Add(new ModelFile { Path = name, Bytes = stream.Length, Sha256 = Convert.ToHexStringLower(SHA256.HashData(stream)) });
        }

        return files;
    }

    /// <summary>Tells this model's contents apart from any other's.</summary>
    /// <remarks>
    /// Exports of one architecture have equal sizes, so bytes must count; reading gigabytes at every start must not: of large files the
    /// ends and evenly spread blocks are read, which no retraining leaves alone.
    /// </remarks>
    internal string ContentHash()
    {
        const int Block = 1 << 16;
        const int Blocks = 64;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[Block];
        foreach (string path in Parts())
        {
            using SafeFileHandle file = File.OpenHandle(path);
            long length = RandomAccess.GetLength(file);
            hash.AppendData(BitConverter.GetBytes(length));
            long step = Math.Max(Block, (length - Block) / (Blocks - 1));
            for (long at = 0; at < length; at += step)
            {
                hash.AppendData(buffer, 0, RandomAccess.Read(file, buffer, at));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    internal PieceTokenizer Tokenizer()
    {
        string vocabulary = Path.Combine(_folder, "vocab.txt");
        string json = Path.Combine(_folder, "tokenizer.json");
        string source = "tokenizer.json";
        try
        {
            // A list of words alone does not say whether the model is cased.
            if (File.Exists(vocabulary) && (File.Exists(Path.Combine(_folder, "tokenizer_config.json")) || !File.Exists(json)))
            {
                source = "vocab.txt";
                return FromVocabulary(vocabulary);
            }

            if (File.Exists(json))
            {
                return TokenizerJson.Open(json);
            }
        }
#pragma warning disable CA1031 // What a reader of tokenizers throws at hostile bytes is not documented; every failure here is the file's.
        catch (Exception e) when (e is not (ModelFormatException or OutOfMemoryException))
#pragma warning restore CA1031
        {
            throw new ModelFormatException(source, $"does not describe a tokenizer that can be used here ({UntrustedText.Shown(e.Message)}).", e);
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
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelFormatException(name, "can't be read.", e);
        }
    }

    private static string FindOnnx(string folder) => OnnxIn(folder)
        ?? throw new ModelFormatException(Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)), $"holds no ONNX file; looked for {string.Join(", ", s_onnxNames)} in it and in onnx/.");

    private static string? OnnxIn(string folder) =>
        (from place in (string[])[Path.Combine(folder, "onnx"), folder] from name in s_onnxNames select Path.Combine(place, name)).FirstOrDefault(File.Exists);

    private IEnumerable<string> Parts() => ((string[])
    [
        .. s_texts.Select(f => Path.Combine(_folder, f)),
        OnnxFile, OnnxFile + "_data", OnnxFile + ".data",
    ]).Where(File.Exists);

    private WordPieceModel FromVocabulary(string path)
    {
        if (new FileInfo(path).Length > LargestText)
        {
            throw new ModelFormatException("vocab.txt", $"is larger than a vocabulary may be ({LargestText:N0} bytes).");
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

        CheckPieces(vocabulary, file);
        (int begin, int end, int unknown) = (Special("[CLS]"), Special("[SEP]"), Special("[UNK]"));
        return new WordPieceModel(vocabulary, "[UNK]", lowerCase, stripAccents, splitIdeographs)
        {
            BeginId = begin,
            EndId = end,
            UnknownId = unknown,
            SpecialPieces = ["[UNK]", "[SEP]", "[PAD]", "[CLS]", "[MASK]"],
        };
    }

    /// <summary>Throws if the vocabulary has a size or a spelling that no tokenizer would write and that readers disagree about.</summary>
    internal static void CheckPieces(string[] vocabulary, string file)
    {
        if (vocabulary.Length > MostIds)
        {
            throw new ModelFormatException(file, $"has {vocabulary.Length:N0} pieces; at most {MostIds:N0} are read.");
        }

        int odd = Array.FindIndex(vocabulary, piece => piece.AsSpan().ContainsAny('\r', '\n', '\0'));
        if (odd >= 0)
        {
            throw new ModelFormatException(file, $"its piece {odd} holds a line break or NUL.");
        }
    }

    private static int? Number(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number is > 0 and <= MostIds ? number
            : throw new ModelFormatException("config.json", $"its '{name}' is {UntrustedText.Shown(value.GetRawText())}; a whole number from 1 to {MostIds:N0} was expected.");
    }

    private static string Text(JsonElement root, string name)
    {
        try
        {
            return root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        }
        catch (InvalidOperationException e)
        {
            throw new ModelFormatException("config.json", $"its '{name}' is not valid text.", e);
        }
    }

    private static bool? Flag(JsonElement root, string name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out JsonElement value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : null;
}
