using Pith.Reversal;
using Pith.Text;

namespace Pith.Content.Structured;

/// <summary>A string of a JSON text as it is left by a method for prose: slices of the JSON text with white space between them.</summary>
/// <param name="Slices">What is kept, in order, escapes whole; empty for nothing.</param>
/// <param name="Gaps">What stands before each slice, as a JSON string holds it.</param>
internal sealed record JsonShortened(IReadOnlyList<TextSpan> Slices, IReadOnlyList<string> Gaps);

/// <summary>Shortens strings of a JSON text with a method for prose, each to the rate of its key.</summary>
internal sealed class JsonProse
{
    private readonly JsonTree _tree;
    private readonly Blocks.Folding.FoldSource _source;
    private readonly ICompressor _method;

    // Records repeat themselves.
    private readonly Dictionary<(string Value, double Rate), CompressionResult> _known = [];

    internal JsonProse(JsonTree tree, Blocks.Folding.FoldSource source, ICompressor method)
    {
        _tree = tree;
        _source = source;
        _method = method;
    }

    /// <summary>What is left of each string that a rate was given for; strings that stay whole are not among them.</summary>
    internal async ValueTask<Dictionary<int, JsonShortened>> ShortenAsync(JsonKeyMap map, CancellationToken cancellationToken)
    {
        var shortened = new Dictionary<int, JsonShortened>();
        for (int i = 0; i < _tree.Nodes.Length; i++)
        {
            if (_tree.Nodes[i].Kind == JsonNodeKind.String && map.OwnerOf(i) == i && map.RuleOf(i) is { Treatment: JsonKeyTreatment.Rate, Rate: < 1 } rule
                && await ShortenAsync(i, rule, cancellationToken).ConfigureAwait(false) is { } left)
            {
                shortened.Add(i, left);
            }
        }

        return shortened;
    }

    private async ValueTask<JsonShortened?> ShortenAsync(int node, JsonKeyRule rule, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TextSpan span = _tree.Nodes[node].Span;
        JsonText text = JsonText.Read(_tree.Text, span);
        bool isRange = _source.Protection.Ranges.Any(r => r.Start < span.End && span.Start < r.End);
        if (isRange || AtomScanner.Scan(text.Value).Count <= 1)
        {
            return null;
        }

        if (!_known.TryGetValue((text.Value, rule.Rate), out CompressionResult? result))
        {
            var request = new CompressionRequest
            {
                Segments = [new Segment(text.Value)],
                Budget = Budget.Rate(rule.Rate),
                Question = _source.Question,
                TokenCounter = _source.TokenCounter,
                Protection = _source.Protection with { Tags = false, Ranges = [] },
            };
            result = await _method.CompressAsync(request, cancellationToken).ConfigureAwait(false);
            _known.Add((text.Value, rule.Rate), result);
        }

        // A string of which no word fits goes as a whole, unless its pair must stay.
        return result.Text.Length == 0 && result.Kind != ResultKind.Original ? rule.Requires ? null : new JsonShortened([], [])
            : result.Kind == ResultKind.Extracted ? Slices(text, result) : null;
    }

    // Walks through the result with its ranges in hand; what stands between them is white space.
    private static JsonShortened? Slices(JsonText text, CompressionResult result)
    {
        var slices = new List<TextSpan>();
        var gaps = new List<string>();
        int at = 0;
        foreach (TextSpan range in result.Kept)
        {
            ReadOnlySpan<char> slice = range.Of(text.Value);
            int start = at;
            while (!result.Text.AsSpan(start).StartsWith(slice, StringComparison.Ordinal))
            {
                if (start == result.Text.Length || !char.IsWhiteSpace(result.Text[start++]))
                {
                    return null;
                }
            }

            slices.Add(text.At(range));
            gaps.Add(JsonText.Escaped(result.Text.AsSpan(at, start - at)));
            at = start + slice.Length;
        }

        // Two slices must not make the beginning of a marker, which neither is.
        bool isWhole = result.Text.AsSpan(at).IsWhiteSpace();
        return isWhole && ElisionMarker.Escape(result.Text) == result.Text ? new JsonShortened(slices, gaps) : null;
    }
}
