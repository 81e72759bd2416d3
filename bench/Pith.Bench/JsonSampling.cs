using System.Diagnostics;
using System.Globalization;
using System.Text;
using Pith.Content.Structured;

namespace Pith.Bench;

/// <summary>The time of <c>json</c> on arrays of records, by their number.</summary>
internal static class JsonSampling
{
    private const double Rate = 0.15;

    internal static async Task<Section> RunAsync()
    {
        var section = new Section("json", "json: arrays of records to 15 % of the tokens", "records", "MB", "least ms", "counting tokens, ms", "the rest, ms/MB");
        var json = new Json();
        var perMegabyte = new List<double>();
        foreach ((int records, int runs) in new[] { (100, 300), (1_000, 40), (10_000, 8) })
        {
            string text = Records(records);
            double megabytes = Encoding.UTF8.GetByteCount(text) / 1e6;
            var whole = new List<double>();
            var counting = new List<double>();
            for (int run = -2; run < runs; run++)
            {
                var counter = new StoppedCounter();
                long start = Stopwatch.GetTimestamp();
                await json.CompressAsync(CompressionRequest.ForText(text, Budget.Rate(Rate)) with { TokenCounter = counter });
                double elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                if (run >= 0)
                {
                    whole.Add(elapsed);
                    counting.Add(counter.Elapsed.TotalMilliseconds);
                }
            }

            List<double> own = [.. whole.Zip(counting, (w, c) => (w - c) / megabytes)];
            perMegabyte.Add(own.Min());
            section.Row($"{records:N0}", $"{megabytes:0.000}", $"{whole.Min():0.0}", $"{counting.Min():0.0}", $"{own.Min():0}");
            section.Keep($"{records} records, without counting, ms/MB", own);
        }

        section.AtMost("ms/MB, the most of the three sizes", perMegabyte.Max(), 60);
        section.AtMost("ms/MB of 10,000 records against those of 1,000", perMegabyte[2] / perMegabyte[1], 1.5);
        section.Note("The least of 8 to 300 runs is the work. Counting: the whole text once and every try of the selection, with the tokenizer of the target model.");
        return section;
    }

    private static string Records(int count)
    {
        var random = new Random(1);
        var text = new StringBuilder("[");
        for (int i = 0; i < count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $$"""{"id":{{i}},"name":"user {{random.Next(1000)}}","status":"{{(random.Next(50) == 0 ? "failed" : "active")}}","load":{{random.NextDouble() * 100:0.00}},"created_at":"2024-{{1 + random.Next(12):00}}-{{1 + random.Next(28):00}}T10:{{random.Next(60):00}}:00Z","tags":["a{{random.Next(9)}}","b"],"address":{"city":"City {{random.Next(40)}}","zip":"{{random.Next(10000, 99999)}}" } },""");
        }

        text[^1] = ']';
        return text.ToString();
    }
}
