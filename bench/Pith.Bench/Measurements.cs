using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pith.Bench;

/// <summary>All measurements, and their report.</summary>
internal static class Measurements
{
    internal static IReadOnlyDictionary<string, Func<Task<Section>>> All { get; } = new Dictionary<string, Func<Task<Section>>>
    {
        ["peer"] = PeerSpeed.RunAsync,
        ["share"] = ModelShare.RunAsync,
        ["growth"] = Growth.RunAsync,
        ["throughput"] = Throughput.RunAsync,
        ["start"] = StartUp.RunAsync,
        ["memory"] = CliMemory.RunAsync,
        ["precision"] = Precision.RunAsync,
        ["breakdown"] = Breakdown.RunAsync,
        ["windows"] = Windows.RunAsync,
        ["json"] = JsonSampling.RunAsync,
    };

    internal static async Task<int> RunAsync(string[] names, string? folder)
    {
        if (names.FirstOrDefault(n => !All.ContainsKey(n)) is { } unknown)
        {
            Console.Error.WriteLine($"There is no measurement '{unknown}'. Known: {string.Join(", ", All.Keys)}.");
            return 2;
        }

        return await ReportAsync([.. names.Select(n => All[n])], folder, string.Empty);
    }

    /// <summary>Runs measurements and writes what they found.</summary>
    /// <param name="measurements">The measurements, in order.</param>
    /// <param name="folder">Where files go; null for none.</param>
    /// <param name="part">Comes after the CPU in the files' names.</param>
    internal static async Task<int> ReportAsync(IReadOnlyList<Func<Task<Section>>> measurements, string? folder, string part)
    {
        var machine = new Machine();
        var markdown = new StringWriter();
        void Write(string text)
        {
            Console.WriteLine(text);
            markdown.WriteLine(text);
        }

        Write($"# {(part.Length == 0 ? "Speed" : char.ToUpperInvariant(part[1]) + part[2..])} on {machine.Cpu}\n\n{machine.ToMarkdown()}");
        var sections = new JsonArray();
        bool met = true;
        foreach (Func<Task<Section>> measurement in measurements)
        {
            string before = Machine.Load();
            Section section = await measurement();
            section.Note($"Load average before {before}, after {Machine.Load()}; {Environment.ProcessorCount} processors.");
            Write(section.ToMarkdown());
            sections.Add(section.ToJson());
            met &= section.Checks.All(c => c.Met);
        }

        if (folder is not null)
        {
            Directory.CreateDirectory(folder);
            string path = Path.Combine(folder, machine.FileName + part);
            await File.WriteAllTextAsync($"{path}.md", markdown.ToString().TrimEnd() + "\n");
            var all = new JsonObject { ["machine"] = machine.ToJson(), ["sections"] = sections };
            await File.WriteAllTextAsync($"{path}.json", all.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n");
        }

        return met ? 0 : 1;
    }
}
