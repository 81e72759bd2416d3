using System.Diagnostics;
using System.Text.Json;
using Pith.Runtimes.Onnx;

namespace Pith.Bench;

/// <summary>One size in a process of its own, so that its peak of memory is its own.</summary>
internal static class Child
{
    /// <summary>What a child measured.</summary>
    internal sealed record Measured(int Tokens, double[] Milliseconds, long PeakBytes);

    internal static Measured Start(string method, int tokens, int runs)
    {
        Ended ended = Run.Checked(Run.Program("dotnet", [typeof(Child).Assembly.Location, "child", method, tokens.ToString(), runs.ToString()], Machine.Root, watchMemory: false));
        return JsonSerializer.Deserialize<Measured>(ended.Output)!;
    }

    internal static async Task<int> RunAsync(string[] args)
    {
        string text = Texts.OfTokens(int.Parse(args[1]));
        ICompressor method = StandardMethods.Catalog.Create(args[0], OnnxRuntime.Default, OnnxRuntime.SmallEnglish);
        var times = new double[int.Parse(args[2])];
        int tokens = 0;
        await method.CompressAsync(CompressionRequest.ForText(Texts.Medium, Budget.Rate(0.5)));
        for (int i = 0; i < times.Length; i++)
        {
            long start = Stopwatch.GetTimestamp();
            tokens = (await method.CompressAsync(CompressionRequest.ForText(text, Budget.Rate(0.5)))).TokensBefore;
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        Console.WriteLine(JsonSerializer.Serialize(new Measured(tokens, times, Run.HighWaterMark(Environment.ProcessId))));
        return 0;
    }
}
