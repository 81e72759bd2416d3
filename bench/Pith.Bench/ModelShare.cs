using System.Diagnostics;
using Pith.Runtimes.Onnx;

namespace Pith.Bench;

/// <summary>How much of a warm call is not the model's: what Pith itself costs.</summary>
internal static class ModelShare
{
    private const int Runs = 15;

    internal static async Task<Section> RunAsync()
    {
        var section = new Section("share", "Share of a warm call outside the model, 5,000 tokens", "method", "call ms (median)", "model ms (median)", "outside (median)");
        foreach (string id in (string[])["keep", "llmlingua-2"])
        {
            ICompressor method = StandardMethods.Catalog.Create(id, OnnxRuntime.Default, OnnxRuntime.SmallEnglish);
            var calls = new List<double>();
            var models = new List<double>();
            for (int i = -3; i < Runs; i++)
            {
                long start = Stopwatch.GetTimestamp();
                CompressionResult result = await method.CompressAsync(CompressionRequest.ForText(Texts.Medium, Budget.Rate(0.5)));
                if (i >= 0)
                {
                    calls.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                    models.Add(result.Cost.Model.TotalMilliseconds);
                }
            }

            double share = Samples.Median(calls.Zip(models, (c, m) => 100 * (1 - (m / c))));
            section.Row(id, $"{Samples.Median(calls):0.0}", $"{Samples.Median(models):0.0}", $"{share:0.0} %");
            section.Keep($"{id}/call", calls);
            section.Keep($"{id}/model", models);
            section.AtMost($"{id}: per cent outside the model", share, 10);
        }

        return section;
    }
}
