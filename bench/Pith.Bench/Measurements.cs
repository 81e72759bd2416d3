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

        var machine = new Machine();
        var markdown = new StringWriter();
        void Write(string text)
        {
            Console.WriteLine(text);
            markdown.WriteLine(text);
        }

        Write($"# Speed on {machine.Cpu}\n\n{machine.ToMarkdown()}");
        var sections = new JsonArray();
        bool met = true;
        foreach (string name in names)
        {
            string before = Machine.Load();
            Section section = await All[name]();
            section.Note($"Load average before {before}, after {Machine.Load()}; {Environment.ProcessorCount} processors.");
            Write(section.ToMarkdown());
            sections.Add(section.ToJson());
            met &= section.Checks.All(c => c.Met);
        }

        if (folder is not null)
        {
            Directory.CreateDirectory(folder);
            string path = Path.Combine(folder, machine.FileName);
            await File.WriteAllTextAsync($"{path}.md", markdown.ToString().TrimEnd() + "\n");
            var all = new JsonObject { ["machine"] = machine.ToJson(), ["sections"] = sections };
            await File.WriteAllTextAsync($"{path}.json", all.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n");
        }

        return met ? 0 : 1;
    }
}
