using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Pith.Blocks.Repeats;
using Pith.Text;

namespace Pith.Tests.Blocks;

public sealed class RepeatFinderTests
{
    private static readonly string[] s_kinds =
    [
        string.Empty, "}", "  ", "x", "return a;", "public static int Count(string text)", "public static int Count(string line)", "    // A comment that is long enough to be a block of its own, and then some.",
        "[pith same as lines 1-2 above]", "[ pith -3 lines ~40t]", "\r", "漢字 and 😀", "a\ud800b",
    ];

    [Fact]
    public void A_block_is_found_where_it_comes_again_and_as_far_as_it_goes()
    {
        string[] block = ["{", "    the first line of what is repeated", "    and the second one of it", "}"];
        List<LineRepeat> found = Find(["before", .. block, "between", .. block, "after"]);

        Assert.Equal([new LineRepeat(6, 1, 4)], found);
    }

    [Fact]
    public void Two_forms_of_a_text_share_what_stands_around_the_lines_that_differ()
    {
        string[] first = [.. Enumerable.Range(0, 30).Select(i => $"line number {i} of the file that is read")];
        string[] second = [.. first];
        second[10] = "this one was edited";
        second[20] = "and this one too";

        Assert.Equal([new LineRepeat(30, 0, 10), new LineRepeat(41, 11, 9), new LineRepeat(51, 21, 9)], Find([.. first, .. second]));
    }

    [Fact]
    public void A_third_form_refers_to_lines_that_stand_there()
    {
        string[] first = [.. Enumerable.Range(0, 9).Select(i => $"line number {i} of the file that is read, whole")];
        string[] second = [.. first];
        second[4] = "this one was edited, and it is long enough by itself";

        Assert.Equal(
            [new LineRepeat(9, 0, 4), new LineRepeat(14, 5, 4), new LineRepeat(18, 0, 4), new LineRepeat(22, 13, 1), new LineRepeat(23, 5, 4)],
            Find([.. first, .. second, .. second]));
    }

    [Fact]
    public void Of_several_places_the_one_is_taken_that_goes_on_longest()
    {
        string[] head = ["Licensed to everybody under the terms that stand below."];
        string[] one = [.. head, "first text, which is this"];
        string[] two = ["something else", .. head, "second text, which is that", "and ends so"];
        List<RepeatLine> lines = Lines([.. one, .. two, .. head, "second text, which is that", "and ends so"], out string text);

        // Where the header's second place may not be replaced, it is one that can be referred to.
        lines[3] = lines[3] with { IsTarget = false };

        Assert.Equal([new LineRepeat(6, 3, 3)], Find(text, lines));
    }

    [Fact]
    public void No_block_goes_beyond_a_segment_or_takes_what_may_not_be_taken()
    {
        string[] block = ["the first line of what is repeated here", "the second line of what is repeated here", "the third line of what is repeated here"];
        List<RepeatLine> lines = Lines([.. block, .. block, .. block], out string text);
        lines[0] = lines[0] with { IsLast = true };
        lines[2] = lines[2] with { IsSource = false };
        lines[7] = lines[7] with { IsTarget = false };

        Assert.Equal([new LineRepeat(3, 0, 1), new LineRepeat(4, 1, 1), new LineRepeat(6, 0, 1), new LineRepeat(8, 5, 1)], Find(text, lines, 20));
    }

    [Fact]
    public void Line_ends_count()
    {
        const string Text = "the first line of what is repeated\nthe second line of it is here\nx\nthe first line of what is repeated\r\nthe second line of it is here";

        Assert.Empty(Find(Text, RepeatLine.Of(Text, new TextSpan(0, Text.Length)), 50));
        Assert.Equal([new LineRepeat(3, 0, 1), new LineRepeat(4, 1, 1)], Find(Text, RepeatLine.Of(Text, new TextSpan(0, Text.Length)), 20));
    }

    [Property(MaxTest = 400, Arbitrary = [typeof(LineText)])]
    public void What_is_found_is_the_same_text_and_stands_before(string text)
    {
        Check(text, ulong.MaxValue);
    }

    [Property(MaxTest = 200, Arbitrary = [typeof(LineText)])]
    public void Hashes_that_collide_lead_to_nothing_wrong(string text)
    {
        Check(text, 1);
        Check(text, 0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(97)]
    [InlineData(10_000)]
    public void A_hundred_thousand_lines_that_repeat_are_no_trouble(int period)
    {
        string[] lines = [.. Enumerable.Range(0, 100_000).Select(i => $"line {i % period}")];
        List<LineRepeat> found = Find(lines);

        Assert.All(found, r => Assert.True(r.Source + r.Count <= Math.Max(period, 20), "A reference leads to a line that was replaced."));
        Assert.True(found.Sum(r => r.Count) > 80_000);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(ulong.MaxValue)]
    public void Lines_of_nearly_nothing_are_no_trouble(ulong mask)
    {
        // Blank lines between lines of a character: shingles of a great many lines.
        string text = string.Join('\n', Enumerable.Range(0, 100_000).Select(i => i % 1_000 == 0 ? "x" : string.Empty));

        List<LineRepeat> found = Find(text, RepeatLine.Of(text, new TextSpan(0, text.Length)), mask: mask);

        Assert.Single(found);
    }

    private static void Check(string text, ulong mask)
    {
        List<RepeatLine> lines = RepeatLine.Of(text, new TextSpan(0, text.Length));
        var replaced = new bool[lines.Count];
        int end = 0;
        foreach (LineRepeat repeat in Find(text, lines, 8, mask))
        {
            Assert.True(repeat.Start >= end && repeat.Count > 0 && repeat.Source >= 0 && repeat.Source + repeat.Count <= repeat.Start);
            end = repeat.Start + repeat.Count;
            Assert.Equal(Block(repeat.Source, repeat.Count), Block(repeat.Start, repeat.Count));
            Assert.False(replaced.AsSpan(repeat.Source, repeat.Count).Contains(true));
            replaced.AsSpan(repeat.Start, repeat.Count).Fill(true);
        }

        string Block(int start, int count) => text[lines[start].Span.Start..lines[start + count - 1].Span.End];
    }

    private static List<LineRepeat> Find(string text, List<RepeatLine> lines, int least = RepeatFinder.LeastCharacters, ulong mask = ulong.MaxValue) =>
        RepeatFinder.Find(text, lines, least, mask, TestContext.Current.CancellationToken);

    private static List<LineRepeat> Find(string[] lines) => Find(string.Join('\n', lines), Lines(lines, out _));

    private static List<RepeatLine> Lines(string[] lines, out string text)
    {
        text = string.Join('\n', lines);
        return RepeatLine.Of(text, new TextSpan(0, text.Length));
    }

    public static class LineText
    {
        public static Arbitrary<string> Text()
        {
            Gen<string> end = Gen.Frequency((9, Gen.Constant("\n")), (1, Gen.Constant("\r\n")));
            Gen<string> line = Gen.Elements(s_kinds).SelectMany(_ => end, (kind, e) => kind + e);
            Gen<string> block = Gen.Choose(0, 4).SelectMany(b => Gen.Elements(Enumerable.Range(0, 6).Select(n => string.Concat(Enumerable.Range(b, n).Select(i => s_kinds[i * 3 % s_kinds.Length] + "\n")))));
            return Gen.Sized(size => Gen.Frequency((3, line), (1, block)).ListOf(size)).Select(string.Concat).ToArbitrary();
        }
    }
}
