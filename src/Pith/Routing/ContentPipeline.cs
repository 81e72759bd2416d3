using System.Diagnostics;
using Pith.Blocks.Folding;

namespace Pith.Routing;

/// <summary>Cuts a request into parts, plans each with the method that a route names, and selects over all of them to one budget.</summary>
internal sealed class ContentPipeline
{
    // Where anything is to be cut, a block must be worth more than its marker alone.
    private const double BelowAll = 0.999;

    private readonly string _method;
    private readonly IRoute _route;

    internal ContentPipeline(string method, IRoute route)
    {
        _method = method;
        _route = route;
    }

    internal async ValueTask<CompressionResult> CompressAsync(CompressionRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        long start = Stopwatch.GetTimestamp();
        string original = request.Original;
        if (original.Length == 0)
        {
            return request.Unchanged(_method, ReasonCode.Empty);
        }

        if (request.Budget.Kind == BudgetKind.LosslessOnly)
        {
            return await LosslessAsync(request, start, cancellationToken).ConfigureAwait(false);
        }

        var parts = new RequestParts(request, _route, cancellationToken);
        bool hasLimit = request.Budget.Kind != BudgetKind.Threshold;
        if (!hasLimit || !(parts.AnyGrammar || _route.RefersRepeats))
        {
            return await ProseAsync(request, parts, cancellationToken).ConfigureAwait(false);
        }

        int before = request.TokenCounter.Count(original);
        int limit = parts.LimitFor(before);
        if (!parts.HasDirectives && limit >= before)
        {
            return request.Unchanged(_method, ReasonCode.WithinBudget) with { Cost = new() { Elapsed = Stopwatch.GetElapsedTime(start) } };
        }

        double rate = Math.Clamp(limit / (double)Math.Max(1, before), 0, 1);
        if (_route.RefersRepeats)
        {
            parts.ReferRepeats(Math.Min(rate, BelowAll), cancellationToken);
        }

        if (!parts.AnyGrammar && !parts.AnyRepeat)
        {
            return await ProseAsync(request, parts, cancellationToken).ConfigureAwait(false);
        }

        double tokensPerCharacter = Math.Max(0.01, before / (double)original.Length);
        (List<FoldPart> plans, FoldSelection selection) = await SelectAsync(request, parts, rate, before, limit, tokensPerCharacter, cancellationToken).ConfigureAwait(false);
        if (selection.Text.Length == 0 && parts.AnyRepeat)
        {
            // References need room too: where there is none, what is cut has fewer markers without them.
            parts = new RequestParts(request, _route, cancellationToken);
            if (!parts.AnyGrammar)
            {
                return await ProseAsync(request, parts, cancellationToken).ConfigureAwait(false);
            }

            (plans, selection) = await SelectAsync(request, parts, rate, before, limit, tokensPerCharacter, cancellationToken).ConfigureAwait(false);
        }

        if (selection.Text.Length == 0 && parts.IsWords)
        {
            // Not one unit fits: better some words than nothing.
            return await ProseAsync(request, parts, cancellationToken).ConfigureAwait(false);
        }

        if (request.Originals is { } store && selection.Elisions.Count > 0)
        {
            try
            {
                await store.StoreAsync(selection.Elisions.Where(e => e.Id is not null).GroupBy(e => e.Id!).ToDictionary(g => g.Key, g => g.First().Span.Of(original).ToString()), cancellationToken).ConfigureAwait(false);
            }
            catch (Reversal.OriginalStoreException e)
            {
                // What can't be given back is not cut.
                return request.Unchanged(_method, ReasonCode.Fallback, e.Message);
            }
        }

        return parts.Result(_method, selection, plans, before, limit, Stopwatch.GetElapsedTime(start));
    }

    private static async ValueTask<(List<FoldPart> Plans, FoldSelection Selection)> SelectAsync(CompressionRequest request, RequestParts parts, double rate, int before, int limit, double tokensPerCharacter, CancellationToken cancellationToken)
    {
        List<FoldPart> plans = await parts.PlanAsync(rate, before, limit, cancellationToken).ConfigureAwait(false);
        var rendering = new FoldRendering(request, plans, parts.SegmentSpans, tokensPerCharacter);
        return (plans, new FoldSelector(plans, rendering, tokensPerCharacter, cancellationToken).Select(limit));
    }

    // A lossless method sees one segment at a time, so references have something to add where there are several.
    private async ValueTask<CompressionResult> LosslessAsync(CompressionRequest request, long start, CancellationToken cancellationToken)
    {
        CompressionResult best = _route.Lossless is { } lossless
            ? await lossless.CompressAsync(request, cancellationToken).ConfigureAwait(false) with { Method = _method }
            : request.Unchanged(_method, ReasonCode.LosslessOnly);
        if (!_route.RefersRepeats || (_route.Lossless is not null && request.Segments.Count(s => s.Text.Length > 0) < 2))
        {
            return best;
        }

        // Tags drop what they stand around, which is not lossless.
        CompressionRequest whole = request with { Protection = request.Protection with { Tags = false } };
        var parts = new RequestParts(whole, _route, cancellationToken);
        parts.ReferRepeats(1, cancellationToken);
        if (!parts.AnyRepeat)
        {
            return best;
        }

        (List<FoldPart> plans, bool[][] kept) = parts.PlanWhole();
        FoldSelection selection = new FoldRendering(whole, plans, parts.SegmentSpans, 1).Render(kept, ReasonCode.None);
        if (selection.Tokens >= best.TokensAfter || selection.Elisions.Any(e => e.Source is null))
        {
            return best;
        }

        CompressionResult result = parts.Result(_method, selection, plans, best.TokensBefore, best.TokensBefore, Stopwatch.GetElapsedTime(start)) with { TokenLimit = null };
        IReadOnlyList<string> back = await Reversal.Unfolding.OfAsync(result, cancellationToken: cancellationToken).ConfigureAwait(false);
        return back.SequenceEqual(request.Segments.Select(s => s.Text)) ? result : best;
    }

    private async ValueTask<CompressionResult> ProseAsync(CompressionRequest request, RequestParts parts, CancellationToken cancellationToken)
    {
        CompressionResult result = await _route.Prose.CompressAsync(request, cancellationToken).ConfigureAwait(false);
        return result with { Method = _method, Notes = [.. parts.Notes.Union(result.Notes)], Segments = [.. result.Segments.Select((s, i) => s with { Content = parts.ContentOf(i) })] };
    }
}
