using System.Reflection;

namespace Pith.Content.Tests;

/// <summary>Files of this repository as samples.</summary>
internal static class RepositorySources
{
    internal static string Root { get; } = typeof(RepositorySources).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "RepositoryRoot").Value!;

    internal static IReadOnlyList<string> CSharp { get; } = [.. In("src", "*.cs").Concat(In("tests", "*.cs"))];

    internal static IReadOnlyList<string> Markdown { get; } = [.. In("docs", "*.md")];

    internal static string At(string file) => Path.Combine(Root, file);

    private static IEnumerable<string> In(string folder, string pattern) =>
        Directory.EnumerateFiles(At(folder), pattern, SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Root, f).Replace('\\', '/')).Order(StringComparer.Ordinal);
}
