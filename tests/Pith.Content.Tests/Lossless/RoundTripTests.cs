using System.Text;
using FsCheck.Xunit;
using Pith.Content.Lossless;
using Pith.Content.Lossless.Json;
using Pith.Content.Lossless.Lines;
using Pith.Content.Lossless.Tables;
using Pith.Text;

namespace Pith.Content.Tests.Lossless;

public sealed class RoundTripTests
{
    private static readonly ITokenCounter s_counter = TokenCounters.O200kBase;
    private static readonly LosslessTier s_tier = new();
    private static readonly LosslessTier s_bytes = new(LosslessGuarantee.Bytes);

    [Property(MaxTest = 3000)]
    public void Json_comes_back_token_for_token(int seed) => CheckJson(new RandomTexts(seed).Json());

    [Property(MaxTest = 1000)]
    public void Json_lines_come_back_token_for_token(int seed) => CheckJson(new RandomTexts(seed).JsonLines());

    [Property(MaxTest = 1000)]
    public void Separated_values_come_back_byte_for_byte(int seed) => Check(new RandomTexts(seed).Csv(), new SeparatedTable());

    [Property(MaxTest = 1000)]
    public void Logs_come_back_byte_for_byte(int seed) => Check(new RandomTexts(seed).Log(), new LogLines(), new RepeatedBlocks(), new RegularSpace());

    [Property(MaxTest = 1000)]
    public void Any_text_comes_back_byte_for_byte(int seed) => Check(new RandomTexts(seed).Text(), new LogLines(), new RepeatedBlocks(), new RegularSpace(), new SeparatedTable());

    [Property(MaxTest = 500)]
    public void Regular_white_space_comes_back_byte_for_byte(int seed) => Check(new RandomTexts(seed).Spaced(), new RegularSpace());

    [Property(MaxTest = 1000)]
    public void Talk_with_json_in_it_comes_back_byte_for_byte(int seed) => Check(new RandomTexts(seed).Talk(), new EmbeddedJson(), new LogLines());

    [Property(MaxTest = 500)]
    public void Any_string_comes_back(string? text) => Check(text ?? string.Empty, new LogLines(), new RepeatedBlocks(), new RegularSpace(), new SeparatedTable());

