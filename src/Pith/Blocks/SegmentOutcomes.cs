using System.Text;
using Pith.Blocks.Rendering;
using Pith.Blocks.Selecting;
using Pith.Text;

namespace Pith.Blocks;

/// <summary>Tells a selection segment by segment.</summary>
internal static class SegmentOutcomes
{
    internal static IReadOnlyList<SegmentOutcome> Of(Document document, Selection selection, List<TextSpan> ranges, SliceRenderer renderer, string method)
    {
        var outcomes = new List<SegmentOutcome>(document.SegmentSpans.Count);
        bool single = document.SegmentSpans.Count == 1;
        int unit = 0;
        int range = 0;
        for (int index = 0; index < document.SegmentSpans.Count; index++)
        {
            TextSpan span = document.SegmentSpans[index];
            int last = unit;
            while (last < document.Units.Count && document.Units[last].Segment == index)
            {
                last++;
            }

            var own = new List<TextSpan>();
            while (range < ranges.Count && ranges[range].End <= span.End)
            {
                own.Add(new TextSpan(ranges[range].Start - span.Start, ranges[range].End - span.Start));
                range++;
            }

            string text;
            if (single)
            {
                text = selection.Text;
            }
            else
            {
                var builder = new StringBuilder();
                if (last > unit)
                {
                    renderer.RenderSegment(selection.Kept, unit, last, builder);
                }

                text = builder.ToString();
            }

            int before = single ? document.TokensBefore : document.Request.TokenCounter.Count(span.Of(document.Text));
            outcomes.Add(new SegmentOutcome
            {
                Index = index,
                Text = text,
                Kept = own,
                TokensBefore = before,
                TokensAfter = single ? selection.Tokens : document.Request.TokenCounter.Count(text),
                Method = method,
                Status = span.IsEmpty || text.AsSpan().SequenceEqual(span.Of(document.Text)) ? SegmentStatus.Skipped
                    : text.Length == 0 ? SegmentStatus.Dropped : SegmentStatus.Applied,
                Reason = ReasonFor(document, index, text, span),
            });
            unit = last;
        }

        return outcomes;
    }

    private static ReasonCode ReasonFor(Document document, int index, string text, TextSpan span)
    {
        SegmentPolicy policy = document.Request.Segments[index].Policy;
        if (span.IsEmpty)
        {
            return ReasonCode.Empty;
        }

        if (policy == SegmentPolicy.Keep)
        {
            return ReasonCode.Protected;
        }

        if (text.Length == 0)
        {
            return policy == SegmentPolicy.DropIfNeeded ? ReasonCode.DroppedByPolicy : ReasonCode.NothingFits;
        }

        return text.AsSpan().SequenceEqual(span.Of(document.Text)) ? ReasonCode.WithinBudget : ReasonCode.None;
    }
}
