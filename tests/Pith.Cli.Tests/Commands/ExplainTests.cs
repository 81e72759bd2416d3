using System.Text;
using System.Text.Json;

namespace Pith.Cli.Tests.Commands;

public class ExplainTests
{
    private static readonly string[] s_arguments = ["explain", "--rate", "0.4", "-m", "stop-words", "--protect", "pump P-17"];

    [Fact]
    public async Task Without_colours_brackets_mark_what_was_dropped()
    {
        Outcome run = await CommandLine.RunAsync(Texts.Short, s_arguments);

        Assert.Equal(0, run.Exit);
        Golden.Verify("explain.txt", run.Out);
    }

    [Fact]
    public async Task A_terminal_gets_colours_unless_it_asks_for_none()
    {
        Outcome colours = await RunOnTerminalAsync(s_arguments, noColor: false);
        Outcome noColor = await RunOnTerminalAsync(s_arguments, noColor: true);
        Outcome never = await RunOnTerminalAsync([.. s_arguments, "--color", "never"], noColor: false);
        Outcome always = await CommandLine.RunAsync(Texts.Short, [.. s_arguments, "--color", "always"]);

        Assert.Contains("\u001b[2;9m", colours.Out, StringComparison.Ordinal);
        Assert.Contains("\u001b[2;9m", always.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", noColor.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", never.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_does_not_steer_the_terminal()
    {
        Outcome run = await CommandLine.RunAsync("red \u001b[31m and \u009b31m bell \a back \b\r\nend of it", ["explain", "--rate", "0.9", "-m", "head-tail"]);

        Assert.DoesNotContain(run.Out, c => char.IsControl(c) && c != '\n');
    }

    [Fact]
    public async Task The_page_is_whole_and_needs_nothing_else()
    {
        using var folder = new Folder();
        string page = folder.At("page.html");

        Outcome run = await CommandLine.RunAsync(Texts.Short, [.. s_arguments, "--html", page]);
        string html = await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken);

        Assert.Equal((0, string.Empty), (run.Exit, run.Out));
        Golden.Verify("explain.html", html);
        Assert.DoesNotContain("http:", html, StringComparison.Ordinal);
        Assert.DoesNotContain("https:", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_escapes_text_and_name()
    {
        using var folder = new Folder();
        string file = folder.File("a&b'\"c.txt", "<script>alert(1)</script> & \"quoted\" words <b onmouseover='x'>here</b> and some more of them");
        string page = folder.At("page.html");

        await CommandLine.RunAsync("explain", file, "--html", page, "-m", "stop-words", "-q");
        string html = await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken);

        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<b ", html, StringComparison.Ordinal);
        Assert.DoesNotContain("a&b", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_gives_every_unit()
    {
        Outcome run = await CommandLine.RunAsync(Texts.Short, [.. s_arguments, "--json"]);
        JsonElement[] units = [.. JsonDocument.Parse(run.Out).RootElement.GetProperty("units").EnumerateArray()];

        Assert.Contains(units, u => u.GetProperty("protected").GetBoolean());
        Assert.Contains(units, u => !u.GetProperty("kept").GetBoolean());
        Assert.All(units, u => Assert.InRange(u.GetProperty("end").GetInt32(), u.GetProperty("start").GetInt32() + 1, Texts.Short.Length));
    }

    private static Task<Outcome> RunOnTerminalAsync(string[] arguments, bool noColor) =>
        CommandLine.RunAsync(new MemoryStream(Encoding.UTF8.GetBytes(Texts.Short)), arguments, terminal: true, noColor: noColor);
}
