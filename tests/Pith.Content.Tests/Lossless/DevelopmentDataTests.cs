using System.IO.Compression;
using System.Reflection;
using System.Text.Json;

namespace Pith.Content.Tests.Lossless;

/// <summary>
/// An extra: all documents of the development data. The data is shared between the project's checkouts and is not part of the
/// repository; without it these tests have nothing to check and pass.
/// </summary>
public sealed class DevelopmentDataTests
{
    [Fact]
    public void Every_document_comes_back()
    {
        string root = typeof(DevelopmentDataTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;
        string folder = Path.GetFullPath(Path.Combine(root, "..", "shared", "data", "dev"));
        if (!Directory.Exists(folder))
        {
            TestContext.Current.SendDiagnosticMessage("The development data is not there: nothing to check.");
            return;
        }

        foreach (string file in Directory.EnumerateFiles(folder, "*.jsonl.gz"))
        {
            using var lines = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
            while (lines.ReadLine() is { } line)
            {
                using JsonDocument record = JsonDocument.Parse(line);
                foreach (JsonElement doc in record.RootElement.GetProperty("docs").EnumerateArray())
                {
                    RoundTripTests.CheckTier(doc.TryGetProperty("text", out JsonElement text) ? text.GetString()! : doc.GetRawText());
                }
            }
        }
    }
}
