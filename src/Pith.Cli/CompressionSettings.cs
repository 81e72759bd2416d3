using Pith.Reversal;
using Pith.Text;

namespace Pith.Cli;

/// <summary>How to compress, as the command line or a JSON line says it; what nobody says is the core's default.</summary>
internal sealed record CompressionSettings
{
    internal Budget Budget { get; init; } = Budget.Default;

    internal string Method { get; init; } = MethodCatalog.DefaultMethod;

    internal string? Model { get; init; }

    internal IReadOnlyDictionary<string, string> MethodSettings { get; init; } = new Dictionary<string, string>();

    internal string? Question { get; init; }

    internal string? Instruction { get; init; }

    internal ProtectionRules Protection { get; init; } = ProtectionRules.Default;

    /// <summary>What the text is; null to let its file name and content decide.</summary>
    internal string? Hint { get; init; }

    /// <summary>Where cuts are put; null for markers without a handle.</summary>
    internal IOriginalStore? Originals { get; init; }

    internal ITokenCounter Counter { get; init; } = TokenCounters.O200kBase;

    internal CompressionRequest RequestFor(IReadOnlyList<Segment> segments) => new()
    {
        Segments = segments,
        Budget = Budget,
        Question = Question,
        Instruction = Instruction,
        Protection = Protection,
        TokenCounter = Counter,
        Originals = Originals,
    };
}
