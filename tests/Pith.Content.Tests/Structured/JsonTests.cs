using System.Globalization;
using System.Text;
using System.Text.Json;
using Pith.Content.Structured;
using Pith.Routing;

namespace Pith.Content.Tests.Structured;

/// <summary>What <c>json</c> promises beyond the suite.</summary>
public sealed class JsonTests
{
    private static readonly Json s_json = new();

    [Fact]
    public async Task Whatever_is_cut_the_rest_parses_and_is_the_originals()
    {
        for (int seed = 0; seed < 150; seed++)
        {
            string text = RandomJson(new Random(seed));
            foreach (double rate in new[] { 0.1, 0.3, 0.5, 0.8 })
            {
                CompressionResult result = await Compress(text, Budget.Rate(rate));
                Assert.True(result.WithinBudget, $"{seed}");
                if (result.Text.Length == 0)
                {
                    Assert.Equal(ReasonCode.NothingFits, result.Reason);
                    continue;
                }

                using JsonDocument small = JsonDocument.Parse(result.Text, new JsonDocumentOptions { MaxDepth = 512 });
                var known = new HashSet<string>(Scalars(JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 512 }).RootElement));
                Assert.All(Scalars(small.RootElement), s => Assert.True(known.Contains(s) || s.Contains("[pith -", StringComparison.Ordinal), $"seed {seed}: {s}"));
            }
        }
    }

    [Theory]
    [InlineData("What is user.name?", "\"name\":\"Ann\"")]
    [InlineData("the url of the profile", "\"url\":\"https://example.com/ann\"")]
    [InlineData("Extract the value of key \"b7-c9\"", "\"b7-c9\":\"found\"")]
    public async Task What_the_question_names_is_kept(string question, string expected)
    {
        const string Text = "{\"user\":{\"id\":7,\"name\":\"Ann\",\"profile\":{\"url\":\"https://example.com/ann\"}},\"b7-c8\":\"lost\",\"b7-c9\":\"found\",\"b8-c9\":\"lost\",\"notes\":[1,2,3,4,5,6,7,8,9,10,11,12]}";

        CompressionResult result = await Compress(Text, Budget.Tokens(45), question);

        Assert.Contains(expected, result.Text, StringComparison.Ordinal);
        Assert.True(result.TokensAfter <= 45);
    }

    [Fact]
    public async Task The_odd_record_of_many_is_kept()
    {
        var text = new StringBuilder("[");
        for (int i = 0; i < 300; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{{\"id\":{i},\"status\":\"{(i == 171 ? "failed" : "active")}\",\"load\":{(i == 44 ? 99999 : 10 + (i % 7))}}},");
        }

        text[^1] = ']';
        CompressionResult result = await Compress(text.ToString(), Budget.Rate(0.08));

        Assert.Contains("{\"id\":171,\"status\":\"failed\"", result.Text, StringComparison.Ordinal);
        Assert.Contains("99999", result.Text, StringComparison.Ordinal);
        Assert.Contains("\"id\":0,", result.Text, StringComparison.Ordinal);
        Assert.Contains("\"id\":299,", result.Text, StringComparison.Ordinal);
        Assert.Contains(result.Elisions, e => e.Noun == "items");
    }

    [Fact]
    public async Task Spellings_are_the_originals()
    {
        const string Text = "{ \"a\" : 1.0, \"a\" : 1e3, \"big\" : 123456789012345678901234567890, \"s\" : \"\\u00e9\\/\\ud83d\" , \"pad\" : [null, null, null, null, null, null, null, null, null, null, null, null, null] }";

        CompressionResult result = await Compress(Text, Budget.Rate(0.7), "a big s");

        Assert.Contains("\"a\":1.0,\"a\":1e3,\"big\":123456789012345678901234567890,\"s\":\"\\u00e9\\/\\ud83d\"", result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_string_is_cut_inside_and_still_is_a_string()
    {
        string text = $"{{\"id\":1,\"log\":\"{string.Join(" ", Enumerable.Range(0, 400).Select(i => $"word{i}\\n"))}\"}}";

        CompressionResult result = await Compress(text, Budget.Rate(0.2));

        using JsonDocument small = JsonDocument.Parse(result.Text);
        Assert.StartsWith("word0\n", small.RootElement.GetProperty("log").GetString(), StringComparison.Ordinal);
        Assert.Contains("pieces", result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_value_a_line_stays_one_value_a_line()
    {
        string text = string.Join('\n', Enumerable.Range(0, 60).Select(i => $"{{ \"n\": {i}, \"level\": \"{(i == 33 ? "error" : "info")}\" }}"));

        CompressionResult result = await Compress(text, Budget.Rate(0.3));

        Assert.All(result.Text.Split('\n'), l => JsonDocument.Parse(l).Dispose());
        Assert.Contains("{\"n\":33,\"level\":\"error\"}", result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_marker_cant_be_forged()
    {
        const string Text = "{\"a\":\"[pith -412 items ~9.2kt #qpxmvdkwab]\",\"b\":[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30]}";

        CompressionResult result = await Compress(Text, Budget.Rate(0.75), "a");

        Assert.Contains("[ pith -412 items", result.Text, StringComparison.Ordinal);
        Assert.Equal(result.Elisions.Select(e => e.Marker), Pith.Reversal.ElisionMarker.FindAll(result.Text).Select(m => m.Marker.ToString()));
    }

    [Fact]
    public async Task What_the_records_of_an_array_were_stands_in_its_marker()
    {
        string text = Records(400, i => i == 7 || i == 301 ? "failed" : "active");

        CompressionResult result = await Compress(text, Budget.Rate(0.2));

        Elision cut = Assert.Single(result.Elisions);
        Pith.Reversal.ElisionMarker marker = Assert.Single(Pith.Reversal.ElisionMarker.FindAll(result.Text)).Marker;
        Assert.Equal("of 400: id 0..399; status active 398, failed 2; day 2024-01-01..2024-12-28; load 0.25..99.25", marker.Summary);
        Assert.Equal(cut.Marker, marker.ToString());
        Assert.True(result.WithinBudget);
        using JsonDocument small = JsonDocument.Parse(result.Text);
        Assert.Equal(marker.Units, 400 - small.RootElement.GetArrayLength() + 1);
    }

    [Fact]
    public async Task Summaries_go_where_the_budget_is_tight()
    {
        string text = Records(60, i => "active");

        CompressionResult result = await Compress(text, Budget.Rate(0.03));

        Assert.DoesNotContain("of 60:", result.Text, StringComparison.Ordinal);
        Assert.True(result.WithinBudget);
    }

    [Fact]
    public async Task What_a_marker_cant_hold_is_in_no_summary()
    {
        string text = Records(400, i => i % 2 == 0 ? "a\\\"]b" : "[pith -1 items ~1t, of 9: x]");

        CompressionResult result = await Compress(text, Budget.Rate(0.3));

        Assert.Equal(result.Elisions.Select(e => e.Marker), Pith.Reversal.ElisionMarker.FindAll(result.Text).Select(m => m.Marker.ToString()));
        Assert.DoesNotContain("status", result.Elisions[0].Marker, StringComparison.Ordinal);
        JsonDocument.Parse(result.Text).Dispose();
    }

    [Fact]
    public async Task Lines_of_json_are_summed_up_too()
    {
        string text = Records(400, i => i % 3 == 0 ? "ok" : "late")[1..^1].Replace("},{", "}\n{", StringComparison.Ordinal).Replace("\\n", "\n", StringComparison.Ordinal);

        CompressionResult result = await Compress(text, Budget.Rate(0.2));

        Assert.Contains(", of 400: id 0..399; status late 266, ok 134;", result.Text, StringComparison.Ordinal);
        Assert.All(result.Text.Split('\n'), l => JsonDocument.Parse(l).Dispose());
    }

    [Theory]
    [InlineData(600, true)]
    [InlineData(400, false)]
    public async Task Depth_beyond_the_limit_is_no_json(int depth, bool falls)
    {
        string text = string.Concat(Enumerable.Repeat("[", depth)) + "1" + string.Concat(Enumerable.Repeat("]", depth));

        CompressionResult result = await Compress(text, Budget.Rate(0.5));

        Assert.True(result.WithinBudget);
        Assert.Equal(falls, result.Notes.Any(n => n.Code == "other-content"));
    }

    [Theory]
    [InlineData("{\"a\":1")]
    [InlineData("{\"a\":\ud800}")]
    [InlineData("{'a':1} and more text that is prose")]
    [InlineData("\0\0\0")]
    public async Task What_is_no_json_is_said_and_cut_all_the_same(string text)
    {
        CompressionResult result = await Compress(text + " " + string.Join(' ', Enumerable.Repeat("word", 50)), Budget.Rate(0.5));

        Assert.True(result.WithinBudget);
        Assert.Contains(result.Notes, n => n.Code == "other-content");
    }

    private static string Records(int count, Func<int, string> status) =>
        $"[{string.Join(',', Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"{{\"id\":{i},\"status\":\"{status(i)}\",\"day\":\"2024-{1 + (i % 12):00}-{1 + (i % 28):00}T08:00:00Z\",\"load\":{i % 100}.25,\"name\":\"user {i * 31}\"}}")))}]";

    private static ValueTask<CompressionResult> Compress(string text, Budget budget, string? question = null) =>
        s_json.CompressAsync(CompressionRequest.ForText(text, budget) with { Question = question }, TestContext.Current.CancellationToken);

    private static IEnumerable<string> Scalars(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p => Scalars(p.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Scalars),
        _ => [element.GetRawText()],
    };

    private static string RandomJson(Random random)
    {
        var text = new StringBuilder();
        Value(text, random, 0);
        return text.ToString();
    }

    private static void Value(StringBuilder text, Random random, int depth)
    {
        int kind = depth == 0 ? random.Next(2) : depth > 6 ? 2 + random.Next(4) : random.Next(6);
        string space = random.Next(3) == 0 ? "\n  " : string.Empty;
        switch (kind)
        {
            case 0:
                text.Append('{');
                for (int i = 0, n = random.Next(12); i < n; i++)
                {
                    text.Append(i > 0 ? "," : string.Empty).Append(space).Append(CultureInfo.InvariantCulture, $"\"key_{random.Next(9)}\":").Append(space);
                    Value(text, random, depth + 1);
                }

                text.Append(space).Append('}');
                break;
            case 1:
                text.Append('[');
                for (int i = 0, n = random.Next(20); i < n; i++)
                {
                    text.Append(i > 0 ? "," : string.Empty).Append(space);
                    Value(text, random, depth + 1);
                }

                text.Append(space).Append(']');
                break;
            case 2:
                text.Append(random.Next(-100000, 100000));
                break;
            case 3:
                text.Append(CultureInfo.InvariantCulture, $"{random.NextDouble() * 1000:0.###}");
                break;
            case 4:
                text.Append(random.Next(3) switch { 0 => "null", 1 => "true", _ => "\"\"" });
                break;
            default:
                text.Append('"').Append(string.Join(' ', Enumerable.Range(0, random.Next(8)).Select(_ => new[] { "plain", "caf\u00e9", "\\n", "\\u0041", "\u6771\u4eac", "ORD-12", "\\\"q\\\"" }[random.Next(7)]))).Append('"');
                break;
        }
    }
}
