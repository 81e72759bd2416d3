using System.Reflection;

namespace Pith.Tests;

/// <summary>Files of the repository that tests read.</summary>
internal static class RepositoryFiles
{
    internal static string Golden(params string[] parts) => Path.Combine([Root, "tests", "Pith.Tests", "Golden", .. parts]);

    internal static string Root { get; } = typeof(RepositoryFiles).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "RepositoryRoot").Value!;
}
