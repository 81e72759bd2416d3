using System.Diagnostics;
using System.Globalization;

namespace Pith.Bench;

/// <summary>A process that has ended.</summary>
internal sealed record Ended(int ExitCode, string Output, string Error, TimeSpan Elapsed, long PeakBytes);

/// <summary>Runs programs and measures them from outside.</summary>
internal static class Run
{
    /// <summary>The first line that a program writes; empty if it fails.</summary>
    internal static string Output(string program, params string[] arguments)
    {
        Ended ended = Program(program, arguments, Machine.Root, watchMemory: false);
        return ended.ExitCode == 0 ? ended.Output.Split('\n')[0].Trim() : string.Empty;
    }

    /// <summary>Runs a program to its end.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="folder">Where it runs.</param>
    /// <param name="watchMemory">Reads its high-water mark every few milliseconds, which costs the machine a little.</param>
    internal static Ended Program(string program, IEnumerable<string> arguments, string folder, bool watchMemory)
    {
        var info = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        long start = Stopwatch.GetTimestamp();
        using Process process = Process.Start(info)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        long peak = 0;
        while (watchMemory && !process.WaitForExit(5))
        {
            peak = Math.Max(peak, HighWaterMark(process.Id));
        }

        process.WaitForExit();
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        return new Ended(process.ExitCode, output.Result, error.Result, elapsed, peak);
    }

    internal static Ended Checked(Ended ended) =>
        ended.ExitCode == 0 ? ended : throw new InvalidOperationException($"exit code {ended.ExitCode}: {ended.Error}{ended.Output[^Math.Min(2000, ended.Output.Length)..]}");

    /// <summary>Most memory that a process ever had resident, in bytes; 0 where the system does not say.</summary>
    internal static long HighWaterMark(int process)
    {
        try
        {
            string? line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
