using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Pith.Content;
using Pith.Runtimes.Onnx;
using Pith.Text;

namespace Pith.Bench;

/// <summary>How many answers, and how many of their lines, still stand in compressed content, for a method and the floors at the same budgets.</summary>
internal static class ContentSurvival
{
    private static readonly string[] s_floors = ["head-tail", "random", "tf-idf"];

    /// <param name="folder">The data folder.</param>
    /// <param name="method">Id of the method.</param>
    /// <param name="suite">Name of the data set: a file of the folder without its endings.</param>
    /// <param name="rates">Shares of the tokens.</param>
    /// <param name="half">Which sources: 0 or 1 for every second one by name, -1 for all.</param>
    /// <param name="isVerbose">Whether records that lose their answer are named.</param>
    internal static async Task<int> RunAsync(string folder, string method, string suite, double[] rates, int half, bool isVerbose)
    {
        List<Item> items = Read(Path.Combine(folder, $"{suite}.jsonl.gz"));
        List<string> sources = [.. items.Select(i => i.Source).Distinct().Order(StringComparer.Ordinal)];
        items = [.. items.Where(i => half < 0 || sources.IndexOf(i.Source) % 2 == half)];
        MethodCatalog catalog = MethodCatalog.BuiltIn.With(ContentMethods.Entries);
        Console.WriteLine($"{suite}, {(half < 0 ? "all" : $"half {half}")}: {items.Count} records of {items.Select(i => i.Source).Distinct().Count()} sources");
        Console.WriteLine("| method | rate | kept tokens | answers whole | of those that fit | lines of answers | ms/MB |\n|---|---|---|---|---|---|---|");
        foreach (string id in s_floors.Prepend(method))
        {
            ICompressor compressor = catalog.Create(id, OnnxRuntime.Default);
            foreach (double rate in rates)
            {
                long before = 0, after = 0, characters = 0;
                int whole = 0, fit = 0, wholeFit = 0;
                double lines = 0;
                TimeSpan elapsed = TimeSpan.Zero;
                foreach (Item item in items)
                {
                    CompressionResult result = await compressor.CompressAsync(CompressionRequest.ForText(item.Text, Budget.Rate(rate)));
                    before += result.TokensBefore;
                    after += result.TokensAfter;
                    characters += item.Text.Length;
                    elapsed += result.Cost.Elapsed;
                    string output = Collapse(result.Text);
                    bool alive = item.Answers.Any(a => output.Contains(Collapse(a), StringComparison.Ordinal));
                    whole += alive ? 1 : 0;
                    bool fits = item.Answers.Min(a => TokenCounters.O200kBase.Count(a)) <= Budget.Rate(rate).LimitFor(result.TokensBefore);
                    fit += fits ? 1 : 0;
                    wholeFit += fits && alive ? 1 : 0;
                    lines += item.Answers.Max(a => ShareOfLines(a, output));
                    if (!alive && isVerbose && id == method)
                    {
                        Console.Error.WriteLine($"{rate}: {item.Id}: {item.Answers.Max(a => ShareOfLines(a, output)):0.00} of the lines, answer {item.Answers.Min(a => a.Length) / (double)item.Text.Length:0.000} of the text");
                    }
                }

                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {id} | {rate:0.00} | {100.0 * after / before:0.0} % | {100.0 * whole / items.Count:0.0} % ({whole}/{items.Count}) | {100.0 * wholeFit / Math.Max(1, fit):0.0} % ({wholeFit}/{fit}) | {100.0 * lines / items.Count:0.0} % | {elapsed.TotalMilliseconds * 1e6 / characters:0} |"));
            }
        }

        return 0;
    }

    private static double ShareOfLines(string answer, string output)
    {
        string[] lines = [.. answer.Split('\n').Select(Collapse).Where(l => l.Length > 0)];
        return lines.Length == 0 ? 1 : lines.Count(l => output.Contains(l, StringComparison.Ordinal)) / (double)lines.Length;
    }

    private static List<Item> Read(string file)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        var items = new List<Item>();
        while (reader.ReadLine() is { } line)
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement root = document.RootElement;
            List<JsonElement> docs = [.. root.GetProperty("docs").EnumerateArray()];
            string text = string.Join("\n\n", docs.Select(d => d.GetProperty("text").GetString()));
            string source = docs[0].TryGetProperty("title", out JsonElement title) ? title.GetString()! : string.Empty;
            foreach (JsonElement question in root.GetProperty("qas").EnumerateArray())
            {
                items.Add(new Item(root.GetProperty("id").GetString()!, source, text, [.. question.GetProperty("answers").EnumerateArray().Select(a => a.ToString())]));
            }
        }

        return items;
    }

    private static string Collapse(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private sealed record Item(string Id, string Source, string Text, string[] Answers);
}
