using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Pith.Content.Lossless;
using Pith.Content.Lossless.Json;
using Pith.Text;

namespace Pith.Bench;

/// <summary>Tokens of the lossless tier against minified JSON and against TOON at its cheapest, and what the tier's work takes.</summary>
internal static class LosslessTokens
{
    private static readonly LosslessTier s_tier = new();
    private static readonly LosslessTier s_bytes = new(LosslessGuarantee.Bytes);

    internal static async Task<int> RunAsync(string folder)
    {
        using Process toon = StartToon();
        var tokens = new Section("lossless-tokens", "Lossless tier: o200k tokens", "suite", "documents", "original", "minified", "TOON", "Pith", "of the original", "byte for byte", "Pith > minified", "Pith > TOON");
        foreach (string suite in (string[])["json_webhooks", "kv_retrieval_75", "wikitablequestions"])
        {
            await MeasureAsync(suite, Texts(Path.Combine(folder, suite + ".jsonl.gz")), toon, tokens);
        }

        var random = new Random(1);
        await MeasureAsync("200 records", [Records(200, random)], toon, tokens);
        await MeasureAsync("60 orders with lines", [Orders(60, random)], toon, tokens);
        tokens.Note("TOON: the cheapest of three delimiters with and without key folding, document by document. Tables of wikitablequestions are records to TOON, with cells that are numbers as numbers, which loses their spelling. Byte for byte: documents whose white space can't be given back keep it.");
        toon.StandardInput.Close();
        Section others = Others(folder);
        Section speed = Speed();
        Console.WriteLine(tokens.ToMarkdown() + "\n" + others.ToMarkdown() + "\n" + speed.ToMarkdown());
        await RepeatsAsync(folder);
        return tokens.Checks.Concat(speed.Checks).All(c => c.Met) ? 0 : 1;
    }

    /// <summary>The part that needs no peer.</summary>
    internal static async Task<int> RepeatsAsync(string folder)
    {
        Section suites = await RepeatTokens.SuitesAsync(folder);
        Console.WriteLine(suites.ToMarkdown() + "\n" + RepeatTokens.Speed().ToMarkdown());
        return 0;
    }

    private static async Task MeasureAsync(string name, IEnumerable<string> texts, Process toon, Section section)
    {
        ITokenCounter counter = TokenCounters.O200kBase;
        long original = 0, minified = 0, theirs = 0, ours = 0, bytes = 0;
        int documents = 0, overMinified = 0, overToon = 0;
        foreach (string text in texts)
        {
            LosslessResult result = s_tier.Compress(text, counter);
            bool json = text.AsSpan().TrimStart() is ['{' or '[', ..];
            int small = json ? counter.Count(new MinifiedJson().Encode(text, counter, CancellationToken.None) ?? text) : result.TokensBefore;
            await toon.StandardInput.WriteLineAsync(JsonSerializer.Serialize(new { json = json ? text : TableAsJson(text) }));
            await toon.StandardInput.FlushAsync();
            string answer = await toon.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("bench/peer/toon.mjs ended early.");
            int toonTokens = JsonDocument.Parse(answer).RootElement.GetProperty("toon").EnumerateArray().Min(t => counter.Count(t.GetString()!));
            documents++;
            original += result.TokensBefore;
            minified += small;
            theirs += toonTokens;
            ours += result.TokensAfter;
            bytes += result.Guarantee == LosslessGuarantee.Bytes ? result.TokensAfter : s_bytes.Compress(text, counter).TokensAfter;
            overMinified += result.TokensAfter > small ? 1 : 0;
            overToon += result.TokensAfter > toonTokens ? 1 : 0;
        }

        section.Row(name, $"{documents}", $"{original}", $"{minified}", $"{theirs}", $"{ours}", Percent(ours, original), $"{bytes}", $"{overMinified}", $"{overToon}");
        section.AtMost($"{name}: tokens over the cheapest of the others, all documents", (double)ours / Math.Min(minified, theirs), 1);
    }

