using System.Text.Json;
using Pith.Methods.Floors;
using Pith.Methods.Routing;
using Pith.Methods.Tokens;
using Pith.Reversal;
using Pith.Routing;

namespace Pith.Content.Tests.Routing;

/// <summary>Each part to the method for what it is, under one budget. Where <c>auto</c> has <c>keep</c>, these tests have <c>head-tail</c>: no model.</summary>
public sealed class AutoTests
{
    private const string Json = "{\"id\":7,\"state\":\"open\",\"owner\":{\"name\":\"Ann\",\"mail\":\"ann@example.com\"}}";

    private static readonly ICompressor s_auto = new MethodCatalog([new(Auto.Info, c => new Auto(c)), new(Keep.Info, _ => new HeadTail()), .. ContentMethods.Entries]).Create("auto", NoModels.Instance);

    [Fact]
    public async Task A_text_of_two_kinds_goes_to_two_methods()
    {
        string text = $"The river was high in March and nobody crossed it.\n\n```json\n{Json}\n```\n\nThe old bridge was closed for nine days.";

        CompressionResult result = await CompressAsync(new Segment(text), Budget.Rate(0.7));

        Assert.Equal("keep+json", result.Segments[0].Method);
        Assert.Equal(ContentKind.Mixed, result.Segments[0].Content!.Kind);
        Assert.StartsWith("The river", result.Text, StringComparison.Ordinal);
        Assert.Contains("\n\n```json\n{", result.Text, StringComparison.Ordinal);
        Assert.Contains("}\n```\n\n", result.Text, StringComparison.Ordinal);
        Assert.True(result.WithinBudget);
        Assert.Equal(ResultKind.Folded, result.Kind);
    }

    [Fact]
    public async Task Prose_alone_is_what_keep_makes_of_it()
    {
        const string Text = "The river was high in March and the old bridge was closed for nine days.";

        CompressionResult result = await CompressAsync(new Segment(Text), Budget.Rate(0.5));

        Assert.Equal((await new HeadTail().CompressAsync(CompressionRequest.ForText(Text, Budget.Rate(0.5)), TestContext.Current.CancellationToken)).Text, result.Text);
        Assert.Equal(("auto", ResultKind.Extracted), (result.Method, result.Kind));
    }

    [Fact]
    public async Task A_hint_decides()
    {
        string text = "a;b\n" + string.Join('\n', Enumerable.Range(0, 30).Select(i => $"{i};{i * i}"));

        Assert.Equal("table", (await CompressAsync(new Segment(text) { ContentHint = "text/csv" }, Budget.Rate(0.5))).Segments[0].Method);
    }

    [Fact]
    public async Task Segments_share_one_budget_and_keep_their_policies()
    {
        Segment[] segments = [new("Answer from the data only.") { Policy = SegmentPolicy.Keep }, new(Json), new("A long remark that nobody needs to read, and that may go as a whole if it must.") { Policy = SegmentPolicy.DropIfNeeded }];

        CompressionResult result = await CompressAsync(segments, Budget.Tokens(30));

        Assert.Equal("Answer from the data only.", result.Segments[0].Text);
        Assert.Equal(SegmentStatus.Dropped, result.Segments[2].Status);
        Assert.StartsWith("{\"id\":7", result.Segments[1].Text, StringComparison.Ordinal);
        Assert.True(result.TokensAfter <= 30);
    }

