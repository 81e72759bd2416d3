namespace Pith.Content.Output;

/// <summary>What a line of a log says about the run.</summary>
internal enum LogSignal : byte
{
    Plain,

    /// <summary>Set-up, download, progress.</summary>
    Noise,

    /// <summary>Something succeeded.</summary>
    Passed,

    Warning,

    /// <summary>A word of failure somewhere, or a place in a file.</summary>
    Hint,

    /// <summary>An error in a form that nothing else has.</summary>
    Error,

    /// <summary>Heads a section of failures.</summary>
    Header,

    /// <summary>Counts of a test run with failures.</summary>
    Summary,

    /// <summary>A command or the whole run failed.</summary>
    Failed,

    /// <summary>A command succeeded.</summary>
    Succeeded,

    /// <summary>A command that is run.</summary>
    Command,

    /// <summary>A CI service begins to fold.</summary>
    FoldStart,

    /// <summary>It ends to.</summary>
    FoldEnd,

    Frame,
    LibraryFrame,
}
