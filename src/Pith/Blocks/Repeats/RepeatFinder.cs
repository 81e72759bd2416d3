using System.Runtime.InteropServices;

namespace Pith.Blocks.Repeats;

/// <summary>Finds blocks of whole lines that stood before, in linear time.</summary>
/// <remarks>
/// Karp and Rabin's rolling hash (1987) over lines: each line begins a shingle that ends where it holds enough characters, so that the same block
/// has the same shingles wherever it stands. What has the same hash is compared line by line and then extended both ways as far as it goes. Blocks
/// of two forms of a text are found between the lines in which they differ. A line that is replaced is never referred to: every reference
/// leads to lines that stand there, in one step.
/// </remarks>
public static class RepeatFinder
{
    /// <summary>Fewest characters of a block that can be worth a marker, white space not counted.</summary>
    public const int LeastCharacters = 40;

    // Places that are remembered for one hash: the first ones. More would let a text of nothing but one shingle take quadratic time.
    private const int MostPlaces = 4;

    // A prime: 2^61 - 1.
    private const ulong Modulus = (1UL << 61) - 1;
    private const ulong Base = 1_000_003_133_777_521_943;

    /// <summary>The repeats of a text, ascending and disjoint.</summary>
    /// <param name="text">The text.</param>
    /// <param name="lines">Its lines, ascending.</param>
    /// <param name="least">Fewest characters of a block, white space not counted; at least 1.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static List<LineRepeat> Find(string text, IReadOnlyList<RepeatLine> lines, int least = LeastCharacters, CancellationToken cancellationToken = default) =>
        Find(text, lines, least, ulong.MaxValue, cancellationToken);

