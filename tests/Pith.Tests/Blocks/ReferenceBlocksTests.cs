using System.Text.Json;
using Pith.Blocks;
using Pith.Blocks.Rendering;
using Pith.Blocks.Scoring;
using Pith.Blocks.Selecting;
using Pith.Seams;

namespace Pith.Tests.Blocks;

/// <summary>The blocks that reference modes are made of.</summary>
public sealed class ReferenceBlocksTests
{
    [Fact]
    public void Percentiles_equal_numpy()
    {
        using JsonDocument golden = Golden();
        foreach (JsonElement entry in golden.RootElement.GetProperty("cases").EnumerateArray())
        {
            double[] values = [.. entry.GetProperty("values").EnumerateArray().Select(v => v.GetDouble())];
            Assert.Equal(entry.GetProperty("value").GetDouble(), Percentile.Linear(values, entry.GetProperty("q").GetDouble()), 1e-12);
        }
    }

    [Fact]
    public void A_counted_value_is_as_good_as_its_repetition()
    {
        double[] values = [0.9, 0.1, 0.5];
        for (int q = 0; q <= 100; q++)
        {
            Assert.Equal(Percentile.Linear([0.9, 0.9, 0.1, 0.5, 0.5, 0.5], q), Percentile.Linear(values, [2, 1, 3], q));
        }

        Assert.Equal(0.5, Percentile.Linear(values, [0, 0, 4], 37));
        Assert.Throws<ArgumentException>(() => Percentile.Linear(values, [0, 0, 0], 50));
        Assert.Throws<ArgumentOutOfRangeException>(() => Percentile.Linear(values, 101));
    }

    [Fact]
    public void Percentiles_of_rates_are_the_recorded_ones()
    {
        using JsonDocument golden = Golden();
        foreach (JsonElement entry in golden.RootElement.GetProperty("llmlingua2_q_by_rate").EnumerateArray())
        {
            double rate = entry.GetProperty("rate").GetDouble();
            Assert.Equal(entry.GetProperty("q_threshold").GetInt32(), WordThreshold.PercentFor(Math.Max(0, 1 - rate)));
        }
    }

    [Theory]
    [InlineData(PieceScheme.WordPiece, "the river was 3. 1 m, don ' t stop!", "the", "river", "was", "3", ".", "1", "m", ",", "don", "'", "t", "stop", "!")]
    [InlineData(PieceScheme.WordPiece, "##ing playing it's", "##ing", "play", "##ing", "it", "'s")]
    [InlineData(PieceScheme.SentencePiece, "The end. New line\n\n next", "\u2581The", "\u2581end", ".", "\u2581New", "\u2581line", "\n", "\n", "\u2581next")]
    public void Pieces_decode_as_the_published_tokenizers_do(PieceScheme scheme, string expected, params string[] pieces) =>
        Assert.Equal(expected, PieceDecoder.Decode(scheme, pieces));

    [Fact]
    public void A_chunk_ends_at_the_last_end_piece_in_reach_or_one_past_its_length()
    {
        SpelledPiece[] pieces = [.. "a b . c d e f g h".Split(' ').Select((s, i) => new SpelledPiece(i, s))];

        Assert.Equal(["a b.", "c d e f", "g h"], PieceChunks.Cut(pieces, PieceScheme.WordPiece, 3, new HashSet<string> { "." }));
        Assert.Empty(PieceChunks.Cut([], PieceScheme.WordPiece, 3, new HashSet<string>()));
    }

    [Fact]
    public void A_context_that_equals_the_percentile_stays()
    {
        Assert.Equal([false, true, true], ContextFilter.ByPercentile([0.1, 0.3, 0.5], 0.5, []));
        Assert.Equal([true, false, true], ContextFilter.ByPercentile([0.1, 0.3, 0.5], 0.01, [0]));
    }

    [Fact]
    public void A_word_that_equals_the_threshold_goes()
    {
        Assert.Equal([false, true, false], WordThreshold.Keep(["a", "b", "c"], [0.2, 0.9, 0.5], 0.5, 0.5, Pith.Text.TokenCounters.Cl100kBase, null));
        Assert.Equal([true, true], WordThreshold.Keep(["a", "b"], [1, 1], 0.5, null, Pith.Text.TokenCounters.Cl100kBase, null));
        Assert.Empty(WordThreshold.Keep([], [], 0.5, null, Pith.Text.TokenCounters.Cl100kBase, null));
    }

    [Fact]
    public void A_forced_string_repeats_the_one_before_it()
    {
        (List<Pith.Text.TextSpan> first, List<(Pith.Text.TextSpan Span, Pith.Text.TextSpan Previous)> repeated) = RepeatedTokens.Find("a. b. c? d. e.", [".", "?"]);

        Assert.Equal([1, 7, 10], first.Select(s => s.Start));
        Assert.Equal([1, 10], repeated.Select(s => s.Previous.Start));
        Assert.Equal([4, 13], repeated.Select(s => s.Span.Start));
    }

    [Fact]
    public void Plain_words_leave_out_full_stops_commas_and_quotes() =>
        Assert.Equal(["don", "t", "a_1", "$", "4", "676", "naïve", "½", "?"], PlainWords.Of("don't [a_1], $4,676. naïve ½ 🚀?"));

    private static JsonDocument Golden() => JsonDocument.Parse(File.ReadAllText(RepositoryFiles.Golden("percentile", "cases.json")));
}