    private static Section Others(string folder)
    {
        var section = new Section("lossless-all", "Lossless tier: every suite", "suite", "documents", "original", "Pith", "of the original", "changed", "codecs");
        foreach (string file in Directory.EnumerateFiles(folder, "*.jsonl.gz").Order(StringComparer.Ordinal))
        {
            long before = 0, after = 0;
            int documents = 0, changed = 0;
            var codecs = new SortedDictionary<string, int>(StringComparer.Ordinal);
            foreach (string text in Texts(file).Take(60))
            {
                LosslessResult result = s_tier.Compress(text, TokenCounters.O200kBase);
                before += result.TokensBefore;
                after += result.TokensAfter;
                documents++;
                changed += result.Changed ? 1 : 0;
                string chain = string.Join('+', result.Codecs);
                codecs[chain] = codecs.GetValueOrDefault(chain) + 1;
            }

            section.Row(Path.GetFileName(file)[..^".jsonl.gz".Length], $"{documents}", $"{before}", $"{after}", Percent(after, before), $"{changed}", string.Join(", ", codecs.Where(c => c.Key.Length > 0).Select(c => $"{c.Key} {c.Value}")));
        }

        section.Note("The first 60 documents of each suite.");
        return section;
    }

    private static Section Speed()
    {
        var section = new Section("lossless-speed", "Lossless tier: speed on arrays of records", "records", "MB", "encoding ms/MB: least", "median", "tier without counting ms/MB: least", "median", "counting ms/MB", "tokens before", "after");
        var perMegabyte = new List<double>();
        foreach (int records in (int[])[100, 1_000, 10_000])
        {
            string json = Records(records, new Random(7));
            double megabytes = Encoding.UTF8.GetByteCount(json) / 1e6;
            List<double> encoding = [];
            List<double> tier = [];
            List<double> counting = [];
            LosslessResult? result = null;
            for (int run = 0; run < Math.Clamp(30_000 / records, 15, 60); run++)
            {
                var counter = new StoppedCounter();
                long start = Stopwatch.GetTimestamp();
                _ = OutlineJson.Value.Encode(json, counter, CancellationToken.None);
                encoding.Add((Stopwatch.GetElapsedTime(start) - counter.Elapsed).TotalMilliseconds / megabytes);
                counter = new StoppedCounter();
                start = Stopwatch.GetTimestamp();
                result = s_tier.Compress(json, counter);
                tier.Add((Stopwatch.GetElapsedTime(start) - counter.Elapsed).TotalMilliseconds / megabytes);
                counting.Add(counter.Elapsed.TotalMilliseconds / megabytes);
            }

            section.Keep($"encoding {records}", encoding);
            section.Row($"{records}", $"{megabytes:0.000}", $"{encoding.Min():0.0}", $"{Median(encoding):0.0}", $"{tier.Min():0.0}", $"{Median(tier):0.0}", $"{Median(counting):0}", $"{result!.TokensBefore}", $"{result.TokensAfter}");
            section.AtMost($"{records} records: encoding, least ms per MB", encoding.Min(), 25);
        }

        section.Note("Encoding: parse, choose and write the outline, without the token counts of samples. Tier: also minifying, decoding and comparing. The least of 15 to 60 runs is the work; the median holds what else the machine did.");
        return section;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static string Percent(long part, long whole) => string.Create(CultureInfo.InvariantCulture, $"{100.0 * part / whole:0.0} %");

    private static Process StartToon()
    {
        string folder = Path.Combine(Machine.Root, "bench/peer");
        if (!Directory.Exists(Path.Combine(folder, "node_modules")))
        {
            throw new InvalidOperationException("bench/peer: run `npm ci` there first.");
        }

        return Process.Start(new ProcessStartInfo("node", ["toon.mjs"]) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true })!;
    }

    private static IEnumerable<string> Texts(string file)
    {
        using var lines = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        while (lines.ReadLine() is { } line)
        {
            using JsonDocument record = JsonDocument.Parse(line);
            foreach (JsonElement doc in record.RootElement.GetProperty("docs").EnumerateArray())
            {
                if (doc.TryGetProperty("text", out JsonElement text))
                {
                    yield return text.GetString()!;
                }
            }
        }
    }

