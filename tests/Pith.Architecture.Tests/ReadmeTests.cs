using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Pith.Cli;
using Pith.Runtimes.Onnx;

namespace Pith.Architecture.Tests;

public sealed partial class ReadmeTests
{
    private const string FirstCommand = "dotnet run --project src/Pith.Cli -c Release -- ";

    [Fact]
    public void The_csharp_of_the_documents_is_compiled()
    {
        string compiled = Squeeze(string.Concat(Directory.EnumerateFiles(Repository.At("tests", "Pith.Architecture.Tests"), "*.cs").Concat(Repository.Sources("src/Pith/Methods")).Concat(Directory.EnumerateFiles(Repository.At("tests", "Pith.Conformance.Tests"), "*.cs")).Concat(Directory.EnumerateFiles(Repository.At("tests", "Pith.Extensions.AI.Tests"), "*.cs")).Select(File.ReadAllText)));
        string[] blocks = [.. Blocks("csharp")];

        Assert.NotEmpty(blocks);
        foreach (string block in blocks)
        {
            string code = string.Join('\n', block.Split('\n').Where(l => !l.StartsWith("using ", StringComparison.Ordinal)));

            Assert.True(compiled.Contains(Squeeze(code), StringComparison.Ordinal), "This block is in no compiled file:\n" + block);
        }
    }

    [Fact]
    public async Task The_commands_of_the_documents_run()
    {
        string folder = Directory.CreateTempSubdirectory("pith-readme-").FullName;
        string[] lines = [.. Blocks("bash").SelectMany(b => b.Split('\n')).Where(l => l.Length > 0)];

        Assert.NotEmpty(lines);
        foreach (string line in lines)
        {
            if (line.StartsWith("dotnet test", StringComparison.Ordinal))
            {
                continue;
            }

            (string input, string command) = Piped(line);
            command = command.StartsWith(FirstCommand, StringComparison.Ordinal) ? command[FirstCommand.Length..] : command["pith ".Length..];
            string[] arguments = [.. Argument().Matches(command).Select(m => m.Value.Trim('"', '\'')).Select(a => a.StartsWith("samples/", StringComparison.Ordinal) ? Repository.At(a.Split('/')) : a.EndsWith(".html", StringComparison.Ordinal) ? Path.Combine(folder, a) : a)];
            using var output = new MemoryStream();
            using var error = new StringWriter();
            var environment = new CommandEnvironment { In = new MemoryStream(Encoding.UTF8.GetBytes(input)), Out = output, Error = error, Models = OnnxRuntime.Default };

            int exit = await PithCommandLine.RunAsync(arguments, environment, TestContext.Current.CancellationToken);

            Assert.True(exit == 0, $"{line}\nexits with {exit}: {error}");
            Assert.True(output.Length > 0 || arguments.Contains("--html"), $"{line}\nprints nothing.");
        }

        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("quickstart.cs", "$1,250,000")]
    [InlineData("segments.cs", "ORD-20417")]
    [InlineData("chat-client.cs", "use of undeclared identifier 'peek_token'")]
    public async Task A_sample_runs_as_a_single_file(string sample, string expected)
    {
        var start = new ProcessStartInfo("dotnet", ["run", Repository.At("samples", sample)]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Repository.Root };
        foreach (string name in start.Environment.Keys.Where(k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || k.StartsWith("TESTINGPLATFORM", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            start.Environment.Remove(name);
        }

        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(process.ExitCode == 0, output + await error);
        Assert.Contains(expected, output, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Blocks(string language) =>
        new[] { "README.md", Path.Combine("docs", "adding-a-method.md"), Path.Combine("docs", "chat-clients.md") }
            .Concat(StandardMethods.Catalog.Entries.Select(e => Path.Combine("docs", "methods", e.Info.Id + ".md")))
            .SelectMany(f => Fence().Matches(Repository.Read(f)).Where(m => m.Groups["language"].Value == language).Select(m => m.Groups["code"].Value));

    private static (string Input, string Command) Piped(string line)
    {
        Match echo = Echo().Match(line);
        if (echo.Success)
        {
            return (echo.Groups["text"].Value, echo.Groups["command"].Value);
        }

        Match cat = Cat().Match(line);
        return cat.Success ? (File.ReadAllText(Repository.At(cat.Groups["file"].Value.Split('/'))), cat.Groups["command"].Value) : (string.Empty, line);
    }

    private static string Squeeze(string code) => White().Replace(code, " ").Trim();

    [GeneratedRegex(@"^ *```(?<language>\w+)\n(?<code>.*?)^ *```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fence();

    [GeneratedRegex("^echo '(?<text>.*)' \\| (?<command>.*)$")]
    private static partial Regex Echo();

    [GeneratedRegex("^cat (?<file>\\S+) \\| (?<command>.*)$")]
    private static partial Regex Cat();

    [GeneratedRegex("\"[^\"]*\"|'[^']*'|\\S+")]
    private static partial Regex Argument();

    [GeneratedRegex(@"\s+")]
    private static partial Regex White();
}
