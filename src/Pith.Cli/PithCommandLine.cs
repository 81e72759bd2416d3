using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Reflection;
using Pith.Cli.Commands;
using Pith.Cli.Options;
using Pith.Cli.Output;
using Pith.Reversal;
using Pith.Seams;

namespace Pith.Cli;

/// <summary>The command line as a function: arguments and streams in, exit code out.</summary>
internal static class PithCommandLine
{
    private const string Name = "pith";

    private static readonly ParserConfiguration s_parsing = new()
    {
        // A prompt may begin with @, and -abc is never three options.
        ResponseFileTokenReplacer = null,
        EnablePosixBundling = false,
    };

    internal static string Version =>
        typeof(PithCommandLine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    internal static async Task<int> RunAsync(IReadOnlyList<string> arguments, CommandEnvironment environment, CancellationToken cancellationToken)
    {
        var global = new GlobalOptions();
        ParseResult parsed = Root(environment, global).Parse(arguments, s_parsing);
        var talk = new Talk(environment.Error, parsed.GetValue(global.Quiet), parsed.GetValue(global.Verbose));
        if (parsed.Action is ParseErrorAction)
        {
            string command = string.Join(' ', Path(parsed));
            talk.Error($"{parsed.Errors[0].Message.TrimEnd('.')}. Try: {command} --help");
            return ExitCode.Error;
        }

        using StreamWriter output = environment.TextOut();
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            return await parsed.InvokeAsync(
                new InvocationConfiguration { Output = output, Error = environment.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null },
                cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCode.Cancelled;
        }
#pragma warning disable CA1031 // The boundary at which a failure becomes one line and an exit code.
        catch (Exception e)
#pragma warning restore CA1031
        {
            talk.Error(MessageOf(e));
            if (parsed.GetValue(global.Debug))
            {
                environment.Error.WriteLine(e);
            }

            return ExitCode.Error;
        }
    }

    internal static RootCommand Root(CommandEnvironment environment, GlobalOptions global)
    {
        var root = new RootCommand("Compresses prompts and contexts to an exact token budget: what is kept is the original, byte for byte.") { HelpName = Name };
        root.Directives.Clear();
        global.AddTo(root);
        root.Add(Compress.Create(environment, global));
        root.Add(Explain.Create(environment, global));
        root.Add(Expand.Create(environment, global));
        root.Add(Count.Create(environment, global));
        root.Add(Commands.Methods.Create(environment, global));
        root.Add(Commands.Models.Create(environment, global));
        root.Add(Commands.Mcp.Create(environment, global));
        root.Add(Commands.Gateway.Create());
        root.Add(Doctor.Create(environment, global));
        return root;
    }

    private static string MessageOf(Exception e) => e switch
    {
        CommandException or CompressionException or ModelFormatException or OriginalStoreException or IOException or UnauthorizedAccessException => e.Message,
        OutOfMemoryException => "there is not enough memory for this input. Split it, or use --jsonl.",
        _ => $"internal error ({e.GetType().Name}: {e.Message}). Run it again with --debug for the stack.",
    };

    private static List<string> Path(ParseResult parsed)
    {
        var names = new List<string>();
        for (CommandResult? at = parsed.CommandResult; at is { Command: not RootCommand }; at = at.Parent as CommandResult)
        {
            names.Add(at.Command.Name);
        }

        names.Add(Name);
        names.Reverse();
        return names;
    }
}
