using System.Diagnostics;
using Pith.Runtimes.Onnx;
using Pith.Text;

namespace Pith.Bench;

/// <summary>Against the npm package <c>@atjsh/llmlingua-2</c>: same weights, same texts, same algorithm, both warm.</summary>
internal static class PeerSpeed
{
    private const double Rate = 0.5;
    private const double Target = 3;
    private const int WarmUp = 3;
    private const int Rounds = 12;

    // Neither side may find the other's threads still spinning.
    private const int PauseMilliseconds = 20;

    private static readonly int[] s_threads = [0, 1, 2];

    internal static Task<Section> RunAsync()
    {
        var section = new Section("peer", "LLMLingua-2 against @atjsh/llmlingua-2 (npm), warm", "text", "threads", "side", "median ms", "min ms", "CPU ms (median)", "kept tokens", "times faster (median)", "times faster (min)");
        List<Peer> peers = [.. s_threads.Select(t => new Peer(t))];
        try
        {
            List<Side> sides = [.. s_threads.SelectMany((t, i) => Sides(t, peers[i]))];
            foreach ((string name, string text) in new[] { ("500 tokens", Texts.Short), ("5,000 tokens", Texts.Medium) })
            {
                Measure(sides, text);
                Report(section, sides, name, text);
            }

            section.Note($"Both sides: rate {Rate}, int8 weights of models/pith-small-en, interleaved runs in rotating order, {WarmUp} runs before and {Rounds} timed. Threads: of ONNX Runtime for the package, rows side by side for Pith; the default is one a processor for Pith and ONNX Runtime's choice for the package.");
            section.Note("CPU time is that of all threads, spinning ones too; on a busy machine it tells more than wall time.");
            section.Note($"The package: {peers[0].Versions}. Its text counts as what it kept, though it is re-spelt in lower case.");
            return Task.FromResult(section);
        }
        finally
        {
            peers.ForEach(p => p.Dispose());
        }
    }

    private static IEnumerable<Side> Sides(int threads, Peer peer)
    {
        var models = new OnnxRuntime(threads == 0 ? null : threads);
        foreach (string mode in (string[])["corrected", "reference"])
        {
            ICompressor method = StandardMethods.Catalog.Create("llmlingua-2", models, OnnxRuntime.SmallEnglish, new Dictionary<string, string> { ["compatibility"] = mode });
            yield return new Side($"Pith, {mode}", threads, text => Ours(method, text));
        }

        ICompressor keep = StandardMethods.Catalog.Create("keep", models, OnnxRuntime.SmallEnglish);
        yield return new Side("Pith, keep (another algorithm)", threads, text => Ours(keep, text));
        yield return new Side(PeerName, threads, text => peer.Compress(text, Rate));
    }

    private const string PeerName = "the package";

    private static (double Milliseconds, double CpuMilliseconds, string Text) Ours(ICompressor method, string text)
    {
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        CompressionResult result = method.CompressAsync(CompressionRequest.ForText(text, Budget.Rate(Rate))).AsTask().GetAwaiter().GetResult();
        double elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return (elapsed, (Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds, result.Text);
    }

    private static void Measure(List<Side> sides, string text)
    {
        foreach (Side side in sides)
        {
            side.Times.Clear();
            side.CpuTimes.Clear();
            for (int i = 0; i < WarmUp; i++)
            {
                side.Output = side.Compress(text).Text;
            }
        }

        for (int round = 0; round < Rounds; round++)
        {
            for (int i = 0; i < sides.Count; i++)
            {
                Side side = sides[(i + round) % sides.Count];
                Thread.Sleep(PauseMilliseconds);
                (double elapsed, double cpu, _) = side.Compress(text);
                side.Times.Add(elapsed);
                side.CpuTimes.Add(cpu);
            }
        }
    }

    private static void Report(Section section, List<Side> sides, string name, string text)
    {
        int before = TokenCounters.O200kBase.Count(text);
        foreach (Side side in sides)
        {
            Side peer = sides.Single(s => s.Threads == side.Threads && s.Name == PeerName);
            double ratio = Samples.Median(peer.Times) / Samples.Median(side.Times);
            string threads = side.Threads == 0 ? "default" : side.Threads.ToString();
            string kept = $"{100.0 * TokenCounters.O200kBase.Count(side.Output) / before:0.0} %";
            section.Row(name, threads, side.Name, $"{Samples.Median(side.Times):0.0}", $"{side.Times.Min():0.0}", $"{Samples.Median(side.CpuTimes):0.0}", kept, side == peer ? "" : $"{ratio:0.00}", side == peer ? "" : $"{peer.Times.Min() / side.Times.Min():0.00}");
            section.Keep($"{name}/{threads}/{side.Name}", side.Times);
            if (side.Name.Contains("corrected", StringComparison.Ordinal))
            {
                section.AtLeast($"{name}, threads {threads}: times faster than the package", ratio, Target);
            }
        }
    }

    private sealed class Side(string name, int threads, Func<string, (double Milliseconds, double CpuMilliseconds, string Text)> compress)
    {
        internal string Name { get; } = name;

        internal int Threads { get; } = threads;

        internal Func<string, (double Milliseconds, double CpuMilliseconds, string Text)> Compress { get; } = compress;

        internal List<double> Times { get; } = [];

        internal List<double> CpuTimes { get; } = [];

        internal string Output { get; set; } = string.Empty;
    }
}
