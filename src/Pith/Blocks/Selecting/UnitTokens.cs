using Pith.Text;

namespace Pith.Blocks.Selecting;

/// <summary>Estimates what each unit adds to the token count: the unit with the white space before it, counted alone.</summary>
/// <remarks>Exact counts need the rendered text; estimates only steer towards it. Repeated units are counted once.</remarks>
internal static class UnitTokens
{
    private const int LongestCached = 32;

    internal static int[] Estimate(Document document, CancellationToken cancellationToken)
    {
        string text = document.Text;
        ITokenCounter counter = document.Request.TokenCounter;
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> lookup = known.GetAlternateLookup<ReadOnlySpan<char>>();
        int[] tokens = new int[document.Units.Count];
        for (int i = 0; i < tokens.Length; i++)
        {
            if ((i & 0xFFF) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            TextSpan span = document.Units[i].Span;
            bool space = span.Start > 0 && text[span.Start - 1] == ' ';
            if (span.Length > LongestCached)
            {
                tokens[i] = counter.Count(span.Of(text));
                continue;
            }

            ReadOnlySpan<char> key = space ? text.AsSpan(span.Start - 1, span.Length + 1) : span.Of(text);

            if (!lookup.TryGetValue(key, out int count))
            {
                count = counter.Count(key);
                known[key.ToString()] = count;
            }

            // A unit that adds no token of its own still has to be ordered after one that is certain to be free: none is.
            tokens[i] = Math.Max(1, count);
        }

        return tokens;
    }
}
