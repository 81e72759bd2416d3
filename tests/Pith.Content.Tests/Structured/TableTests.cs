using System.Globalization;
using System.Text;
using Pith.Content.Structured;

namespace Pith.Content.Tests.Structured;

/// <summary>What <c>table</c> promises beyond the suite.</summary>
public sealed class TableTests
{
    private static readonly Table s_table = new();

    private static readonly string s_cities = "city,country,population,founded,code\n" + string.Join('\n', Enumerable.Range(0, 40).Select(i => $"City{i},Country{i % 7},{(i * 7919 % 100000) + 5},{1200 + (i * 13)},C-{i}"));

    [Fact]
    public async Task The_row_that_the_question_names_is_kept_with_its_header()
    {
        CompressionResult result = await Compress(s_cities, Budget.Rate(0.2), "What is the population of City23?");

        Assert.StartsWith("city,", result.Text, StringComparison.Ordinal);
        Assert.Contains("City23,", result.Text, StringComparison.Ordinal);
        Assert.Contains(((23 * 7919 % 100000) + 5).ToString(CultureInfo.InvariantCulture), result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_superlative_keeps_the_extremes_of_its_column()
    {
        int most = Enumerable.Range(0, 40).MaxBy(i => i * 7919 % 100000);

        CompressionResult result = await Compress(s_cities, Budget.Rate(0.25), "Which city has the largest population?");

        Assert.Contains($"City{most},", result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_and_columns_go_as_a_whole_and_cells_are_the_originals()
    {
        foreach (double rate in new[] { 0.1, 0.2, 0.35, 0.5, 0.75 })
        {
            foreach (string? question in new[] { null, "which code has Country3?", "when was City9 founded" })
            {
                CompressionResult result = await Compress(s_cities, Budget.Rate(rate), question);
                Assert.True(result.WithinBudget);
                string[] lines = result.Text.Split('\n');
                string[] rows = lines[..^1];
                Assert.Contains("cells", lines[^1], StringComparison.Ordinal);
                Assert.Single(rows.Select(r => r.Split(',').Length).Distinct());
                var originals = s_cities.Split('\n').Select(r => r.Split(',')).ToList();
                Assert.All(rows, r => Assert.Contains(originals, o => !r.Split(',').Except(o).Any()));
            }
        }
    }

    [Theory]
    [InlineData("a\tb\tc\n1\t2\t3\n4\t5\t6\n7\t8\t9\n10\t11\t12\n13\t14\t15\n16\t17\t18\n19\t20\t21", "a\tb\tc")]
    [InlineData("| name | value |\n|---|---:|\n| x | 1 |\n| y | 2 |\n| z | 3 |\n| p | 4 |\n| q | 5 |\n| r | 6 |\n| s | 7 |", "|name|value|\n|-|-:|\n")]
    [InlineData("\"a\";\"b\"\n\"one;two\";\"three\nfour\"\n\"x\";\"y\"\n\"p\";\"q\"\n\"r\";\"s\"\n\"t\";\"u\"\n\"v\";\"w\"\n\"k\";\"l\"", "a;b\n")]
    public async Task Every_dialect_keeps_its_own(string text, string header)
    {
        CompressionResult result = await Compress(text, Budget.Rate(0.7), null);

        Assert.True(result.WithinBudget);
        Assert.DoesNotContain(result.Notes, n => n.Code == "other-content");
        Assert.StartsWith(header, result.Text, StringComparison.Ordinal);
        Assert.Contains("cells", result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quoted_cells_with_line_ends_are_a_table_and_lose_only_the_quotation_marks_they_do_not_need()
    {
        string text = "\"Name\",\"Height\",\"Home\ntown\"\n" + string.Join('\n', Enumerable.Range(0, 12).Select(i => $"\"Player {i}\",\"{5 + (i % 2)}'{i}\\\"\",\"Town, {i}\nState\""));

        CompressionResult result = await Compress(text, Budget.Rate(0.35), "What is the height of Player 7?");

        Assert.DoesNotContain(result.Notes, n => n.Code == "other-content");
        Assert.StartsWith("Name,Height", result.Text, StringComparison.Ordinal);
        Assert.Contains("Player 7,\"6'7\\\"\"", result.Text, StringComparison.Ordinal);
        Assert.All(result.Kept, k => Assert.Contains(text[k.Start..k.End], result.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_empty_first_cell_is_a_cell_and_a_title_is_not_the_header()
    {
        string text = "(in millions) |  | \n | 2019 | 2018\n" + string.Join('\n', Enumerable.Range(0, 14).Select(i => $"Item number {i} | $ {i * 37},{i + 100} | $ {i * 41},{i + 200}"));

        CompressionResult result = await Compress(text, Budget.Rate(0.3), "What was item number 9 in 2018?");

        string[] lines = result.Text.Split('\n');
        string header = Assert.Single(lines, l => l.Contains("2018", StringComparison.Ordinal));
        string row = Assert.Single(lines, l => l.StartsWith("Item number 9|", StringComparison.Ordinal));
        Assert.Equal(Array.IndexOf(header.Split('|'), "2018"), Array.IndexOf(row.Split('|'), "$ 369,209"));
    }

    [Theory]
    [InlineData("Which town came right after Ryeford?", "Selby")]
    [InlineData("Which town came before Ryeford?", "Quorn")]
    [InlineData("What is the last town of the list?", "Zennor")]
    [InlineData("Which other town has the same river as Quorn?", "Wells")]
    [InlineData("On which river is Thaxstead?", "Stour")]
    public async Task Rows_are_found_beside_at_the_ends_by_what_they_share_and_in_spite_of_slips(string question, string answer)
    {
        string[] towns = ["Alton", "Bude", "Corby", "Dover", "Epsom", "Filey", "Goole", "Hythe", "Ilkley", "Jarrow", "Keswick", "Luton", "Malton", "Newark", "Oakham", "Penrith", "Quorn", "Ryeford", "Selby", "Thaxsted", "Ulverston", "Ventnor", "Wells", "Xford", "Yarm", "Zennor"];
        string text = "town,river,inhabitants\n" + string.Join('\n', towns.Select((t, i) => $"{t},{(t is "Quorn" or "Wells" ? "Soar" : t == "Thaxsted" ? "Stour" : $"River {(char)('a' + i)}")},{(i * 7919 % 9000) + 100}"));

        CompressionResult result = await Compress(text, Budget.Rate(0.35), question);

        Assert.Contains(answer, result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_protected_cell_keeps_its_column()
    {
        CompressionRequest request = CompressionRequest.ForText(s_cities, Budget.Rate(0.3)) with { Question = "What is the population of City23?", Protection = new ProtectionRules { Patterns = ["\\bC-7\\b"] } };

        CompressionResult result = await s_table.CompressAsync(request, TestContext.Current.CancellationToken);

        Assert.Contains("C-7", result.Text, StringComparison.Ordinal);
        Assert.Single(result.Text.Split('\n')[..^1].Select(l => l.Split(',').Length).Distinct());
    }

    [Fact]
    public async Task Sentences_beside_a_table_are_kept_as_they_are_where_the_question_is_about_them()
    {
        string text = "Segment | 2019 | 2018\n" + string.Join('\n', Enumerable.Range(0, 10).Select(i => $"Segment {i} | {i * 311} | {i * 417}"))
            + "\n\nThe plant in Durham was closed in March because of a flood. The lease of the warehouse ends in 2031. Nothing else is known of the matter at this time.";

        CompressionResult result = await Compress(text, Budget.Rate(0.35), "Why was the plant in Durham closed?");

        Assert.Contains("The plant in Durham was closed in March because of a flood.", result.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Just one line, with a comma, and nothing else that looks like a table at all to anyone who reads it.")]
    [InlineData("First, we met. Then, we left, and it rained.\nSecond, they came, late, and, as ever, tired.\nThird, nobody spoke.")]
    public async Task Prose_with_commas_is_no_table(string text)
    {
        CompressionResult result = await Compress(text, Budget.Rate(0.5), null);

        Assert.True(result.WithinBudget);
        Assert.Contains(result.Notes, n => n.Code == "other-content");
    }

    [Fact]
    public async Task Hostile_tables_are_cut_all_the_same()
    {
        foreach (string text in new[] { new string(',', 5000) + "\n" + new string(',', 5000), "a,b\n\"" + new string('x', 30000) + "\n1,2", "a|b\n" + new string('|', 3000), "a,b\n\0,\ud800\n1,2\n3,4\n5,6\n7,8" })
        {
            CompressionResult result = await Compress(text, Budget.Rate(0.5), "a");
            Assert.True(result.WithinBudget);
        }
    }

    private static ValueTask<CompressionResult> Compress(string text, Budget budget, string? question) =>
        s_table.CompressAsync(CompressionRequest.ForText(text, budget) with { Question = question }, TestContext.Current.CancellationToken);
}