    private static string TableAsJson(string csv)
    {
        List<List<string>> rows = [[]];
        for (int i = 0; i < csv.Length;)
        {
            var cell = new StringBuilder();
            bool quoted = csv[i] == '"';
            for (i += quoted ? 1 : 0; i < csv.Length && (quoted ? csv[i] != '"' : csv[i] is not (',' or '\n')); i++)
            {
                i += quoted && csv[i] == '\\' && i + 1 < csv.Length ? 1 : 0;
                cell.Append(csv[i]);
            }

            i += quoted ? 1 : 0;
            rows[^1].Add(cell.ToString());
            if (i < csv.Length && csv[i] == '\n' && i + 1 < csv.Length)
            {
                rows.Add([]);
            }

            i++;
        }

        string[] names = [.. rows[0].Select((n, i) => rows[0].IndexOf(n) < i ? $"{n} {i}" : n)];
        IEnumerable<string> records = rows.Skip(1).Select(r => "{" + string.Join(',', r.Zip(names, (value, name) => $"{JsonSerializer.Serialize(name)}:{(IsNumber(value) ? value : JsonSerializer.Serialize(value))}")) + "}");
        return $"[{string.Join(',', records)}]";
    }

    private static bool IsNumber(string value)
    {
        try
        {
            return value.Length is > 0 and < 16 && (char.IsAsciiDigit(value[^1]) && JsonDocument.Parse(value).RootElement.ValueKind == JsonValueKind.Number);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static readonly string[] s_first = ["Ada", "Grace", "Linus", "Barbara", "Ken", "Edsger", "Margaret", "Dennis"];
    private static readonly string[] s_last = ["Lovelace", "Hopper", "Torvalds", "Liskov", "Thompson", "Dijkstra", "Hamilton", "Ritchie"];
    private static readonly string[] s_city = ["Berlin", "New York", "São Paulo", "Lagos", "Osaka", "Zürich"];

    private static string Records(int count, Random random) => "[\n" + string.Join(",\n", Enumerable.Range(0, count).Select(i =>
    {
        string first = s_first[random.Next(8)];
        string last = s_last[random.Next(8)];
        return $$"""
              {"id": {{10_000 + i}}, "name": "{{first}} {{last}}", "email": "{{first.ToLowerInvariant()}}.{{last.ToLowerInvariant()}}{{random.Next(100)}}@example.com", "active": {{(random.Next(3) > 0 ? "true" : "false")}}, "score": {{random.NextDouble() * 100:0.00}}, "address": {"city": "{{s_city[random.Next(6)]}}", "zip": "{{random.Next(10_000, 99_999)}}"}, "type": "customer", "url": "https://api.example.com/v2/customers/{{10_000 + i}}", "created_at": "2024-{{random.Next(1, 13):00}}-{{random.Next(1, 29):00}}T{{random.Next(24):00}}:{{random.Next(60):00}}:{{random.Next(60):00}}Z", "note": {{(random.Next(4) == 0 ? "null" : "\"called, left a message\"")}}}
            """;
    })) + "\n]";

    private static string Orders(int count, Random random) => "{\"orders\": [" + string.Join(", ", Enumerable.Range(0, count).Select(i =>
        $"{{\"order\": \"A-{1000 + i}\", \"customer\": {{\"name\": \"{s_first[random.Next(8)]} {s_last[random.Next(8)]}\", \"city\": \"{s_city[random.Next(6)]}\"}}, \"lines\": [{string.Join(", ", Enumerable.Range(0, random.Next(1, 6)).Select(_ => $"{{\"sku\": \"SKU-{random.Next(100, 999)}\", \"quantity\": {random.Next(1, 9)}, \"price\": {random.Next(1, 99)}.5}}"))}], \"status\": \"shipped\"}}")) + "], \"page\": 1}";
}
