using System.Diagnostics;
using System.Text;
using FsCheck.Xunit;
using Pith.Content.Lossless;
using Pith.Text;

namespace Pith.Content.Tests.Lossless;

public sealed class HostileInputTests
{
    private const int MaxLength = 1_000_000;

    [Property(MaxTest = 3000)]
    public void A_damaged_text_decodes_or_is_refused(int seed)
    {
        var random = new RandomTexts(seed);
        string text = (seed & 3) switch { 0 => random.Json(), 1 => random.JsonLines(), 2 => random.Csv(), _ => random.Log() };
        string encoded = new LosslessTier().Compress(text, TokenCounters.O200kBase, TestContext.Current.CancellationToken).Text;

        Expand(random.Mutate(encoded));
    }

    [Property(MaxTest = 3000)]
    public void Invented_bodies_decode_or_are_refused(int seed)
    {
        var random = new RandomTexts(seed);
        string header = new[] { "§json\n", "§ndjson\n", "§csv\nqcc\n", "§csv\nmtk2\n", "§log\n", "§rep\n", "§ws\nrw80d4u4\n", "§rep,log,ws\n", "§json\n$1=x\n", "§emb\n", "§twon,json\n" }[(seed & int.MaxValue) % 11];

        Expand(header + random.Mutate((seed & 1) == 0 ? random.Text() : random.Log()));
        Expand(header + random.Mutate("[3]{id,user{id,login=x},url=https://x/*}\n1,2,3\n1,,3\n,,\n"));
        Expand(header + random.Mutate("a:1\nb{\nc $1\nd[1 2 3]\n}\ne=b\nf[2]{a b}\n1 2\n3 4"));
    }

    [Theory]
    [InlineData("§log\n~=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\nx\n~x2000000000")]
    [InlineData("§log,log,log,log\n~~~x1000\n~x1000")]
    [InlineData("§ws\nu9999\n                                                                                                                          x")]
    [InlineData("§json\n[2000000000]{a=1}\n")]
    [InlineData("§json\n")]
    [InlineData("§json\na:")]
    [InlineData("§json\na=b")]
    [InlineData("§json\na:$1")]
    [InlineData("§json\na{")]
    [InlineData("§json\na[")]
    [InlineData("§json\na[1]{")]
    [InlineData("§csv\n")]
    [InlineData("§csv\nqcc3\n=1,a,b")]
    [InlineData("§rep\n@1{")]
    [InlineData("§rep\n@1")]
    [InlineData("§ws\n")]
    [InlineData("§unknown\n")]
    public void Bombs_and_stumps_are_refused_at_once(string encoded)
    {
        long start = Stopwatch.GetTimestamp();

        Expand(encoded);

        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Paths_that_double_meet_the_limit()
    {
        var bomb = new StringBuilder("§json\na0{\nx:aaaaaaaaaaaaaaaaaaaa\n}\n");
        for (int i = 1; i < 60; i++)
        {
            bomb.Append($"a{i}{{\nx=a{i - 1}\ny=a{i - 1}\n}}\n");
        }

        Assert.Throws<LosslessFormatException>(() => LosslessTier.Expand(bomb.ToString()));
    }

    [Fact]
    public void Depth_that_no_encoder_writes_is_refused() =>
        Assert.Throws<LosslessFormatException>(() => LosslessTier.Expand("§json\n" + string.Concat(Enumerable.Repeat("a{\n", 100_000))));

    [Fact]
    public void A_limit_holds()
    {
        string encoded = "§log\nabc\n~x100";

        Assert.Equal(4 * 101 - 1, LosslessTier.Expand(encoded).Length);
        Assert.Throws<LosslessFormatException>(() => LosslessTier.Expand(encoded, 100));
    }

    private static void Expand(string encoded)
    {
        try
        {
            Assert.True(LosslessTier.Expand(encoded, MaxLength).Length <= Math.Max(MaxLength, encoded.Length));
        }
        catch (LosslessFormatException)
        {
        }
    }
}
