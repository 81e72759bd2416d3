using System.Buffers;

namespace Pith.Content.Output;

/// <summary>What paths say about who wrote a file.</summary>
internal static class PathKinds
{
    private static readonly SearchValues<char> s_separators = SearchValues.Create("/\\");

    private static readonly HashSet<string> s_locks = new(StringComparer.OrdinalIgnoreCase)
    {
        "package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "packages.lock.json", "go.sum", "project.assets.json", "Package.resolved", "bun.lockb", "paket.lock", "mix.lock",
    };

    private static readonly HashSet<string> s_foreign = new(StringComparer.OrdinalIgnoreCase)
    {
        "node_modules", "bower_components", ".git", ".hg", ".svn", ".vs", ".idea", ".venv", "venv", "__pycache__", "site-packages", "bin", "obj", "dist", "target", "vendor", "third_party", ".next", ".nuget", ".cache", ".gradle", ".tox", ".mypy_cache", ".pytest_cache",
        "__snapshots__", "coverage", "Pods", "DerivedData", ".terraform",
    };

    private static readonly string[] s_generated = [".lock", ".min.js", ".min.css", ".map", ".g.cs", ".designer.cs", "_pb2.py", ".pb.go", ".pb.cc", ".pb.h", ".snap", ".verified.txt", ".generated.cs", ".g.dart", ".freezed.dart", ".bundle.js"];

    /// <summary>Whether a file is a lock file, made by a program, or somebody else's.</summary>
    internal static bool IsGenerated(ReadOnlySpan<char> path)
    {
        ReadOnlySpan<char> name = path[(path.LastIndexOfAny(s_separators) + 1)..];
        if (s_locks.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name))
        {
            return true;
        }

        foreach (string ending in s_generated)
        {
            if (name.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return ForeignFolder(path[..^name.Length]) >= 0;
    }

    /// <summary>Whether a folder of this name holds what nobody here wrote.</summary>
    internal static bool IsForeign(ReadOnlySpan<char> name) => s_foreign.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name);

    /// <summary>Where the name of the first folder ends that holds what nobody here wrote; negative without one.</summary>
    internal static int ForeignFolder(ReadOnlySpan<char> path)
    {
        for (int start = 0; start < path.Length;)
        {
            int length = path[start..].IndexOfAny(s_separators);
            int end = length < 0 ? path.Length : start + length;
            if (IsForeign(path[start..end]))
            {
                return end;
            }

            start = end + 1;
        }

        return -1;
    }
}
