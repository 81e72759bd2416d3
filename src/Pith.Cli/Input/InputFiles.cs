using Microsoft.Extensions.FileSystemGlobbing;

namespace Pith.Cli.Input;

/// <summary>The files that arguments name: files, folders with all that is in them, and patterns.</summary>
internal sealed record InputFiles
{
    // Links are not followed: a folder that links to itself has no end.
    private const FileAttributes Skipped = FileAttributes.Hidden | FileAttributes.System | FileAttributes.ReparsePoint;

    internal required IReadOnlyList<InputFile> Files { get; init; }

    /// <summary>Whether more than one file is, or could have been, meant.</summary>
    internal bool IsCollection { get; private init; }

    /// <summary>Expands arguments; none at all means stdin.</summary>
    /// <param name="arguments">Files, folders, patterns with <c>*</c>, or <c>-</c>.</param>
    /// <param name="except">A folder whose files are not meant, such as the one the results go to; null for none.</param>
    /// <exception cref="CommandException">Something is not there, or stdin is named twice.</exception>
    internal static InputFiles Of(IReadOnlyList<string> arguments, string? except = null)
    {
        var files = new List<InputFile>();
        bool collection = arguments.Count > 1;
        foreach (string argument in arguments.Count == 0 ? [InputFile.StdinName] : arguments)
        {
            if (argument == InputFile.StdinName || File.Exists(argument))
            {
                files.Add(new InputFile { Path = argument, RelativePath = Path.GetFileName(argument) });
            }
            else if (Directory.Exists(argument))
            {
                collection = true;
                files.AddRange(Below(argument, null, int.MaxValue, except));
            }
            else if (argument.Contains('*', StringComparison.Ordinal))
            {
                collection = true;
                files.AddRange(Matching(argument, except));
            }
            else
            {
                throw new CommandException($"{argument}: there is no such file.");
            }
        }

        return files.Count(f => f.IsStdin) > 1
            ? throw new CommandException("- stands for stdin and can be given once.")
            : new InputFiles { Files = files, IsCollection = collection };
    }

    private static List<InputFile> Matching(string pattern, string? except)
    {
        string[] parts = pattern.Replace('\\', '/').Split('/');
        int star = Array.FindIndex(parts, p => p.Contains('*', StringComparison.Ordinal));
        string folder = string.Join('/', parts[..star]);
        folder = folder.Length > 0 ? folder : pattern.StartsWith('/') ? "/" : ".";
        var matcher = new Matcher(StringComparison.Ordinal);
        matcher.AddInclude(string.Join('/', parts[star..]));
        int depth = parts.Contains("**") ? int.MaxValue : parts.Length - star - 1;
        List<InputFile> found = Directory.Exists(folder) ? Below(folder, matcher, depth, except) : [];
        return found.Count > 0 ? found : throw new CommandException($"{pattern}: no file matches.");
    }

    private static List<InputFile> Below(string folder, Matcher? matcher, int depth, string? except)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = depth > 0, MaxRecursionDepth = depth, AttributesToSkip = Skipped };
        string? excluded = except is null ? null : Path.TrimEndingDirectorySeparator(Path.GetFullPath(except)) + Path.DirectorySeparatorChar;
        var found = new List<InputFile>();
        foreach (string path in Directory.EnumerateFiles(folder, "*", options).Order(StringComparer.Ordinal))
        {
            string relative = Path.GetRelativePath(folder, path);
            bool isResult = excluded is not null && Path.GetFullPath(path).StartsWith(excluded, StringComparison.Ordinal);
            if (!isResult && (matcher is null || matcher.Match(relative.Replace('\\', '/')).HasMatches))
            {
                found.Add(new InputFile { Path = folder == "." ? relative : path, RelativePath = relative, IsNamed = false });
            }
        }

        return found;
    }
}
