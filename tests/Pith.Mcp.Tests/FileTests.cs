using System.Diagnostics;
using ModelContextProtocol.Protocol;
using Pith.Mcp.Files;
using Pith.Mcp.Tools;

namespace Pith.Mcp.Tests;

public sealed class FileTests
{
    [Fact]
    public async Task A_file_is_read_by_relative_and_absolute_path_and_its_name_is_the_hint()
    {
        using var folder = new Folder();
        string file = folder.Write("docs/users.json", Fakes.Json);
        folder.Write("other/second.txt", Fakes.Prose);
        await using Session session = await Session.StartAsync(Fakes.Options with { Method = "auto", Roots = [folder.At("docs"), folder.At("other")] });

        foreach (string path in (string[])["users.json", "./users.json", "x/../users.json", file, new Uri(file).AbsoluteUri])
        {
            CallToolResult result = (await session.CallAsync("compress_file", ("path", path), ("rate", 0.2))).Succeeded();
            Assert.Equal("json", result.Data("content").GetString());
            Assert.Equal(Fakes.Json, (await session.CallAsync("retrieve", ("handle", result.Data("original").GetString()), ("budget", 100_000))).Said());
        }

        (await session.CallAsync("compress_file", ("path", "second.txt"), ("method", "head-tail"))).Succeeded();
    }

    [Fact]
    public async Task Nothing_outside_of_the_roots_is_read_or_told_of()
    {
        using var folder = new Folder();
        folder.Write("docs/inside.txt", "inside");
        string secret = folder.Write("secret.txt", "secret");
        folder.Write("docs-2/near.txt", "near");
        Directory.CreateSymbolicLink(folder.At("docs", "up"), "..");
        Directory.CreateSymbolicLink(folder.At("docs", "far"), folder.Path);
        Directory.CreateSymbolicLink(folder.At("docs", "again"), "up");
        File.CreateSymbolicLink(folder.At("docs", "link.txt"), secret);
        File.CreateSymbolicLink(folder.At("docs", "gone.txt"), folder.At("nowhere.txt"));
        var roots = new AllowedRoots([folder.At("docs")]);

        string[] escapes =
        [
            "../secret.txt", "../docs-2/near.txt", "x/../../secret.txt", secret, folder.At("docs", "..", "secret.txt"), folder.At("docs-2", "near.txt"), "/etc/passwd", "file:///etc/passwd",
            "link.txt", "up/secret.txt", "far/secret.txt", "again/secret.txt", "up/docs/../secret.txt", "gone.txt", "../does-not-exist.txt", "up", "..",
        ];
        foreach (string path in escapes)
        {
            ToolException e = await Assert.ThrowsAsync<ToolException>(() => roots.ReadAsync(path, 100, TestContext.Current.CancellationToken));
            Assert.Equal($"'{path}' is outside of the folders that may be read: {folder.At("docs")}.", e.Message);
        }
    }

    [Fact]
    public async Task Links_that_stay_inside_are_followed_also_where_the_root_is_one()
    {
        using var folder = new Folder();
        folder.Write("docs/a/inside.txt", "inside");
        Directory.CreateSymbolicLink(folder.At("root"), folder.At("docs"));
        Directory.CreateSymbolicLink(folder.At("docs", "b"), "a");
        File.CreateSymbolicLink(folder.At("docs", "c.txt"), folder.At("docs", "b", "inside.txt"));
        var roots = new AllowedRoots([folder.At("root")]);

        foreach (string path in (string[])["a/inside.txt", "b/inside.txt", "c.txt", folder.At("root", "b", "inside.txt"), folder.At("docs", "c.txt"), "b/../c.txt"])
        {
            Assert.Equal(("inside.txt", "inside"), await roots.ReadAsync(path, 100, TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task What_cant_be_compressed_is_refused_in_words()
    {
        using var folder = new Folder();
        folder.Write("large.txt", new string('a', 101));
        folder.Write("image.png", [0x89, 0x50, 0x4E, 0x47, 0, 0, 0, 13, 0, 0, 0, 1, 0, 0, 0, 1, 8]);
        folder.Write("latin.txt", [0x63, 0x61, 0x66, 0xE9, 0x20, 0x61]);
        folder.Write("empty.txt", string.Empty);
        folder.Write("sub/report.txt", "a");
        Directory.CreateSymbolicLink(folder.At("loop"), "loop");
        await using Session session = await Session.StartAsync(Fakes.Options with { Roots = [folder.Path], LargestText = 100 });

        foreach ((string path, string message) in new[]
        {
            ("large.txt", "'large.txt' has 101 bytes; at most 100 are read."),
            ("image.png", "'image.png' can't be compressed: it is binary (many zero bytes)."),
            ("latin.txt", "'latin.txt' can't be compressed: not valid UTF-8 at byte 3. Convert it to UTF-8 first."),
            ("empty.txt", "'empty.txt' is empty, or no regular file."),
            ("sub", "'sub' is a folder. Give one of its files."),
            ("sub/reprot.txt", "There is no file 'sub/reprot.txt'. Did you mean 'report.txt'?"),
            ("loop/a", "'loop/a' can't be followed"),
            ("a\0b", "path is empty or holds a zero character."),
            (string.Empty, "path is empty or holds a zero character."),
        })
        {
            Assert.Contains(message, await session.FailAsync("compress_file", ("path", path)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_named_pipe_is_never_opened()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no pipes in folders.");
        using var folder = new Folder();
        using (Process make = Process.Start("mkfifo", [folder.At("pipe")]))
        {
            await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        ToolException e = await Assert.ThrowsAsync<ToolException>(() => new AllowedRoots([folder.Path]).ReadAsync("pipe", 100, TestContext.Current.CancellationToken));
        Assert.Contains("no regular file", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Utf16_with_a_mark_is_read()
    {
        using var folder = new Folder();
        folder.Write("wide.txt", [0xFF, 0xFE, 0x61, 0, 0xE9, 0]);

        Assert.Equal(("wide.txt", "aé"), await new AllowedRoots([folder.Path]).ReadAsync("wide.txt", 100, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_root_that_is_not_there_is_an_error_at_the_start() =>
        Assert.Contains("There is no folder", Assert.Throws<DirectoryNotFoundException>(() => new AllowedRoots([Path.Combine(Path.GetTempPath(), "pith-not-there")])).Message, StringComparison.Ordinal);
}
