namespace Pith.Cli;

/// <summary>Exit codes, the same for every command.</summary>
internal static class ExitCode
{
    /// <summary>Done as asked.</summary>
    internal const int Ok = 0;

    /// <summary>It ran, and what was asked for did not hold: a budget that can't be met, a line that failed, a failed check.</summary>
    internal const int ConditionFailed = 1;

    /// <summary>It could not run: bad usage, a file that can't be read, a missing model.</summary>
    internal const int Error = 2;

    /// <summary>Interrupted: 128 + SIGINT.</summary>
    internal const int Cancelled = 130;

    internal const string Help = "Exit codes: 0 done; 1 a budget could not be met, a line failed or a check failed; 2 error; 130 interrupted.";
}
