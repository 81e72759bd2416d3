namespace Pith.Blocks;

/// <summary>The result of a method that writes new text, from what it made of each segment.</summary>
public static class RewrittenResult
{
    /// <summary>Puts the result together; segments that stay only if the budget allows it go, oldest first, until the rest fits.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="method">Id of the method.</param>
    /// <param name="texts">One text a segment, for those that the method was to compress; null if it dropped the segment.</param>
    /// <param name="cost">What it cost.</param>
    /// <param name="notes">What the caller should know.</param>
    public static CompressionResult Of(CompressionRequest request, string method, IReadOnlyList<string?> texts, CompressionCost cost, IEnumerable<CompressionNote> notes)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(texts);
        string original = request.Original;
        int before = request.TokenCounter.Count(original);
        int? limit = request.Budget.LimitFor(before);
        string?[] parts = [.. request.Segments.Select((s, i) => s.Policy == SegmentPolicy.Compress ? texts[i] : s.Text.Length == 0 ? null : s.Text)];
        string text = Join(parts);
        int after = request.TokenCounter.Count(text);
        for (int i = 0; i < parts.Length && after > limit; i++)
        {
            if (request.Segments[i].Policy == SegmentPolicy.DropIfNeeded && parts[i] is not null)
            {
                parts[i] = null;
                text = Join(parts);
                after = request.TokenCounter.Count(text);
            }
        }

        bool same = text == original;
        return new CompressionResult
        {
            Text = text,
            Kind = same ? ResultKind.Original : ResultKind.Rewritten,
            Kept = same && text.Length > 0 ? [new(0, text.Length)] : [],
            TokensBefore = before,
            TokensAfter = after,
            Tokenizer = request.TokenCounter.Name,
            Method = method,
            TokenLimit = limit,
            Reason = same ? ReasonCode.WithinBudget : text.Length == 0 ? ReasonCode.NothingFits : ReasonCode.None,
            Segments = [.. parts.Select((part, i) => Outcome(request, method, i, part))],
            Notes = [.. notes],
            Cost = cost,
        };
    }

    private static string Join(IEnumerable<string?> parts) => string.Join(CompressionRequest.SegmentSeparator, parts.Where(p => p is not null));

    private static SegmentOutcome Outcome(CompressionRequest request, string method, int index, string? text)
    {
        Segment segment = request.Segments[index];
        bool same = segment.Text == (text ?? string.Empty);
        return new SegmentOutcome
        {
            Index = index,
            Text = text ?? string.Empty,
            Kept = same && segment.Text.Length > 0 ? [new(0, segment.Text.Length)] : [],
            TokensBefore = request.TokenCounter.Count(segment.Text),
            TokensAfter = request.TokenCounter.Count(text),
            Method = method,
            Status = same ? SegmentStatus.Skipped : string.IsNullOrEmpty(text) ? SegmentStatus.Dropped : SegmentStatus.Applied,
            Reason = segment.Text.Length == 0 ? ReasonCode.Empty
                : segment.Policy == SegmentPolicy.Keep ? ReasonCode.Protected
                : same ? ReasonCode.WithinBudget
                : !string.IsNullOrEmpty(text) ? ReasonCode.None
                : segment.Policy == SegmentPolicy.DropIfNeeded ? ReasonCode.DroppedByPolicy : ReasonCode.NothingFits,
        };
    }
}
