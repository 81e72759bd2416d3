using System.Globalization;
using System.Text.Json;
using Pith.Runtimes.Onnx;

namespace Pith.Bench;

/// <summary>What the gateway adds to requests, against the same provider without it, on this machine's own network; client and provider are one process, the gateway another.</summary>
internal sealed class GatewaySpeed(GatewayProcess gateway, ScriptedProvider provider, HttpClient client)
{
    private const int PerSecond = 200;
    private const int Slice = 200;
    private const int Slices = 20;
    private const int NewResults = 40;
    private const int ResultTokens = 4000;
    private const int Streams = 60;
    private const int ConcurrentStreams = 64;
    private const int UnknownVersion = 505;

    private static readonly (string Name, Func<int, int, string> Make)[] s_kinds = [("log", GatewayLoad.Log), ("JSON", GatewayLoad.Json), ("prose", GatewayLoad.Prose)];

    private Uri Direct { get; } = new(provider.Address, GatewayLoad.Path);

    private Uri Off { get; } = new(gateway.Address, "off/" + GatewayLoad.Path);

    private Uri Auto { get; } = new(gateway.Address, GatewayLoad.Path);

    /// <summary>Starts both servers and measures everything.</summary>
    /// <param name="minutes">How long the load lasts.</param>
    /// <param name="names">What is measured; null for everything.</param>
    /// <param name="folder">Where the report goes; null for none.</param>
    internal static async Task<int> RunAsync(double minutes, string[]? names, string? folder)
    {
        await using ScriptedProvider provider = await ScriptedProvider.StartAsync();
        using GatewayProcess gateway = await GatewayProcess.StartAsync(provider.Address);
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false, UseProxy = false, PooledConnectionLifetime = TimeSpan.FromMinutes(30) });
        var speed = new GatewaySpeed(gateway, provider, client);
        (string Name, Func<Task<Section>> Measure)[] all =
        [
            ("off", speed.PassThroughAsync),
            ("auto", speed.NewResultsAsync),
            ("stream", speed.FirstByteAsync),
            ("load", () => speed.LoadAsync(TimeSpan.FromMinutes(minutes))),
            ("hostile", speed.HostileAsync),
        ];
        return await Measurements.ReportAsync([.. all.Where(m => names is null || names.Contains(m.Name)).Select(m => m.Measure)], folder, "-gateway");
    }

    private async Task<Section> PassThroughAsync()
    {
        var section = new Section("gateway-off", $"Gateway: passed through, {PerSecond} requests/s", "way", "requests", "p50 ms", "p99 ms", "max ms", "not answered");
        byte[] body = GatewayLoad.Body(GatewayLoad.Log(1000, 0));
        var direct = new List<Answered>();
        var through = new List<Answered>();
        TimeSpan before = default;
        for (int i = -3; i < Slices; i++)
        {
            if (i == 0)
            {
                (direct, through, before) = ([], [], gateway.ProcessorTime);
            }

            direct.AddRange(await GatewayLoad.SendAsync(client, Slice, PerSecond, _ => (Direct, body)));
            through.AddRange(await GatewayLoad.SendAsync(client, Slice, PerSecond, _ => (Off, body)));
        }

        double processor = (gateway.ProcessorTime - before).TotalMilliseconds / through.Count;
        foreach ((string way, List<Answered> answers) in new[] { ("direct", direct), ("gateway", through) })
        {
            double[] times = [.. answers.Select(a => a.Total)];
            section.Row(way, $"{times.Length}", $"{Samples.Median(times):0.00}", $"{Samples.Percentile(times, 0.99):0.00}", $"{times.Max():0.0}", $"{answers.Count(a => a.Status != 200)}");
        }

        section.AtMost("ms added, p50", Samples.Median(through.Select(a => a.Total)) - Samples.Median(direct.Select(a => a.Total)), 1);
        section.AtMost("ms added, p99", Samples.Percentile(through.Select(a => a.Total), 0.99) - Samples.Percentile(direct.Select(a => a.Total), 0.99), 8);
        section.Note($"Slices of {Slice} requests by turns, exponential gaps, a body of {body.Length:N0} bytes, after three slices each that are not counted. The gateway used {processor:0.00} ms of processor time a request. Added is percentile minus percentile.");
        return section;
    }

    private async Task<Section> NewResultsAsync()
    {
        var section = new Section("gateway-auto", $"Gateway: auto on a new tool result of {ResultTokens:N0} tokens", "result", "direct p50 ms", "gateway p50 ms", "added p50 ms", "auto alone p50 ms", "gateway p90 ms", "compressed", "methods", "processor ms a request");
        ICompressor auto = StandardMethods.Catalog.Create(MethodCatalog.DefaultMethod, OnnxRuntime.Default);
        int seed = 1000;
        foreach ((string kind, Func<int, int, string> make) in s_kinds)
        {
            string[] texts = [.. Enumerable.Range(0, NewResults + 5).Select(_ => make(ResultTokens, seed++))];
            byte[][] bodies = [.. texts.Select(t => GatewayLoad.Body(t))];
            await GatewayLoad.SendAsync(client, 5, 2, i => (Auto, bodies[i]));
            TimeSpan before = gateway.ProcessorTime;
            Answered[] answers = await GatewayLoad.SendAsync(client, 2 * NewResults, 4, i => (i % 2 == 0 ? Direct : Auto, bodies[5 + (i / 2)]));
            double processor = (gateway.ProcessorTime - before).TotalMilliseconds / NewResults;
            double[] direct = [.. answers.Where((_, i) => i % 2 == 0).Select(a => a.Total)];
            Answered[] through = [.. answers.Where((_, i) => i % 2 == 1)];
            double[] times = [.. through.Select(a => a.Total)];
            double added = Samples.Median(times) - Samples.Median(direct);
            int next = 0;
            double[] alone = Samples.Time(5, NewResults, () => auto.CompressAsync(CompressionRequest.ForText(texts[next++], Budget.Rate(0.5))).AsTask().GetAwaiter().GetResult());
            section.Row(kind, $"{Samples.Median(direct):0.0}", $"{Samples.Median(times):0.0}", $"{added:0.0}", $"{Samples.Median(alone):0.0}", $"{Samples.Percentile(times, 0.9):0.0}", $"{through.Count(a => a.Pith == "compressed")} of {through.Length}", string.Join(", ", through.Select(a => a.Method).Where(m => m.Length > 0).Distinct()), $"{processor:0}");
            section.Keep(kind, times);
            section.AtMost($"{kind}: ms added, p50", added, 60);
        }

        section.Note("Another text in every request, two such requests a second on average between those to the provider itself. Auto alone is the method on the same texts without a question in the client's process, one after the other. What is not compressed ran into the gateway's time limit of 250 ms and went on as it came.");
        return section;
    }

    private async Task<Section> FirstByteAsync()
    {
        var section = new Section("gateway-stream", "Gateway: time to the first byte of a stream", "way", "p50 ms", "p90 ms");
        byte[][] bodies = [.. Enumerable.Range(0, Streams + 3).Select(i => GatewayLoad.Body(GatewayLoad.Log(1000, 5000 + i), stream: true))];
        Uri[] ways = [Direct, Off, Auto];
        await GatewayLoad.SendAsync(client, 9, 5, i => (ways[i % 3], bodies[Streams + (i / 3)]));
        await Task.Delay(1500);
        DateTimeOffset since = DateTimeOffset.UtcNow;
        Answered[] answers = await GatewayLoad.SendAsync(client, 3 * Streams, 5, i => (ways[i % 3], bodies[i / 3]));
        await Task.Delay(2000);

        // In the order of the requests, as the ledger is of their arrival.
        string ledger = await client.GetStringAsync(new Uri(gateway.Address, "pith/ledger?since=" + Uri.EscapeDataString(since.ToString("o", CultureInfo.InvariantCulture))));
        double[] compression = [.. ledger.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement)
            .Where(e => e.GetProperty("route").GetString() == "default").OrderBy(e => e.GetProperty("at").GetDateTimeOffset()).Select(e => e.GetProperty("compression_ms").GetDouble())];
        double[] First(int way) => [.. answers.Where((_, i) => i % 3 == way).Select(a => a.FirstByte)];
        (double[] direct, double[] off, double[] auto) = (First(0), First(1), First(2));
        double[] beyond = [.. auto.Zip(compression, (t, c) => t - c)];
        foreach ((string way, double[] times) in new[] { ("direct", direct), ("gateway, passed through", off), ("gateway, compressed", auto), ("of it compression, by the ledger", compression), ("gateway, compressed, without compression", beyond) })
        {
            section.Row(way, $"{Samples.Median(times):0.00}", $"{Samples.Percentile(times, 0.9):0.00}");
        }

        section.AtMost("ms added to the first byte beyond compression, p50", Samples.Median(beyond) - Samples.Median(direct), 2);
        section.AtMost("ms added to the first byte where nothing is compressed, p50", Samples.Median(off) - Samples.Median(direct), 2);
        section.Note($"{Streams} streams each way by turns, five a second, each with a new result of 1,000 tokens; {answers.Count(a => !a.IsWhole)} did not come whole; {compression.Length} entries of the ledger.");
        return section;
    }

    private async Task<Section> LoadAsync(TimeSpan time)
    {
        var section = new Section("gateway-load", $"Gateway: {ConcurrentStreams} streams at once for {time.TotalMinutes:0.#} minutes", "when", "resident MB", "streams so far", "errors so far");
        using var stop = new CancellationTokenSource();
        int done = 0, errors = 0, compressed = 0, seed = 100_000;
        async Task StreamAsync()
        {
            while (!stop.IsCancellationRequested)
            {
                byte[] body = GatewayLoad.Body(GatewayLoad.Log(500, Interlocked.Increment(ref seed)), stream: true);
                Answered answer = await GatewayLoad.SendAsync(client, Auto, body, System.Diagnostics.Stopwatch.GetTimestamp());
                Interlocked.Increment(ref done);
                Interlocked.Add(ref errors, answer is { Status: 200, IsWhole: true } ? 0 : 1);
                Interlocked.Add(ref compressed, answer.Pith == "compressed" ? 1 : 0);
            }
        }

        Task[] streams = [.. Enumerable.Range(0, ConcurrentStreams).Select(_ => Task.Run(StreamAsync))];
        const int Samplings = 30;
        var memory = new double[Samplings];
        for (int i = 0; i < Samplings; i++)
        {
            await Task.Delay(time / Samplings);
            memory[i] = gateway.ResidentMegabytes;
            string? when = i switch { Samplings / 10 => "start (a tenth)", Samplings / 2 => "middle", Samplings - 1 => "end", _ => null };
            if (when is not null)
            {
                section.Row(when, $"{memory[i]:0}", $"{done:N0}", $"{errors}");
            }
        }

        await stop.CancelAsync();
        await Task.WhenAll(streams);
        section.Keep("resident MB", memory);
        section.AtMost("errors", errors, 0);

        // A collection may come at any time: thirds are compared, not moments.
        section.AtMost("times the memory, last third by middle third", Samples.Median(memory[(2 * Samplings / 3)..]) / Samples.Median(memory[(Samplings / 3)..(2 * Samplings / 3)]), 1.1);
        section.Note($"Each stream is of 20 events over a second and answers a request with a new result of 500 tokens; {done / time.TotalSeconds:0.0} streams a second, {100.0 * compressed / done:0.0} % of the requests compressed, the rest passed on because too many were being compressed or the time was over.");
        return section;
    }

    private async Task<Section> HostileAsync()
    {
        var section = new Section("gateway-hostile", "Gateway: a thousand mutilated requests", "answer", "requests");
        var statuses = new SortedDictionary<int, int>();
        var failures = new List<string>();
        await foreach ((int status, string what) in HostileRequests.SendAsync(client, gateway.Address, 1000))
        {
            statuses[status] = statuses.GetValueOrDefault(status) + 1;
            if (status >= 500 && status != UnknownVersion)
            {
                failures.Add($"{status}: {what}");
            }
        }

        foreach ((int status, int count) in statuses)
        {
            section.Row(status == 0 ? "none: the connection ended" : status.ToString(CultureInfo.InvariantCulture), $"{count}");
        }

        bool ready = !gateway.HasExited && (await client.GetAsync(new Uri(gateway.Address, "readyz"))).IsSuccessStatusCode;
        section.AtMost("answers of 500 and more but 505", statuses.Where(s => s.Key >= 500 && s.Key != UnknownVersion).Sum(s => s.Value), 0);
        section.AtMost("crashes", ready ? 0 : 1, 0);
        section.Note("Three in four are bodies with random changes, some with control headers and content encodings of no sense; the rest are bytes on a bare connection, for which an end without an answer is allowed, and 505 where no version of HTTP is named that there is. The provider answers everything with 200.");
        failures.ForEach(section.Note);
        return section;
    }
}
