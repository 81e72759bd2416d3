using Pith.Cli.Input;

namespace Pith.Cli.Output;

/// <summary>Where the results of several inputs go.</summary>
internal static class OutputPlace
{
    /// <summary>Whether results go into a folder, each under its relative path, rather than to stdout or to one file.</summary>
    /// <exception cref="CommandException">The results would have no place, or one place.</exception>
    internal static bool IsFolder(InputFiles inputs, string? output, bool json)
    {
        if (inputs.Files.Count == 0)
        {
            throw new CommandException("there is no file in the folder.");
        }

        if (output is null)
        {
            return inputs.IsCollection && !json
                ? throw new CommandException("several files have several results. Give --output DIR, or --json for one JSON object a line.")
                : false;
        }

        bool folder = inputs.IsCollection || Directory.Exists(output) || Path.EndsInDirectorySeparator(output);
        if (folder && File.Exists(output))
        {
            throw new CommandException($"{output}: it is a file, and several results need a folder.");
        }

        if (folder && inputs.Files.GroupBy(f => f.RelativePath, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new CommandException($"{twice.Key}: two inputs would be written to this name below --output. Give their common folder instead.");
        }

        return folder;
    }
}
