using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Pith.Blocks.Repeats;
using Pith.Content;
using Pith.Methods.Output;
using Pith.Reversal;
using Pith.Runtimes.Onnx;
using Pith.Text;

namespace Pith.Bench;

/// <summary>Tokens that references to repeated lines save without loss, on requests whose documents or turns are segments, and what finding them takes.</summary>
internal static class RepeatTokens
{
    internal static async Task<Section> SuitesAsync(string folder)
    {
        var section = new Section("repeats", "Repeats as references: o200k tokens, nothing lost", "suite", "requests", "with repeats", "references", "original", "repeats", "of the original", "auto --lossless", "of the original", "ms/MB");
        ICompressor auto = MethodCatalog.BuiltIn.With(ContentMethods.Entries).Create("auto", OnnxRuntime.Default);
        var repeats = new Repeats();
        foreach (string file in Directory.EnumerateFiles(folder, "*.jsonl.gz").Order(StringComparer.Ordinal))
        {
            long before = 0, after = 0, both = 0, bytes = 0;
            int requests = 0, changed = 0, references = 0;
            TimeSpan elapsed = TimeSpan.Zero;
            foreach (string[] texts in Requests(file).Where(t => t.Length > 0).Take(60))
            {
                var counter = new StoppedCounter();
                var request = new CompressionRequest { Segments = [.. texts.Select(t => new Segment(t))], Budget = Budget.LosslessOnly, TokenCounter = counter };
                CompressionResult result = await repeats.CompressAsync(request);
                long start = Stopwatch.GetTimestamp();
                TimeSpan counting = counter.Elapsed;
                result = await repeats.CompressAsync(request);
                elapsed += Stopwatch.GetElapsedTime(start) - (counter.Elapsed - counting);
                if (!(await Unfolding.OfAsync(result)).SequenceEqual(texts))
                {
                    throw new InvalidOperationException($"{file}: a request does not come back.");
                }

                requests++;
                changed += result.Elisions.Count > 0 ? 1 : 0;
                references += result.Elisions.Count;
                before += result.TokensBefore;
                after += result.TokensAfter;
                both += (await auto.CompressAsync(request)).TokensAfter;
                bytes += texts.Sum(Encoding.UTF8.GetByteCount);
            }

            section.Row(Path.GetFileName(file)[..^".jsonl.gz".Length], $"{requests}", $"{changed}", $"{references}", $"{before}", $"{after}", Percent(after, before), $"{both}", Percent(both, before), $"{elapsed.TotalMilliseconds / (bytes / 1e6):0.0}");
        }

        section.Note("The first 60 requests of each suite; every one is restored and compared. ms/MB: all of the method but counting tokens.");
        return section;
    }

    internal static Section Speed()
    {
        var section = new Section("repeats-speed", "Repeats: finding them in 100,000 lines", "lines", "MB", "repeats", "least ms", "ms/MB");
        var random = new Random(3);
        string[] file = [.. Enumerable.Range(0, 50_000).Select(i => $"    value{random.Next(1_000_000)} = compute(value{random.Next(1_000_000)}, {i % 100});")];
        (string Name, string[] Lines)[] texts =
        [
            ("a file twice, one line in 50 edited", [.. file, .. file.Select(l => random.Next(50) == 0 ? l + " // edited" : l)]),
            ("no two alike", [.. Enumerable.Range(0, 100_000).Select(i => $"    value{i} = compute(value{random.Next(1_000_000)});")]),
            ("all the same", [.. Enumerable.Repeat("the same line", 100_000)]),
            ("a period of 7", [.. Enumerable.Range(0, 100_000).Select(i => $"line {i % 7}")]),
            ("one of two, at random", [.. Enumerable.Range(0, 100_000).Select(_ => random.Next(2) == 0 ? "begin of it" : "end of it")]),
        ];
        foreach ((string name, string[] lines) in texts)
        {
            string text = string.Join('\n', lines);
            double megabytes = Encoding.UTF8.GetByteCount(text) / 1e6;
            List<double> times = [];
            int repeats = 0;
            for (int run = 0; run < 10; run++)
            {
                long start = Stopwatch.GetTimestamp();
                repeats = RepeatFinder.Find(text, RepeatLine.Of(text, new TextSpan(0, text.Length))).Count;
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            section.Keep(name, times);
            section.Row(name, $"{megabytes:0.0}", $"{repeats}", $"{times.Min():0}", $"{times.Min() / megabytes:0}");
        }

        return section;
    }

    // A turn of a trace is a segment, or else a document.
    private static IEnumerable<string[]> Requests(string file)
    {
        using var lines = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        while (lines.ReadLine() is { } line)
        {
            using JsonDocument record = JsonDocument.Parse(line);
            yield return
            [
                .. record.RootElement.GetProperty("docs").EnumerateArray().SelectMany(d => d.TryGetProperty("messages", out JsonElement messages)
                    ? messages.EnumerateArray().Select(m => m.TryGetProperty("content", out JsonElement content) && content.ValueKind == JsonValueKind.String ? content.GetString()! : string.Empty)
                    : d.TryGetProperty("text", out JsonElement text) ? [text.GetString()!] : []).Where(t => t.Length > 0),
            ];
        }
    }

    private static string Percent(long part, long whole) => string.Create(CultureInfo.InvariantCulture, $"{100.0 * part / Math.Max(1, whole):0.0} %");
}
