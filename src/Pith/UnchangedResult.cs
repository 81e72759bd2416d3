using Pith.Text;

namespace Pith;

/// <summary>Results that give the original back.</summary>
public static class UnchangedResult
{
    /// <summary>The original, byte for byte, with the reason why it was not compressed.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="method">Id of the method that declined.</param>
    /// <param name="reason">Why.</param>
    /// <param name="note">One sentence more for the caller, if there is one to say.</param>
    public static CompressionResult Unchanged(this CompressionRequest request, string method, ReasonCode reason, string? note = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        string original = request.Original;
        int tokens = request.TokenCounter.Count(original);
        int filled = request.Segments.Count(s => s.Text.Length > 0);
        return new CompressionResult
        {
            Text = original,
            Kind = ResultKind.Original,
            Kept = original.Length == 0 ? [] : [new TextSpan(0, original.Length)],
            TokensBefore = tokens,
            TokensAfter = tokens,
            Tokenizer = request.TokenCounter.Name,
            Method = method,
            TokenLimit = request.Budget.LimitFor(tokens),
            Reason = reason,
            Segments =
            [
                .. request.Segments.Select((segment, index) =>
                {
                    int own = filled == 1 && segment.Text.Length > 0 ? tokens : request.TokenCounter.Count(segment.Text);
                    return new SegmentOutcome
                    {
                        Index = index,
                        Text = segment.Text,
                        Kept = segment.Text.Length == 0 ? [] : [new TextSpan(0, segment.Text.Length)],
                        TokensBefore = own,
                        TokensAfter = own,
                        Method = method,
                        Status = SegmentStatus.Skipped,
                        Reason = segment.Text.Length == 0 ? ReasonCode.Empty : segment.Policy == SegmentPolicy.Keep ? ReasonCode.Protected : reason,
                    };
                }),
            ],
            Notes = note is null ? [] : [new CompressionNote { Code = reason.Name(), Message = note }],
        };
    }
}
