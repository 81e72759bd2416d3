using Pith.Text;

namespace Pith.Conformance;

/// <summary>What is checked: how to make the compressor, for each of the uses that checks make of it.</summary>
public sealed record ConformanceSubject
{
    /// <summary>Makes the compressor for a number of threads.</summary>
    public required Func<int, ICompressor> Create { get; init; }

    /// <summary>Makes it for checks with thousands of calls; it may remember what a model said. Default: <see cref="Create"/> with one thread.</summary>
    public Func<ICompressor> CreateForManyCalls { get => field ?? (() => Create(1)); init; }

    /// <summary>Makes it for texts of several megabytes; a model may be replaced by one that costs little. Default: <see cref="Create"/> with one thread.</summary>
    public Func<ICompressor> CreateForLargeTexts { get => field ?? (() => Create(1)); init; }

    /// <summary>What the method keeps or drops whole, in a text. Default: atoms.</summary>
    public Func<string, IReadOnlyList<TextSpan>> Units { get; init; } = Atoms;

    internal static IReadOnlyList<TextSpan> Atoms(string text) => [.. AtomScanner.Scan(text).Select(a => a.Span)];
}
