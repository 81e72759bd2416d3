using System.ComponentModel;
using System.Diagnostics;
using System.Reflection;

namespace Pith.Mcp.Tests;

/// <summary>Clients of others drive the real process over stdio.</summary>
/// <remarks>They need node, and its registry once. PITH_REQUIRE_NODE=1 makes a missing node a failure instead of a skipped test.</remarks>
public sealed class RealClientTests : IAsyncLifetime
{
    private static readonly string[] s_checks = ["connect", "list", "compress_text", "compress_file", "retrieve", "count", "methods", "errors", "resources", "progress", "cancel", "concurrent", "nothing but protocol"];

    private static readonly SemaphoreSlim s_install = new(1, 1);

    private readonly Folder _folder = new();

    internal static string Root { get; } = typeof(RealClientTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;

    private static string Clients { get; } = Path.Combine(Root, "tests", "clients", "mcp");

    private static string[] Server { get; } = [Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "Pith.Cli.exe" : "Pith.Cli"), "mcp"];

    public async ValueTask InitializeAsync()
    {
        _folder.Write("docs/users.json", Fakes.Json);
        string text = await File.ReadAllTextAsync(Path.Combine(Root, "samples", "texts", "abstracts.txt"));
        _folder.Write("docs/long.txt", string.Concat(Enumerable.Repeat(text + "\n\n", (60_000 / text.Length) + 1)));
        _folder.Write("secret.txt", "secret");
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    // sdk speaks the revisions with a handshake, client those without.
    [Theory]
    [InlineData("sdk", 18)]
    [InlineData("client", 20)]
    public async Task The_protocols_own_clients_can_do_everything(string client, int node)
    {
        int there = await NodeAsync();
        Assert.False(there == 0 && Environment.GetEnvironmentVariable("PITH_REQUIRE_NODE") == "1", "node is required here and is not there.");
        Assert.SkipWhen(there < node, $"The client asks for node {node}; {(there == 0 ? "there is none" : $"this is node {there}")}.");
        await InstallAsync();

        (int code, string output) = await RunAsync("node", ["drive.mjs", client, _folder.At("docs"), "--", .. Server, "--root", _folder.At("docs"), "--store", _folder.At($"{client}.db")]);

        Assert.True(code == 0, output);
        Assert.Equal(s_checks, output.Split('\n').Where(l => l.StartsWith("ok ", StringComparison.Ordinal)).Select(l => l[3..].TrimEnd('\r')));
        Assert.True(new FileInfo(_folder.At($"{client}.db")).Length > 0);
    }

    private static async Task<int> NodeAsync()
    {
        (int code, string version) = await RunAsync("node", ["--version"]);
        return code == 0 && int.TryParse(version.Trim().TrimStart('v').Split('.')[0], out int major) ? major : 0;
    }

    // The lock file names what is to be there; what a run before this one installed from the same is used again.
    private static async Task InstallAsync()
    {
        await s_install.WaitAsync();
        try
        {
            string stamp = Path.Combine(Clients, "node_modules", ".pith-lock.json");
            string locked = await File.ReadAllTextAsync(Path.Combine(Clients, "package-lock.json"));
            if (File.Exists(stamp) && await File.ReadAllTextAsync(stamp) == locked)
            {
                return;
            }

            (int code, string output) = OperatingSystem.IsWindows() ? await RunAsync("cmd", ["/c", "npm", "ci"]) : await RunAsync("npm", ["ci"]);
            Assert.True(code == 0, $"npm ci failed:\n{output}");
            await File.WriteAllTextAsync(stamp, locked);
        }
        finally
        {
            s_install.Release();
        }
    }

    private static async Task<(int Code, string Output)> RunAsync(string command, string[] arguments)
    {
        var start = new ProcessStartInfo(command, arguments) { WorkingDirectory = Clients, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
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
}
