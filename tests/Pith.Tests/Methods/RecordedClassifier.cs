using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Pith.Seams;
using Pith.Text;

namespace Pith.Tests.Methods;

/// <summary>A classifier that knows the pieces and the probabilities of a recording and nothing else: what was not recorded throws.</summary>
internal sealed class RecordedClassifier : ITokenClassifier
{
    private readonly Dictionary<int, string> _spellings;
    private readonly Dictionary<string, int?> _ids;
    private readonly Dictionary<string, Piece[]> _texts;
    private readonly Dictionary<string, float[]> _rows;

    private RecordedClassifier(JsonElement root)
    {
        Info = new TokenClassifierInfo
        {
            Id = "recorded",
            Fingerprint = "recorded",
            MaxRow = root.GetProperty("row").GetInt32(),
            Scheme = Enum.Parse<PieceScheme>(root.GetProperty("scheme").GetString()!),
            BeginId = root.GetProperty("begin").GetInt32(),
            EndId = root.GetProperty("end").GetInt32(),
            UnknownId = root.GetProperty("unknown").GetInt32(),
            SpecialPieces = [.. root.GetProperty("special").EnumerateArray().Select(s => s.GetString()!)],
        };
        _spellings = root.GetProperty("spellings").EnumerateObject().ToDictionary(p => int.Parse(p.Name, CultureInfo.InvariantCulture), p => p.Value.GetString()!);
        _ids = root.GetProperty("ids").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.ValueKind == JsonValueKind.Null ? (int?)null : p.Value.GetInt32());
        _texts = root.GetProperty("texts").EnumerateObject().ToDictionary(p => p.Name, p => Pieces(p.Value));
        _rows = root.GetProperty("rows").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.EnumerateArray().Select(v => v.GetSingle()).ToArray());
    }

    public TokenClassifierInfo Info { get; }

    public int Concurrency => 2;

    internal static (RecordedClassifier Classifier, List<LlmLingua2Case> Cases) Open(string kind)
    {
        using var file = new GZipStream(File.OpenRead(RepositoryFiles.Golden("llmlingua-2", $"{kind}.json.gz")), CompressionMode.Decompress);
        JsonElement root = JsonDocument.Parse(file).RootElement;
        return (new RecordedClassifier(root), [.. root.GetProperty("cases").EnumerateArray().Select(c => new LlmLingua2Case(c))]);
    }

    public IReadOnlyList<Piece> Tokenize(string text) => _texts[text];

    public string Spelling(int id) => _spellings[id];

    public int? IdOf(string spelling) => _ids[spelling];

    public void Classify(ReadOnlySpan<int> row, int secondPart, ClassifierOutput output, Span<float> logits, CancellationToken cancellationToken)
    {
        float[] probabilities = _rows[string.Join(' ', row.ToArray())];
        for (int i = 0; i < row.Length; i++)
        {
            logits[i] = (float)Math.Log(probabilities[i] / (1 - (double)probabilities[i]));
        }
    }

    private static Piece[] Pieces(JsonElement numbers)
    {
        int[] flat = [.. numbers.EnumerateArray().Select(n => n.GetInt32())];
        return [.. flat.Chunk(3).Select(c => new Piece(c[0], new TextSpan(c[1], c[2])))];
    }
}
