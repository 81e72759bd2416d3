using System.Collections.Concurrent;
using Pith.Text;

namespace Pith.Conversations;

/// <summary>Counts of texts that come again on every turn.</summary>
internal sealed class TokenMemory(ITokenCounter counter)
{
    private const int MostTexts = 4096;
    private const int Shortest = 512;

    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);

    internal int Count(string text)
    {
        if (text.Length < Shortest)
        {
            return counter.Count(text);
        }

        string key = Reversal.OriginalId.Of(text) + text.Length.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (_counts.TryGetValue(key, out int known))
        {
            return known;
        }

        int count = counter.Count(text);
        if (_counts.Count >= MostTexts)
        {
            _counts.Clear();
        }

        _counts[key] = count;
        return count;
    }
}
