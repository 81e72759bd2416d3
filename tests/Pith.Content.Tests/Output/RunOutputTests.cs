using System.Globalization;
using Pith.Content.Output;
using Pith.Routing;

namespace Pith.Content.Tests.Output;

/// <summary>What builds and test runs print: the files of <c>Samples</c>, as a terminal or a pipe got them.</summary>
public sealed class RunOutputTests
{
    private const int Ordinary = 800;

    /// <summary>The file, a line as the same tool writes many of them, and what must survive.</summary>
    public static TheoryData<string, string, string[]> Samples { get; } = new()
    {
        { "dotnet-test", "passed Shop.Tests.PriceTests.Price_{0}_is_read ({1}ms)", ["failed Shop.Tests.CartTests.A_negative_count_is_refused (39ms)", "A count is never negative. (Parameter 'count')", "failed Shop.Tests.CartTests.Total_is_price_times_count (1ms)", "  Expected: 4\n  Actual:   3.0", "  Not found:  \"x\"", "  Expected: \"pencil, red\"", "  failed: 4"] },
        { "dotnet-test-detailed", "passed Shop.Tests.PriceTests.Price_{0}_is_read ({1}ms)", ["failed Shop.Tests.CartTests.Total_is_price_times_count (62ms)", "  Expected: 4\n  Actual:   3.0", "  Not found:  \"x\"", "Test run summary: Failed!"] },
        { "dotnet-test-terminal", "\u001b[32mpassed\u001b[m Shop.Tests.PriceTests.Price_{0}_is_read \u001b[90m({1}ms)\u001b[m", ["failed Shop.Tests.CartTests.Total_is_price_times_count (1ms)", "  Expected: 4\n  Actual:   3.0", "  failed: 4"] },
        { "test-program", "passed Shop.Tests.PriceTests.Price_{0}_is_read ({1}ms)", ["failed Shop.Tests.CartTests.Total_is_price_times_count (45ms)", "  Expected: 4\n  Actual:   3.0"] },
        { "dotnet-test-passed", "passed Shop.Tests.PriceTests.Price_{0}_is_read ({1}ms)", ["Test run summary: Passed!"] },
        { "vstest", "  Passed Shop.Tests.PriceTests.Price_{0}_is_read [{1} ms]", ["Failed Shop.Tests.CartTests.Total_is_price_times_count [12 ms]", "Expected: 4\nActual:   3.0", "Failed!  - Failed:     1"] },
        { "dotnet-build", "  Part{0} -> /src/lib/Part{0}/bin/Debug/net10.0/Part{0}.dll", ["error CS0029: Cannot implicitly convert type 'string' to 'int'", "error CS0103: The name 'Missing' does not exist", "error CS0246: The type or namespace name 'B'", "3 Error(s)"] },
        { "dotnet-build-terminal", "  Part{0} \u001b[36;1mnet10.0\u001b[m \u001b[32;1msucceeded\u001b[m (0.{1}s) → Part{0}/bin/Debug/net10.0/Part{0}.dll", ["error CS0029: Cannot implicitly convert type 'string' to 'int'", "error CS0103: The name 'Missing' does not exist", "Build failed with 3 error(s)"] },
        { "npm-test", "ok {0} - price {0} is read\n  ---\n  duration_ms: 0.{1}\n  ...", ["not ok 2 - total is price times count", "3 !== 4", "not ok 3 - items are kept", "+     2\n    -     3"] },
        { "npm-test-terminal", "\u001b[32m✔ price {0} is read \u001b[90m(0.{1}ms)\u001b[39m\u001b[39m", ["✖ total is price times count (2.352134ms)", "3 !== 4", "✖ items are kept"] },
        { "npm-install", "npm warn deprecated part{0}@1.{1}.0: part{0} is no longer maintained", ["npm error ERESOLVE unable to resolve dependency tree", "npm error peer react@\"^17.0.0\" from old-datepicker@2.4.1"] },
        { "pytest", "tests/test_prices.py::test_price[{0}] PASSED                        [ {1}%]", ["E       assert 3.0 == 4", "FAILED tests/test_cart.py::test_total_is_price_times_count - assert 3.0 == 4", "1 failed, 213 passed"] },
        { "cargo-test", "test prices::price_{0}_{1} ... ok", ["assertion `left == right` failed: one less two\n  left: -1\n right: 3", "assertion failed: v.first().is_some()", "note: test did not panic as expected", "test result: FAILED. 1 passed; 3 failed"] },
        { "cargo-build", "   Compiling part{0} v0.{1}.1", ["error[E0308]: mismatched types\n  --> src/lib.rs:10:33", "expected `i32`, found `&str`"] },
        { "go-test", "=== RUN   TestPrice/{0}\n--- PASS: TestPrice/{0} (0.0{1}s)", ["cart_test.go:21: Total() = 3, want 4", "--- FAIL: TestTotal/two_pens", "panic: runtime error: invalid memory address", "/src/shop/cart/cart.go:48", "FAIL\texample.com/shop/cart"] },
        { "maven", "[INFO] Tests run: {1}, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 0.0{1} s -- in com.example.shop.Price{0}Test", ["expected: <4.0> but was: <3.0>", "CartTest.java:23", "[INFO] BUILD FAILURE", "[ERROR] Failed to execute goal"] },
        { "make", "gcc -Wall -O2 -c -o part{0}.o part{0}.c", ["main.c:2:32: error: expected ‘;’ before ‘}’ token", "make: *** [Makefile:2: main] Error 1"] },
    };

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task The_output_of_a_run_is_found_and_its_failures_survive_in_a_tenth(string file, string ordinary, string[] survivors)
    {
        string text = await TextOf(file);
        int first = text.IndexOf('\n', StringComparison.Ordinal) + 1;
        string padding = string.Concat(Enumerable.Range(1, Ordinary).Select(i => string.Format(CultureInfo.InvariantCulture, ordinary, i, i % 9) + "\n"));
        string run = text[..first] + padding + text[first..];

        Assert.Equal(ContentKind.BuildOutput, ContentDetector.Detect(text).Kind);
        Assert.Equal(ContentKind.BuildOutput, ContentDetector.Detect(run).Kind);
        CompressionResult result = await new Logs().CompressAsync(CompressionRequest.ForText(run, Budget.Rate(0.1)), TestContext.Current.CancellationToken);
        Assert.All(survivors, s => Assert.True(result.Text.Contains(s, StringComparison.Ordinal), $"{s}\nis not in\n{result.Text}"));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Between_sentences_a_run_is_a_part_of_its_own(string file, string ordinary, string[] survivors)
    {
        Assert.NotEmpty(ordinary);
        Assert.NotEmpty(survivors);
        const string Question = "I changed the way that prices are rounded, and since then the build of the shop is broken.\nHere is what the machine says, could you please tell me what I should look at first?";

        IReadOnlyList<ContentPart> parts = ContentSplitter.Split($"{Question}\n\n{await TextOf(file)}\n\nIt worked yesterday, and nobody else has touched the project since the release.");

        Assert.Contains(parts, p => p.Content.Kind is ContentKind.BuildOutput or ContentKind.StackTrace);
        Assert.Contains(parts, p => p.Content.Kind == ContentKind.Prose);
    }

    [Theory]
    [InlineData("# Reading results\n\nA run prints one line for each test:\n\n- failed Shop.Tests.CartTests.Total (12ms)\n- passed Shop.Tests.CartTests.Empty (1ms)\n\nThe summary at the end says how many there were of each kind, and what they took.\nNothing else is printed unless you ask for it with an option of the command.", ContentKind.Markdown)]
    [InlineData("passed away in 1931, he left a large estate to the town.\nfailed harvests had made the family poor, and they never forgot it.\nHis sister wrote about both in her memoirs, which were printed in 1950.", ContentKind.Prose)]
    public void Words_about_results_are_none(string text, ContentKind kind) => Assert.Equal(kind, ContentDetector.Detect(text).Kind);

    private static Task<string> TextOf(string file) => File.ReadAllTextAsync(Path.Combine(RepositorySources.Root, "tests/Pith.Content.Tests/Output/Samples", $"{file}.txt"), TestContext.Current.CancellationToken);
}
