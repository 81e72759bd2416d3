namespace Pith.Content.Lossless.Json;

/// <summary>Beginnings that many strings of a JSON text share: paths, addresses, identifiers.</summary>
internal sealed class SharedPrefixes(JsonTape tape)
{
    private const int Most = 9;
    private const int ShortestString = 12;
    private const int MostStrings = 4000;
    private const int MostBoundaries = 12;

    /// <summary>A beginning of a string.</summary>
    /// <param name="Text">Index of the string.</param>
    /// <param name="Prefix">Index of the beginning; equal beginnings have the same.</param>
    /// <param name="Length">Bytes.</param>
    private readonly record struct Beginning(int Text, int Prefix, int Length);

    private readonly List<int> _starts = [];
    private readonly List<Beginning> _beginnings = [];
    private readonly List<(int Start, int Length, int Count)> _prefixes = [];
    private readonly Dictionary<ulong, int> _byHash = [];

    /// <summary>The prefixes that pay, as places in the source.</summary>
    /// <param name="nodes">Nodes of strings. Those with spaces are left alone: a phrase as a number would be hard to read.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    internal List<(int Start, int Length)> Find(IEnumerable<int> nodes, CancellationToken cancellationToken)
    {
        foreach (int node in nodes)
        {
            if (tape.Nodes[node].Length >= ShortestString && _starts.Count < MostStrings && !tape.Raw(node).Contains((byte)' '))
            {
                Add(tape.Nodes[node].Start, tape.Raw(node));
            }
        }

        _beginnings.RemoveAll(b => _prefixes[b.Prefix].Count < 2);
        int[] covered = new int[_starts.Count];
        double[] gains = new double[_prefixes.Count];
        List<(int Start, int Length)> chosen = [];
        while (chosen.Count < Most && _beginnings.Count > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int best = Best(covered, gains);
            (int start, int length, _) = _prefixes[best];
            if (gains[best] - Cost(length) < 6)
            {
                break;
            }

            chosen.Add((start, length));
            foreach (Beginning beginning in _beginnings)
            {
                if (beginning.Prefix == best)
                {
                    covered[beginning.Text] = Math.Max(covered[beginning.Text], length);
                }
            }
        }

        return chosen;
    }

    /// <summary>Whether a prefix may end here: what follows must not read as part of its number.</summary>
    internal static bool IsEnd(ReadOnlySpan<byte> text, int at) => at == text.Length || text[at] is (byte)'/' or (byte)'{' or (byte)'?' or (byte)'#';

    private void Add(int start, ReadOnlySpan<byte> text)
    {
        ulong hash = ByteHash.Seed;
        int from = 0;
        for (int boundaries = 0; boundaries < MostBoundaries && from < text.Length; boundaries++)
        {
            int next = from + 1 < text.Length ? text[(from + 1)..].IndexOfAny("/{?#"u8) : -1;
            int at = next < 0 ? text.Length : from + 1 + next;
            hash = ByteHash.Add(hash, text[from..at]);
            from = at;
            if (at < ShortestString)
            {
                continue;
            }

            if (!_byHash.TryGetValue(hash, out int prefix))
            {
                prefix = _prefixes.Count;
                _byHash[hash] = prefix;
                _prefixes.Add((start, at, 0));
            }

            _prefixes[prefix] = _prefixes[prefix] with { Count = _prefixes[prefix].Count + 1 };
            _beginnings.Add(new Beginning(_starts.Count, prefix, at));
        }

        _starts.Add(start);
    }

    private int Best(int[] covered, double[] gains)
    {
        Array.Clear(gains);
        foreach (Beginning beginning in _beginnings)
        {
            int already = covered[beginning.Text];
            gains[beginning.Prefix] += Math.Max(0, Tokens(beginning.Length) - (already > 0 ? Tokens(already) : 2));
        }

        int best = 0;
        for (int i = 1; i < gains.Length; i++)
        {
            best = gains[i] - Cost(_prefixes[i].Length) > gains[best] - Cost(_prefixes[best].Length) ? i : best;
        }

        return best;
    }

    private static double Tokens(int length) => length / 3.5;

    private static double Cost(int length) => Tokens(length) + 4;
}