    /// <inheritdoc cref="Find(string, IReadOnlyList{RepeatLine}, int, CancellationToken)"/>
    /// <param name="text">The text.</param>
    /// <param name="lines">Its lines, ascending.</param>
    /// <param name="least">Fewest characters of a block, white space not counted; at least 1.</param>
    /// <param name="hashMask">Bits of the hash that count. With fewer of them more differing blocks share a hash; what is found is still the same text, only less of it may be found.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static List<LineRepeat> Find(string text, IReadOnlyList<RepeatLine> lines, int least, ulong hashMask, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(lines);
        ArgumentOutOfRangeException.ThrowIfLessThan(least, 1);
        return new Search(text, [.. lines], least, hashMask).Run(cancellationToken);
    }

    private sealed class Search
    {
        private readonly string _text;
        private readonly RepeatLine[] _lines;
        private readonly int _least;
        private readonly ulong _mask;

        // Lines with the same number have the same characters.
        private readonly int[] _number;

        // Characters before each line that are not white space.
        private readonly int[] _weight;
        private readonly bool[] _isReplaced;
        private readonly Dictionary<ulong, int> _firstPlace = [];
        private readonly int[] _nextPlace;

        internal Search(string text, RepeatLine[] lines, int least, ulong mask)
        {
            _text = text;
            _lines = lines;
            _least = least;
            _mask = mask;
            _number = new int[lines.Length];
            _weight = new int[lines.Length + 1];
            _isReplaced = new bool[lines.Length];
            _nextPlace = new int[lines.Length];
        }

        internal List<LineRepeat> Run(CancellationToken cancellationToken)
        {
            var repeats = new List<LineRepeat>();
            if (!Number())
            {
                return repeats;
            }

            ulong[] before = new ulong[_lines.Length + 1];
            ulong[] power = new ulong[_lines.Length + 1];
            power[0] = 1;
            for (int i = 0; i < _lines.Length; i++)
            {
                before[i + 1] = Sum(Product(before[i], Base), (ulong)_number[i] + 1);
                power[i + 1] = Product(power[i], Base);
            }

            int free = 0;
            int end = 0;
            int last = -1;
            for (int i = 0; i < _lines.Length;)
            {
                if ((i & 0xFFF) == 0)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                }

                last = Math.Max(last, i);
                while (!_lines[last].IsLast && last < _lines.Length - 1)
                {
                    last++;
                }

                end = Math.Max(end, i + 1);
                while (end <= last && _weight[end] - _weight[i] < _least)
                {
                    end++;
                }

                // A block begins with a line that says something; what stands around it comes with extension.
                if (_weight[i + 1] == _weight[i] || _weight[end] - _weight[i] < _least || end > last + 1)
                {
                    i++;
                    continue;
                }

                ulong hash = Sum(before[end], Modulus - Product(before[i], power[end - i])) & _mask;
                if (_lines[i].IsTarget && Longest(hash, i, end - i) is { Count: > 0 } found)
                {
                    LineRepeat repeat = Trimmed(Backward(found, free));
                    repeats.Add(repeat);
                    free = repeat.Start + repeat.Count;
                    Array.Fill(_isReplaced, true, repeat.Start, repeat.Count);
                    i = free;
                    continue;
                }

                if (_lines[i].IsSource)
                {
                    Remember(hash, i);
                }

                i++;
            }

            return repeats;
        }

        /// <summary>Numbers the lines; false if no two that say something are the same.</summary>
        private bool Number()
        {
            var known = new Dictionary<string, int>(StringComparer.Ordinal);
            Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> lookup = known.GetAlternateLookup<ReadOnlySpan<char>>();
            bool any = false;
            for (int i = 0; i < _lines.Length; i++)
            {
                ReadOnlySpan<char> line = _lines[i].Span.Of(_text);
                int characters = 0;
                foreach (char c in line)
                {
                    characters += char.IsWhiteSpace(c) ? 0 : 1;
                }

                _weight[i + 1] = _weight[i] + characters;
                ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(lookup, line, out bool exists);
                number = exists ? number : known.Count;
                _number[i] = number;
                any |= exists && characters > 0;
            }

            return any;
        }

        private void Remember(ulong hash, int line)
        {
            _nextPlace[line] = -1;
            ref int first = ref CollectionsMarshal.GetValueRefOrAddDefault(_firstPlace, hash, out bool exists);
            if (!exists)
            {
                first = line;
                return;
            }

            int at = first;
            for (int places = 1; places < MostPlaces; places++)
            {
                if (_nextPlace[at] < 0)
                {
                    _nextPlace[at] = line;
                    return;
                }

                at = _nextPlace[at];
            }
        }

        private LineRepeat Longest(ulong hash, int line, int shingle)
        {
            LineRepeat best = default;
            for (int place = _firstPlace.GetValueOrDefault(hash, -1); place >= 0; place = _nextPlace[place])
            {
                // A block that would reach into itself is none yet.
                if (place + shingle > line)
                {
                    continue;
                }

                int count = Forward(place, line);
                if (count > best.Count && _weight[line + count] - _weight[line] >= _least)
                {
                    best = new LineRepeat(line, place, count);
                }
            }

            return best;
        }

        private int Forward(int source, int line)
        {
            int count = 0;
            while (source + count < line && line + count < _lines.Length && CanRefer(line + count, source + count))
            {
                count++;
                if (source + count == line || line + count == _lines.Length || !GoOnAlike(source + count - 1, line + count - 1))
                {
                    break;
                }
            }

            return count;
        }

        private LineRepeat Backward(LineRepeat found, int free)
        {
            int back = 0;
            while (found.Start - back > free
                && found.Source - back > 0
                && found.Source + found.Count < found.Start - back
                && GoOnAlike(found.Source - back - 1, found.Start - back - 1)
                && CanRefer(found.Start - back - 1, found.Source - back - 1))
            {
                back++;
            }

            return new LineRepeat(found.Start - back, found.Source - back, found.Count + back);
        }

        private LineRepeat Trimmed(LineRepeat repeat)
        {
            int start = 0;
            int end = repeat.Count;
            while (IsBlank(repeat.Start + start))
            {
                start++;
            }

            while (IsBlank(repeat.Start + end - 1))
            {
                end--;
            }

            return new LineRepeat(repeat.Start + start, repeat.Source + start, end - start);
        }

        private bool IsBlank(int line) => _weight[line + 1] == _weight[line];

        private bool CanRefer(int line, int source) =>
            _number[line] == _number[source] && _lines[line].IsTarget && _lines[source].IsSource && !_isReplaced[source];

        // Whether both lines end in the same way and another one follows.
        private bool GoOnAlike(int left, int right) => !_lines[left].IsLast && !_lines[right].IsLast && EndOf(left).SequenceEqual(EndOf(right));

        private ReadOnlySpan<char> EndOf(int line) => _text.AsSpan(_lines[line].Span.End, _lines[line + 1].Span.Start - _lines[line].Span.End);

        private static ulong Sum(ulong left, ulong right)
        {
            ulong sum = left + right;
            return sum >= Modulus ? sum - Modulus : sum;
        }

        private static ulong Product(ulong left, ulong right)
        {
            ulong high = Math.BigMul(left, right, out ulong low);
            return Sum(Reduced((high << 3) | (low >> 61)), low & Modulus);
        }

        private static ulong Reduced(ulong number)
        {
            ulong rest = (number & Modulus) + (number >> 61);
            return rest >= Modulus ? rest - Modulus : rest;
        }
    }
}
