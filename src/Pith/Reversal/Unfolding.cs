using System.Globalization;
using System.Text;
using Pith.Text;

namespace Pith.Reversal;

/// <summary>Gives a folded text back: references become the lines that they name, cuts what the store kept of them.</summary>
/// <remarks>
/// Where nothing was cut but repeats, the result is the original, byte for byte. Around other cuts white space may differ, and words of prose that were dropped without a
/// marker don't come back.
/// </remarks>
public static class Unfolding
{
    /// <summary>Most characters that segments may unfold to, unless the caller says otherwise.</summary>
    public const int DefaultMaxLength = 64 * 1024 * 1024;

    /// <summary>The segments of a result with its markers undone; results that are not folded come back as they are.</summary>
    /// <param name="result">The result.</param>
    /// <param name="store">Where cuts are; null if there is none.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="OriginalStoreException">A cut can't be given back: it has no handle, or the store does not know it.</exception>
    /// <exception cref="FormatException">A reference names lines that there are not.</exception>
    public static ValueTask<IReadOnlyList<string>> OfAsync(CompressionResult result, IOriginalStore? store = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(result);
        string[] texts = [.. result.Segments.Select(s => s.Text)];
        return result.Kind == ResultKind.Folded ? OfAsync(texts, store, DefaultMaxLength, cancellationToken) : new(texts);
    }

    /// <summary>Segments of a folded result with their markers undone.</summary>
    /// <param name="segments">The text of each segment of the request, in order; empty for one that was dropped.</param>
    /// <param name="store">Where cuts are; null if there is none.</param>
    /// <param name="maxLength">Most characters of all of them.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="OriginalStoreException">A cut can't be given back: it has no handle, or the store does not know it.</exception>
    /// <exception cref="FormatException">A reference names lines that there are not, or the result would be longer than <paramref name="maxLength"/>.</exception>
    public static async ValueTask<IReadOnlyList<string>> OfAsync(IReadOnlyList<string> segments, IOriginalStore? store, int maxLength, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(segments);
        ArgumentOutOfRangeException.ThrowIfNegative(maxLength);
        var lines = new List<int>?[segments.Count];
        var texts = new string[segments.Count];
        int left = maxLength;
        for (int i = 0; i < texts.Length; i++)
        {
            string text = segments[i];
            var output = new StringBuilder();
            int at = 0;
            foreach ((TextSpan span, object marker) in Markers(text))
            {
                cancellationToken.ThrowIfCancellationRequested();
                output.Append(ElisionMarker.Unescape(text[at..span.Start]));
                output.Append(marker is RepeatMarker repeat ? Lines(segments, lines, i, repeat) : await CutAsync((ElisionMarker)marker, store, cancellationToken).ConfigureAwait(false));
                at = span.End;
                if (output.Length > left)
                {
                    break;
                }
            }

            output.Append(ElisionMarker.Unescape(text[at..]));
            left -= output.Length;
            texts[i] = left >= 0 ? output.ToString() : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"The segments would unfold to more than {maxLength:N0} characters."));
        }

        return texts;
    }

    private static IEnumerable<(TextSpan Span, object Marker)> Markers(string text) =>
        RepeatMarker.FindAll(text).Select(m => (m.Span, (object)m.Marker)).Concat(ElisionMarker.FindAll(text).Select(m => (m.Span, (object)m.Marker))).OrderBy(m => m.Span.Start);

    private static string Lines(IReadOnlyList<string> segments, List<int>?[] lines, int current, RepeatMarker marker)
    {
        int segment = (marker.Segment ?? current + 1) - 1;
        if (segment >= 0 && segment <= current)
        {
            string text = segments[segment];
            List<int> starts = lines[segment] ??= Starts(text);
            if (marker.FirstLine >= 1 && marker.LastLine >= marker.FirstLine && marker.LastLine < starts.Count)
            {
                int end = starts[marker.LastLine] - 1;
                end -= end > 0 && end < text.Length && text[end - 1] == '\r' ? 1 : 0;
                return ElisionMarker.Unescape(text[starts[marker.FirstLine - 1]..Math.Max(end, starts[marker.FirstLine - 1])]);
            }
        }

        throw new FormatException($"{marker} names lines that do not stand before it.");
    }

    // Starts of lines, and what would be the start after the last one.
    private static List<int> Starts(string text)
    {
        List<int> starts = [0];
        for (int at = text.IndexOf('\n', StringComparison.Ordinal); at >= 0; at = text.IndexOf('\n', at + 1))
        {
            starts.Add(at + 1);
        }

        starts.Add(text.Length + 1);
        return starts;
    }

    private static async ValueTask<string> CutAsync(ElisionMarker marker, IOriginalStore? store, CancellationToken cancellationToken) =>
        marker.Id is null || store is null ? throw new OriginalStoreException("A cut can't be given back: it has no handle, or there is no store.")
            : await store.FindAsync(marker.Id, cancellationToken).ConfigureAwait(false) ?? throw new OriginalStoreException($"There is no original #{marker.Id}: it was never stored here, has expired, or made room for others.");
}
