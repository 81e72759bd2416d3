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
        foreach (string[] words in Commands(Root(), []).Prepend([]))
        {
            Outcome run = await CommandLine.RunAsync([.. words, "--help"]);
            Assert.Equal((0, string.Empty), (run.Exit, run.Error));
            string help = string.Join('\n', run.Out.ReplaceLineEndings("\n").TrimEnd().Split('\n').Select(l => l.TrimEnd()));
            page.Append("\n## pith").Append(string.Concat(words.Select(w => $" {w}"))).Append("\n\n```\n").Append(help).Append("\n```\n");
        }

        Golden.VerifyFile(Path.Combine(Golden.Root, "docs", "help.md"), page.ToString());
    }

    [Fact]
    public void Every_command_has_an_example_that_parses()
    {
        foreach (Verb verb in Verbs(Root()))
        {
            string command = verb.Example[verb.Example.IndexOf("pith ", StringComparison.Ordinal)..];

            Assert.Empty(Root().Parse(command.Split(' ')[1..]).Errors);
        }
    }

    private static RootCommand Root() => PithCommandLine.Root(s_environment, new GlobalOptions());

    private static IEnumerable<string[]> Commands(Command owner, string[] path) =>
        owner.Subcommands.SelectMany(c => Commands(c, [.. path, c.Name]).Prepend([.. path, c.Name]));

    private static IEnumerable<Verb> Verbs(Command owner) => owner.Subcommands.Cast<Verb>().SelectMany(v => Verbs(v).Prepend(v));
}
