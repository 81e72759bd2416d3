namespace Pith.Architecture.Tests;

public sealed class GeneratedPagesTests
{
    private const string Begin = "<!-- methods -->\n";
    private const string End = "<!-- /methods -->";

    public static TheoryData<string> Ids => [.. StandardMethods.Catalog.Entries.Select(e => e.Info.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Every_method_has_a_page_that_is_up_to_date(string id) =>
        Repository.Same(MethodPages.Page(StandardMethods.Catalog.Get(id).Info), "docs", "methods", id + ".md");

    [Fact]
    public void The_table_of_methods_is_up_to_date() =>
        Repository.Same("# Methods\n\n" + MethodPages.Table(string.Empty), "docs", "methods", "README.md");

    [Fact]
    public void The_readme_lists_the_methods_of_the_catalog()
    {
        string readme = Repository.Read("README.md");
        int begin = readme.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        int end = readme.IndexOf(End, StringComparison.Ordinal);

        Repository.Same(readme[..begin] + MethodPages.Table("docs/methods/") + readme[end..], "README.md");
    }

    [Fact]
    public void No_page_is_about_a_method_that_is_gone() =>
        Assert.All(
            Directory.EnumerateFiles(Repository.At("docs", "methods"), "*.md").Select(f => Path.GetFileNameWithoutExtension(f)!).Where(n => n != "README"),
            n => Assert.Contains(StandardMethods.Catalog.Entries, e => e.Info.Id == n));
}
