using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Pith.Gateway.Tests;

/// <summary>A Redis server of the system's, on a free port, with nothing on disk.</summary>
public sealed class RedisServer : IAsyncLifetime
{
    private Process? _process;

    internal string Connection { get; private set; } = string.Empty;

    public async ValueTask InitializeAsync()
    {
        string program = Servers.Find("redis-server", []);
        int port = Servers.FreePort();
        _process = Servers.Start(program, ["--port", $"{port}", "--bind", "127.0.0.1", "--save", string.Empty, "--appendonly", "no", "--dir", Path.GetTempPath()]);
        await Servers.UntilListeningAsync(port, _process);
        Connection = $"127.0.0.1:{port}";
    }

    public ValueTask DisposeAsync()
    {
        Servers.Stop(_process);
        return ValueTask.CompletedTask;
    }
}

/// <summary>A PostgreSQL server of the system's, on a free port, in a folder of its own.</summary>
public sealed class PostgreSqlServer : IAsyncLifetime
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"pith-pg-{Guid.NewGuid():N}");
    private Process? _process;

    internal string Connection { get; private set; } = string.Empty;

    public async ValueTask InitializeAsync()
    {
        string[] folders = Directory.Exists("/usr/lib/postgresql") ? [.. Directory.EnumerateDirectories("/usr/lib/postgresql").Select(d => Path.Combine(d, "bin"))] : [];
        string initialize = Servers.Find("initdb", folders), program = Servers.Find("postgres", folders);
        Directory.CreateDirectory(_folder);
        string data = Path.Combine(_folder, "data");

        // The server refuses to run as root: then as the user that its package made.
        bool isRoot = Environment.UserName == "root";
        string[] Command(string file, params string[] arguments) => isRoot ? ["runuser", "-u", "postgres", "--", file, .. arguments] : [file, .. arguments];
        if (isRoot)
        {
            Servers.Run(["chown", "postgres", _folder]);
        }

        Servers.Run(Command(initialize, "-D", data, "-U", "pith", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C"));
        int port = Servers.FreePort();
        string[] start = Command(program, "-D", data, "-p", $"{port}", "-h", "127.0.0.1", "-k", _folder, "-c", "fsync=off");
        _process = Servers.Start(start[0], start[1..]);
        await Servers.UntilListeningAsync(port, _process);
        Connection = $"Host=127.0.0.1;Port={port};Username=pith;Database=postgres;Timeout=60";
    }

    public ValueTask DisposeAsync()
    {
        Servers.Stop(_process);
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}

internal static class Servers
{
    internal static string Find(string program, string[] folders) =>
        folders.Concat((Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator)).Select(f => Path.Combine(f, program)).FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException($"{program} is not installed: apt-get install redis-server postgresql (.ci/run does it).");

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    internal static Process Start(string program, string[] arguments)
    {
        Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    internal static void Run(string[] command)
    {
        using Process process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{command[0]}: {output}{error.Result}");
    }

    internal static async Task UntilListeningAsync(int port, Process process)
    {
        while (true)
        {
            Assert.False(process.HasExited, "The server ended at once.");
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(50);
            }
        }
    }

    /// <summary>Ends the server with everything it started: each is this test's own.</summary>
    internal static void Stop(Process? process)
    {
        if (process is null)
        {
            return;
        }

        process.Kill(entireProcessTree: true);
        process.WaitForExit();
        process.Dispose();
    }
}
