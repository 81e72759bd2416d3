using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Pith.Routing;

namespace Pith.Bench;

/// <summary>What the detector takes the documents of evaluation suites for, against labels written down per suite.</summary>
internal static class RoutingAccuracy
{
    private const int MostShown = 12;
    private const double CharactersOfTime = 10_000;

    internal static int Run(string folder, string? labels)
    {
        Dictionary<string, Dictionary<string, ContentKind[]>> expected = ReadLabels(labels ?? Path.Combine(Machine.Root, "bench", "routing_labels.json"));
        var matrix = new SortedDictionary<string, SortedDictionary<ContentKind, int>>(StringComparer.Ordinal);
        var misses = new List<string>();
        var texts = new List<string>();
        int documents = 0, right = 0, alone = 0, uncut = 0;
        foreach ((string suite, string title, string text) in Read(folder))
        {
            ContentKind[]? kinds = KindsOf(expected, suite, title);
            if (kinds is null)
            {
                continue;
            }

            ContentDetection found = ContentDetector.Detect(text);
            int parts = ContentSplitter.Split(text).Count;
            texts.Add(text);
            documents++;
            right += kinds.Contains(found.Kind) ? 1 : 0;
            alone += kinds.Length == 1 ? 1 : 0;
            uncut += kinds.Length == 1 && parts == 1 ? 1 : 0;
            if (!kinds.Contains(found.Kind))
            {
                misses.Add($"{suite}/{title}: {found.Kind} {found.Confidence:0.00} ({found.Reason}): {text[..Math.Min(90, text.Length)].ReplaceLineEndings("⏎")}");
            }

            string row = $"{suite} {(expected.TryGetValue(suite, out Dictionary<string, ContentKind[]>? titles) && titles.ContainsKey(title) ? title : string.Empty)}→ {string.Join('/', kinds)}";
            SortedDictionary<ContentKind, int> counts = matrix.TryGetValue(row, out SortedDictionary<ContentKind, int>? known) ? known : matrix[row] = [];
            counts[found.Kind] = counts.GetValueOrDefault(found.Kind) + 1;
        }

        ContentKind[] columns = [.. matrix.Values.SelectMany(c => c.Keys).Distinct().Order()];
        Console.WriteLine($"| suite → label | {string.Join(" | ", columns)} |\n|---|{string.Concat(columns.Select(_ => "---:|"))}");
        foreach ((string row, SortedDictionary<ContentKind, int> counts) in matrix)
        {
            Console.WriteLine($"| {row} | {string.Join(" | ", columns.Select(c => counts.TryGetValue(c, out int n) ? n.ToString(CultureInfo.InvariantCulture) : string.Empty))} |");
        }

        Console.WriteLine($"\n{documents} documents, accuracy {100.0 * right / Math.Max(1, documents):0.00} %; one part for {uncut} of {alone} with one label");
        Console.WriteLine($"{Microseconds(texts, t => ContentDetector.Detect(t)):0} µs of processor time per 10,000 characters to detect, {Microseconds(texts, t => ContentSplitter.Split(t)):0} µs to split");
        foreach (string miss in misses.GroupBy(m => m[..m.IndexOf('/', StringComparison.Ordinal)]).SelectMany(g => g.Take(MostShown)))
        {
            Console.WriteLine($"- {miss}");
        }

        return 0;
    }

    // Processor time, because other work on the machine does not make it longer.
    private static double Microseconds(List<string> texts, Action<string> work)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        texts.ForEach(work);
        return (Environment.CpuUsage.TotalTime - before).TotalMicroseconds / Math.Max(1, texts.Sum(t => (long)t.Length)) * CharactersOfTime;
    }

    private static Dictionary<string, Dictionary<string, ContentKind[]>> ReadLabels(string file)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file));
        return document.RootElement.EnumerateObject().ToDictionary(
            s => s.Name,
            s => s.Value.EnumerateObject().ToDictionary(t => t.Name, t => t.Value.EnumerateArray().Select(k => Enum.Parse<ContentKind>(k.GetString()!)).ToArray()));
    }

    private static ContentKind[]? KindsOf(Dictionary<string, Dictionary<string, ContentKind[]>> expected, string suite, string title)
    {
        Dictionary<string, ContentKind[]>? titles = expected.GetValueOrDefault(suite)
            ?? expected.FirstOrDefault(e => e.Key.EndsWith('*') && suite.StartsWith(e.Key[..^1], StringComparison.Ordinal)).Value;
        return titles is null ? null : titles.GetValueOrDefault(title) ?? titles.GetValueOrDefault("*");
    }

    private static IEnumerable<(string Suite, string Title, string Text)> Read(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(folder, "*.jsonl.gz").Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
            while (reader.ReadLine() is { } line)
            {
                using JsonDocument record = JsonDocument.Parse(line);
                string suite = record.RootElement.GetProperty("suite").GetString()!;
                foreach (JsonElement document in record.RootElement.GetProperty("docs").EnumerateArray())
                {
                    yield return (suite, document.TryGetProperty("title", out JsonElement title) ? title.GetString() ?? string.Empty : string.Empty, Survival.BodyOf(document));
                }
            }
        }
    }
}
