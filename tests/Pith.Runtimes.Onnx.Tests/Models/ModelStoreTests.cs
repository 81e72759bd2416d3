using Pith.Runtimes.Onnx.Models;
using Pith.Seams;
using Pith.Text;

namespace Pith.Runtimes.Onnx.Tests.Models;

public sealed class ModelStoreTests
{
    [Fact]
    public async Task The_model_that_ships_is_what_the_manifest_says()
    {
        using var folder = new TemporaryFolder();
        var store = new ModelStore(userFolder: folder.Path);

        ModelVerification verified = await store.VerifyAsync(OnnxRuntime.SmallEnglish, TestContext.Current.CancellationToken);

        StoredModel model = store.Find(OnnxRuntime.SmallEnglish)!;
        Assert.Equal(ModelPlace.Shipped, model.Place);
        Assert.True(model.Installed);
        Assert.Equal(model.Entry.Files.Count, verified.Compared);
        Assert.Equal(model.Bytes, verified.Bytes);
        Assert.Equal(OnnxRuntime.SmallEnglish, store.DefaultFor(Seam.TokenClassifier));
    }

    [Fact]
    public void Models_that_are_not_here_are_listed_with_licence_and_note()
    {
        using var folder = new TemporaryFolder();

        StoredModel model = Assert.Single(new ModelStore(userFolder: folder.Path).List(), m => m.Entry.Id == "llmlingua-2-xlm-roberta-large");

        Assert.Equal((ModelPlace.None, false, 0L), (model.Place, model.Installed, model.Bytes));
        Assert.Equal("MIT", model.Entry.Licence);
        Assert.Contains("neither an address nor a checksum is known", model.Entry.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void An_added_folder_is_found_by_id_and_stays_where_it_is()
    {
        using var folder = new TemporaryFolder();
        string source = folder.CopyOf(TemporaryFolder.Small, "somewhere");
        string user = Path.Combine(folder.Path, "store");
        var store = new ModelStore(userFolder: user);

        StoredModel added = store.Add("mine", source);

        Assert.Equal((ModelPlace.Added, source), (added.Place, added.Folder));
        Assert.Equal(["mine/pith-model.json"], folder.Files("store"));
        Assert.All(added.Entry.Files, f => Assert.NotNull(f.Sha256));
        Assert.Equal(source, new ModelStore(userFolder: user).Locate("mine"));
        Assert.Equal("mine", new OnnxRuntime(1, store).Find<ITokenClassifier>("mine")!.Info.Id);
    }

    [Fact]
    public async Task A_changed_file_of_an_added_model_is_found_by_verify()
    {
        using var folder = new TemporaryFolder();
        string source = folder.CopyOf(TemporaryFolder.Small, "somewhere");
        var store = new ModelStore(userFolder: Path.Combine(folder.Path, "store"));
        store.Add("mine", source);
        string onnx = Path.Combine(source, "model_int8.onnx");
        byte[] bytes = await File.ReadAllBytesAsync(onnx, TestContext.Current.CancellationToken);
        bytes[^2_000_000] ^= 1;
        await File.WriteAllBytesAsync(onnx, bytes, TestContext.Current.CancellationToken);

        ModelFormatException error = await Assert.ThrowsAsync<ModelFormatException>(() => store.VerifyAsync("mine", TestContext.Current.CancellationToken));

        Assert.Equal("model_int8.onnx", error.File);
        Assert.Contains("SHA-256", error.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_no_model_is_not_added()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "empty"));
        var store = new ModelStore(userFolder: Path.Combine(folder.Path, "store"));

        Assert.Throws<ModelFormatException>(() => store.Add("mine", Path.Combine(folder.Path, "empty")));

        Assert.Empty(folder.Files("store"));
        Assert.Null(store.Find("mine"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("../x")]
    [InlineData("a/b")]
    [InlineData("Upper")]
    [InlineData("nul")]
    [InlineData("com1")]
    [InlineData("a.")]
    public void What_can_not_be_a_folder_on_every_system_is_no_id(string id)
    {
        using var folder = new TemporaryFolder();
        var store = new ModelStore(userFolder: folder.Path);

        Assert.Throws<CompressionException>(() => store.Add(id, TemporaryFolder.Small));
        Assert.Null(store.Find(id));
    }

    [Fact]
    public void The_id_of_a_model_that_ships_can_not_be_taken()
    {
        using var folder = new TemporaryFolder();

        Assert.Throws<CompressionException>(() => new ModelStore(userFolder: folder.Path).Add(OnnxRuntime.SmallEnglish, TemporaryFolder.Small));
    }

    [Fact]
    public void A_script_gets_an_installed_model_and_else_the_default()
    {
        using var folder = new TemporaryFolder();
        var store = new ModelStore(userFolder: Path.Combine(folder.Path, "store"));
        string? before = store.ModelFor(Seam.TokenClassifier, Script.Cyrillic);

        store.Add("llmlingua-2-bert-base-multilingual", TemporaryFolder.Small);

        Assert.Null(before);
        Assert.Equal("llmlingua-2-bert-base-multilingual", store.ModelFor(Seam.TokenClassifier, Script.Cyrillic));
        Assert.Null(store.ModelFor(Seam.TokenClassifier, Script.Latin));
        Assert.Null(store.ModelFor(Seam.TokenClassifier, Script.None));
        Assert.Null(store.ModelFor(Seam.None, Script.Cyrillic));
    }

    [Fact]
    public void A_model_whose_folder_is_gone_is_not_chosen()
    {
        using var folder = new TemporaryFolder();
        string source = folder.CopyOf(TemporaryFolder.Small, "somewhere");
        var store = new ModelStore(userFolder: Path.Combine(folder.Path, "store"));
        store.Add("llmlingua-2-bert-base-multilingual", source);
        Directory.Delete(source, recursive: true);
        store.List();

        Assert.Null(store.ModelFor(Seam.TokenClassifier, Script.Cyrillic));
        Assert.Throws<ModelFormatException>(() => store.Locate("llmlingua-2-bert-base-multilingual"));
    }

    [Fact]
    public void A_folder_put_into_the_store_by_hand_is_a_model_unless_a_pull_is_under_way()
    {
        using var folder = new TemporaryFolder();
        folder.CopyOf(TemporaryFolder.Small, "store/placed");
        folder.CopyOf(TemporaryFolder.Small, "store/half");
        File.WriteAllText(Path.Combine(folder.Path, "store/half/model.onnx_data.partial"), "x");
        var store = new ModelStore(userFolder: Path.Combine(folder.Path, "store"));

        Assert.True(store.Find("placed")!.Installed);
        Assert.Null(store.Find("half"));
        Assert.Contains(store.List(), m => m.Entry.Id == "placed" && m.Bytes > 20_000_000);
    }

    [Fact]
    public void A_damaged_record_spoils_its_own_model_only()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "bad"));
        File.WriteAllText(Path.Combine(folder.Path, "bad", "pith-model.json"), "{ \"id\": 7");
        var store = new ModelStore(userFolder: folder.Path);

        IReadOnlyList<StoredModel> models = store.List();

        Assert.Contains(models, m => m.Entry.Id == OnnxRuntime.SmallEnglish && m.Installed);
        Assert.Contains("is not a manifest", Assert.Single(models, m => m.Entry.Id == "bad").Problem, StringComparison.Ordinal);
        Assert.Throws<ModelFormatException>(() => new OnnxRuntime(1, store).Find<ITokenClassifier>("bad"));
    }

