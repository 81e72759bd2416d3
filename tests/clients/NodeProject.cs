using System.ComponentModel;
using System.Diagnostics;
using System.Reflection;

namespace Pith.Clients;

/// <summary>A project of node beside this file, with clients of others.</summary>
/// <remarks>It needs node, and its registry once. PITH_REQUIRE_NODE=1 makes a missing node a failure instead of a skipped test.</remarks>
internal sealed class NodeProject(string name)
{
    private static readonly SemaphoreSlim s_install = new(1, 1);

    private readonly string _folder = Path.Combine(
        typeof(NodeProject).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!, "tests", "clients", name);

    /// <summary>Skips the test where node is older; installs what the lock file names, unless a run before this one did.</summary>
    internal async Task ReadyAsync(int node)
    {
        (int code, string version) = await RunAsync("node", ["--version"]);
        int there = code == 0 && int.TryParse(version.Trim().TrimStart('v').Split('.')[0], out int major) ? major : 0;
        Assert.False(there == 0 && Environment.GetEnvironmentVariable("PITH_REQUIRE_NODE") == "1", "node is required here and is not there.");
        Assert.SkipWhen(there < node, $"The client asks for node {node}; {(there == 0 ? "there is none" : $"this is node {there}")}.");
        await s_install.WaitAsync();
        try
        {
            string stamp = Path.Combine(_folder, "node_modules", ".pith-lock.json");
            string locked = await File.ReadAllTextAsync(Path.Combine(_folder, "package-lock.json"));
            if (File.Exists(stamp) && await File.ReadAllTextAsync(stamp) == locked)
            {
                return;
            }

            string output;
            (code, output) = OperatingSystem.IsWindows() ? await RunAsync("cmd", ["/c", "npm", "ci"]) : await RunAsync("npm", ["ci"]);
            Assert.True(code == 0, $"npm ci failed:\n{output}");
            await File.WriteAllTextAsync(stamp, locked);
        }
        finally
        {
            s_install.Release();
        }
    }

    /// <summary>Runs a program in the project's folder; the output has its errors, too, where it failed.</summary>
    internal async Task<(int Code, string Output)> RunAsync(string command, string[] arguments)
    {
        var start = new ProcessStartInfo(command, arguments) { WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        try
        {
            using Process process = Process.Start(start)!;
            process.StandardInput.Close();
            Task<string> error = process.StandardError.ReadToEndAsync();
            string output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            return (process.ExitCode, process.ExitCode == 0 ? output : output + await error);
        }
        catch (Win32Exception)
        {
            return (-1, $"{command} is not there");
        }
    }

    /// <summary>The names after <c>ok</c> in what a script printed.</summary>
    internal static IEnumerable<string> Checks(string output) => output.Split('\n').Where(l => l.StartsWith("ok ", StringComparison.Ordinal)).Select(l => l[3..].TrimEnd('\r'));
}
