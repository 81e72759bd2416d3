using Pith.Content.Output;
using Pith.Routing;

namespace Pith.Content.Tests.Output;

public sealed class TestResultsReportTests
{
    private static readonly string s_results = File.ReadAllText(RepositorySources.At("tests/Pith.Content.Tests/Output/Samples/results.trx"));

    [Fact]
    public void Failures_are_whole_and_the_rest_is_counted()
    {
        const string Expected = """
            failed Shop.Tests.CartTests.Total_is_price_times_count (12ms)
              Assert.Equal() Failure: Values differ
              Expected: 4
              Actual:   3.0 <decimal>
                ... 1 library frame
                at Shop.Tests.CartTests.Total_is_price_times_count() in /src/shop/CartTests.cs:line 12
                ... 2 library frames
              Standard output
                adding pen
                adding paper
            failed Shop.Tests.CartTests.Hangs (5.0s)
            skipped Shop.Tests.CartTests.Pays
              needs the payment sandbox
            passed Shop.Tests.CartTests: 2 tests (4ms)
            passed Shop.Tests.PriceTests: 1 test (1.5s)

            Test run summary: Failed!
              total: 6
              failed: 2
              succeeded: 3
              skipped: 1
              duration: 8.5s

            """;

        string report = TestResultsReport.Read(new StringReader(s_results), TestContext.Current.CancellationToken);

        Assert.Equal(Expected, report);
        Assert.Equal(ContentKind.BuildOutput, ContentDetector.Detect(report).Kind);
    }

    [Fact]
    public void Only_results_of_tests_are_taken_for_such()
    {
        Assert.True(TestResultsReport.IsTestResults(s_results));
        Assert.True(TestResultsReport.IsTestResults("\uFEFF" + s_results));
        Assert.False(TestResultsReport.IsTestResults("<TestRun><a/></TestRun>"));
        Assert.False(TestResultsReport.IsTestResults($"A file with <TestRun xmlns=\"http://microsoft.com/schemas/VisualStudio/TeamTest/2010\"> in it."));
    }

    [Fact]
    public void Wherever_a_file_ends_too_early_it_is_damaged()
    {
        for (int length = 0; length < s_results.TrimEnd().Length; length += 97)
        {
            Assert.Throws<InvalidDataException>(() => TestResultsReport.Read(new StringReader(s_results[..length]), TestContext.Current.CancellationToken));
        }
    }

    [Theory]
    [InlineData("<!DOCTYPE a [<!ENTITY x \"y\">]><TestRun xmlns=\"http://microsoft.com/schemas/VisualStudio/TeamTest/2010\">&x;</TestRun>")]
    [InlineData("<html/>")]
    [InlineData("no XML at all")]
    public void What_is_none_is_refused(string text) => Assert.Throws<InvalidDataException>(() => TestResultsReport.Read(new StringReader(text), TestContext.Current.CancellationToken));
}
