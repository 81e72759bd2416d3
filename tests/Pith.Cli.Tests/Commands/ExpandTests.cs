using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Pith.Reversal;
using Pith.Stores.Sqlite;

namespace Pith.Cli.Tests.Commands;

public sealed partial class ExpandTests
{
    private static readonly string s_json = "{\"users\":[" + string.Join(',', Enumerable.Range(0, 80).Select(i => $"{{\"id\":{i},\"name\":\"user{i}\",\"state\":\"{(i == 41 ? "failed" : "active")}\"}}")) + "]}";

    [Fact]
    public async Task What_was_cut_comes_back_whole_by_path_by_pattern_and_within_a_budget()
    {
        using var folder = new Folder();
        string store = Path.Combine(folder.Path, "cuts.db");
        string file = Write(folder, "users.json", s_json);

        Outcome compressed = await CommandLine.RunAsync("compress", file, "--rate", "0.1", "--store", store);
        string id = Handle().Match(compressed.Out).Groups[1].Value;

        Assert.Contains("\"id\":41,", compressed.Out, StringComparison.Ordinal);
        Assert.Equal("\"user7\"", (await CommandLine.RunAsync("expand", id, "--store", store, "--path", "7.name")).Out);
        Assert.Equal(s_json[9..^1], (await CommandLine.RunAsync("expand", "#" + id, "--store", store)).Out);
        Assert.StartsWith("1: [{", (await CommandLine.RunAsync("expand", id, "--store", store, "--pattern", "failed")).Out, StringComparison.Ordinal);
        Outcome small = await CommandLine.RunAsync("expand", id, "--store", store, "--budget", "40", "--question", "the state of user41");
        Assert.Contains("user41", small.Out, StringComparison.Ordinal);
        Assert.Contains("compressed to the budget", small.Error, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(store));
        }
    }

    [Fact]
    public async Task What_is_written_without_loss_is_decoded()
    {
        using var folder = new Folder();
        string file = Write(folder, "users.json", s_json);
        string encoded = Write(folder, "encoded.txt", (await CommandLine.RunAsync("compress", file, "--lossless")).Out);

        Assert.True(new FileInfo(encoded).Length < s_json.Length / 2);
        Assert.Equal(s_json, (await CommandLine.RunAsync("expand", encoded)).Out);
        Assert.Equal("plain words", (await CommandLine.RunAsync("expand", Write(folder, "plain.txt", "plain words"))).Out);
    }

    [Theory]
    [InlineData("there is no store", "expand", "aaaaaaaaaa", "--store", "missing.db")]
    [InlineData("can't be decoded", "expand", "broken.txt")]
    [InlineData("is no range", "expand", "aaaaaaaaaa", "--store", "empty.db", "--lines", "9-3")]
    [InlineData("There is no original", "expand", "aaaaaaaaaa", "--store", "empty.db")]
    [InlineData("can't be opened", "compress", "broken.txt", "--store", "broken.txt")]
    [InlineData("can't be combined", "compress", "broken.txt", "--lossless", "--rate", "0.5")]
    public async Task What_cant_be_done_is_said_in_a_line(string message, params string[] arguments)
    {
        using var folder = new Folder();
        Write(folder, "broken.txt", "\u00a7json\n[[[{");
        _ = new SqliteOriginalStore(Path.Combine(folder.Path, "empty.db"));

        Outcome result = await CommandLine.RunAsync([.. arguments.Select(a => a.EndsWith(".db", StringComparison.Ordinal) || a.EndsWith(".txt", StringComparison.Ordinal) ? Path.Combine(folder.Path, a) : a)]);

        Assert.Equal(2, result.Exit);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Out);
    }

    [Fact]
    public async Task A_process_that_is_killed_leaves_no_half_original()
    {
        using var folder = new Folder();
        string store = Path.Combine(folder.Path, "cuts.db");
        string lines = Write(folder, "lines.jsonl", string.Concat(Enumerable.Range(0, 4000).Select(n =>
            $"{{\"id\":{n},\"text\":\"[{string.Join(',', Enumerable.Range(0, 300).Select(i => string.Create(CultureInfo.InvariantCulture, $"{(n * 1000) + i}")))}]\"}}\n")));
        using var process = Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "Pith.Cli.exe" : "Pith.Cli"))
        {
            ArgumentList = { "compress", "--jsonl", lines, "--rate", "0.2", "--store", store, "--output", Path.Combine(folder.Path, "out.jsonl") },
            RedirectStandardError = true,
        })!;
        while (!process.HasExited && Rows(store) < 20)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        Assert.False(process.HasExited, "it ended before it could be killed");
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        var survivors = new List<string>();
        using (var connection = new SqliteConnection($"Data Source={store}"))
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "SELECT id FROM originals";
            using SqliteDataReader reader = command.ExecuteReader();
            while (reader.Read())
            {
                survivors.Add(reader.GetString(0));
            }
        }

        Assert.NotEmpty(survivors);
        var opened = new SqliteOriginalStore(store);
        foreach (string id in survivors)
        {
            Assert.Equal(id, OriginalId.Of(await opened.FindAsync(id, TestContext.Current.CancellationToken)));
        }

        await opened.StoreAsync(new Dictionary<string, string> { [OriginalId.Of("after")] = "after" }, TestContext.Current.CancellationToken);
        Assert.Equal("after", await opened.FindAsync(OriginalId.Of("after"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_file_store_prunes_by_age_and_size_and_takes_many_writers()
    {
        using var folder = new Folder();
        string path = Path.Combine(folder.Path, "cuts.db");
        var store = new SqliteOriginalStore(path, mostBytes: 4000);
        string[] texts = [.. Enumerable.Range(0, 60).Select(i => $"{i}{new string('x', 100)}")];
        await Parallel.ForEachAsync(texts, TestContext.Current.CancellationToken, async (t, token) => await new SqliteOriginalStore(path, mostBytes: 4000).StoreAsync(new Dictionary<string, string> { [OriginalId.Of(t)] = t }, token));

        string?[] found = await Task.WhenAll(texts.Select(t => store.FindAsync(OriginalId.Of(t), TestContext.Current.CancellationToken).AsTask()));
        Assert.InRange(found.Count(f => f is not null), 1, 19);
        await Assert.ThrowsAsync<OriginalStoreException>(async () => await store.StoreAsync(new Dictionary<string, string> { ["bbbbbbbbbb"] = new string('y', 3000) }, TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<OriginalStoreException>(async () => await store.StoreAsync(new Dictionary<string, string> { [OriginalId.Of(found.First(f => f is not null)!)] = "another" }, TestContext.Current.CancellationToken));
        var young = new SqliteOriginalStore(path, age: TimeSpan.FromTicks(1));
        Assert.All(await Task.WhenAll(texts.Select(t => young.FindAsync(OriginalId.Of(t), TestContext.Current.CancellationToken).AsTask())), Assert.Null);
    }

    private static string Write(Folder folder, string name, string text)
    {
        string path = Path.Combine(folder.Path, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static long Rows(string store)
    {
        if (!File.Exists(store))
        {
            return 0;
        }

        try
        {
            using var connection = new SqliteConnection($"Data Source={store};Mode=ReadOnly");
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "SELECT COUNT(*) FROM originals";
            return (long)command.ExecuteScalar()!;
        }
        catch (SqliteException)
        {
            return 0;
        }
    }

    [GeneratedRegex("#([a-z]{10})")]
    private static partial Regex Handle();
}