    [Fact]
    public void A_model_that_appears_later_is_found_and_an_unknown_one_is_null()
    {
        using var folder = new TemporaryFolder();
        var runtime = new OnnxRuntime(1, new ModelStore(userFolder: Path.Combine(folder.Path, "store")));
        ITokenClassifier? before = runtime.Find<ITokenClassifier>("later");

        runtime.Store.Add("later", TemporaryFolder.Small);

        Assert.Null(before);
        Assert.NotNull(runtime.Find<ITokenClassifier>("later"));
        Assert.Equal("pith-small-en", runtime.Find<ITokenClassifier>(TemporaryFolder.Small)!.Info.Id);
        Assert.Same(runtime.Find<ITokenClassifier>("later"), runtime.Find<ITokenClassifier>("later"));
    }

    [Fact]
    public void Models_of_equal_size_and_other_weights_have_other_fingerprints()
    {
        using var folder = new TemporaryFolder();
        string copy = folder.CopyOf(TemporaryFolder.Small, "pith-small-en");
        using var same = OnnxTokenClassifier.Open(copy, "x");
        string config = Path.Combine(copy, "config.json");
        File.WriteAllText(config, File.ReadAllText(config).Replace("gelu", "relu", StringComparison.Ordinal));
        using var other = OnnxTokenClassifier.Open(copy, "x");
        using var original = OnnxTokenClassifier.Open(TemporaryFolder.Small, "x");

        Assert.Equal(original.Info.Fingerprint, same.Info.Fingerprint);
        Assert.NotEqual(original.Info.Fingerprint, other.Info.Fingerprint);
    }
}
