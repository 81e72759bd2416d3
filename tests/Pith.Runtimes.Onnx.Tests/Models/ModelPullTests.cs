using Pith.Runtimes.Onnx.Models;
using Pith.Seams;

namespace Pith.Runtimes.Onnx.Tests.Models;

public sealed class ModelPullTests : IDisposable
{
    private const string Small = OnnxRuntime.SmallEnglish;
    private const string Published = "llmlingua-2-bert-base-multilingual";
    private const string Onnx = "model_int8.onnx";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_pull_fetches_checks_and_records_every_file()
    {
        using var server = new LoopbackServer(TemporaryFolder.Small);
        var progress = new List<ModelPullProgress>();

        StoredModel model = await Store().PullAsync(Small, server.Address, new Listener(progress.Add), Token);

        Assert.Equal((ModelPlace.Store, true), (model.Place, model.Installed));
        Assert.Equal(["config.json", "model_int8.onnx", "pith-model.json", "special_tokens_map.json", "tokenizer_config.json", "vocab.txt"], _folder.Files("store/" + Small));
        Assert.Equal(6, (await Store().VerifyAsync(Small, Token)).Compared + 1);
        Assert.Contains(progress, p => p is { File: Onnx, Bytes: 22_905_628, Total: 22_905_628 });
        Assert.True(progress.Where(p => p.File == Onnx).Select(p => p.Bytes).SequenceEqual(progress.Where(p => p.File == Onnx).Select(p => p.Bytes).Order()));
    }

    [Fact]
    public async Task A_second_pull_fetches_nothing()
    {
        using var server = new LoopbackServer(TemporaryFolder.Small);
        await Store().PullAsync(Small, server.Address, null, Token);
        int before = server.Requests.Count;

        await Store().PullAsync(Small, null, null, Token);

        Assert.Equal(before, server.Requests.Count);
    }

