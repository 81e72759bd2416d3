using Xunit;

namespace Pith.Conformance;

/// <summary>The contract of a compressor as tests. Derive a public class, say how the compressor is made, and run it with xunit.v3.</summary>
/// <remarks>
/// <code>
/// public sealed class MyMethodConformance : CompressorConformance
/// {
///     protected override ICompressor Create(int concurrency) => new MyMethod(new MyModel(concurrency));
/// }
/// </code>
/// Every check of <see cref="ConformanceCheck.All"/> becomes a test of its own. What only holds for slices of the original (ranges, atoms,
/// protection, exact budgets) is not asked of results whose kind is <see cref="ResultKind.Rewritten"/>.
/// </remarks>
public abstract class CompressorConformance
{
    /// <summary>Names of all checks.</summary>
    public static TheoryData<string> Checks { get; } = [.. ConformanceCheck.All.Select(c => c.Name)];

    /// <summary>Runs one check.</summary>
    [Theory]
    [MemberData(nameof(Checks))]
    public Task Conforms(string check) => ConformanceCheck.Get(check).RunAsync(Subject(), TestContext.Current.CancellationToken);

    /// <summary>Makes the compressor.</summary>
    /// <param name="concurrency">How many threads it may use: 1, 2 or 8. A method without threads of its own ignores it.</param>
    protected abstract ICompressor Create(int concurrency);

    /// <summary>Makes the compressor for checks with thousands of calls; it may remember what a model said. Default: as <see cref="Create"/>.</summary>
    protected virtual ICompressor CreateForManyCalls() => Create(1);

    /// <summary>Makes the compressor for texts of several megabytes; a model may be replaced by one that costs little. Default: as <see cref="Create"/>.</summary>
    protected virtual ICompressor CreateForLargeTexts() => Create(1);

    /// <summary>What the method keeps or drops whole, in a text; it bounds how far below a budget a result may stay. Default: atoms.</summary>
    protected virtual IReadOnlyList<Text.TextSpan> Units(string text) => ConformanceSubject.Atoms(text);

    private ConformanceSubject Subject() => new()
    {
        Create = Create,
        CreateForManyCalls = CreateForManyCalls,
        CreateForLargeTexts = CreateForLargeTexts,
        Units = Units,
    };
}
