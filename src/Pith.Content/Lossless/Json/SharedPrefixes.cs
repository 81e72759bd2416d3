namespace Pith.Content.Lossless.Json;

/// <summary>Beginnings that many strings of a JSON text share: paths, addresses, identifiers.</summary>
internal sealed class SharedPrefixes(JsonTape tape)
{
    private const int Most = 9;
    private const int ShortestString = 12;
    private const int MostStrings = 3000;
    private const int MostBoundaries = 12;

    /// <summary>The prefixes that pay, as places in the source.</summary>
    internal List<(int Start, int Length)> Find(CancellationToken cancellationToken)
    {
        List<(int Start, int Length)> strings = [];
        foreach (ref readonly JsonNode node in tape.Nodes)
        {
            if (node.Kind == JsonKind.String && node.Length >= ShortestString && strings.Count < MostStrings)
            {
                strings.Add((node.Start, node.Length));
            }
        }

        int[] covered = new int[strings.Count];
        List<(int Start, int Length)> chosen = [];
        var gains = new Dictionary<ulong, (double Gain, int Start, int Length)>();
        while (chosen.Count < Most && strings.Count > 1)
        {
            cancellationToken.ThrowIfCancellationRequested();
            gains.Clear();
            Score(strings, covered, gains);
            (double Gain, int Start, int Length) best = gains.Count == 0 ? default : gains.Values.MaxBy(g => (g.Gain - Cost(g.Length), -g.Start));
            if (best.Length == 0 || best.Gain - Cost(best.Length) < 6)
            {
                break;
            }

            chosen.Add((best.Start, best.Length));
            ReadOnlySpan<byte> prefix = tape.Source.Slice(best.Start, best.Length);
            for (int i = 0; i < strings.Count; i++)
            {
                ReadOnlySpan<byte> text = tape.Source.Slice(strings[i].Start, strings[i].Length);
                if (best.Length > covered[i] && text.StartsWith(prefix) && IsEnd(text, best.Length))
                {
                    covered[i] = best.Length;
                }
            }
        }

        return chosen;
    }

    /// <summary>Whether a prefix may end here: what follows must not read as part of its number.</summary>
    internal static bool IsEnd(ReadOnlySpan<byte> text, int at) => at == text.Length || text[at] is (byte)'/' or (byte)'{' or (byte)'?' or (byte)'#';

    private void Score(List<(int Start, int Length)> strings, int[] covered, Dictionary<ulong, (double Gain, int Start, int Length)> gains)
    {
        for (int i = 0; i < strings.Count; i++)
        {
            ReadOnlySpan<byte> text = tape.Source.Slice(strings[i].Start, strings[i].Length);
            ulong hash = ByteHash.Seed;
            int from = 0;
            for (int boundaries = 0; boundaries < MostBoundaries && from < text.Length; boundaries++)
            {
                int next = from + 1 < text.Length ? text[(from + 1)..].IndexOfAny("/{?#"u8) : -1;
                int at = next < 0 ? text.Length : from + 1 + next;
                hash = ByteHash.Add(hash, text[from..at]);
                from = at;
                double gain = Tokens(at) - (covered[i] > 0 ? Tokens(covered[i]) : 2);
                if (at >= ShortestString && gain > 0 && IsEnd(text, at))
                {
                    ref (double Gain, int Start, int Length) entry = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(gains, hash, out _);
                    entry = (entry.Gain + gain, entry.Length == 0 ? strings[i].Start : entry.Start, at);
                }
            }
        }
    }

    private static double Tokens(int length) => length / 3.5;

    private static double Cost(int length) => Tokens(length) + 4;
}
