using System.Diagnostics;
using System.Text.Json;

namespace Pith.Bench;

/// <summary>The npm package in a Node process that stays: one JSON line in, one out.</summary>
internal sealed class Peer : IDisposable
{
    private readonly Process _process;

    internal Peer(int threads)
    {
        string folder = Path.Combine(Machine.Root, "bench/peer");
        if (!Directory.Exists(Path.Combine(folder, "node_modules")))
        {
            throw new InvalidOperationException("bench/peer: run `npm ci` there first.");
        }

        var info = new ProcessStartInfo("node", ["peer.mjs", "--threads", threads.ToString()]) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true };
        _process = Process.Start(info)!;
        Versions = Read();
    }

    internal JsonElement Versions { get; }

    /// <summary>Compresses once; the times are the package's own, without the pipe.</summary>
    internal (double Milliseconds, double CpuMilliseconds, string Text) Compress(string text, double rate)
    {
        _process.StandardInput.WriteLine(JsonSerializer.Serialize(new { text, rate }));
        _process.StandardInput.Flush();
        JsonElement answer = Read();
        return (answer.GetProperty("ms").GetDouble(), answer.GetProperty("cpu_ms").GetDouble(), answer.GetProperty("output").GetString()!);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(5_000))
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private JsonElement Read() => JsonDocument.Parse(_process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("bench/peer/peer.mjs ended early.")).RootElement;
}
