using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Microsoft.ML.OnnxRuntime;

namespace Pith.Bench;

/// <summary>Where and with what was measured.</summary>
internal sealed class Machine
{
    private readonly List<(string Name, string Value)> _facts;

    internal Machine()
    {
        Cpu = CpuName();
        string dirty = Run.Output("git", "status", "--porcelain", "--untracked-files=no", "--", "src", "models").Length > 0 ? " with changes" : string.Empty;
        _facts =
        [
            ("CPU", $"{Cpu}{(Vnni() ? ", AVX512-VNNI" : string.Empty)}, {Environment.ProcessorCount} processors"),
            ("OS", RuntimeInformation.OSDescription),
            (".NET", $"{RuntimeInformation.FrameworkDescription}, SDK {Run.Output("dotnet", "--version")}"),
            ("ONNX Runtime", OrtEnv.Instance().GetVersionString()),
            ("Microsoft.ML.Tokenizers", VersionOf("Microsoft.ML.Tokenizers")),
            ("Date", DateTime.UtcNow.ToString("yyyy-MM-dd")),
            ("Commit", Run.Output("git", "rev-parse", "--short", "HEAD") + dirty),
        ];
    }

    internal static string Root { get; } = typeof(Machine).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;

    internal string Cpu { get; }

    internal string FileName => string.Join('-', Cpu.ToLowerInvariant().Split([' ', '/', '(', ')', '@', ',', '.'], StringSplitOptions.RemoveEmptyEntries));

    internal static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";

    internal string ToMarkdown() => string.Join('\n', _facts.Select(f => $"- {f.Name}: {f.Value}"));

    internal JsonObject ToJson() => new(_facts.Select(f => KeyValuePair.Create(f.Name, (JsonNode?)f.Value)));

    private static string VersionOf(string assembly) =>
        Assembly.Load(assembly).GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    private static bool Vnni() => File.Exists("/proc/cpuinfo") && File.ReadAllText("/proc/cpuinfo").Contains("avx512_vnni", StringComparison.Ordinal);

    private static string CpuName()
    {
        if (!File.Exists("/proc/cpuinfo"))
        {
            return Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? RuntimeInformation.ProcessArchitecture.ToString();
        }

        Dictionary<string, string> first = [];
        foreach (string line in File.ReadLines("/proc/cpuinfo").TakeWhile(l => l.Length > 0))
        {
            string[] parts = line.Split(':', 2);
            first[parts[0].Trim()] = parts[^1].Trim();
        }

        // Virtual machines may hide the model behind the bare brand: the family tells generations apart.
        string name = first.GetValueOrDefault("model name") ?? RuntimeInformation.ProcessArchitecture.ToString();
        return name.Any(char.IsDigit) || !first.TryGetValue("cpu family", out string? family) ? name : $"{name} family {family} model {first.GetValueOrDefault("model")}";
    }
}
