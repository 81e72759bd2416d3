namespace Pith.Bench;

/// <summary>The published command line tool in one of its forms.</summary>
internal sealed record Tool(string Form, string Path)
{
    internal static readonly IReadOnlyDictionary<string, string[]> Forms = new Dictionary<string, string[]>
    {
        ["ReadyToRun"] = ["--self-contained", "false", "-p:PublishReadyToRun=true"],
        ["JIT"] = ["--self-contained", "false", "-p:PublishReadyToRun=false"],
        ["NativeAOT"] = ["-p:PublishAot=true", "-p:PublishReadyToRun=false", "-p:StripSymbols=true"],
    };

    /// <summary>Publishes it; the reason if that is not possible here.</summary>
    internal static (Tool? Tool, string Reason) Publish(string form)
    {
        string folder = System.IO.Path.Combine(Machine.Root, "artifacts/bench", form);
        string project = System.IO.Path.Combine(Machine.Root, "src/Pith.Cli");
        Ended ended = Run.Program("dotnet", ["publish", project, "-c", "Release", "-r", System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier, "-o", folder, .. Forms[form]], Machine.Root, watchMemory: false);
        string? program = ((string[])["pith", "Pith.Cli", "pith.exe", "Pith.Cli.exe"]).Select(n => System.IO.Path.Combine(folder, n)).FirstOrDefault(File.Exists);
        return ended.ExitCode == 0 && program is not null
            ? (new Tool(form, program), string.Empty)
            : (null, (ended.Output + ended.Error).Split('\n').FirstOrDefault(l => l.Contains("error", StringComparison.OrdinalIgnoreCase))?.Trim() ?? "no program was written");
    }

    internal Ended Compress(string file, bool watchMemory) =>
        Run.Checked(Run.Program(Path, ["compress", file, "--rate", "0.5"], Machine.Root, watchMemory));
}