    [Property(MaxTest = 1000)]
    public void Json_of_the_usual_writers_comes_back_byte_for_byte(int seed)
    {
        var random = new RandomTexts(seed);
        string json = random.Json();
        string text = (seed & 1) == 0 ? RandomTexts.Indented(json) : json;

        LosslessResult result = s_bytes.Compress(text, s_counter, TestContext.Current.CancellationToken);

        Assert.Equal(LosslessGuarantee.Bytes, result.Guarantee);
        Assert.Equal(text, LosslessTier.Expand(result.Text));
        Assert.DoesNotContain("did not decode", result.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("two,json", "{\n  \"page\": 1,\n  \"items\": [\n    {\n      \"id\": 1,\n      \"name\": \"first thing\"\n    },\n    {\n      \"id\": 2,\n      \"name\": \"second thing\"\n    }\n  ],\n  \"none\": []\n}")]
    [InlineData("sp,json", "{\"page\": 1, \"items\": [{\"id\": 1, \"name\": \"first thing\"}, {\"id\": 2, \"name\": \"second thing\"}], \"more\": {\"a\": \"alpha\", \"b\": \"beta\", \"c\": \"gamma\"}}")]
    [InlineData("spn,ndjson", "{\"id\": 1, \"name\": \"first thing\", \"kind\": \"x\"}\n{\"id\": 2, \"name\": \"second thing\", \"kind\": \"x\"}\n{\"id\": 3, \"name\": \"third thing\", \"kind\": \"x\"}\n{\"id\": 4, \"name\": \"third thing\", \"kind\": \"x\"}\n")]
    public void The_writer_of_json_is_recognised(string chain, string text)
    {
        LosslessResult result = s_bytes.Compress(text, s_counter, TestContext.Current.CancellationToken);

        Assert.Equal(chain, string.Join(',', result.Codecs));
        Assert.Equal(text, LosslessTier.Expand(result.Text));
    }

    [Theory]
    [InlineData(40)]
    [InlineData(510)]
    [InlineData(512)]
    [InlineData(513)]
    [InlineData(5000)]
    public void Depth_is_no_danger(int depth) => CheckJson(new RandomTexts(depth).DeepJson(depth));

    [Theory]
    [InlineData("§json\nx")]
    [InlineData("§raw\n§csv,log\n")]
    [InlineData("§nonsense\n")]
    public void A_text_that_looks_encoded_comes_back(string text)
    {
        LosslessResult result = s_tier.Compress(text, s_counter, TestContext.Current.CancellationToken);

        Assert.NotEqual(text, result.Text);
        Assert.Equal(text, LosslessTier.Expand(result.Text));
    }

    [Theory]
    [InlineData("§ 12 of the law\nsays")]
    [InlineData("")]
    [InlineData("Plain text.")]
    public void A_text_that_is_not_encoded_is_left_alone(string text)
    {
        LosslessResult result = s_tier.Compress(text, s_counter, TestContext.Current.CancellationToken);

        Assert.False(result.Changed);
        Assert.Equal(text, result.Text);
        Assert.Equal(text, LosslessTier.Expand(text));
    }

    [Fact]
    public void Irregular_white_space_stays_when_bytes_are_asked_for()
    {
        string json = "{\n  \"a\": 1,\n \"b\":    2\n}\n";
        LosslessResult result = s_bytes.Compress(json, s_counter, TestContext.Current.CancellationToken);

        Assert.Equal(LosslessGuarantee.Bytes, result.Guarantee);
        Assert.Equal(json, LosslessTier.Expand(result.Text));
    }

    [Fact]
    public void A_record_of_each_kind_reads_like_this()
    {
        string json = """
            {"action": "created", "sender": {"login": "octocat", "id": 7, "url": "https://api.github.com/users/octocat", "gists": "https://api.github.com/users/octocat/gists"},
             "owner": {"login": "octocat", "id": 7, "url": "https://api.github.com/users/octocat", "gists": "https://api.github.com/users/octocat/gists"}, "labels": ["bug", "help", "12"], "score": 1.50,
             "items": [{"id": 1, "kind": "part", "size": {"w": 1, "h": 2}, "zip": "01234"}, {"id": 2, "kind": "part", "size": {"w": 3, "h": 2}, "zip": "98765"}, {"id": 3, "kind": "part", "size": {"w": 3, "h": 4}, "zip": "55555"}]}
            """;
        LosslessResult result = s_tier.Compress(json, s_counter, TestContext.Current.CancellationToken);

        Assert.Equal(
            """
            §json
            action:created
            sender{
            login:octocat
            id:7
            url:https://api.github.com/users/octocat
            gists:https://api.github.com/users/octocat/gists
            }
            owner=sender
            labels:["bug","help","12"]
            score:1.50
            items[3]{id,kind=part,size{w,h},zip=*}
            1,1,2,01234
            2,3,2,98765
            3,3,4,55555
            """,
            result.Text);
    }

    internal static void CheckTier(string text)
    {
        LosslessResult result = s_tier.Compress(text, s_counter, TestContext.Current.CancellationToken);
        string back = LosslessTier.Expand(result.Text);

        Assert.True(result.Codecs is ["raw"] || result.TokensAfter <= result.TokensBefore);
        Assert.DoesNotContain("did not decode", result.Reason, StringComparison.Ordinal);
        if (result.Guarantee == LosslessGuarantee.Bytes)
        {
            Assert.Equal(text, back);
        }
        else
        {
            AssertSameJson(text, back);
        }
    }

    private static void CheckJson(string text)
    {
        CheckTier(text);
        foreach (OutlineJson codec in new[] { OutlineJson.Value, OutlineJson.Lines })
        {
            if (codec.Encode(text, s_counter, CancellationToken.None) is { } body)
            {
                AssertSameJson(text, codec.Decode(body, int.MaxValue));
            }
        }
    }

    private static void Check(string text, params ILosslessCodec[] codecs)
    {
        CheckTier(text);
        foreach (ILosslessCodec codec in codecs)
        {
            if (codec.Encode(text, s_counter, CancellationToken.None) is { } body)
            {
                Assert.Equal(text, codec.Decode(body, int.MaxValue));
            }
        }
    }

    // Independent of the tier's own comparison.
    private static void AssertSameJson(string one, string other) => Assert.Equal(Tokens(one), Tokens(other));

    private static List<string> Tokens(string json)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(json);
        var reader = new System.Text.Json.Utf8JsonReader(bytes, new System.Text.Json.JsonReaderOptions { MaxDepth = 600, AllowMultipleValues = true });
        List<string> tokens = [];
        while (reader.Read())
        {
            tokens.Add($"{reader.TokenType} {Encoding.UTF8.GetString(reader.ValueSpan)}");
        }

        return tokens;
    }
}
