using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.ML.Tokenizers;

namespace Pith.Text;

/// <summary>Counts with a tokenizer read from a file.</summary>
/// <remarks>Read are byte-level BPE out of <c>tokenizer.json</c>, SentencePiece models and tiktoken rank files. Files are untrusted input.</remarks>
internal sealed class TokenizerFile : ITokenCounter
{
    private const long LargestFile = 256L << 20;
    private static readonly TimeSpan s_patternTimeout = TimeSpan.FromSeconds(30);
    private const string Gpt2Pattern = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    private readonly LongRuns.Counting _count;

    private TokenizerFile(string name, Tokenizer tokenizer)
    {
        Name = name;
        _count = text => tokenizer.CountTokens(text);
    }

    public string Name { get; }

    public int Count(ReadOnlySpan<char> text) => LongRuns.Count(text, _count);

    internal static TokenizerFile Open(string path)
    {
        string name = Path.GetFileName(path);
        try
        {
            var info = new FileInfo(path);
            if (info.Length is 0 or > LargestFile)
            {
                throw Unreadable(name, $"it has {info.Length:N0} bytes", null);
            }

            var counter = new TokenizerFile(NameOf(path), Read(path));

            // A vocabulary that can't encode plain text would only fail later, in the middle of somebody's work.
            return counter.Count("The quick brown fox: 42 €.") > 0 ? counter : throw Unreadable(name, "it encodes plain text to nothing", null);
        }
        catch (Exception e) when (e is not (CompressionException or OutOfMemoryException))
        {
            throw Unreadable(name, e is JsonException ? "it is not valid JSON" : e.Message.ReplaceLineEndings(" "), e);
        }
    }

    private static Tokenizer Read(string path)
    {
        using FileStream stream = File.OpenRead(path);
        string extension = Path.GetExtension(path).ToUpperInvariant();
        switch (extension)
        {
            case ".JSON":
                using (JsonDocument document = JsonDocument.Parse(stream))
                {
                    return ByteLevelBpe(document.RootElement);
                }

            case ".MODEL":
                return SentencePieceTokenizer.Create(stream, addBeginningOfSentence: false, addEndOfSentence: false);
            case ".TIKTOKEN":
                var none = new Dictionary<string, int>();
                return TiktokenTokenizer.Create(stream, new RegexPreTokenizer(TiktokenCounter.PatternFor(Path.GetFileName(path)), none), normalizer: null, specialTokens: none);
            default:
                throw new NotSupportedException("its kind is not known; give a tokenizer.json, a *.model or a *.tiktoken file");
        }
    }

    private static BpeTokenizer ByteLevelBpe(JsonElement root)
    {
        JsonElement model = root.GetProperty("model");
        if (model.TryGetProperty("type", out JsonElement type) && type.GetString() != "BPE")
        {
            throw new NotSupportedException($"its model is {type.GetString()}; counted are byte-level BPE models");
        }

        var vocabulary = model.GetProperty("vocab").EnumerateObject().Select(p => KeyValuePair.Create(p.Name, p.Value.GetInt32())).ToList();
        var merges = model.GetProperty("merges").EnumerateArray().Select(m => m.ValueKind == JsonValueKind.String ? m.GetString()! : $"{m[0].GetString()} {m[1].GetString()}").ToList();
        return BpeTokenizer.Create(new BpeOptions(vocabulary) { Merges = merges, ByteLevel = true, PreTokenizer = PreTokenizerOf(root.GetProperty("pre_tokenizer")) });
    }

    private static PreTokenizer PreTokenizerOf(JsonElement element)
    {
        IEnumerable<JsonElement> parts = element.GetProperty("type").GetString() == "Sequence" ? element.GetProperty("pretokenizers").EnumerateArray() : [element];
        bool digits = false;
        string? pattern = null;
        foreach (JsonElement part in parts)
        {
            switch (part.GetProperty("type").GetString())
            {
                case "Digits":
                    digits = part.GetProperty("individual_digits").GetBoolean();
                    break;
                case "Split":
                    pattern = part.GetProperty("pattern").GetProperty("Regex").GetString();
                    break;
                case "ByteLevel":
                    pattern ??= !part.TryGetProperty("use_regex", out JsonElement use) || use.GetBoolean() ? Gpt2Pattern : null;
                    break;
                case { } other:
                    throw new NotSupportedException($"its pre-tokenizer '{other}' is not known");
            }
        }

        var words = new RegexPreTokenizer(new Regex(pattern ?? @"[\s\S]+", RegexOptions.CultureInvariant, s_patternTimeout), null);
        return digits ? new DigitsApart(words) : words;
    }

    /// <summary>Each digit on its own; what stands between digits is split as if it were a whole text.</summary>
    private sealed class DigitsApart(PreTokenizer words) : PreTokenizer
    {
        public override IEnumerable<(int Offset, int Length)> PreTokenize(ReadOnlySpan<char> text) => PreTokenize(text.ToString());

        public override IEnumerable<(int Offset, int Length)> PreTokenize(string text)
        {
            int start = 0;
            for (int i = 0; i <= text.Length; i++)
            {
                if (i < text.Length && !char.IsNumber(text[i]))
                {
                    continue;
                }

                if (i > start)
                {
                    foreach ((int offset, int length) in words.PreTokenize(text[start..i]))
                    {
                        yield return (start + offset, length);
                    }
                }

                if (i < text.Length)
                {
                    yield return (i, 1);
                }

                start = i + 1;
            }
        }
    }

    private static string NameOf(string path)
    {
        string name = Path.GetFileName(path);
        string? folder = Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(path)));
        return name.StartsWith("tokenizer.", StringComparison.OrdinalIgnoreCase) && !string.IsNullOrEmpty(folder) ? $"{folder}/{name}" : name;
    }

    private static CompressionException Unreadable(string name, string reason, Exception? inner) =>
        new(CompressionError.UnknownTokenizer, $"{name} is no tokenizer file that can be read here: {reason}.", inner);
}
