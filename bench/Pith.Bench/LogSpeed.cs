using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Pith.Content.Output;
using Pith.Blocks.Folding;
using Pith.Routing;
using Pith.Text;

namespace Pith.Bench;

/// <summary>Time and memory of <c>logs</c> as logs grow, each size in a process of its own, the first call and later ones.</summary>
internal static class LogSpeed
{
    private sealed record Measured(double FirstCpu, double FirstWall, double LaterCpu, double LaterWall, double Counting, double Planning, int Counts, long PeakBytes, int Before, int After);

    /// <param name="megabytes">Sizes in millions of characters.</param>
    internal static int Run(int[] megabytes)
    {
        Console.WriteLine("| MB | first call, CPU ms/MB | wall ms/MB | second call, CPU ms/MB | wall ms/MB | of it counting tokens | of it planning | counts | peak MB | tokens |\n|---|---|---|---|---|---|---|---|---|---|");
        foreach (int size in megabytes)
        {
            Ended ended = Bench.Run.Checked(Bench.Run.Program("dotnet", [typeof(LogSpeed).Assembly.Location, "logs", "child", $"{size}"], Machine.Root, watchMemory: false));
            Measured m = JsonSerializer.Deserialize<Measured>(ended.Output)!;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {size} | {m.FirstCpu / size:0} | {m.FirstWall / size:0} | {m.LaterCpu / size:0} | {m.LaterWall / size:0} | {m.Counting / size:0} | {m.Planning / size:0} | {m.Counts} | {m.PeakBytes / 1e6:0} | {m.Before:N0} to {m.After:N0} |"));
        }

        return 0;
    }

    internal static async Task<int> ChildAsync(int megabytes)
    {
        string text = Log(megabytes * 1_000_000);
        var counter = new TimedCounter();
        var request = CompressionRequest.ForText(text, Budget.Rate(0.1)) with { TokenCounter = counter };
        (double firstCpu, double firstWall, _) = await TimeAsync(request);
        counter.Clear();
        (double laterCpu, double laterWall, CompressionResult result) = await TimeAsync(request);
        double counting = counter.Milliseconds;
        int counts = counter.Calls;
        long start = Stopwatch.GetTimestamp();
        FoldPlan plan = new Logs().Plan(new FoldSource { Text = text, Content = new ContentDetection(ContentKind.Log, 1, "made") }, default)!;
        double planning = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        GC.KeepAlive(plan);
        Console.WriteLine(JsonSerializer.Serialize(new Measured(firstCpu, firstWall, laterCpu, laterWall, counting, planning, counts, Bench.Run.HighWaterMark(Environment.ProcessId), result.TokensBefore, result.TokensAfter)));
        return 0;
    }

    private static async Task<(double Cpu, double Wall, CompressionResult Result)> TimeAsync(CompressionRequest request)
    {
        using Process process = Process.GetCurrentProcess();
        TimeSpan before = process.TotalProcessorTime;
        long start = Stopwatch.GetTimestamp();
        CompressionResult result = await new Logs().CompressAsync(request);
        double wall = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        process.Refresh();
        return ((process.TotalProcessorTime - before).TotalMilliseconds, wall, result);
    }

    /// <summary>A server's log of so many characters: a dozen templates with their variables, an error with a trace now and then, new words as they come in long logs.</summary>
    internal static string Log(int characters)
    {
        var random = new Random(7);
        var text = new StringBuilder(characters + 1_000);
        var time = new DateTime(2024, 3, 5, 10, 0, 0, DateTimeKind.Utc);
        while (text.Length < characters)
        {
            time = time.AddMilliseconds(random.Next(400));
            int kind = random.Next(1_000);
            text.Append(CultureInfo.InvariantCulture, $"{time:yyyy-MM-dd'T'HH:mm:ss.fff'Z'} ");
            text.Append(kind switch
            {
                < 400 => string.Create(CultureInfo.InvariantCulture, $"INFO  [http-{random.Next(16)}] GET /api/items/{random.Next(100_000)} 200 in {random.Next(90)} ms\n"),
                < 600 => string.Create(CultureInfo.InvariantCulture, $"DEBUG [pool-{random.Next(8)}] connection {random.Next(1_000):x} reused, {random.Next(40)} idle\n"),
                < 750 => string.Create(CultureInfo.InvariantCulture, $"INFO  [jobs] job {Guid(random)} finished after {random.Next(4_000)} ms\n"),
                < 850 => string.Create(CultureInfo.InvariantCulture, $"INFO  [cache] evicted {random.Next(500)} entries of region customers\n"),
                < 950 => string.Create(CultureInfo.InvariantCulture, $"DEBUG [sql] select * from orders where customer = {random.Next(100_000)} took {random.Next(30)} ms, {random.Next(200)} rows\n"),
                < 990 => string.Create(CultureInfo.InvariantCulture, $"WARN  [http-{random.Next(16)}] slow request /api/reports/{random.Next(100)}: {1_000 + random.Next(9_000)} ms\n"),
                < 998 => string.Create(CultureInfo.InvariantCulture, $"INFO  [mail] sent receipt to user{random.Next(1_000_000)}@example.org\n"),
                _ => string.Create(CultureInfo.InvariantCulture, $"ERROR [jobs] job {Guid(random)} failed\njava.lang.IllegalStateException: order {random.Next(100_000)} has no lines\n\tat com.example.shop.Orders.total(Orders.java:{random.Next(300)})\n\tat com.example.shop.Jobs.run(Jobs.java:88)\n\tat java.base/java.lang.Thread.run(Thread.java:1583)\n"),
            });
        }

        return text.ToString(0, characters);
    }

    private static string Guid(Random random) => $"{random.NextInt64():x16}{random.NextInt64():x16}";

    private sealed class TimedCounter : ITokenCounter
    {
        public string Name => TokenCounters.O200kBase.Name;

        internal double Milliseconds { get; private set; }

        internal int Calls { get; private set; }

        public int Count(ReadOnlySpan<char> text)
        {
            long start = Stopwatch.GetTimestamp();
            int tokens = TokenCounters.O200kBase.Count(text);
            Milliseconds += Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            Calls++;
            return tokens;
        }

        internal void Clear() => (Milliseconds, Calls) = (0, 0);
    }
}
