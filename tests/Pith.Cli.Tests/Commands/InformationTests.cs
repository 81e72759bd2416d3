using System.Globalization;
using System.Text.Json;
using Pith.Runtimes.Onnx;

namespace Pith.Cli.Tests.Commands;

public class InformationTests
{
    [Fact]
    public async Task Count_gives_the_number_alone_for_one_input()
    {
        Outcome run = await CommandLine.RunAsync("hello world", ["count"]);

        Assert.Equal((0, "2\n", string.Empty), (run.Exit, run.Out, run.Error));
    }

    [Fact]
    public async Task Count_of_several_files_ends_with_a_total()
    {
        using var folder = new Folder();
        string a = folder.File("a.txt", "hello world");
        string b = folder.File("b.txt", "hello");

        Outcome run = await CommandLine.RunAsync("count", a, b, "--tokenizer", "gpt2");

        Assert.Equal($"2\t{a}\n1\t{b}\n3\ttotal\n", run.Out);
    }

    [Fact]
    public async Task Count_as_json()
    {
        Outcome run = await CommandLine.RunAsync("größer", ["count", "--json", "-t", "cl100k_base"]);

        Assert.Equal("{\"tokens\":3,\"characters\":6,\"bytes\":8,\"tokenizer\":\"cl100k_base\"}\n", run.Out);
    }

    [Fact]
    public async Task Methods_lists_the_catalog()
    {
        Outcome list = await CommandLine.RunAsync("methods");
        Outcome json = await CommandLine.RunAsync("methods", "--json");

        string[] ids = [.. StandardMethods.Catalog.Entries.Select(e => e.Info.Id)];
        Assert.Equal(ids, list.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(l => l.Split(' ')[0]));
        Assert.Equal(ids, json.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task Methods_describes_each_of_the_catalog()
    {
        foreach (MethodEntry entry in StandardMethods.Catalog.Entries)
        {
            Outcome card = await CommandLine.RunAsync("methods", entry.Info.Id);

            Assert.Equal(0, card.Exit);
            Assert.Contains(entry.Info.Idea, card.Out, StringComparison.Ordinal);
            Assert.All(entry.Info.Settings, s => Assert.Contains($"{s.Name}: ", card.Out, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Doctor_is_content_where_the_model_is()
    {
        Outcome run = await CommandLine.RunAsync(Stream.Null, ["doctor"], models: OnnxRuntime.Default);

        Assert.True(run.Exit == 0, run.Out);
        Assert.Contains("pith-small-en", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_ends_with_1_where_the_model_is_missing()
    {
        Outcome run = await CommandLine.RunAsync("doctor", "--json");
        JsonElement checks = JsonDocument.Parse(run.Out).RootElement.GetProperty("checks");

        Assert.Equal(1, run.Exit);
        Assert.Contains(checks.EnumerateArray(), c => c.GetProperty("name").GetString() == "self-test keep" && c.GetProperty("outcome").GetString() == "failed");
        Assert.Contains(checks.EnumerateArray(), c => c.GetProperty("name").GetString() == "self-test head-tail" && c.GetProperty("outcome").GetString() == "ok");
    }

    [Fact]
    public async Task Version_is_a_number()
    {
        Outcome run = await CommandLine.RunAsync("--version");

        Assert.True(Version.TryParse(run.Out.Split('-')[0].Trim(), out _), run.Out.ToString(CultureInfo.InvariantCulture));
    }
}
