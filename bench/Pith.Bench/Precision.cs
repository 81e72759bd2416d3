using System.Text.Json;
using Pith.Methods.Tokens;
using Pith.Runtimes.Onnx;
using Pith.Seams;

namespace Pith.Bench;

/// <summary>What <c>keep</c> keeps with int8 weights against float32, on the texts that have float32 numbers.</summary>
internal static class Precision
{
    internal static async Task<Section> RunAsync()
    {
        var section = new Section("precision", "int8 against float32: the kept set of keep at rate 0.5", "text", "atoms", "kept by float32", "also by int8 (the golden's own)", "also by int8 (here)");
        ITokenClassifier live = OnnxRuntime.Default.Find<ITokenClassifier>(OnnxRuntime.SmallEnglish)!;
        string golden = await File.ReadAllTextAsync(Path.Combine(Machine.Root, "tests/Pith.Runtimes.Onnx.Tests/Golden/pith-small-en/golden.json"));
        int kept = 0, byGolden = 0, byLive = 0, texts = 0;
        foreach (JsonElement item in JsonDocument.Parse(golden).RootElement.GetProperty("cases").EnumerateArray())
        {
            string text = item.GetProperty("text").GetString()!;
            if (item.GetProperty("question").ValueKind != JsonValueKind.Null || text.Length == 0)
            {
                continue;
            }

            HashSet<int> reference = await KeptAsync(new Scripted(live, item, "keep_logits_fp32"), text);
            HashSet<int> scripted = await KeptAsync(new Scripted(live, item, "keep_logits_int8"), text);
            HashSet<int> here = await KeptAsync(live, text);
            int atoms = Pith.Text.AtomScanner.Scan(text).Count;
            section.Row($"{text[..30]}…", $"{atoms}", $"{reference.Count}", $"{reference.Count(scripted.Contains)}", $"{reference.Count(here.Contains)}");
            kept += reference.Count;
            byGolden += reference.Count(scripted.Contains);
            byLive += reference.Count(here.Contains);
            texts++;
        }

        section.AtLeast("per cent of float32's atoms that the golden's int8 keeps", 100.0 * byGolden / kept, 97);
        section.AtLeast("per cent of float32's atoms that int8 keeps here", 100.0 * byLive / kept, 97);
        section.Note($"Only {texts} short texts have float32 numbers (the fifth of the golden file is empty); one atom is {100.0 / kept:0.0} % of what is kept, so the figures are coarse. The float32 weights are not part of the repository.");
        return section;
    }

    private static async Task<HashSet<int>> KeptAsync(ITokenClassifier classifier, string text)
    {
        CompressionRequest request = CompressionRequest.ForText(text, Budget.Rate(0.5)) with { Explain = true };
        CompressionResult result = await new Keep(classifier).CompressAsync(request);
        return [.. result.Trace.Where(t => t.Kept).Select(t => t.Span.Start)];
    }

    private sealed class Scripted : ITokenClassifier
    {
        private readonly ITokenClassifier _inner;
        private readonly int[] _ids;
        private readonly float[] _logits;

        internal Scripted(ITokenClassifier inner, JsonElement item, string numbers)
        {
            _inner = inner;
            _ids = [.. item.GetProperty("input_ids").EnumerateArray().Select(i => i.GetInt32())];
            _logits = [.. item.GetProperty(numbers).EnumerateArray().Select(i => i.GetSingle())];
        }

        public TokenClassifierInfo Info => _inner.Info;

        public int Concurrency => 1;

        public IReadOnlyList<Piece> Tokenize(string text) => _inner.Tokenize(text);

        public string Spelling(int id) => _inner.Spelling(id);

        public int? IdOf(string spelling) => _inner.IdOf(spelling);

        public void Classify(ReadOnlySpan<int> row, int secondPart, ClassifierOutput output, Span<float> logits, CancellationToken cancellationToken)
        {
            if (!row.SequenceEqual(_ids))
            {
                throw new InvalidOperationException("The golden file has other pieces for this text.");
            }

            _logits.CopyTo(logits);
        }
    }
}
