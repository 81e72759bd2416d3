using System.Globalization;
using Pith.Cli.Output;
using Pith.Routing;

namespace Pith.Cli.Explanation;

/// <summary>A row of the table of segments, the same in the terminal and on the page.</summary>
internal readonly struct SegmentRow
{
    private SegmentRow(params string[] cells) => Cells = cells;

    internal IReadOnlyList<string> Cells { get; }

    internal static IEnumerable<SegmentRow> Of(CompressionRequest request, CompressionResult result)
    {
        foreach (SegmentOutcome segment in result.Segments)
        {
            Segment asked = request.Segments[segment.Index];
            yield return new SegmentRow(
                Number(segment.Index + 1),
                asked.Role.Name(),
                asked.Policy.Name(),
                Number(segment.TokensBefore),
                Number(segment.TokensAfter),
                ResultWords.Percent(segment.TokensBefore == 0 ? 1 : (double)segment.TokensAfter / segment.TokensBefore),
                segment.Content is { } content ? string.Create(CultureInfo.InvariantCulture, $"{content.Kind.Name()} ({content.Reason})") : string.Empty,
                segment.Method,
                segment.Status.Name(),
                segment.Reason == ReasonCode.None ? string.Empty : segment.Reason.Text());
        }
    }

    private static string Number(int value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
