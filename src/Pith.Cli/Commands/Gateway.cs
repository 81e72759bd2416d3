using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Pith.Cli.Options;

namespace Pith.Cli.Commands;

/// <summary><c>pith gateway</c>: starts the gateway, which is a program of its own, and ends with it.</summary>
internal sealed class Gateway
{
    /// <summary>Names the program where it stands neither beside this one nor on the path.</summary>
    internal const string Variable = "PITH_GATEWAY";

    private static readonly TimeSpan s_stopping = TimeSpan.FromSeconds(40);

    private readonly Option<string?> _upstream = new("--upstream") { HelpName = "URL", Description = "Where requests go, such as https://api.openai.com." };
    private readonly Option<int?> _port = new("--port") { HelpName = "N", Description = "Port on this machine. Default: 8787." };
    private readonly Option<string?> _config = new("--config") { HelpName = "FILE", Description = "Settings (docs/gateway.md), read again when the file changes." };
    private readonly Option<string?> _method = new("--method", "-m") { HelpName = "ID", Description = "Method for tool results. Default: auto." };
    private readonly Option<double?> _rate = new("--rate", "-r") { HelpName = "R", Description = "Kept / original, above 0 and at most 1. Default: 0.5." };
    private readonly Option<bool> _retrieval = new("--retrieval") { Description = "Offer the model a tool that gives back what was cut." };
    private readonly Option<string?> _store = new("--store") { HelpName = "FILE", Description = "SQLite file of what was cut, what was sent for it, and the ledger." };

    internal static Command Create()
    {
        var gateway = new Gateway();
        var command = new Verb("gateway", "Compress what is sent to the API of a large language model, on the way.")
        {
            Example = "pith gateway --upstream https://api.openai.com",
            Details =
            [
                "Then point clients at it: OPENAI_BASE_URL=http://localhost:8787/v1, ANTHROPIC_BASE_URL=http://localhost:8787.",
                $"The gateway is the program pith-gateway: beside this one, on the path, or where {Variable} says.",
                ExitCode.Help,
            ],
        };
        foreach (Option option in (Option[])[gateway._upstream, gateway._port, gateway._config, gateway._method, gateway._rate, gateway._retrieval, gateway._store])
        {
            command.Add(option);
        }

        command.SetAction(gateway.RunAsync);
        return command;
    }

    /// <summary>The program and what its command line begins with.</summary>
    /// <exception cref="CommandException">It is nowhere.</exception>
    internal static (string File, string[] Arguments) Program(string beside, string? named, string? path)
    {
        string executable = OperatingSystem.IsWindows() ? ".exe" : string.Empty;
        if (!string.IsNullOrEmpty(named))
        {
            return File.Exists(named) ? With(named) : throw new CommandException($"{Variable} is '{named}', and there is no such file");
        }

        IEnumerable<string> places = new[] { Path.Combine(beside, "gateway", "Pith.Gateway" + executable), Path.Combine(beside, "gateway", "Pith.Gateway.dll"), Path.Combine(beside, "pith-gateway" + executable) }
            .Concat((path ?? string.Empty).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Select(p => Path.Combine(p, "pith-gateway" + executable)));
        return places.FirstOrDefault(File.Exists) is { } found
            ? With(found)
            : throw new CommandException($"the gateway is not here. Install it (dotnet tool install Pith.Gateway), or name its program in {Variable}");

        static (string, string[]) With(string file) => file.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) ? ("dotnet", [file]) : (file, []);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        (string file, string[] first) = Program(AppContext.BaseDirectory, Environment.GetEnvironmentVariable(Variable), Environment.GetEnvironmentVariable("PATH"));
        var start = new ProcessStartInfo(file, [.. first, .. Arguments(parsed)]) { UseShellExecute = false };
        using Process process = Process.Start(start) ?? throw new CommandException("the gateway could not be started");
        try
        {
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await StopAsync(process).ConfigureAwait(false);
            return ExitCode.Cancelled;
        }

        return process.ExitCode == 0 ? ExitCode.Ok : ExitCode.Error;
    }

    private IEnumerable<string> Arguments(ParseResult parsed)
    {
        (Option Option, string? Value)[] values =
        [
            (_upstream, parsed.GetValue(_upstream)),
            (_port, parsed.GetValue(_port)?.ToString(CultureInfo.InvariantCulture)),
            (_config, parsed.GetValue(_config)),
            (_method, parsed.GetValue(_method)),
            (_rate, parsed.GetValue(_rate)?.ToString(CultureInfo.InvariantCulture)),
            (_store, parsed.GetValue(_store)),
        ];
        foreach ((Option option, string? value) in values)
        {
            if (value is not null)
            {
                yield return option.Name;
                yield return value;
            }
        }

        if (parsed.GetValue(_retrieval))
        {
            yield return _retrieval.Name;
        }
    }

    // A terminal sends its interrupt to both; who stops only this process means the gateway, too. It ends what it has begun first.
    private static async Task StopAsync(Process process)
    {
        if (!OperatingSystem.IsWindows() && !process.HasExited)
        {
            using Process kill = Process.Start(new ProcessStartInfo("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]) { UseShellExecute = false })!;
            await kill.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        }

        using var patience = new CancellationTokenSource(s_stopping);
        try
        {
            await process.WaitForExitAsync(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
