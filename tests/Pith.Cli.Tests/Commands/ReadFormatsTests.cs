using System.IO.Compression;
using Pith.Content.MSBuild;

namespace Pith.Cli.Tests.Commands;

public class ReadFormatsTests
{
    // dotnet msbuild app.proj "-bl:build.binlog;ProjectImports=None": two errors, one warning twice.
    private static readonly byte[] s_log = File.ReadAllBytes(Path.Combine(Golden.Root, "tests/Pith.Cli.Tests/Input/build.binlog"));

    private static readonly byte[] s_unpacked = Unpack(s_log);

    [Fact]
    public async Task A_binary_log_of_a_build_is_read_as_its_report()
    {
        using var folder = new Folder();
        folder.File("build.binlog", s_log);

        Outcome run = await CommandLine.RunAsync("compress", folder.At("build.binlog"), "--rate", "1");

        Assert.Equal(0, run.Exit);
        Assert.StartsWith("Build FAILED.\n\nCart.cs: error CS0029: Cannot implicitly convert type 'string' to 'int' [/src/app/app.proj]\nCart.cs: error CS0103: The name 'Missing' does not exist in the current context [/src/app/app.proj]\n\nCart.cs: warning CS0168: The variable 'e' is declared but never used [/src/app/app.proj] (2 times)\n\n    2 Warning(s)\n    2 Error(s)\n\nTime Elapsed 00:00:", run.Out, StringComparison.Ordinal);
        Assert.Contains("\nProjects: 1\n  /src/app/app.proj: 1 run, 1 failed, ", run.Out, StringComparison.Ordinal);
        Assert.Contains("\n  Compile: 1 run, 1 failed, ", run.Out, StringComparison.Ordinal);
        Assert.Contains("read as binary log of MSBuild", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_is_compressed_as_a_build_is()
    {
        using var folder = new Folder();
        folder.File("build.binlog", s_log);

        Outcome run = await CommandLine.RunAsync("compress", folder.At("build.binlog"), "--budget", "70", "--json");

        Assert.Equal(0, run.Exit);
        Assert.Contains("\"content\":\"build-output\"", run.Out, StringComparison.Ordinal);
        Assert.Contains("CS0029", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Results_of_tests_are_read_as_their_report()
    {
        using var folder = new Folder();
        folder.File("results.trx", File.ReadAllBytes(Path.Combine(Golden.Root, "tests/Pith.Content.Tests/Output/Samples/results.trx")));

        Outcome run = await CommandLine.RunAsync("compress", folder.At("results.trx"), "--rate", "1");

        Assert.Equal(0, run.Exit);
        Assert.StartsWith("failed Shop.Tests.CartTests.Total_is_price_times_count (12ms)\n", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("<UnitTestResult", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_log_is_an_error_and_no_crash()
    {
        using var folder = new Folder();
        folder.File("short.binlog", s_log[..(s_log.Length / 2)]);
        folder.File("bytes.binlog", [0x1F, 0x8B, 8, 0, 1, 2, 3, 4, 5, 6, 7]);
        folder.File("other.binlog", [0xFF, 0xFE, 0, 1, 2, 3]);

        foreach (string name in (string[])["short.binlog", "bytes.binlog", "other.binlog"])
        {
            Outcome run = await CommandLine.RunAsync("compress", folder.At(name));

            Assert.NotEqual(0, run.Exit);
            Assert.Empty(run.Out);
            Assert.Contains($"{name}: ", run.Error, StringComparison.Ordinal);
            Assert.Contains("binary log", run.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Wherever_a_log_ends_or_is_overwritten_it_is_read_or_refused()
    {
        var random = new Random(5);
        for (int i = 0; i < 300; i++)
        {
            byte[] bytes = s_unpacked[..(i % 2 == 0 ? random.Next(s_unpacked.Length) : s_unpacked.Length)];
            for (int n = 0; n < i % 7 && bytes.Length > 0; n++)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            try
            {
                Assert.StartsWith("Build ", BinaryLogReport.Read(new MemoryStream(Pack(bytes)), TestContext.Current.CancellationToken), StringComparison.Ordinal);
            }
            catch (InvalidDataException e)
            {
                Assert.NotEmpty(e.Message);
            }
        }
    }

    [Fact]
    public void A_log_that_unpacks_to_too_much_is_refused()
    {
        var refused = Assert.Throws<InvalidDataException>(() => BinaryLogReport.Read(new MemoryStream(s_log), 1_000, TestContext.Current.CancellationToken));

        Assert.Contains("unpacks to more than", refused.Message, StringComparison.Ordinal);
    }

    private static byte[] Unpack(byte[] bytes)
    {
        using var unpacked = new MemoryStream();
        using var stream = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        stream.CopyTo(unpacked);
        return unpacked.ToArray();
    }

    private static byte[] Pack(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var stream = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            stream.Write(bytes);
        }

        return packed.ToArray();
    }
}
