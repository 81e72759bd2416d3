using System.Text;
using Pith.Cli.Jsonl;

namespace Pith.Cli.Tests.Jsonl;

public class JsonLineReaderTests
{
    [Theory]
    [InlineData("a\nb\n", "1:a 2:b")]
    [InlineData("a\r\n \t\r\n\nb", "1:a\r 4:b")]
    [InlineData("\ufeffa\nb", "1:a 2:b")]
    [InlineData("", "")]
    [InlineData("\n\n", "")]
    [InlineData("12345678\n123456789\nx", "1:12345678 2:- 3:x")]
    [InlineData("x\n1234567890123456789", "1:x 2:-")]
    public async Task Lines_are_cut_and_numbered_whatever_the_blocks(string input, string expected)
    {
        foreach (int block in (int[])[1, 2, 3, 7, 1000])
        {
            var reader = new JsonLineReader(new Trickle(Encoding.UTF8.GetBytes(input), block), longestLine: 8);
            var lines = new List<string>();
            while (await reader.ReadAsync(TestContext.Current.CancellationToken) is { } line)
            {
                lines.Add($"{line.Number}:{(line.Bytes is null ? "-" : Encoding.UTF8.GetString(line.Bytes))}");
            }

            Assert.Equal(expected, string.Join(' ', lines));
        }
    }

    [Fact]
    public async Task Lines_larger_than_a_block_are_whole()
    {
        string first = new('a', 300_000);
        string second = new('b', 70_000);
        var reader = new JsonLineReader(new Trickle(Encoding.UTF8.GetBytes($"{first}\n{second}\nc"), 50_000));

        Assert.Equal(first.Length, (await reader.ReadAsync(TestContext.Current.CancellationToken))!.Value.Bytes!.Length);
        Assert.Equal(second.Length, (await reader.ReadAsync(TestContext.Current.CancellationToken))!.Value.Bytes!.Length);
        Assert.Equal("c"u8.ToArray(), (await reader.ReadAsync(TestContext.Current.CancellationToken))!.Value.Bytes);
        Assert.Null(await reader.ReadAsync(TestContext.Current.CancellationToken));
    }

    private sealed class Trickle(byte[] bytes, int block) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(block, buffer.Length)], cancellationToken);
    }
}
