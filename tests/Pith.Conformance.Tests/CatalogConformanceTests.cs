namespace Pith.Conformance.Tests;

/// <summary>The whole catalog against the whole contract: a method that is added to the catalog, or a check to the contract, is run without a line here.</summary>
public class CatalogConformanceTests
{
    public static TheoryData<string, string> Pairs => CatalogSubjects.Pairs(large: false);

    [Theory]
    [MemberData(nameof(Pairs))]
    public Task A_method_of_the_catalog_keeps_the_contract(string method, string check) =>
        ConformanceCheck.Get(check).RunAsync(CatalogSubjects.Of(method), TestContext.Current.CancellationToken);
}
