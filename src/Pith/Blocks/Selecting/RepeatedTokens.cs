using Pith.Text;

namespace Pith.Blocks.Selecting;

/// <summary>Forced tokens that would stand one after the other once what stood between them is gone: the second is kept only with something between.</summary>
/// <remarks>
/// The condition is part of the selection rather than a clean-up after it, so the budget stays exact: a repeated token has no score of its own,
/// and every unit between it and its predecessor requires it.
/// </remarks>
public static class RepeatedTokens
{
    /// <summary>Where the tokens stand: those that differ from the token before them, and those that repeat it, with it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="tokens">The tokens (ordinal comparison); of two that begin at the same place the longer one is meant.</param>
    public static (List<TextSpan> First, List<(TextSpan Span, TextSpan Previous)> Repeated) Find(string text, IEnumerable<string> tokens)
    {
        ArgumentNullException.ThrowIfNull(text);
        var found = new List<TextSpan>();
        foreach (string token in tokens.Where(t => !string.IsNullOrWhiteSpace(t)).Distinct(StringComparer.Ordinal))
        {
            for (int i = text.IndexOf(token, StringComparison.Ordinal); i >= 0; i = text.IndexOf(token, i + token.Length, StringComparison.Ordinal))
            {
                found.Add(new TextSpan(i, i + token.Length));
            }
        }

        found.Sort((a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : b.End.CompareTo(a.End));
        var first = new List<TextSpan>();
        var repeated = new List<(TextSpan Span, TextSpan Previous)>();
        TextSpan previous = default;
        foreach (TextSpan span in found)
        {
            if (span.Start < previous.End)
            {
                continue;
            }

            if (previous.Length > 0 && previous.Of(text).SequenceEqual(span.Of(text)))
            {
                repeated.Add((span, previous));
            }
            else
            {
                first.Add(span);
            }

            previous = span;
        }

        return (first, repeated);
    }

    /// <summary>Makes repeated tokens conditional. A unit that is more than the token, or is forced for another reason, is left alone.</summary>
    /// <param name="document">The text and its units.</param>
    /// <param name="repeated">Where repeated tokens stand, ascending.</param>
    /// <param name="scores">One score a unit; a repeated token's becomes negative infinity.</param>
    /// <param name="requirements">Receives the conditions.</param>
    public static void AddTo(Document document, IReadOnlyList<(TextSpan Span, TextSpan Previous)> repeated, double[] scores, Requirements requirements)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(repeated);
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(requirements);
        IReadOnlyList<Unit> units = document.Units;
        int next = 0;
        for (int i = 0; i < units.Count && next < repeated.Count; i++)
        {
            while (next < repeated.Count && repeated[next].Span.Start < units[i].Span.Start)
            {
                next++;
            }

            if (next == repeated.Count || repeated[next].Span != units[i].Span || units[i].Forced)
            {
                continue;
            }

            scores[i] = double.NegativeInfinity;
            for (int between = i - 1; between >= 0 && units[between].Span.Start >= repeated[next].Previous.End; between--)
            {
                requirements.Add(between, i);
            }
        }
    }
}
