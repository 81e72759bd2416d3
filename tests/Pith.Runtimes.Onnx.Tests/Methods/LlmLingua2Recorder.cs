using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pith.Seams;

namespace Pith.Runtimes.Onnx.Tests.Methods;

/// <summary>
/// Answers with the recorded probabilities instead of the model's and notes all that it was asked, so that Pith.Tests can replay the
/// recordings without a model. Rows that fed the reference's own embedding rows are found under the mask piece, which we feed there.
/// </summary>
internal sealed class LlmLingua2Recorder : ITokenClassifier
{
    private readonly OnnxTokenClassifier _model;
    private readonly int _maskId;
    private readonly Dictionary<string, float[]> _recorded = [];
    private readonly ConcurrentDictionary<string, int[]> _texts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<int, string> _spellings = new();
    private readonly ConcurrentDictionary<string, int?> _ids = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, float[]> _rows = new(StringComparer.Ordinal);

    internal LlmLingua2Recorder(OnnxTokenClassifier model, JsonElement recordings)
    {
        _model = model;
        _maskId = model.IdOf("[MASK]") ?? model.IdOf("<mask>") ?? model.Info.UnknownId;
        int firstNew = recordings.GetProperty("new_token_ids")[0].GetInt32();
        foreach (JsonProperty chunk in recordings.GetProperty("chunks").EnumerateObject())
        {
            int[] ids = [.. chunk.Value.GetProperty("ids").EnumerateArray().Select(i => i.GetInt32()).Select(i => i >= firstNew ? _maskId : i)];
            float[] probabilities = [.. chunk.Value.GetProperty("keep_probabilities").EnumerateArray().Select(p => p.GetSingle())];
            if (!_recorded.TryAdd(Key(ids), probabilities) && !_recorded[Key(ids)].SequenceEqual(probabilities))
            {
                throw new InvalidDataException($"Two recordings share the row of chunk {chunk.Name}.");
            }
        }
    }

    public TokenClassifierInfo Info => _model.Info;

    public int Concurrency => 1;

    /// <summary>The largest difference between the model's probabilities and recorded ones, over rows without the mask piece.</summary>
    internal double LargestDifference { get; private set; }

    public IReadOnlyList<Piece> Tokenize(string text)
    {
        IReadOnlyList<Piece> pieces = _model.Tokenize(text);
        _texts[text] = [.. pieces.SelectMany(p => new[] { p.Id, p.Span.Start, p.Span.End })];
        return pieces;
    }

    public string Spelling(int id) => _spellings[id] = _model.Spelling(id);

    public int? IdOf(string spelling) => _ids[spelling] = _model.IdOf(spelling);

    public void Classify(ReadOnlySpan<int> row, int secondPart, ClassifierOutput output, Span<float> logits, CancellationToken cancellationToken)
    {
        float[] recorded = _recorded[Key(row)];
        _rows[Key(row)] = recorded;
        _model.Classify(row, secondPart, output, logits, cancellationToken);
        for (int i = 0; i < row.Length; i++)
        {
            double difference = Math.Abs((1 / (1 + Math.Exp(-logits[i]))) - recorded[i]);
            LargestDifference = row.Contains(_maskId) ? LargestDifference : Math.Max(LargestDifference, difference);
            logits[i] = (float)Math.Log(recorded[i] / (1 - (double)recorded[i]));
        }
    }

    internal void Save(string file, IEnumerable<JsonElement> cases)
    {
        string[] fields = ["id", "method", "arguments", "constructor", "result"];
        var root = new JsonObject
        {
            ["scheme"] = Info.Scheme.ToString(),
            ["special"] = new JsonArray([.. Info.SpecialPieces.Select(s => (JsonNode)s)]),
            ["begin"] = Info.BeginId,
            ["end"] = Info.EndId,
            ["unknown"] = Info.UnknownId,
            ["row"] = Info.MaxRow,
            ["spellings"] = new JsonObject(_spellings.OrderBy(s => s.Key).Select(s => KeyValuePair.Create(s.Key.ToString(CultureInfo.InvariantCulture), (JsonNode?)s.Value))),
            ["ids"] = new JsonObject(_ids.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => KeyValuePair.Create(s.Key, (JsonNode?)s.Value))),
            ["texts"] = new JsonObject(_texts.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => KeyValuePair.Create(s.Key, (JsonNode?)new JsonArray([.. s.Value.Select(v => (JsonNode)v)])))),
            ["rows"] = new JsonObject(_rows.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => KeyValuePair.Create(s.Key, (JsonNode?)new JsonArray([.. s.Value.Select(v => (JsonNode)v)])))),
            ["cases"] = new JsonArray([.. cases.Select(c => (JsonNode)new JsonObject(fields.Where(f => c.TryGetProperty(f, out _)).Select(f => KeyValuePair.Create(f, JsonNode.Parse(c.GetProperty(f).GetRawText())))))]),
        };
        using FileStream target = File.Create(file);
        using var packed = new GZipStream(target, CompressionLevel.SmallestSize);
        JsonSerializer.Serialize(packed, root);
    }

    private static string Key(ReadOnlySpan<int> row) => string.Join(' ', row.ToArray());
}
