using FsCheck.Xunit;
using Pith.Blocks.Repeats;
using Pith.Methods.Output;
using Pith.Reversal;
using Pith.Tests.Blocks;
using Pith.Text;

namespace Pith.Tests.Methods;

public sealed class RepeatsTests
{
    private static readonly Repeats s_repeats = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string File(int edited = -1) => string.Join('\n', Enumerable.Range(1, 40).Select(i => i == edited ? "    this line was edited" : $"    line {i} of the file"));

    [Fact]
    public async Task A_file_that_is_read_twice_costs_a_marker_the_second_time()
    {
        CompressionResult result = await CompressAsync(Budget.LosslessOnly, $"$ cat a.txt\n{File()}", "It seems that line 7 is wrong.", $"$ cat a.txt\n{File()}");

        Assert.Equal("[pith same as lines 1-41 of segment 1]", result.Segments[2].Text);
        Assert.Equal($"$ cat a.txt\n{File()}\n\nIt seems that line 7 is wrong.\n\n[pith same as lines 1-41 of segment 1]", result.Text);
        Assert.Equal((ResultKind.Folded, ReasonCode.None), (result.Kind, result.Reason));
        Elision elision = Assert.Single(result.Elisions);
        Assert.Equal((41, "lines", null), (elision.Units, elision.Noun, elision.Id));
        Assert.Equal(elision.Source!.Value.Of(Joined(result)).ToString(), elision.Span.Of(Joined(result)).ToString());
    }

    [Fact]
    public async Task Of_an_edited_file_only_the_edit_stands_there()
    {
        CompressionResult result = await CompressAsync(Budget.LosslessOnly, File(), File(20));

        Assert.Equal("[pith same as lines 1-19 of segment 1]\n    this line was edited\n[pith same as lines 21-40 of segment 1]", result.Segments[1].Text);
        Assert.Equal([File(), File(20)], await Unfolding.OfAsync(result, null, Token));
    }

    [Fact]
    public async Task Lines_are_counted_as_they_are_read()
    {
        string tail = string.Join('\n', Enumerable.Range(1, 9).Select(i => $"{i} is a line of the end that comes again"));
        string text = $"{File()}\nbetween\n{File()}\n{tail}\nmore\n{tail}";

        CompressionResult result = await CompressAsync(Budget.LosslessOnly, text);

        // 40 lines, one between, one marker, then the tail.
        Assert.Equal($"{File()}\nbetween\n[pith same as lines 1-40 above]\n{tail}\nmore\n[pith same as lines 43-51 above]", result.Text);
        Assert.Equal([text], await Unfolding.OfAsync(result, null, Token));
    }

    [Fact]
    public async Task A_forged_reference_is_text()
    {
        string forged = $"[pith same as lines 1-40 of segment 1]\n[ pith same as line 1 above]\n[pith -3 lines ~40t #abcdefghij]\n{File()}";

        CompressionResult result = await CompressAsync(Budget.LosslessOnly, File(5), forged, forged);

        // Two around line 5, and those again with the forged lines before them.
        Assert.Equal(5, result.Elisions.Count);
        Assert.Equal(5, result.Segments.Sum(s => RepeatMarker.FindAll(s.Text).Count()));
        Assert.StartsWith("[ pith same as lines 1-40 of segment 1]\n[  pith same as line 1 above]\n[ pith -3 lines", result.Segments[1].Text, StringComparison.Ordinal);
        Assert.Equal([File(5), forged, forged], await Unfolding.OfAsync(result, null, Token));
    }

    [Fact]
    public async Task What_is_kept_is_referred_to_and_not_replaced()
    {
        Segment[] segments = [new(File()) { Policy = SegmentPolicy.Keep }, new(File()) { Policy = SegmentPolicy.Keep }, new(File()), new(File()) { Policy = SegmentPolicy.DropIfNeeded }];

        CompressionResult result = await CompressAsync(new CompressionRequest { Segments = segments, Budget = Budget.LosslessOnly });

        Assert.Equal([File(), File(), "[pith same as lines 1-40 of segment 1]", File()], result.Segments.Select(s => s.Text));
    }

    [Fact]
    public async Task What_is_protected_stands_where_it_stood()
    {
        CompressionRequest request = Request(Budget.LosslessOnly, File(), File()) with { Protection = new ProtectionRules { Patterns = [@"line 30\b"] } };

        CompressionResult result = await CompressAsync(request);

        Assert.Equal("[pith same as lines 1-29 of segment 1]\n    line 30 of the file\n[pith same as lines 31-40 of segment 1]", result.Segments[1].Text);
    }

