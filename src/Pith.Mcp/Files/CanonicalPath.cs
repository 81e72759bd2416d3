namespace Pith.Mcp.Files;

/// <summary>Paths without links in any of their parts.</summary>
internal static class CanonicalPath
{
    private const int MostLinks = 40;

    /// <summary>The path with every link replaced by where it leads; parts that do not exist stay as they are.</summary>
    /// <exception cref="IOException">Links lead to each other.</exception>
    internal static string Of(string path)
    {
        string whole = Path.GetFullPath(path);
        for (int links = 0; links <= MostLinks; links++)
        {
            if (FirstLink(whole) is not { } replaced)
            {
                return whole;
            }

            whole = replaced;
        }

        throw new IOException("too many symbolic links");
    }

    // Everything above the first link is canonical, so ".." in its target means what the system takes it for.
    private static string? FirstLink(string whole)
    {
        string at = Path.GetPathRoot(whole)!;
        string[] parts = whole[at.Length..].Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i < parts.Length; i++)
        {
            string next = Path.Combine(at, parts[i]);
            if (new FileInfo(next).LinkTarget is { } target)
            {
                return Path.GetFullPath(Path.Combine([at, target, .. parts[(i + 1)..]]));
            }

            at = next;
        }

        return null;
    }
}
