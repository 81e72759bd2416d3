using Pith.Seams;

namespace Pith.Runtimes.Onnx.Models;

/// <summary>Ids and relative paths out of manifests: what may become a file's name on any system.</summary>
internal static class ModelPaths
{
    private const int LongestId = 64;
    private const int LongestPath = 200;

    private static readonly string[] s_devices = ["con", "prn", "aux", "nul", "com", "lpt"];

    internal static bool IsId(string id) =>
        id.Length is > 0 and <= LongestId && char.IsAsciiLetterOrDigit(id[0]) && !char.IsAsciiLetterUpper(id[0])
        && id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.' or '_') && IsName(id);

    /// <summary>Throws unless <paramref name="path"/> names a file below the folder it is read from.</summary>
    /// <param name="path">The path.</param>
    /// <param name="manifest">Name of the file that says so.</param>
    internal static void Check(string path, string manifest)
    {
        if (path.Length is 0 or > LongestPath || !path.Split('/').All(IsName) || path.EndsWith(PartialFile.Suffix, StringComparison.OrdinalIgnoreCase)
            || path.StartsWith(ModelStore.RecordName, StringComparison.OrdinalIgnoreCase))
        {
            throw new ModelFormatException(manifest, $"names the file '{UntrustedText.Shown(path)}'; a model's files lie in its own folder and have plain names.");
        }
    }

    /// <summary>The file's place below <paramref name="root"/>; its folders are made.</summary>
    /// <exception cref="ModelFormatException">A folder or the file is a link, which could lead anywhere.</exception>
    internal static string ForWriting(string root, string path)
    {
        string at = root;
        string[] parts = path.Split('/');
        for (int i = 0; i < parts.Length; i++)
        {
            RefuseLink(at);
            Directory.CreateDirectory(at);
            at = Path.Combine(at, parts[i]);
        }

        RefuseLink(at);
        return at;
    }

    internal static string Below(string root, string path) => Path.Combine(root, path.Replace('/', Path.DirectorySeparatorChar));

    internal static void RefuseLink(string path)
    {
        if (new FileInfo(path).LinkTarget is not null)
        {
            throw new ModelFormatException(Path.GetFileName(path), "is a link; the store writes into folders and files of its own only.");
        }
    }

    private static bool IsName(string name)
    {
        if (name.Length == 0 || name[0] is '.' or ' ' || name[^1] is '.' or ' ' || name.Any(c => c < ' ' || c > '~' || "\\:*?\"<>|".Contains(c)))
        {
            return false;
        }

        string stem = name.Split('.')[0].ToLowerInvariant();
        return !s_devices.Any(d => stem == d || (stem.Length == 4 && d is "com" or "lpt" && stem.StartsWith(d, StringComparison.Ordinal) && char.IsAsciiDigit(stem[3])));
    }
}
