using System.Diagnostics;
using Pith.Blocks.Folding;

namespace Pith.Routing;

/// <summary>Cuts a request into parts, plans each with the method that a route names, and selects over all of them to one budget.</summary>
internal sealed class ContentPipeline
{
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
            return _route.Lossless is { } lossless
                ? await lossless.CompressAsync(request, cancellationToken).ConfigureAwait(false) with { Method = _method }
                : request.Unchanged(_method, ReasonCode.LosslessOnly);
        }

        var parts = new RequestParts(request, _route, cancellationToken);
        if (!parts.AnyGrammar || request.Budget.Kind == BudgetKind.Threshold)
        {
            return await ProseAsync(request, parts, cancellationToken).ConfigureAwait(false);
        }

        int before = request.TokenCounter.Count(original);
        int limit = parts.LimitFor(before);
        if (!parts.HasDirectives && limit >= before)
        {
            return request.Unchanged(_method, ReasonCode.WithinBudget) with { Cost = new() { Elapsed = Stopwatch.GetElapsedTime(start) } };
        }

        double tokensPerCharacter = Math.Max(0.01, before / (double)original.Length);
        List<FoldPart> plans = await parts.PlanAsync(Math.Clamp(limit / (double)Math.Max(1, before), 0, 1), before, limit, cancellationToken).ConfigureAwait(false);
        var rendering = new FoldRendering(request, plans, parts.SegmentSpans, tokensPerCharacter);
        FoldSelection selection = new FoldSelector(plans, rendering, tokensPerCharacter, cancellationToken).Select(limit);
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

    private async ValueTask<CompressionResult> ProseAsync(CompressionRequest request, RequestParts parts, CancellationToken cancellationToken)
    {
        CompressionResult result = await _route.Prose.CompressAsync(request, cancellationToken).ConfigureAwait(false);
        return result with { Method = _method, Notes = [.. parts.Notes.Union(result.Notes)], Segments = [.. result.Segments.Select((s, i) => s with { Content = parts.ContentOf(i) })] };
    }
}
