using System.Diagnostics;

namespace Pith.Cli.Tests;

public class ProcessTests
{
    [Fact]
    public async Task A_compression_leaves_nothing_in_the_users_home()
    {
        using var home = new Folder();
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "Pith.Cli.exe" : "Pith.Cli"))
        {
            ArgumentList = { "compress", "--rate", "0.4" },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string name in (string[])["HOME", "USERPROFILE", "LOCALAPPDATA", "APPDATA", "XDG_CACHE_HOME", "XDG_DATA_HOME"])
        {
            start.Environment[name] = home.Path;
        }

        start.Environment.Remove("ORT_DISABLE_TELEMETRY");
        using Process process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(Texts.Short);
        process.StandardInput.Close();
        Task<string> talk = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string result = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(process.ExitCode == 0, await talk);
        Assert.Contains("P-17", result, StringComparison.Ordinal);
        Assert.Empty(home.Names());
    }
}
