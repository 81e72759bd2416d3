using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Pith.Cli.Options;

/// <summary>When colours are used.</summary>
internal enum ColorWhen
{
    Auto,
    Always,
    Never,
}

/// <summary>Options that every command has.</summary>
internal sealed class GlobalOptions
{
    internal Option<bool> Quiet { get; } = new("--quiet", "-q") { Description = "Print errors only.", Recursive = true };

    internal Option<bool> Verbose { get; } = new("--verbose", "-v") { Description = "Say more on stderr.", Recursive = true };

    internal Option<bool> Debug { get; } = new("--debug") { Description = "Print the stack of an error.", Recursive = true };

    internal Option<ColorWhen> Color { get; } = new("--color")
    {
        Description = "Use colours: auto, always or never. NO_COLOR is respected.",
        HelpName = "WHEN",
        Recursive = true,
        CustomParser = result => result.Tokens[0].Value switch
        {
            "auto" => ColorWhen.Auto,
            "always" => ColorWhen.Always,
            "never" => ColorWhen.Never,
            string other => OptionText.Fail(result, $"--color is '{other}'; it must be auto, always or never", ColorWhen.Auto),
        },
    };

    internal void AddTo(RootCommand root)
    {
        root.Add(Quiet);
        root.Add(Verbose);
        root.Add(Color);
        root.Add(Debug);
        foreach (Option option in root.Options)
        {
            if (option is HelpOption { Action: HelpAction standard } help)
            {
                standard.MaxWidth = 110;
                help.Description = "Show help.";
                help.Action = new HelpWithExample(standard);
            }
            else if (option is VersionOption version)
            {
                version.Description = "Show the version.";
                version.Action = new ShowVersion();
            }
        }
    }

    /// <summary>Whether stdout gets colours.</summary>
    internal bool ColoursFor(ParseResult parsed, CommandEnvironment environment) => parsed.GetValue(Color) switch
    {
        ColorWhen.Always => true,
        ColorWhen.Never => false,
        _ => environment.OutIsTerminal && !environment.NoColor,
    };

    private sealed class HelpWithExample(HelpAction standard) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            int code = standard.Invoke(parseResult);
            if (parseResult.CommandResult.Command is Verb verb)
            {
                TextWriter output = parseResult.InvocationConfiguration.Output;
                output.WriteLine("Example:");
                output.WriteLine($"  {verb.Example}");
                output.WriteLine();
                foreach (string line in verb.Details)
                {
                    output.WriteLine(line);
                }
            }

            return code;
        }
    }

    private sealed class ShowVersion : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            parseResult.InvocationConfiguration.Output.WriteLine(PithCommandLine.Version);
            return ExitCode.Ok;
        }
    }
}
