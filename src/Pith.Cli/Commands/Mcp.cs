using System.CommandLine;
using Pith.Cli.Options;
using Pith.Cli.Output;
using Pith.Mcp;

namespace Pith.Cli.Commands;

/// <summary><c>pith mcp</c>: the tools for models, over stdin and stdout.</summary>
internal sealed class Mcp
{
    private readonly Option<string[]> _roots = new("--root")
    {
        HelpName = "DIR",
        Description = "A folder whose files may be read. May be repeated; without one no tool reads files.",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<string?> _store = new("--store") { HelpName = "FILE", Description = "Keep originals in this SQLite file; default: in memory, until the client ends the session." };
    private readonly Option<string?> _method = new("--method", "-m") { HelpName = "ID", Description = $"Method when a call names none (see: pith methods). Default: {MethodCatalog.DefaultMethod}." };
    private readonly CommandEnvironment _environment;
    private readonly GlobalOptions _global;

    private Mcp(CommandEnvironment environment, GlobalOptions global)
    {
        _environment = environment;
        _global = global;
    }

    internal static Command Create(CommandEnvironment environment, GlobalOptions global)
    {
        var mcp = new Mcp(environment, global);
        var command = new Verb("mcp", "Serve the Model Context Protocol on stdin and stdout.")
        {
            Example = "pith mcp --root docs --store cuts.db",
            Details =
            [
                "A client starts it. In its configuration:",
                """  {"mcpServers": {"pith": {"command": "pith", "args": ["mcp", "--root", "/home/me/project"]}}}""",
                "Tools: compress_text, compress_file (with --root), retrieve, count, methods. Originals are also resources: pith://originals/{handle}.",
                "stdout carries the protocol only; warnings go to stderr, more of them with --verbose, never with a text of a call.",
                ExitCode.Help,
            ],
        };
        command.Add(mcp._roots);
        command.Add(mcp._store);
        command.Add(mcp._method);
        command.SetAction(mcp.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var talk = new Talk(_environment.Error, parsed.GetValue(_global.Quiet), parsed.GetValue(_global.Verbose));
        var options = new PithMcpOptions
        {
            Models = _environment.Models,
            Method = parsed.GetValue(_method) ?? MethodCatalog.DefaultMethod,
            Roots = parsed.GetValue(_roots) ?? [],
        };
        if (parsed.GetValue(_store) is { } store)
        {
            options = options with { Originals = StoreOption.Open(store) };
        }

        if (_environment.InIsTerminal)
        {
            talk.Say("Speaking the Model Context Protocol; a client should have started this.");
        }

        using var log = new TalkingLog(talk);
        await PithMcpServer.ServeAsync(_environment.In, _environment.Out, options, log, cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return ExitCode.Ok;
    }
}
