using Pith.Methods.Tokens;
using Pith.Runtimes.Onnx;
using Pith.Seams;

namespace Pith.Bench;

/// <summary>What the window length of <c>keep</c> costs: attention grows with its square, overlap with its number, idle processors with its size.</summary>
internal static class Windows
{
    internal static Task<Section> RunAsync()
    {
        var section = new Section("windows", "Window length of keep and time", "text", "window", "overlap", "median ms", "min ms");
        ITokenClassifier classifier = OnnxRuntime.Default.Find<ITokenClassifier>(OnnxRuntime.SmallEnglish)!;
        foreach ((string name, string text) in new[] { ("500 tokens", Texts.Short), ("5,000 tokens", Texts.Medium) })
        {
            foreach ((int window, int overlap) in new[] { (510, 32), (382, 32), (254, 32), (190, 32), (126, 32), (126, 16) })
            {
                var keep = new Keep(classifier, new KeepOptions { Window = window, Overlap = overlap });
                double[] times = Samples.Time(3, 9, () => keep.CompressAsync(CompressionRequest.ForText(text, Budget.Rate(0.5))).AsTask().GetAwaiter().GetResult());
                section.Row(name, $"{window}", $"{overlap}", $"{Samples.Median(times):0.0}", $"{times.Min():0.0}");
                section.Keep($"{name}/{window}/{overlap}", times);
            }
        }

        return Task.FromResult(section);
    }
}