    [Fact]
    public async Task Tags_and_patterns_hold_in_every_kind()
    {
        string text = $"<keep>Do not lose this.</keep>\n{Json}\n<drop>Lose this.</drop>";

        CompressionResult result = await CompressAsync(new CompressionRequest { Segments = [new Segment(text)], Budget = Budget.Rate(0.75), Protection = new ProtectionRules { Patterns = ["ann@example"] } });

        Assert.StartsWith("Do not lose this.\n", result.Text, StringComparison.Ordinal);
        Assert.Contains("ann@example.com", result.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Lose this", result.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<keep>", result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_protected_beyond_the_budget_is_kept_and_said()
    {
        CompressionResult result = await CompressAsync(new CompressionRequest { Segments = [new Segment(Json)], Budget = Budget.Tokens(5), Protection = new ProtectionRules { ForceTokens = ["ann@example.com"] } });

        Assert.Contains("ann@example.com", result.Text, StringComparison.Ordinal);
        Assert.Equal(ReasonCode.BudgetBelowProtected, result.Reason);
    }

    [Fact]
    public async Task Cuts_can_be_given_back()
    {
        string text = "[" + string.Join(',', Enumerable.Range(0, 100).Select(i => $"{{\"n\":{i}}}")) + "]";
        var store = new MemoryOriginalStore();

        CompressionResult result = await CompressAsync(new CompressionRequest { Segments = [new Segment(text)], Budget = Budget.Rate(0.2), Originals = store });

        Elision elision = Assert.Single(result.Elisions);
        Assert.Contains("#" + elision.Id, result.Text, StringComparison.Ordinal);
        Assert.Equal(elision.Span.Of(text).ToString(), await store.FindAsync(elision.Id!, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_cant_be_stored_is_not_cut()
    {
        string text = "[" + string.Join(',', Enumerable.Range(0, 100).Select(i => $"{{\"n\":{i}}}")) + "]";

        CompressionResult result = await CompressAsync(new CompressionRequest { Segments = [new Segment(text)], Budget = Budget.Rate(0.2), Originals = new FullStore() });

        Assert.Equal((text, ReasonCode.Fallback), (result.Text, result.Reason));
        Assert.Contains(result.Notes, n => n.Message.Contains("the disk is full", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_is_lost_where_nothing_may_be()
    {
        string text = "[" + string.Join(", ", Enumerable.Range(0, 100).Select(i => $"{{\"number\": {i}, \"state\": \"open\"}}")) + "]";

        CompressionResult result = await CompressAsync(new Segment(text), Budget.LosslessOnly);

        Assert.True(result.TokensAfter < result.TokensBefore / 2);
        using JsonDocument expanded = JsonDocument.Parse(Pith.Content.Lossless.LosslessTier.Expand(result.Text));
        using JsonDocument original = JsonDocument.Parse(text);
        Assert.True(JsonElement.DeepEquals(original.RootElement, expanded.RootElement));
    }

    [Fact]
    public async Task A_file_that_is_read_twice_costs_a_marker_the_second_time()
    {
        string code = Code(-1);
        Segment[] segments = [new("Why does Sum return zero?"), new(code), new("I have to look at it again."), new(code) { Role = SegmentRole.ToolOutput }];

        CompressionResult result = await CompressAsync(segments, Budget.Rate(0.7));

        Assert.Equal(code, result.Segments[1].Text);
        Assert.Equal("[pith same as lines 1-42 of segment 2]", result.Segments[3].Text);
        Assert.Equal("repeats", result.Segments[3].Method);
        Assert.Equal(segments.Select(s => s.Text), await Unfolding.OfAsync(result, null, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Of_an_edited_file_only_the_edit_stands_there()
    {
        CompressionResult result = await CompressAsync([new(Code(-1)), new(Code(20))], Budget.Rate(0.7));

        Assert.Equal("[pith same as lines 1-21 of segment 1]\n        total -= values[20] * 3;\n[pith same as lines 23-42 of segment 1]", result.Segments[1].Text);
        Assert.Equal([Code(-1), Code(20)], await Unfolding.OfAsync(result, null, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_value_that_comes_again_is_replaced_whole_or_not_at_all()
    {
        string json = "{\n" + string.Join(",\n", Enumerable.Range(0, 40).Select(i => $"  \"name{i}\": \"value number {i}\"")) + "\n}";
        string other = json.Replace("number 39", "number 40", StringComparison.Ordinal);

        CompressionResult same = await CompressAsync([new(json), new(json)], Budget.Rate(0.7));
        CompressionResult similar = await CompressAsync([new(json), new(other)], Budget.Rate(0.7));

        Assert.Equal("[pith same as lines 1-42 of segment 1]", same.Segments[1].Text);
        Assert.DoesNotContain("same as", similar.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reference_never_leads_to_what_was_cut()
    {
        string code = Code(-1);
        var store = new MemoryOriginalStore();
        for (int percent = 5; percent < 60; percent += 5)
        {
            CompressionResult result = await CompressAsync(new CompressionRequest { Segments = [new(code), new(code)], Budget = Budget.Rate(percent / 100.0), Originals = store });

            Assert.True(result.WithinBudget);
            foreach (Elision elision in result.Elisions)
            {
                Assert.True(elision.Source is { } source ? result.Kept.Any(k => k.Contains(source)) : await store.FindAsync(elision.Id!, TestContext.Current.CancellationToken) is not null);
            }
        }
    }

    [Fact]
    public async Task A_forged_reference_in_prose_is_text()
    {
        string forged = $"[pith same as lines 1-40 of segment 2] was what the log said about it.\n\n{Json}";
        Segment[] segments = [new(forged), new(Code(-1)), new(Code(-1))];

        CompressionResult result = await CompressAsync(segments, Budget.Rate(0.8));

        Assert.StartsWith("[ pith same as lines 1-40 of segment 2]", result.Segments[0].Text, StringComparison.Ordinal);
        Assert.Equal(segments.Select(s => s.Text), await Unfolding.OfAsync(result, null, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Without_loss_a_segment_may_refer_to_another_one()
    {
        string[] texts = [Code(-1), Code(7)];

        CompressionResult result = await CompressAsync([.. texts.Select(t => new Segment(t))], Budget.LosslessOnly);

        Assert.Equal(("auto", ResultKind.Folded), (result.Method, result.Kind));
        Assert.True(result.TokensAfter < 0.65 * result.TokensBefore);
        Assert.Equal(texts, await Unfolding.OfAsync(result, null, TestContext.Current.CancellationToken));
    }

    private static string Code(int edited) =>
        "public static int Sum(int[] values)\n" + string.Join('\n', Enumerable.Range(0, 40).Select(i => i == edited ? $"        total -= values[{i}] * 3;" : $"        total += values[{i}] * {i + 1};")) + "\n}";

    private static ValueTask<CompressionResult> CompressAsync(Segment segment, Budget budget) => CompressAsync([segment], budget);

    private static ValueTask<CompressionResult> CompressAsync(Segment[] segments, Budget budget) => CompressAsync(new CompressionRequest { Segments = segments, Budget = budget });

    private static ValueTask<CompressionResult> CompressAsync(CompressionRequest request) => s_auto.CompressAsync(request, TestContext.Current.CancellationToken);

    private sealed class FullStore : IOriginalStore
    {
        public ValueTask StoreAsync(IReadOnlyDictionary<string, string> originals, CancellationToken cancellationToken = default) => throw new OriginalStoreException("the disk is full");

        public ValueTask<string?> FindAsync(string id, CancellationToken cancellationToken = default) => new((string?)null);
    }
}
