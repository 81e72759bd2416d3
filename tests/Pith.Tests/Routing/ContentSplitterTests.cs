using System.Diagnostics;
using System.Text;
using Pith.Routing;
using static Pith.Tests.Routing.ContentSamples;

namespace Pith.Tests.Routing;

public class ContentSplitterTests
{
    private const string Question = "Could you look at this and tell me what is wrong with it? It worked yesterday.";

    [Theory]
    [MemberData(nameof(ContentDetectorTests.Samples), MemberType = typeof(ContentDetectorTests))]
    public void A_text_of_one_kind_is_one_part(ContentKind kind, string text)
    {
        IReadOnlyList<ContentPart> parts = ContentSplitter.Split(text);

        if (kind != ContentKind.Mixed)
        {
            Assert.Equal(kind, Assert.Single(parts).Content.Kind);
        }
        else
        {
            Assert.Equal(3, parts.Count);
        }
    }

    [Fact]
    public void Fences_give_their_inside_and_its_name()
    {
        string text = $"{Question}\n\n```json\n{{\"a\": 1}}\n```\n\nAnd this:\n~~~py\nx = 1\n~~~\nThanks for any help.";

        IReadOnlyList<ContentPart> parts = ContentSplitter.Split(text);

        Assert.Equal(["{\"a\": 1}", "x = 1"], parts.Where((_, i) => i % 2 == 1).Select(p => p.Span.Of(text).ToString()));
        Assert.Equal(ContentKind.Json, parts[1].Content.Kind);
        Assert.Equal("python", parts[3].Content.Language);
        Assert.EndsWith("```json", parts[0].Span.Of(text).ToString(), StringComparison.Ordinal);
        Assert.StartsWith("```", parts[2].Span.Of(text).ToString(), StringComparison.Ordinal);
        Assert.Equal(5, parts.Count);
    }

    [Fact]
    public void An_open_fence_reaches_to_the_end()
    {
        string text = $"{Question}\n```cs\n{CSharp}";

        Assert.Equal("csharp", ContentSplitter.Split(text)[^1].Content.Language);
    }

    [Fact]
    public void Pasted_json_is_a_part()
    {
        string json = "{\n  \"id\": 7,\n  \"note\": \"a } in a string\"\n}";
        string text = $"{Question}\n{json}\nIt comes from the server.";

        IReadOnlyList<ContentPart> parts = ContentSplitter.Split(text);

        Assert.Equal([ContentKind.Prose, ContentKind.Json, ContentKind.Prose], parts.Select(p => p.Content.Kind));
        Assert.Equal(json, parts[1].Span.Of(text).ToString());
    }

