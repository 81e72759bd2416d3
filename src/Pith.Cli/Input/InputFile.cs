namespace Pith.Cli.Input;

/// <summary>A file to read, or stdin.</summary>
internal sealed record InputFile
{
    internal const string StdinName = "-";

    /// <summary>Where it is; <c>-</c> for stdin.</summary>
    internal required string Path { get; init; }

    /// <summary>Its path below the folder that was given, or its name: where its result goes below <c>--output</c>.</summary>
    internal required string RelativePath { get; init; }

    /// <summary>Whether the user named it, rather than its folder.</summary>
    internal bool IsNamed { get; init; } = true;

    internal bool IsStdin => Path == StdinName;

    /// <summary>What its name says about its content; null for stdin.</summary>
    internal string? Hint => IsStdin ? null : System.IO.Path.GetFileName(Path);

    /// <summary>How it is called in messages.</summary>
    internal string Name => IsStdin ? "stdin" : Path;
}