    [Fact]
    public async Task A_dropped_connection_leaves_a_part_and_the_next_pull_goes_on_from_it()
    {
        using var server = new LoopbackServer(TemporaryFolder.Small);
        server.Breaks.Enqueue((Onnx, 5_000_000));

        IOException error = await Assert.ThrowsAsync<IOException>(() => Store(attempts: 1).PullAsync(Small, server.Address, null, Token));

        Assert.Contains("the same pull goes on", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.DoesNotContain(Onnx, _folder.Files("store/" + Small));
        Assert.False(Store().Find(Small)!.Installed);
        long part = new FileInfo(Path.Combine(_folder.Path, "store", Small, Onnx + ".partial")).Length;
        Assert.InRange(part, 1, 22_000_000);

        server.Requests.Clear();
        StoredModel model = await Store(attempts: 1).PullAsync(Small, server.Address, null, Token);

        Assert.True(model.Installed);
        Assert.Equal([$"{Onnx} bytes={part}-"], server.Requests);
        Assert.DoesNotContain(_folder.Files("store/" + Small), f => f.Contains("partial", StringComparison.Ordinal));
        await Store().VerifyAsync(Small, Token);
    }

    [Fact]
    public async Task A_broken_connection_is_taken_up_again_within_a_pull()
    {
        using var server = new LoopbackServer(TemporaryFolder.Small);
        server.Breaks.Enqueue((Onnx, 4_000_000));
        server.Breaks.Enqueue((Onnx, 4_000_000));

        StoredModel model = await Store().PullAsync(Small, server.Address, null, Token);

        Assert.True(model.Installed);
        Assert.Equal(3, server.Requests.Count(r => r.StartsWith(Onnx, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_part_of_a_file_that_changed_at_the_source_is_not_joined_to_the_new_one()
    {
        string source = AsPublished();
        using var server = new LoopbackServer(source);
        server.Breaks.Enqueue(("model_quantized.onnx", 5_000_000));
        await Assert.ThrowsAsync<IOException>(() => Store(attempts: 1).PullAsync(Published, server.Address, null, Token));
        string onnx = Path.Combine(source, "onnx", "model_quantized.onnx");
        byte[] bytes = await File.ReadAllBytesAsync(onnx, Token);
        bytes[1_000_000] ^= 1;
        await File.WriteAllBytesAsync(onnx, bytes, Token);

        await Store(attempts: 1).PullAsync(Published, server.Address, null, Token);

        Assert.Equal(bytes, await File.ReadAllBytesAsync(Path.Combine(_folder.Path, "store", Published, "onnx", "model_quantized.onnx"), Token));
    }

    [Fact]
    public async Task A_file_with_another_checksum_is_refused_and_nothing_of_it_stays()
    {
        string source = _folder.CopyOf(TemporaryFolder.Small, "source");
        string vocabulary = Path.Combine(source, "vocab.txt");
        byte[] bytes = await File.ReadAllBytesAsync(vocabulary, Token);
        bytes[^5] ^= 1;
        await File.WriteAllBytesAsync(vocabulary, bytes, Token);
        using var server = new LoopbackServer(source);

        ModelFormatException error = await Assert.ThrowsAsync<ModelFormatException>(() => Store().PullAsync(Small, server.Address, null, Token));

        Assert.Equal("vocab.txt", error.File);
        Assert.Contains("SHA-256", error.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(_folder.Files("store/" + Small), f => f.StartsWith("vocab.txt", StringComparison.Ordinal));
        Assert.False(Store().Find(Small)!.Installed);
    }

    [Fact]
    public async Task A_cancelled_pull_keeps_the_part_and_nothing_under_the_final_name()
    {
        using var server = new LoopbackServer(TemporaryFolder.Small);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var progress = new Listener(p =>
        {
            if (p is { File: Onnx, Bytes: > 3_000_000 })
            {
                cancel.Cancel();
            }
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store().PullAsync(Small, server.Address, progress, cancel.Token));

        Assert.Contains(Onnx + ".partial", _folder.Files("store/" + Small));
        Assert.DoesNotContain(Onnx, _folder.Files("store/" + Small));
        Assert.True((await Store().PullAsync(Small, server.Address, null, Token)).Installed);
        Assert.Contains(server.Requests, r => r.StartsWith($"{Onnx} bytes=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_published_checkpoint_is_recorded_at_the_first_pull_and_compared_from_there_on()
    {
        using var server = new LoopbackServer(AsPublished());

        StoredModel model = await Store().PullAsync(Published, server.Address + "/", null, Token);

        Assert.True(model.Installed);
        Assert.Equal("Apache-2.0", model.Entry.Licence);
        Assert.Equal(server.Address, model.Entry.From);
        Assert.Equal(["config.json", "tokenizer_config.json", "vocab.txt", "tokenizer.json", "onnx/model_quantized.onnx"], model.Entry.Files.Select(f => f.Path));
        Assert.All(model.Entry.Files, f => Assert.NotNull(f.Sha256));
        Assert.Equal(5, (await Store().VerifyAsync(Published, Token)).Compared);
        string config = Path.Combine(model.Folder!, "config.json");
        await File.WriteAllTextAsync(config, (await File.ReadAllTextAsync(config, Token)).Replace("gelu", "relu", StringComparison.Ordinal), Token);
        await Assert.ThrowsAsync<ModelFormatException>(() => Store().VerifyAsync(Published, Token));

        await Store().PullAsync(Published, null, null, Token);

        await Store().VerifyAsync(Published, Token);
    }

    [Fact]
    public async Task The_first_name_that_the_source_has_is_taken()
    {
        string source = AsPublished();
        File.Move(Path.Combine(source, "onnx", "model_quantized.onnx"), Path.Combine(source, "model.onnx"));
        using var server = new LoopbackServer(source);

        StoredModel model = await Store().PullAsync(Published, server.Address, null, Token);

        Assert.Equal("model.onnx", model.Entry.Files[^1].Path);
        Assert.Contains("model.onnx_data", server.Requests);
        Assert.DoesNotContain("onnx/model.onnx_data", server.Requests);
    }

    [Fact]
    public async Task A_folder_is_a_source_too()
    {
        StoredModel model = await Store().PullAsync(Published, AsPublished(), null, Token);

        Assert.Equal(Path.Combine(_folder.Path, "store", Published), model.Folder);
        Assert.Equal(5, (await Store().VerifyAsync(Published, Token)).Compared);
    }

    [Fact]
    public async Task Without_an_address_a_pull_says_what_to_do()
    {
        CompressionException error = await Assert.ThrowsAsync<CompressionException>(() => Store().PullAsync(Published, null, null, Token));

        Assert.Contains($"pith models pull {Published} --from https://", error.Message, StringComparison.Ordinal);
        Assert.Contains($"pith models add {Published} FOLDER", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ftp://127.0.0.1/x")]
    [InlineData("http://user:secret@127.0.0.1/x")]
    [InlineData("http://127.0.0.1/x?token=secret")]
    [InlineData("no/such/folder")]
    public async Task A_source_that_paths_can_not_be_appended_to_is_refused_without_repeating_it(string from)
    {
        CompressionException error = await Assert.ThrowsAsync<CompressionException>(() => Store().PullAsync(Published, from, null, Token));

        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
        Assert.Empty(_folder.Files("store"));
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_named_with_its_other_names()
    {
        using var server = new LoopbackServer(_folder.CopyOf(Path.Combine(AppContext.BaseDirectory, "Golden", "tokenizers", "wordpiece-cased"), "source"));

        ModelFormatException error = await Assert.ThrowsAsync<ModelFormatException>(() => Store().PullAsync(Published, server.Address, null, Token));

        Assert.Equal("config.json", error.File);
        Assert.StartsWith("is not at http://127.0.0.1", error.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whole_files_that_are_no_model_do_not_stay()
    {
        string source = AsPublished();
        await File.WriteAllTextAsync(Path.Combine(source, "onnx", "model_quantized.onnx"), "<html>Sign in</html>", Token);

        ModelFormatException error = await Assert.ThrowsAsync<ModelFormatException>(() => Store().PullAsync(Published, source, null, Token));

        Assert.Equal("model_quantized.onnx", error.File);
        Assert.Empty(_folder.Files("store/" + Published));
    }

    [Fact]
    public async Task A_file_larger_than_allowed_is_refused()
    {
        var store = new ModelStore(Manifest(), Path.Combine(_folder.Path, "store")) { Limit = 1_000_000 };
        using var server = new LoopbackServer(AsPublished());

        ModelFormatException error = await Assert.ThrowsAsync<ModelFormatException>(() => store.PullAsync(Published, server.Address, null, Token));

        Assert.Contains("is larger", error.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(_folder.Files("store/" + Published), f => f.Contains("model_quantized", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_link_in_the_store_is_not_written_through()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Making links needs rights on Windows.");
        }

        string outside = Path.Combine(_folder.Path, "outside");
        Directory.CreateDirectory(outside);
        string model = Path.Combine(_folder.Path, "store", Published);
        Directory.CreateDirectory(model);
        Directory.CreateSymbolicLink(Path.Combine(model, "onnx"), outside);

        await Assert.ThrowsAsync<ModelFormatException>(() => Store().PullAsync(Published, AsPublished(), null, Token));

        Assert.Empty(_folder.Files("outside"));
    }

    [Fact]
    public async Task A_part_that_is_a_link_is_not_written_through()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Making links needs rights on Windows.");
        }

        string outside = Path.Combine(_folder.Path, "precious.txt");
        await File.WriteAllTextAsync(outside, "precious", Token);
        string model = Path.Combine(_folder.Path, "store", Published);
        Directory.CreateDirectory(model);
        File.CreateSymbolicLink(Path.Combine(model, "config.json.partial"), outside);

        await Assert.ThrowsAsync<ModelFormatException>(() => Store().PullAsync(Published, AsPublished(), null, Token));

        Assert.Equal("precious", await File.ReadAllTextAsync(outside, Token));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // A store whose program ships the manifest and no model.
    private ModelStore Store(int attempts = 3) => new(Manifest(), Path.Combine(_folder.Path, "store")) { Attempts = attempts };

    private string Manifest()
    {
        string shipped = Path.Combine(_folder.Path, "shipped");
        Directory.CreateDirectory(shipped);
        File.Copy(Path.Combine(TemporaryFolder.Shipped, "manifest.json"), Path.Combine(shipped, "manifest.json"), overwrite: true);
        return shipped;
    }

    // The small model in the layout in which exports of the published checkpoints are offered.
    private string AsPublished()
    {
        string source = _folder.CopyOf(TemporaryFolder.Small, "published");
        Directory.CreateDirectory(Path.Combine(source, "onnx"));
        File.Move(Path.Combine(source, Onnx), Path.Combine(source, "onnx", "model_quantized.onnx"));
        File.WriteAllText(Path.Combine(source, "tokenizer.json"), "{}");
        return source;
    }

    private sealed class Listener(Action<ModelPullProgress> report) : IProgress<ModelPullProgress>
    {
        public void Report(ModelPullProgress value) => report(value);
    }
}
