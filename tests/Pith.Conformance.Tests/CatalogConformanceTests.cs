using Pith.Conformance;

namespace Pith.Conformance.Tests;

/// <summary>The whole catalog against the whole contract: a method that is added to the catalog, or a check to the contract, is run without a line here.</summary>
public class CatalogConformanceTests
{
    public static TheoryData<string, string> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            foreach (MethodEntry entry in MethodCatalog.BuiltIn.Entries)
            {
                foreach (ConformanceCheck check in ConformanceCheck.All)
                {
                    pairs.Add(entry.Info.Id, check.Name);
                }
            }

            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public Task A_method_of_the_catalog_keeps_the_contract(string method, string check) =>
        ConformanceCheck.Get(check).RunAsync(CatalogSubjects.Of(method), TestContext.Current.CancellationToken);

    [Fact]
    public void Every_method_of_the_catalog_is_checked_and_each_with_its_own_name()
    {
        string[] expected = [.. MethodCatalog.BuiltIn.Entries.Select(e => e.Info.Id)];

        Assert.Equal(expected, Pairs.Select(p => p.Data.Item1).Distinct());
        Assert.Equal(expected.Length * ConformanceCheck.All.Count, Pairs.Count);
        Assert.All(expected, id => Assert.Equal(id, CatalogSubjects.Of(id).CreateForLargeTexts().Method.Id));
        Assert.Equal(ConformanceCheck.All.Count, ConformanceCheck.All.Select(c => c.Name).Distinct().Count());
    }

    [Fact]
    public void Every_seam_of_the_catalog_has_a_model_that_costs_little() =>
        Assert.All(MethodCatalog.BuiltIn.Entries.Where(e => e.Info.Seam != Seam.None), e => Assert.NotNull(CatalogSubjects.Of(e.Info.Id).CreateForLargeTexts()));
}
