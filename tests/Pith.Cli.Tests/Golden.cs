using System.Reflection;
using System.Text.RegularExpressions;

namespace Pith.Cli.Tests;

/// <summary>Compares with a file; UPDATE_GOLDENS=1 writes it instead. Times are the only thing that is not compared.</summary>
internal static partial class Golden
{
    internal static string Root { get; } = typeof(Golden).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;

    internal static void Verify(string name, string actual) => VerifyFile(Path.Combine(Root, "tests", "Pith.Cli.Tests", "Golden", name), WithoutTimes(actual));

    internal static void VerifyFile(string path, string actual)
    {
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDENS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
        }

        Assert.True(File.Exists(path), $"{path} is missing. Run the tests with UPDATE_GOLDENS=1 and review what they write.");
        Assert.Equal(File.ReadAllText(path), actual);
    }

    internal static string WithoutTimes(string text) => Ms().Replace(JsonMs().Replace(text, "\"ms\":0"), "0 ms");

    [GeneratedRegex(@"\d[\d,]* ms")]
    private static partial Regex Ms();

    [GeneratedRegex(@"""ms"":[\d.E+-]+")]
    private static partial Regex JsonMs();
}
