using System.Globalization;
using System.Text.Json;
using Pith.Content.Structured;
using Pith.Methods.Floors;

namespace Pith.Content.Tests.Structured;

/// <summary>Rules by key, and what LLMLingua's <c>compress_json</c> does wrong in its place (each by name).</summary>
public sealed class JsonKeyRulesTests
{
    private const string Sentence = "The meeting of the committee was moved from Tuesday to Thursday because the hall in the old building is being painted";

    [Fact]
    public async Task Keys_are_kept_shortened_and_cut()
    {
        string text = $"{{ \"id\" : 17, \"text\" : \"{Sentence}\", \"debug\" : {{ \"trace\" : [1, 2, 3] }} }}";

        JsonElement small = await Parsed(text, "id: keep; text: rate 0.4; debug: drop");

        Assert.Equal(17, small.GetProperty("id").GetInt32());
        Assert.InRange(Tokens(small.GetProperty("text").GetString()!), 1, (int)(0.4 * Tokens(Sentence)));
        Assert.False(small.TryGetProperty("debug", out _));
        Assert.Contains("[pith -3 values", small.GetProperty("…").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_with_an_angle_bracket_does_not_vanish()
    {
        JsonElement small = await Parsed("{\"rule\":\"a < b and the rest of it <b>stands</b> in some more words\",\"x\":\"1 < 2\"}", "rule: rate 0.9; x: keep");

        Assert.Contains("a < b", small.GetProperty("rule").GetString(), StringComparison.Ordinal);
        Assert.Equal("1 < 2", small.GetProperty("x").GetString());
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.3)]
    [InlineData(0.5)]
    [InlineData(0.8)]
    public async Task An_escape_is_never_cut(double rate)
    {
        string value = string.Concat(Enumerable.Range(0, 30).Select(i => $"caf\\u00e9 \\\"q{i}\\\"\\n\\tpath\\\\to\\/x \\ud83d\\ude00 "));
        string text = $"{{\"s\":\"{value}\"}}";

        CompressionResult result = await Compress(text, string.Create(CultureInfo.InvariantCulture, $"s: rate {rate}"), Budget.Rate(1));

        using JsonDocument small = JsonDocument.Parse(result.Text);
        string left = small.RootElement.GetProperty("s").GetString()!;
        string all = JsonDocument.Parse(text).RootElement.GetProperty("s").GetString()!;
        var words = all.Split((char[])[' ', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries).ToHashSet();
        Assert.All(left.Split((char[])[' ', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries), w => Assert.Contains(words, known => known.Contains(w, StringComparison.Ordinal)));
        Assert.True(Tokens(left) <= rate * Tokens(all));
    }

    [Fact]
    public async Task Spellings_outlive_a_rate()
    {
        const string Text = "{\"s\":\"caf\\u00e9 na\\u00efve \\/ one two three four five six seven eight\",\"t\":\"café, ünïcode\"}";

        CompressionResult result = await Compress(Text, "s: rate 0.7; t: keep", Budget.Rate(1));

        Assert.Contains("caf\\u00e9", result.Text, StringComparison.Ordinal);
        Assert.Contains("\"t\":\"café, ünïcode\"", result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Numbers_booleans_and_null_are_whole_under_a_rate()
    {
        const string Numbers = "\"n\":123456789012345678.1234567890,\"e\":1.50e-30,\"z\":0.10,\"t\":true,\"f\":false,\"u\":null";

        CompressionResult result = await Compress($"{{{Numbers},\"s\":\"{Sentence}\"}}", "n: rate 0.1; e: rate 0.1; z: rate 0.1; t: rate 0.1; f: rate 0.1; u: rate 0.1; s: rate 0.3", Budget.Rate(1));

        Assert.Contains(Numbers, result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_its_last_pair_an_object_has_no_comma_at_its_end()
    {
        CompressionResult result = await Compress("{\"a\":{\"b\":1,\"c\":2},\"d\":[{\"e\":1,\"c\":3}],\"c\":4}", "..c: drop; $: keep", Budget.Rate(1));

        Assert.StartsWith("{\"a\":{\"b\":1},\"d\":[{\"e\":1}],\"…\":\"[pith -3 values", result.Text, StringComparison.Ordinal);
        JsonDocument.Parse(result.Text).Dispose();
    }

    [Fact]
    public async Task Quotation_marks_in_items_of_a_list_stay_escaped()
    {
        string text = $"{{\"l\":[\"he said \\\"no\\\" and {Sentence}\",\"\\\"yes\\\", she said, {Sentence}\"]}}";

        JsonElement small = await Parsed(text, "l[]: rate 0.5");

        Assert.Equal(2, small.GetProperty("l").GetArrayLength());
        Assert.Contains(small.GetProperty("l").EnumerateArray(), i => i.GetString()!.Contains('"', StringComparison.Ordinal));
    }

    [Fact]
    public async Task Commas_and_white_space_in_strings_are_left_alone()
    {
        JsonElement small = await Parsed("{\"s\":\"a,  b,, c ,\\n d\",\"o\":\"x\"}", "s: keep; o: drop");

        Assert.Equal("a,  b,, c ,\n d", small.GetProperty("s").GetString());
    }

    [Fact]
    public async Task Objects_stay_objects_under_a_rate()
    {
        string text = $"{{\"o\":{{\"k\":\"{Sentence}\",\"n\":{{\"deep\":[1,{{\"x\":\"{Sentence}\"}}]}}}}}}";

        JsonElement small = await Parsed(text, "o.k: rate 0.5; o.n.deep[1].x: rate 0.5; o: keep");

        Assert.InRange(Tokens(small.GetProperty("o").GetProperty("k").GetString()!), 1, Tokens(Sentence) / 2);
        Assert.InRange(Tokens(small.GetProperty("o").GetProperty("n").GetProperty("deep")[1].GetProperty("x").GetString()!), 1, Tokens(Sentence) / 2);
        Assert.Equal(1, small.GetProperty("o").GetProperty("n").GetProperty("deep")[0].GetInt32());
    }

    [Fact]
    public async Task Keys_that_no_rule_names_have_the_default()
    {
        JsonElement small = await Parsed("{\"a\":1,\"b\":{\"c\":[2,3]},\"d\":\"x\"}", "$: drop; b.c: keep");

        Assert.Equal("[2,3]", small.GetProperty("b").GetProperty("c").GetRawText());
        Assert.False(small.TryGetProperty("a", out _));
    }

    [Fact]
    public async Task Duplicate_keys_are_both_meant_and_order_stays()
    {
        CompressionResult result = await Compress("{\"z\":1,\"a\":1,\"a\":\"2\",\"m\":3,\"a\":1.0}", "m: drop; $: keep", Budget.Rate(1));

        Assert.StartsWith("{\"z\":1,\"a\":1,\"a\":\"2\",\"a\":1.0,", result.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("['a.b']")]
    [InlineData("[\"c;d: \\\"e\\\"\"]")]
    [InlineData("['[]']")]
    [InlineData("['it\\'s']")]
    [InlineData("é")]
    [InlineData("$['line\nbreak']")]
    [InlineData("['']")]
    public async Task Keys_with_other_characters_are_meant_by_their_name(string path)
    {
        const string Text = "{\"a.b\":1,\"c;d: \\\"e\\\"\":2,\"[]\":3,\"it's\":4,\"\\u00e9\":5,\"line\\nbreak\":6,\"\":7}";
        if (path.Contains('\n', StringComparison.Ordinal))
        {
            Assert.Throws<FormatException>(() => JsonKeyRules.Parse($"{path}: drop"));
            return;
        }

        CompressionResult result = await Compress(Text, $"{path}: drop; $: keep", Budget.Rate(1));

        Assert.Contains("[pith -1 values", result.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("items[].name", "{\"items\":[{\"id\":0},{\"id\":1}],")]
    [InlineData("items[1]", "{\"items\":[{\"id\":0,\"name\":\"a\"}],")]
    [InlineData("*[*].id", "{\"items\":[{\"name\":\"a\"},{\"name\":\"b\"}],")]
    [InlineData("$..name", "{\"items\":[{\"id\":0},{\"id\":1}],")]
    public async Task Paths(string path, string expected)
    {
        CompressionResult result = await Compress("{\"items\":[{\"id\":0,\"name\":\"a\"},{\"id\":1,\"name\":\"b\"}]}", $"{path}: drop\n# the rest\n$: keep", Budget.Rate(1));

        Assert.StartsWith(expected, result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_rules_for_one_value_the_first_counts_and_a_deeper_one_before_it()
    {
        JsonElement small = await Parsed("{\"a\":{\"b\":1,\"c\":2},\"d\":3}", "a: keep; a: drop; ..b: drop; $: drop");

        Assert.Equal("{\"c\":2}", small.GetProperty("a").GetRawText());
        Assert.False(small.TryGetProperty("d", out _));
    }

    [Fact]
    public async Task Of_an_array_under_a_rate_that_share_is_left()
    {
        string text = $"{{\"rows\":[{string.Join(',', Enumerable.Range(0, 200).Select(i => $"{{\"id\":{i},\"value\":{i * 7 % 100}}}"))}],\"keep\":\"{Sentence}\"}}";

        JsonElement small = await Parsed(text, "rows: rate 0.25; keep: keep");

        Assert.Equal(Sentence, small.GetProperty("keep").GetString());
        Assert.InRange(small.GetProperty("rows").EnumerateArray().Count(r => r.ValueKind == JsonValueKind.Object), 40, 60);
    }

    [Theory]
    [InlineData(30)]
    [InlineData(60)]
    [InlineData(120)]
    [InlineData(300)]
    public async Task The_budget_holds_over_all(int budget)
    {
        string text = $"{{\"id\":\"ORD-17\",\"rows\":[{string.Join(',', Enumerable.Range(0, 90).Select(i => $"{{\"n\":{i},\"text\":\"{Sentence} {i}\"}}"))}],\"debug\":\"{Sentence}\"}}";

        CompressionResult result = await Compress(text, "id: keep; rows[].text: rate 0.5; debug: drop", Budget.Tokens(budget));

        Assert.True(result.WithinBudget);
        Assert.InRange(result.TokensAfter, budget / 2, budget);
        using JsonDocument small = JsonDocument.Parse(result.Text);
        Assert.Equal("ORD-17", small.RootElement.GetProperty("id").GetString());
    }

    [Fact]
    public async Task What_must_be_kept_and_does_not_fit_is_said()
    {
        CompressionResult result = await Compress($"{{\"a\":\"{Sentence}\",\"b\":1}}", "a: keep", Budget.Tokens(10));

        Assert.Equal(ReasonCode.BudgetBelowProtected, result.Reason);
        Assert.Contains(Sentence, result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_optional_pair_is_whole_or_gone()
    {
        for (int budget = 15; budget < 60; budget += 3)
        {
            CompressionResult result = await Compress($"{{\"a\":{{\"x\":\"{Sentence}\",\"y\":[1,2]}},\"b\":1,\"c\":2}}", "a: keep, optional", Budget.Tokens(budget));
            using JsonDocument small = JsonDocument.Parse(result.Text);

            Assert.True(small.RootElement.ValueKind == JsonValueKind.String || !small.RootElement.TryGetProperty("a", out JsonElement a) || a.GetRawText() == $"{{\"x\":\"{Sentence}\",\"y\":[1,2]}}");
        }
    }

    [Fact]
    public async Task Lines_of_json_have_the_rules_each()
    {
        string text = string.Join('\n', Enumerable.Range(0, 5).Select(i => $"{{\"n\":{i},\"debug\":{i}}}"));

        CompressionResult result = await Compress(text, "debug: drop; $: keep", Budget.Rate(1));

        Assert.StartsWith("{\"n\":0}\n{\"n\":1}\n{\"n\":2}\n{\"n\":3}\n{\"n\":4}\n\"[pith -5 values", result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_left_is_a_marker_and_not_the_text()
    {
        CompressionResult result = await Compress($"{{\"secret\":\"{Sentence}\"}}", "$: drop", Budget.Rate(1));

        Assert.Matches("^\"\\[pith -1 values ~[0-9]+t\\]\"$", result.Text);
    }

    [Fact]
    public async Task What_is_protected_is_kept_in_a_shortened_string()
    {
        string text = $"{{\"s\":\"{Sentence} by order ORD-4711 of the board that met on the day before\"}}";
        var request = CompressionRequest.ForText(text, Budget.Rate(1)) with { Protection = new ProtectionRules { Patterns = ["ORD-[0-9]+"] } };

        CompressionResult result = await Of("s: rate 0.2").CompressAsync(request, TestContext.Current.CancellationToken);

        Assert.Contains("ORD-4711", result.Text, StringComparison.Ordinal);
        Assert.True(result.TokensAfter < result.TokensBefore / 2);
    }

    [Fact]
    public async Task The_dictionary_of_LLMLingua_is_read()
    {
        const string Rules = "{\"id\": {\"rate\": 1, \"compress\": false, \"pair_remove\": false, \"value_type\": \"int\"}, \"text\": {\"rate\": 0.4, \"compress\": true, \"pair_remove\": false, \"value_type\": \"str\"}, \"a.b\": {\"rate\": 1, \"compress\": true, \"pair_remove\": true, \"value_type\": \"str\"}}";
        string text = $"{{\"id\":12,\"text\":\"{Sentence}\",\"a.b\":\"{Sentence}\"}}";

        JsonKeyRules read = JsonKeyRules.Parse(Rules);
        JsonElement small = await Parsed(text, Rules);

        Assert.Equal([JsonKeyTreatment.Keep, JsonKeyTreatment.Rate, JsonKeyTreatment.Keep], read.Rules.Select(r => r.Treatment));
        Assert.Equal([true, true, false], read.Rules.Select(r => r.IsRequired));
        Assert.Equal(12, small.GetProperty("id").GetInt32());
        Assert.Equal(Sentence, small.GetProperty("a.b").GetString());
        Assert.InRange(Tokens(small.GetProperty("text").GetString()!), 1, (int)(0.4 * Tokens(Sentence)));
    }

    [Theory]
    [InlineData("a: rate 0", "above 0")]
    [InlineData("a: rate 1.5", "above 0")]
    [InlineData("a: rate", "is no rule")]
    [InlineData("a", "is no rule")]
    [InlineData(": keep", "missing")]
    [InlineData("a: drop, required", "is no rule")]
    [InlineData("a[: keep", "not closed")]
    [InlineData("a[x]: keep", "in brackets")]
    [InlineData("a*b: keep", "other characters")]
    [InlineData("a..: keep", "other characters")]
    [InlineData("{\"a\": {\"rate\": 0}}", "above 0")]
    [InlineData("{\"a\": 1}", "must be an object")]
    [InlineData("{\"a\": {\"compress\": \"True\"}}", "true or false")]
    [InlineData("{\"a\": ", "no JSON")]
    public void A_rule_that_cant_be_read_is_named(string rules, string because)
    {
        FormatException error = Assert.Throws<FormatException>(() => JsonKeyRules.Parse(rules));
        Assert.Contains(because, error.Message, StringComparison.Ordinal);

        CompressionException setting = Assert.Throws<CompressionException>(() => StandardCatalog().Create("json", NoModels.Instance, null, new Dictionary<string, string> { ["rules"] = rules }));
        Assert.Equal(CompressionError.InvalidSetting, setting.Code);
    }

    private static MethodCatalog StandardCatalog() => MethodCatalog.BuiltIn.With(ContentMethods.Entries);

    private static Json Of(string rules) => new(new JsonOptions { Rules = JsonKeyRules.Parse(rules) }, new StopWords());

    private static async Task<JsonElement> Parsed(string text, string rules) => JsonDocument.Parse((await Compress(text, rules, Budget.Rate(1))).Text).RootElement;

    private static async Task<CompressionResult> Compress(string text, string rules, Budget budget) =>
        await Of(rules).CompressAsync(CompressionRequest.ForText(text, budget), TestContext.Current.CancellationToken);

    private static int Tokens(string text) => Pith.Text.TokenCounters.O200kBase.Count(text);
}
