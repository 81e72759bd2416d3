using System.Reflection;

namespace Pith.Architecture.Tests;

/// <summary>The working copy that the tests read.</summary>
internal static class Repository
{
    internal static string Root { get; } = typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;

    internal static bool Updates => Environment.GetEnvironmentVariable("UPDATE_GOLDENS") == "1";

    internal static string At(params string[] parts) => Path.Combine([Root, .. parts]);

    internal static string Read(params string[] parts) => File.ReadAllText(At(parts)).ReplaceLineEndings("\n");

    internal static IEnumerable<string> Sources(string folder) =>
        Directory.EnumerateFiles(At(folder), "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    /// <summary>Every method of the methods' folder, and of the content package what says that it is a method.</summary>
    internal static IEnumerable<string> Methods() =>
        Sources("src/Pith/Methods").Concat(Sources("src/Pith.Content").Where(f => File.ReadAllText(f).Contains("public static MethodInfo Info", StringComparison.Ordinal)));

    /// <summary>Compares a generated text with the committed one; with UPDATE_GOLDENS=1 it writes it instead.</summary>
    internal static void Same(string expected, params string[] parts)
    {
        string path = At(parts);
        if (Updates)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, expected);
            return;
        }

        Assert.True(File.Exists(path), $"{Path.GetRelativePath(Root, path)} is missing: run the tests with UPDATE_GOLDENS=1.");
        Assert.True(expected == Read(parts), $"{Path.GetRelativePath(Root, path)} is stale: run the tests with UPDATE_GOLDENS=1 and read the difference.");
    }
}
