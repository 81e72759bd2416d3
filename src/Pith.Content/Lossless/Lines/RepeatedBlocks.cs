using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Pith.Text;

namespace Pith.Content.Lossless.Lines;

// "@1{" and "@}" stand around a block that comes again; "@1" is the block again; "@@..." is a line that begins with "@".

/// <summary>Blocks of lines that were there before, as the number of the first.</summary>
public sealed class RepeatedBlocks : ILosslessCodec
{
    private const int SmallestBlock = 24;

    /// <inheritdoc/>
    public string Id => "rep";

    /// <inheritdoc/>
    public LosslessGuarantee Guarantee => LosslessGuarantee.Bytes;

    /// <inheritdoc/>
    public string? Encode(string text, ITokenCounter counter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] lines = text.Split('\n');
        List<Block> blocks = Find(lines, cancellationToken);
        return blocks.Count == 0 ? null : Write(lines, blocks, text.Length);
    }

    /// <inheritdoc/>
    public string Decode(string encoded, int maxLength)
    {
        ArgumentNullException.ThrowIfNull(encoded);
        var output = new TextBuffer(maxLength);
        List<string> blocks = [];
        StringBuilder? open = null;
        foreach (Range range in encoded.AsSpan().Split('\n'))
        {
            ReadOnlySpan<char> line = encoded.AsSpan(range);
            if (line is ['@', '}'] && open is { Length: > 0 })
            {
                blocks.Add(open.ToString(1, open.Length - 1));
                open = null;
            }
            else if (line is not ['@', ..] || line is ['@', '@', ..])
            {
                ReadOnlySpan<char> rest = line is ['@', ..] ? line[1..] : line;
                output.Line([], rest);
                open?.Append('\n').Append(rest);
            }
            else if (open is null && line is ['@', .. var number, '{'] && IsNumber(number, blocks.Count + 1))
            {
                open = new StringBuilder();
            }
            else if (open is null && int.TryParse(line[1..], NumberStyles.None, CultureInfo.InvariantCulture, out int block) && block > 0 && block <= blocks.Count)
            {
                output.Line(blocks[block - 1], []);
            }
            else
            {
                throw new LosslessFormatException("The encoded blocks are malformed: a line begins with @ and means nothing.");
            }
        }

        return open is null ? output.ToString() : throw new LosslessFormatException("The encoded blocks are malformed: a block is not closed.");
    }

    private static bool IsNumber(ReadOnlySpan<char> text, int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value == number;

    /// <summary>A block of lines and where it comes again.</summary>
    private sealed record Block(int Start, int Length, List<int> Again);

    private static List<Block> Find(string[] lines, CancellationToken cancellationToken)
    {
        int[] ids = new int[lines.Length];
        int[] tokens = new int[lines.Length + 1];
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < lines.Length; i++)
        {
            ref int id = ref CollectionsMarshal.GetValueRefOrAddDefault(known, lines[i], out bool exists);
            id = exists ? id : known.Count;
            ids[i] = id;
            tokens[i + 1] = tokens[i] + RoughTokens.Count(lines[i]) + 1;
        }

        List<Block> blocks = [];
        if (known.Count == lines.Length)
        {
            return blocks;
        }

        var byStart = new Dictionary<int, Block>();
        bool[] taken = new bool[lines.Length];
        var pairs = new Dictionary<(int, int), int>();
        for (int i = 0; i < lines.Length;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            (int, int) pair = (ids[i], i + 1 < lines.Length && tokens[i + 1] - tokens[i] < SmallestBlock ? ids[i + 1] : -1);
            int first = CollectionsMarshal.GetValueRefOrAddDefault(pairs, pair, out bool seen);
            if (!seen)
            {
                pairs[pair] = i;
            }

            int length = seen ? Take(ids, tokens, taken, byStart, blocks, first, i) : 0;
            i += Math.Max(1, length);
        }

        return blocks;
    }

    /// <summary>Makes a block of what stands at both places; gives back its length, or 0.</summary>
    private static int Take(int[] ids, int[] tokens, bool[] taken, Dictionary<int, Block> byStart, List<Block> blocks, int first, int again)
    {
        byStart.TryGetValue(first, out Block? block);
        int length = 0;
        while (first + length < again && again + length < ids.Length && ids[first + length] == ids[again + length] && (block is not null ? length < block.Length : !taken[first + length]))
        {
            length++;
        }

        if (block is not null ? length < block.Length : tokens[first + length] - tokens[first] < SmallestBlock)
        {
            return 0;
        }

        if (block is null)
        {
            block = new Block(first, length, []);
            blocks.Add(block);
            byStart[first] = block;
            taken.AsSpan(first, length).Fill(true);
        }

        block.Again.Add(again);
        taken.AsSpan(again, length).Fill(true);
        return length;
    }

    private static string Write(string[] lines, List<Block> blocks, int size)
    {
        blocks.Sort((a, b) => a.Start.CompareTo(b.Start));
        var starts = new Dictionary<int, string>();
        var ends = new HashSet<int>();
        var again = new Dictionary<int, (string Line, int Length)>();
        for (int i = 0; i < blocks.Count; i++)
        {
            string name = "@" + (i + 1).ToString(CultureInfo.InvariantCulture);
            starts[blocks[i].Start] = name + "{";
            ends.Add(blocks[i].Start + blocks[i].Length);
            foreach (int place in blocks[i].Again)
            {
                again[place] = (name, blocks[i].Length);
            }
        }

        var output = new StringBuilder(size);
        for (int i = 0; i <= lines.Length;)
        {
            if (ends.Contains(i))
            {
                output.Append("\n@}");
            }

            if (i == lines.Length)
            {
                break;
            }

            if (starts.TryGetValue(i, out string? begin))
            {
                output.Append('\n').Append(begin);
            }

            if (again.TryGetValue(i, out (string Line, int Length) reference))
            {
                output.Append('\n').Append(reference.Line);
                i += reference.Length;
                continue;
            }

            output.Append('\n').Append(lines[i].StartsWith('@') ? "@" : string.Empty).Append(lines[i]);
            i++;
        }

        return output.ToString(1, output.Length - 1);
    }
}
