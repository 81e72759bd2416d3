using System.CommandLine;

namespace Pith.Cli.Options;

/// <summary>A command with a runnable example and what else its help has to say.</summary>
internal sealed class Verb : Command
{
    internal Verb(string name, string description)
        : base(name, description)
    {
    }

    internal required string Example { get; init; }

    internal IReadOnlyList<string> Details { get; init; } = [];
}
