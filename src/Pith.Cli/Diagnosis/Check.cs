namespace Pith.Cli.Diagnosis;

/// <summary>Something that was looked at, and how it was found.</summary>
internal sealed record Check
{
    internal required string Name { get; init; }

    internal required bool IsFine { get; init; }

    internal required string Detail { get; init; }

    internal string Outcome => IsFine ? "ok" : "failed";

    internal static Check Fine(string name, string detail) => new() { Name = name, IsFine = true, Detail = detail };

    /// <summary>Runs a check; what it throws is its finding.</summary>
    internal static Check Of(string name, Func<string> run)
    {
        try
        {
            return Fine(name, run());
        }
#pragma warning disable CA1031 // Whatever is wrong here is what the user wants to know.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return new() { Name = name, IsFine = false, Detail = e is CompressionException or CommandException or Seams.ModelFormatException ? e.Message : $"{e.GetType().Name}: {e.Message}" };
        }
    }
}
