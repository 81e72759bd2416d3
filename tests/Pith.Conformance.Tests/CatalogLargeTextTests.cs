namespace Pith.Conformance.Tests;

/// <summary>The checks that compress megabytes; a class of their own runs beside the others.</summary>
public class CatalogLargeTextTests
{
    public static TheoryData<string, string> Pairs => CatalogSubjects.Pairs(large: true);

    [Theory]
    [MemberData(nameof(Pairs))]
    public Task A_method_of_the_catalog_keeps_the_contract_on_megabytes(string method, string check) =>
        ConformanceCheck.Get(check).RunAsync(CatalogSubjects.Of(method), TestContext.Current.CancellationToken);
}
