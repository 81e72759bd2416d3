namespace Pith.Conformance.Tests;

/// <summary>A method that rewrites is held to the part of the contract that is not about slices.</summary>
public class ReferenceConformanceTests
{
    private static readonly Dictionary<string, string> s_reference = new() { ["compatibility"] = "reference" };

    [Theory]
    [InlineData("same-bytes")]
    [InlineData("cancelled-at-start")]
    [InlineData("cancelled-midway")]
    [InlineData("hostile-texts")]
    [InlineData("segments")]
    public Task The_reference_mode_of_llmlingua_2_keeps_what_holds_for_rewritten_text(string check) =>
        ConformanceCheck.Get(check).RunAsync(CatalogSubjects.Of("llmlingua-2", s_reference), TestContext.Current.CancellationToken);
}
