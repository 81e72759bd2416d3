using Pith.Methods.Floors;

namespace Pith.Conformance.Tests;

/// <summary>What a third party writes, and all it writes.</summary>
public sealed class DerivedConformanceTests : CompressorConformance
{
    protected override ICompressor Create(int concurrency) => new HeadTail();
}
