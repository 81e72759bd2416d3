using Pith.Text;

namespace Pith.Blocks;

/// <summary>Where the segments of a request stand in its text, and the zones that policies and tags make of them.</summary>
internal static class SegmentZones
{
    /// <summary>Where each segment stands in <see cref="CompressionRequest.Original"/>; empty segments have empty spans.</summary>
    internal static TextSpan[] SpansOf(CompressionRequest request)
    {
        var spans = new TextSpan[request.Segments.Count];
        int at = 0;
        for (int i = 0; i < spans.Length; i++)
        {
            int length = request.Segments[i].Text.Length;
            at += at > 0 && length > 0 ? CompressionRequest.SegmentSeparator.Length : 0;
            spans[i] = new TextSpan(at, at + length);
            at += length;
        }

        return spans;
    }

    /// <summary>The zones of a segment at their places in the whole text; none for an empty segment.</summary>
    internal static List<Zone> Of(CompressionRequest request, int segment, int offset, List<CompressionNote> notes)
    {
        Segment source = request.Segments[segment];
        if (source.Text.Length == 0)
        {
            return [];
        }

        ZonePolicy policy = source.Policy switch
        {
            SegmentPolicy.Keep => ZonePolicy.Keep,
            SegmentPolicy.DropIfNeeded => ZonePolicy.DropIfNeeded,
            _ => ZonePolicy.Compress,
        };
        var own = new List<CompressionNote>();
        List<Zone> zones = policy == ZonePolicy.Compress && request.Protection.Tags
            ? Directives.Parse(source.Text, (policy, source.Rate), own)
            : [new Zone(new TextSpan(0, source.Text.Length), policy)];
        notes.AddRange(own.Select(n => n with { Span = n.Span is { } s ? Moved(s, offset) : null }));
        return [.. zones.Select(z => new Zone(Moved(z.Span, offset), z.Policy, z.Rate))];
    }

    /// <summary>The limit of a budget. A rate is asked of what may be compressed: segments and tags with a rate of their own count with theirs.</summary>
    internal static int? LimitFor(CompressionRequest request, IReadOnlyList<Zone> zones, int before)
    {
        Budget budget = request.Budget;
        if (budget.Kind != BudgetKind.Rate || !zones.Any(z => z.Rate is not null))
        {
            return budget.LimitFor(before);
        }

        double limit = 0;
        foreach (Zone zone in zones)
        {
            int tokens = request.TokenCounter.Count(zone.Span.Of(request.Original));
            limit += zone.Policy switch
            {
                ZonePolicy.Markup or ZonePolicy.Drop => 0,
                ZonePolicy.Keep => tokens,
                _ => tokens * (zone.Rate ?? budget.Value),
            };
        }

        return (int)Math.Floor(limit + 1e-9);
    }

    private static TextSpan Moved(TextSpan span, int offset) => new(span.Start + offset, span.End + offset);
}
