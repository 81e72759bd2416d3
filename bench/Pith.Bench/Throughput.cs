using Microsoft.ML.OnnxRuntime;
using Pith.Runtimes.Onnx;
using Pith.Seams;
using Pith.Text;

namespace Pith.Bench;

/// <summary>The whole of <c>keep</c> against ONNX Runtime as it is usually driven.</summary>
internal static class Throughput
{
    private const int Row = 512;
    private const int Runs = 7;

    internal static Task<Section> RunAsync()
    {
        var section = new Section("throughput", "Throughput of keep, int8, all processors", "side", "median ms", "tokens/s (o200k)", "pieces/s");
        string text = Texts.OfTokens(20_000);
        int tokens = TokenCounters.O200kBase.Count(text);
        ITokenClassifier classifier = OnnxRuntime.Default.Find<ITokenClassifier>(OnnxRuntime.SmallEnglish)!;
        int[] ids = [.. classifier.Tokenize(text).Select(p => p.Id)];
        ICompressor keep = StandardMethods.Catalog.Create("keep", OnnxRuntime.Default, OnnxRuntime.SmallEnglish);
        using var session = new InferenceSession(Path.Combine(Machine.Root, "models/pith-small-en/model_int8.onnx"));
        var ours = new List<double>();
        var naive = new List<double>();
        for (int i = -1; i < Runs; i++)
        {
            double[] pair =
            [
                Samples.Time(0, 1, () => keep.CompressAsync(CompressionRequest.ForText(text, Budget.Rate(0.5))).AsTask().GetAwaiter().GetResult())[0],
                Samples.Time(0, 1, () => Naive(session, classifier.Info, ids))[0],
            ];
            if (i >= 0)
            {
                ours.Add(pair[0]);
                naive.Add(pair[1]);
            }
        }

        foreach ((string side, List<double> times) in new[] { ("Pith: keep, the whole call", ours), ("ONNX Runtime alone: default options, one window of 512 after the other, padded", naive) })
        {
            double seconds = Samples.Median(times) / 1000;
            section.Row(side, $"{1000 * seconds:0}", $"{tokens / seconds:N0}", $"{ids.Length / seconds:N0}");
            section.Keep(side, times);
        }

        section.AtLeast("times the naive throughput", Samples.Median(naive) / Samples.Median(ours), 1.5);
        section.Note($"{tokens:N0} tokens, {ids.Length:N0} pieces of the text; windows that overlap are not counted twice. The naive side only runs the model: tokenizing, scores and selection are not in its time.");
        return Task.FromResult(section);
    }

    private static void Naive(InferenceSession session, TokenClassifierInfo info, int[] ids)
    {
        for (int at = 0; at < ids.Length; at += Row - 2)
        {
            int[] window = [info.BeginId, .. ids.AsSpan(at, Math.Min(Row - 2, ids.Length - at)), info.EndId];
            var row = new long[Row];
            var mask = new long[Row];
            for (int i = 0; i < window.Length; i++)
            {
                (row[i], mask[i]) = (window[i], 1);
            }

            using OrtValue input = OrtValue.CreateTensorValueFromMemory(row, [1, Row]);
            using OrtValue attention = OrtValue.CreateTensorValueFromMemory(mask, [1, Row]);
            using OrtValue types = OrtValue.CreateTensorValueFromMemory(new long[Row], [1, Row]);
            using var options = new RunOptions();
            var inputs = new Dictionary<string, OrtValue> { ["input_ids"] = input, ["attention_mask"] = attention, ["token_type_ids"] = types };
            session.Run(options, inputs, session.OutputNames).Dispose();
        }
    }
}