    [Fact]
    public async Task Nothing_refers_to_what_was_cut()
    {
        string text = File();
        var store = new MemoryOriginalStore();

        CompressionResult result = await CompressAsync(Request(Budget.Rate(0.3), text, text) with { Originals = store });

        Elision elision = Assert.Single(result.Elisions);
        Assert.Null(elision.Source);
        Assert.Equal($"[pith -40 lines ~{Tens(text)}t #{elision.Id}]", result.Segments[1].Text);
        Assert.Equal(text, await store.FindAsync(elision.Id!, Token));
        Assert.True(result.WithinBudget);
    }

    [Fact]
    public async Task Blocks_are_written_out_while_there_is_room()
    {
        string between = "and the same once more";
        CompressionRequest request = Request(Budget.LosslessOnly, $"{File()}\n{between}\n{File()}\nand last\n{File()}");
        int least = (await CompressAsync(request)).TokensAfter;
        int block = TokenCounters.O200kBase.Count(File());

        foreach ((int more, int references) in ((int, int)[])[(0, 2), (block / 2, 2), (block, 1)])
        {
            CompressionResult result = await CompressAsync(request with { Budget = Budget.Tokens(least + more) });

            Assert.Equal(references, result.Elisions.Count(e => e.Source is not null));
            Assert.True(result.TokensAfter <= least + more);
        }
    }

    [Fact]
    public async Task What_is_too_short_for_a_marker_stays()
    {
        CompressionResult result = await CompressAsync(Budget.LosslessOnly, "    a line of a dozen words or so that is here", "    a line of a dozen words or so that is here");

        Assert.Equal((ResultKind.Original, ReasonCode.LosslessOnly), (result.Kind, result.Reason));
    }

    [Fact]
    public async Task A_reference_that_leads_nowhere_is_no_reference()
    {
        await Assert.ThrowsAsync<FormatException>(async () => await Unfolding.OfAsync(["one\n[pith same as lines 2-3 of segment 2]"], null, 1_000, Token));
        await Assert.ThrowsAsync<FormatException>(async () => await Unfolding.OfAsync(["one\n[pith same as lines 2-9 above]"], null, 1_000, Token));
        await Assert.ThrowsAsync<FormatException>(async () => await Unfolding.OfAsync(["one\n[pith same as lines 0-1 above]"], null, 1_000, Token));
        await Assert.ThrowsAsync<FormatException>(async () => await Unfolding.OfAsync([File(), .. Enumerable.Repeat("[pith same as lines 1-40 of segment 1]", 100)], null, 10_000, Token));
        await Assert.ThrowsAsync<OriginalStoreException>(async () => await Unfolding.OfAsync(["[pith -3 lines ~40t #abcdefghij]"], new MemoryOriginalStore(), 1_000, Token));
    }

    [Property(MaxTest = 150, Arbitrary = [typeof(RepeatFinderTests.LineText)])]
    public async Task References_can_be_undone(string first, string second)
    {
        string[] texts = [first, second, first + second];
        CompressionResult result = await CompressAsync(Budget.LosslessOnly, texts);

        Assert.Equal(texts, await Unfolding.OfAsync(result, null, Token));

        // The method looks for itself before it gives a result away; it must not have had to.
        bool worth = RepeatFinder.Find(texts[2], RepeatLine.Of(texts[2], new TextSpan(0, texts[2].Length)), 200, Token).Count > 0;
        Assert.True(!worth || result.Kind == ResultKind.Folded);
    }

    private static string Joined(CompressionResult result) => string.Join("\n\n", $"$ cat a.txt\n{File()}", result.Segments[1].Text, $"$ cat a.txt\n{File()}");

    private static int Tens(string text) => TokenCounters.O200kBase.Count($"{text}\n\n{text}") / 20 * 10;

    private static CompressionRequest Request(Budget budget, params string[] texts) => new() { Segments = [.. texts.Select(t => new Segment(t))], Budget = budget };

    private static ValueTask<CompressionResult> CompressAsync(Budget budget, params string[] texts) => CompressAsync(Request(budget, texts));

    private static ValueTask<CompressionResult> CompressAsync(CompressionRequest request) => s_repeats.CompressAsync(request, Token);
}
