using System.CommandLine;
using System.Text;
using Pith.Cli.Options;

namespace Pith.Cli.Tests;

public class HelpTests
{
    private static readonly CommandEnvironment s_environment = new() { In = Stream.Null, Out = Stream.Null, Error = TextWriter.Null, Models = Pith.Runtimes.Onnx.OnnxRuntime.Default };

    [Fact]
    public async Task The_page_of_the_help_is_up_to_date()
    {
        var page = new StringBuilder("# Help\n\nWhat `--help` prints, for every command. Generated: run the tests with `UPDATE_GOLDENS=1` to refresh it.\n");
        foreach (string? command in Commands().Prepend(null))
        {
            string[] words = command is null ? [] : [command];
            Outcome run = await CommandLine.RunAsync([.. words, "--help"]);
            Assert.Equal((0, string.Empty), (run.Exit, run.Error));
            string help = string.Join('\n', run.Out.ReplaceLineEndings("\n").TrimEnd().Split('\n').Select(l => l.TrimEnd()));
            page.Append("\n## pith").Append(command is null ? string.Empty : $" {command}").Append("\n\n```\n").Append(help).Append("\n```\n");
        }

        Golden.VerifyFile(Path.Combine(Golden.Root, "docs", "help.md"), page.ToString());
    }

    [Fact]
    public void Every_command_has_an_example_that_parses()
    {
        foreach (Verb verb in PithCommandLine.Root(s_environment, new GlobalOptions()).Subcommands.Cast<Verb>())
        {
            string command = verb.Example[verb.Example.IndexOf("pith ", StringComparison.Ordinal)..];

            Assert.Empty(PithCommandLine.Root(s_environment, new GlobalOptions()).Parse(command.Split(' ')[1..]).Errors);
        }
    }

    private static IEnumerable<string> Commands() => PithCommandLine.Root(s_environment, new GlobalOptions()).Subcommands.Select(c => c.Name);
}
