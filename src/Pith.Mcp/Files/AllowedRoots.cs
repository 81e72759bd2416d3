using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Pith.Mcp.Tools;
using Pith.Text;

namespace Pith.Mcp.Files;

/// <summary>The folders whose files may be read, and nothing outside of them.</summary>
/// <remarks>
/// A path is made absolute, compared, freed of every link, compared again, opened without links, and compared once more with what was
/// opened. A hard link is a file of the folder it stands in.
/// </remarks>
internal sealed class AllowedRoots
{
    private const int MostNamesLookedAt = 2000;

    private static readonly StringComparison s_comparison = OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    private readonly string[] _given;
    private readonly string[] _canonical;

    /// <exception cref="DirectoryNotFoundException">A folder is not there.</exception>
    internal AllowedRoots(IReadOnlyList<string> roots)
    {
        foreach (string root in roots)
        {
            if (!Directory.Exists(root))
            {
                throw new DirectoryNotFoundException($"There is no folder '{root}'.");
            }
        }

        _given = [.. roots.Select(r => Path.TrimEndingDirectorySeparator(Path.GetFullPath(r)))];
        _canonical = [.. _given.Select(CanonicalPath.Of)];
    }

    /// <summary>Reads and decodes a file.</summary>
    /// <param name="path">Absolute, relative to a root, or a <c>file://</c> URI.</param>
    /// <param name="largest">Most bytes.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="ToolException">It is outside of the roots, is not there, is too large, or is no text.</exception>
    internal async Task<(string Name, string Text)> ReadAsync(string path, int largest, CancellationToken cancellationToken)
    {
        string canonical = Find(path);
        try
        {
            using FileStream file = Open(path, canonical, largest);
            byte[] bytes = new byte[file.Length];
            int read = await file.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return (Path.GetFileName(canonical), DecodedText.Read(bytes.AsSpan(0, read)).Text);
        }
        catch (TextEncodingException e)
        {
            throw new ToolException($"'{path}' can't be compressed: {e.Message}");
        }
        catch (UnauthorizedAccessException)
        {
            throw new ToolException($"'{path}' may not be read.");
        }
        catch (IOException e)
        {
            throw new ToolException($"'{path}' can't be read ({e.GetType().Name}).");
        }
    }

    private string Find(string path)
    {
        string asked = path.StartsWith("file://", StringComparison.OrdinalIgnoreCase) && Uri.TryCreate(path, UriKind.Absolute, out Uri? uri) && uri.IsFile && uri.Host.Length == 0 ? uri.LocalPath : path;
        if (asked.Length == 0 || asked.Contains('\0', StringComparison.Ordinal))
        {
            throw new ToolException("path is empty or holds a zero character.");
        }

        string[] candidates = [.. Path.IsPathRooted(asked) ? [Path.GetFullPath(asked)] : _canonical.Select(r => Path.GetFullPath(Path.Combine(r, asked)))];
        string[] inside = [.. candidates.Where(c => IsWithin(c, _canonical) || IsWithin(c, _given)).Select(c => Canonical(c, path)).Where(c => IsWithin(c, _canonical))];
        if (inside.Length == 0)
        {
            throw Outside(path);
        }

        return inside.FirstOrDefault(File.Exists)
            ?? throw (inside.Any(Directory.Exists)
                ? new ToolException($"'{path}' is a folder. Give one of its files.")
                : new ToolException($"There is no file '{path}'.{Neighbour(inside[0])}"));
    }

    private FileStream Open(string path, string canonical, int largest)
    {
        // Pipes and devices have no length either, and opening one may never return.
        long length = new FileInfo(canonical).Length;
        if (length == 0)
        {
            throw new ToolException($"'{path}' is empty, or no regular file.");
        }

        if (length > largest)
        {
            throw TooLarge(path, length, largest);
        }

        var file = new FileStream(canonical, new FileStreamOptions { Access = FileAccess.Read, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0, Options = FileOptions.Asynchronous | FileOptions.SequentialScan });
        try
        {
            if (!IsStill(canonical, file.SafeFileHandle))
            {
                throw Outside(path);
            }

            return file.Length > largest ? throw TooLarge(path, file.Length, largest) : file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    // A folder may have become a link between the look and the opening.
    private static bool IsStill(string canonical, SafeFileHandle handle)
    {
        if (OperatingSystem.IsLinux() && new FileInfo($"/proc/self/fd/{handle.DangerousGetHandle()}").LinkTarget is { } opened)
        {
            return opened == canonical;
        }

        return CanonicalPath.Of(canonical) == canonical;
    }

    private static string Canonical(string full, string path)
    {
        try
        {
            return CanonicalPath.Of(full);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ToolException($"'{path}' can't be followed: {e.Message}.");
        }
    }

    private static bool IsWithin(string path, string[] roots) =>
        roots.Any(r => path.StartsWith(r, s_comparison) && (path.Length == r.Length || Path.EndsInDirectorySeparator(r) || path[r.Length] == Path.DirectorySeparatorChar));

    private static string Neighbour(string canonical)
    {
        try
        {
            string folder = Path.GetDirectoryName(canonical)!;
            return Directory.Exists(folder)
                ? NearestName.Suggestion(Path.GetFileName(canonical), Directory.EnumerateFileSystemEntries(folder).Take(MostNamesLookedAt).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal))
                : string.Empty;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return string.Empty;
        }
    }

    private ToolException Outside(string path) => new($"'{path}' is outside of the folders that may be read: {string.Join(", ", _given)}.");

    private static ToolException TooLarge(string path, long length, int largest) =>
        new(string.Create(CultureInfo.InvariantCulture, $"'{path}' has {length:N0} bytes; at most {largest:N0} are read. Split it, or compress a part of it with compress_text."));
}
