namespace Pith.Content.Output;

/// <summary>Groups lines that differ only in their variables: numbers, ids, paths, times.</summary>
/// <remarks>
/// A parse tree of fixed depth as in Drain: the number of tokens, then the first two, then the most similar of few templates. Tokens are hashes;
/// what a template's lines disagree in becomes a wildcard. One pass, bounded work for each line.
/// </remarks>
internal sealed class LogTemplates
{
    private const int MaxTokens = 40;
    private const int MaxTemplatesOfNode = 16;
    private const double Similar = 0.5;
    private const ulong Variable = 0;
    private const ulong FnvOffset = 14695981039346656037;
    private const ulong FnvPrime = 1099511628211;

    private readonly Dictionary<ulong, List<int>> _nodes = [];
    private readonly List<Template> _templates = [];
    private readonly ulong[] _tokens = new ulong[MaxTokens];

    /// <summary>Takes a line; its template's index is returned.</summary>
    internal int Add(ReadOnlySpan<char> line)
    {
        (int count, double number) = Tokenize(line);
        ReadOnlySpan<ulong> tokens = _tokens.AsSpan(0, count);
        ulong key = (FnvOffset ^ (ulong)count) * FnvPrime;
        for (int i = 0; i < Math.Min(2, count); i++)
        {
            key = (key ^ tokens[i]) * FnvPrime;
        }

        if (!_nodes.TryGetValue(key, out List<int>? node))
        {
            _nodes.Add(key, node = []);
        }

        int best = -1;
        int bestEqual = -1;
        foreach (int candidate in node)
        {
            int equal = Equal(_templates[candidate].Tokens, tokens);
            if (equal > bestEqual)
            {
                (best, bestEqual) = (candidate, equal);
                if (equal == count)
                {
                    break;
                }
            }
        }

        if (best < 0 || (bestEqual < Similar * count && node.Count < MaxTemplatesOfNode))
        {
            best = _templates.Count;
            node.Add(best);
            _templates.Add(new Template(tokens.ToArray()));
        }

        _templates[best].Take(tokens, number);
        return best;
    }

    /// <summary>How many lines a template has.</summary>
    internal int CountOf(int template) => _templates[template].Count;

    /// <summary>Whether a line's last number is far from those of its template.</summary>
    internal bool IsOutlier(int template, ReadOnlySpan<char> line) => _templates[template].IsOutlier(LastNumber(line));

    private static int Equal(ulong[] template, ReadOnlySpan<ulong> tokens)
    {
        int equal = 0;
        for (int i = 0; i < tokens.Length; i++)
        {
            equal += template[i] == tokens[i] || template[i] == Variable ? 1 : 0;
        }

        return equal;
    }

    private (int Count, double Number) Tokenize(ReadOnlySpan<char> line)
    {
        int count = 0;
        for (int i = 0; i < line.Length && count < MaxTokens;)
        {
            if (char.IsWhiteSpace(line[i]))
            {
                i++;
                continue;
            }

            int start = i;
            while (i < line.Length && !char.IsWhiteSpace(line[i]))
            {
                i++;
            }

            _tokens[count++] = Hash(line[start..i]);
        }

        return (count, LastNumber(line));
    }

    private static ulong Hash(ReadOnlySpan<char> token)
    {
        int slashes = 0;
        ulong hash = FnvOffset;
        foreach (char c in token)
        {
            if (char.IsAsciiDigit(c))
            {
                return Variable;
            }

            slashes += c is '/' or '\\' ? 1 : 0;
            hash = (hash ^ c) * FnvPrime;
        }

        return slashes > 1 ? Variable : hash;
    }

    private static double LastNumber(ReadOnlySpan<char> line)
    {
        int end = line.LastIndexOfAnyInRange('0', '9') + 1;
        double value = 0;
        double scale = 1;
        for (int i = end - 1; i >= 0 && end - i < 18 && char.IsAsciiDigit(line[i]); i--, scale *= 10)
        {
            value += (line[i] - '0') * scale;
        }

        return Math.Log(1 + value);
    }

    private sealed class Template(ulong[] tokens)
    {
        private const int Few = 12;
        private const double Far = 4;

        private double _mean;
        private double _squares;

        internal ulong[] Tokens => tokens;

        internal int Count { get; private set; }

        internal void Take(ReadOnlySpan<ulong> line, double number)
        {
            for (int i = 0; i < tokens.Length; i++)
            {
                tokens[i] = tokens[i] == line[i] ? tokens[i] : Variable;
            }

            Count++;
            double delta = number - _mean;
            _mean += delta / Count;
            _squares += delta * (number - _mean);
        }

        internal bool IsOutlier(double number) =>
            Count >= Few && Math.Abs(number - _mean) > Math.Max(1, Far * Math.Sqrt(_squares / Count));
    }
}
