using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Pith.Bench;

/// <summary>The gateway as its users run it: a process, files for its stores and its ledger. Paths under <c>/off</c> are passed through.</summary>
internal sealed class GatewayProcess : IDisposable
{
    private readonly Process _process;
    private readonly string _folder;

    private GatewayProcess(Process process, string folder, Uri address)
    {
        (_process, _folder, Address) = (process, folder, address);
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, line) => Console.Error.WriteLine(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    internal Uri Address { get; }

    internal bool HasExited => _process.HasExited;

    /// <summary>Memory that is resident now, in megabytes; 0 where the system does not say.</summary>
    internal double ResidentMegabytes
    {
        get
        {
            string? line = File.Exists($"/proc/{_process.Id}/status") ? File.ReadLines($"/proc/{_process.Id}/status").FirstOrDefault(l => l.StartsWith("VmRSS:", StringComparison.Ordinal)) : null;
            return line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024.0;
        }
    }

    internal TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    internal static async Task<GatewayProcess> StartAsync(Uri upstream)
    {
        string folder = Directory.CreateTempSubdirectory("pith-bench-").FullName;
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        string[] arguments =
        [
            Path.Combine(Machine.Root, "artifacts/bin/Pith.Gateway/release/Pith.Gateway.dll"),
            "--urls", address.ToString(),
            "--upstream", upstream.ToString(),
            "--store", Path.Combine(folder, "gateway.db"),
            "--Pith:Gateway:Routes:off:Path", "/off",
            "--Pith:Gateway:Routes:off:Upstream", upstream.ToString(),
            "--Pith:Gateway:Routes:off:Compress", "false",
        ];
        var info = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        var gateway = new GatewayProcess(Process.Start(info)!, folder, address);
        using var client = new HttpClient { BaseAddress = address };
        for (int tries = 0; tries < 600 && !gateway.HasExited; tries++)
        {
            try
            {
                using HttpResponseMessage ready = await client.GetAsync("readyz");
                if (ready.IsSuccessStatusCode)
                {
                    return gateway;
                }
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await Task.Delay(100);
        }

        gateway.Dispose();
        throw new InvalidOperationException("The gateway did not become ready.");
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
