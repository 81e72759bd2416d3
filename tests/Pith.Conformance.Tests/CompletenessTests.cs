namespace Pith.Conformance.Tests;

public class CompletenessTests
{
    [Fact]
    public void Every_method_of_the_catalog_meets_every_check()
    {
        HashSet<(string, string)> run = [.. CatalogConformanceTests.Pairs.Concat(CatalogLargeTextTests.Pairs).Select(p => p.Data)];

        Assert.All(StandardMethods.Catalog.Entries.Where(CatalogSubjects.TakesBudgets), entry => Assert.All(ConformanceCheck.All, check => Assert.Contains((entry.Info.Id, check.Name), run)));
    }

    [Fact]
    public void Every_method_of_the_catalog_is_made_under_its_own_id_and_on_a_model_that_costs_little() =>
        Assert.All(StandardMethods.Catalog.Entries.Where(CatalogSubjects.TakesBudgets), entry => Assert.Equal(entry.Info.Id, CatalogSubjects.Of(entry.Info.Id).CreateForLargeTexts().Method.Id));

    [Fact]
    public async Task Every_seam_is_filled_by_every_source() =>
        await Parallel.ForEachAsync(StandardMethods.Catalog.Entries.Where(CatalogSubjects.TakesBudgets), TestContext.Current.CancellationToken, async (entry, token) =>
        {
            ConformanceSubject subject = CatalogSubjects.Of(entry.Info.Id);
            CompressionRequest request = CompressionRequest.ForText("One small word, and another one.", Budget.Rate(0.5)) with { Question = "Which word?" };
            foreach (ICompressor compressor in (ICompressor[])[subject.Create(1), subject.Create(2), subject.Create(8), subject.CreateForManyCalls(), subject.CreateForLargeTexts()])
            {
                Assert.NotEmpty((await compressor.CompressAsync(request, token)).Text);
            }
        });

    [Fact]
    public void No_two_checks_have_the_same_name() => Assert.Equal(ConformanceCheck.All.Count, ConformanceCheck.All.Select(c => c.Name).Distinct().Count());
}
