namespace Pith.Cli.Tests.Commands;

public class CompressFilesTests
{
    [Fact]
    public async Task A_folder_keeps_its_relative_paths_below_the_output()
    {
        using var folder = new Folder();
        folder.File("in/a.txt", Texts.Short);
        folder.File("in/sub/b.md", Texts.Short);
        folder.File("in/.hidden/c.txt", Texts.Short);
        folder.File("in/picture.png", [0x89, 0x50, 0, 0, 0, 0, 0xff]);

        Outcome run = await CommandLine.RunAsync("compress", folder.At("in"), "--output", folder.At("out"), "-m", "head-tail");

        Assert.Equal(0, run.Exit);
        Assert.Empty(run.Out);
        Assert.Equal(["out/a.txt", "out/sub/b.md"], folder.Names().Where(n => n.StartsWith("out/", StringComparison.Ordinal)));
        Assert.Contains("skipped: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Results_inside_the_input_folder_are_not_compressed_again()
    {
        using var folder = new Folder();
        folder.File("a.txt", Texts.Short);
        string[] arguments = ["compress", folder.Path, "--output", folder.At("out"), "-m", "head-tail", "-q"];

        await CommandLine.RunAsync(arguments);
        await CommandLine.RunAsync(arguments);

        Assert.Equal(["a.txt", "out/a.txt"], folder.Names());
    }

    [Theory]
    [InlineData("*.md", "out/a.md")]
    [InlineData("**/*.md", "out/a.md,out/sub/deep/c.md")]
    [InlineData("sub/*/*.md", "out/deep/c.md")]
    public async Task Patterns_choose_files(string pattern, string expected)
    {
        using var folder = new Folder();
        folder.File("a.md", Texts.Short);
        folder.File("b.txt", Texts.Short);
        folder.File("sub/deep/c.md", Texts.Short);

        Outcome run = await CommandLine.RunAsync("compress", folder.At(pattern), "--output", folder.At("out"), "-m", "head-tail", "-q");

        Assert.Equal(0, run.Exit);
        string[] wanted = expected.Replace("out/deep", "out/deep", StringComparison.Ordinal).Split(',');
        Assert.Equal(wanted, folder.Names().Where(n => n.StartsWith("out/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Several_files_need_a_folder_or_json()
    {
        using var folder = new Folder();
        string a = folder.File("a.txt", Texts.Short);
        string b = folder.File("b.txt", Texts.Short);

        Outcome none = await CommandLine.RunAsync("compress", a, b, "-m", "head-tail");
        Outcome json = await CommandLine.RunAsync("compress", a, b, "-m", "head-tail", "--json");
        Outcome one = await CommandLine.RunAsync("compress", folder.Path, "-m", "head-tail");

        Assert.Equal((2, string.Empty), (none.Exit, none.Out));
        Assert.Equal("pith: several files have several results. Give --output DIR, or --json for one JSON object a line.\n", none.Error);
        Assert.Equal(2, json.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(2, one.Exit);
    }

    [Fact]
    public async Task An_output_file_is_replaced_whole()
    {
        using var folder = new Folder();
        string a = folder.File("a.txt", Texts.Short);

        Outcome run = await CommandLine.RunAsync("compress", a, "-m", "head-tail", "-o", a);

        Assert.Equal(0, run.Exit);
        Assert.Equal(["a.txt"], folder.Names());
        Assert.InRange(new FileInfo(a).Length, 1, Texts.Short.Length - 1);
    }

    [Fact]
    public async Task Two_inputs_of_one_name_are_not_written_over_each_other()
    {
        using var folder = new Folder();
        string a = folder.File("x/a.txt", Texts.Short);
        string b = folder.File("y/a.txt", Texts.Short);

        Outcome run = await CommandLine.RunAsync("compress", a, b, "-o", folder.At("out"), "-m", "head-tail");

        Assert.Equal(2, run.Exit);
        Assert.StartsWith("pith: a.txt: two inputs would be written to this name", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancellation_ends_with_130_and_leaves_no_file()
    {
        using var folder = new Folder();
        string a = folder.File("in/a.txt", Texts.Short);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        Outcome run = await CommandLine.RunAsync(Stream.Null, ["compress", a, "-m", "head-tail", "-o", folder.At("out.txt")], cancellation: cancelled.Token);

        Assert.Equal(130, run.Exit);
        Assert.Empty(run.Error);
        Assert.Equal(["in/a.txt"], folder.Names());
    }

    [Fact]
    public async Task Cancellation_while_lines_are_read_leaves_no_file()
    {
        using var folder = new Folder();
        using var cancelled = new CancellationTokenSource();
        using var lines = new EndlessLines(after: 40, () => cancelled.Cancel());

        Outcome run = await CommandLine.RunAsync(lines, ["compress", "--jsonl", "-m", "head-tail", "-o", folder.At("out.jsonl")], cancellation: cancelled.Token);

        Assert.Equal(130, run.Exit);
        Assert.Empty(folder.Names());
    }

    private sealed class EndlessLines(int after, Action then) : MemoryStream
    {
        private int _reads;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (++_reads == after)
            {
                then();
            }

            byte[] line = "{\"text\":\"one two three four five six seven\"}\n"u8.ToArray();
            line.CopyTo(buffer);
            return new(line.Length);
        }
    }
}