    [Fact]
    public void The_answer_of_a_tool_is_a_part_after_its_label()
    {
        string json = $"{{\"orders\": [{string.Join(", ", Enumerable.Range(0, 40).Select(i => $"{{\"id\": {i}}}"))}]}}";
        string text = $"user: Where is my order?\ntool: {json}\nassistant: It is on its way to you.";

        IReadOnlyList<ContentPart> parts = ContentSplitter.Split(text);

        Assert.Equal(3, parts.Count);
        Assert.Equal(json, parts[1].Span.Of(text).ToString());
    }

    [Fact]
    public void Values_a_line_in_a_text_are_one_part()
    {
        string values = "{\"level\":\"info\",\"msg\":\"up\"}\n{\"level\":\"warn\",\"msg\":\"slow\"}";

        IReadOnlyList<ContentPart> parts = ContentSplitter.Split($"{Question}\n\n{values}\n\nThat is all there is.");

        Assert.Equal([ContentKind.Prose, ContentKind.NdJson, ContentKind.Prose], parts.Select(p => p.Content.Kind));
    }

    [Fact]
    public void Each_kind_that_is_pasted_into_words_is_found()
    {
        string table = "| name | value | remark |\n|---|---|---|\n" + string.Concat(Enumerable.Range(0, 12).Select(i => $"| row {i} | {i * 7} | none given |\n"));
        string csv = "id,name,city,price\n" + string.Concat(Enumerable.Range(0, 20).Select(i => $"{i},name{i},York,{i * 3}.50\n"));
        string blob = Convert.ToBase64String(Enumerable.Range(0, 300).Select(i => (byte)(i * 37)).ToArray());
        foreach ((ContentKind kind, string inner) in (ReadOnlySpan<(ContentKind, string)>)
            [(ContentKind.StackTrace, JavaTrace), (ContentKind.StackTrace, PythonTrace + PythonTrace), (ContentKind.Log, IsoLog), (ContentKind.Diff, GitDiff), (ContentKind.Table, table), (ContentKind.Table, csv), (ContentKind.Blob, blob)])
        {
            string text = $"{Question}\n\n{inner.Trim()}\n\n{Article}";

            IReadOnlyList<ContentPart> parts = ContentSplitter.Split(text);

            Assert.True(parts.Count == 3 && parts[1].Content.Kind == kind, $"{kind}: {string.Join(", ", parts)}");
            Assert.Equal(inner.Trim(), parts[1].Span.Of(text).ToString());
        }
    }

    [Fact]
    public void Small_stretches_stay_with_their_neighbours()
        => Assert.Single(ContentSplitter.Split($"{Question}\nKeyError: 'x'\n10:11:12 up\n10:11:13 down\na,b,c\n1,2,3\n4,5,6\nThat is all."));

    [Fact]
    public void Markdown_without_other_kinds_is_one_part()
        => Assert.Equal(ContentKind.Markdown, Assert.Single(ContentSplitter.Split("# One\n\nSome words.\n\n- a point\n- another point\n\n## Two\n\nMore words with `code`.")).Content.Kind);

    [Fact]
    public void White_space_has_no_parts() => Assert.Empty(ContentSplitter.Split(" \n\t\r\n"));

    [Fact]
    public void Parts_tile_whatever_is_put_together()
    {
        string[] pieces =
        [
            Article, Poem, Dialogue, DotNetTrace, PythonTrace, GitDiff, IsoLog, Pytest, CSharp, ToolList, "```json\n{\"a\":1}\n```", "```\n", "~~~", "{\"a\": [1, 2", "[", "}", "|a|b|", "|---|---|", "| 1 | 2 |", "a,b,c\n1,2,3\n4,5,6",
            "\uD800", "\0", "\r", "\u001b[31m", new string('Q', 300), "{\"x\": \"" + new string('y', 250) + "\"}", "@@ -1,9 +1,9 @@", "\u2028", "tool: {\"a\": 1}", "   ", "日本語の文章です。",
        ];
        var random = new Random(20240305);
        for (int round = 0; round < 1_500; round++)
        {
            var text = new StringBuilder();
            for (int i = random.Next(1, 9); i > 0; i--)
            {
                text.Append(pieces[random.Next(pieces.Length)]).Append(random.Next(4) switch { 0 => "\n", 1 => "\n\n", 2 => "\r\n", _ => " " });
            }

            AssertTiles(text.ToString());
        }
    }

    [Fact]
    public void Splitting_takes_linear_time()
    {
        foreach (string unit in (ReadOnlySpan<string>)["[1,\n", "{\"a\":1,\n", "{\"a\":\"b\n", "```\n", "| a\n|b|c|\n", "at x.y(z)\nwords\n", "a,b\n", "\n", "12:00:00 a\n", "-a\n@@ -1,99999 +1,99999 @@\n"])
        {
            AssertTiles(unit + unit);
            string text = new StringBuilder().Insert(0, unit, 2_000_000 / unit.Length).ToString();
            long start = Stopwatch.GetTimestamp();
            ContentSplitter.Split(text);

            Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromMinutes(1), $"{unit}: {Stopwatch.GetElapsedTime(start)}");
        }
    }

    private static void AssertTiles(string text)
    {
        IReadOnlyList<ContentPart> parts = ContentSplitter.Split(text);

        int at = 0;
        foreach (ContentPart part in parts)
        {
            Assert.True(part.Span.Start >= at && !part.Span.IsEmpty, text);
            Assert.True(string.IsNullOrWhiteSpace(text[at..part.Span.Start]), text);
            Assert.False(char.IsWhiteSpace(text[part.Span.Start]) || char.IsWhiteSpace(text[part.Span.End - 1]), text);
            Assert.NotEqual(ContentKind.Mixed, part.Content.Kind);
            at = part.Span.End;
        }

        Assert.True(string.IsNullOrWhiteSpace(text[at..]), text);
        Assert.Equal(parts, ContentSplitter.Split(text));
    }
}
