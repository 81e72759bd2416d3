using Pith.Text;

namespace Pith.Blocks.Folding;

/// <summary>Writes selections of all parts of a request as one text, and counts it.</summary>
internal sealed class FoldRendering
{
    private readonly CompressionRequest _request;
    private readonly IReadOnlyList<FoldPart> _parts;
    private readonly TextSpan[] _segments;
    private readonly double _tokensPerCharacter;
    private readonly Dictionary<TextSpan, string>? _ids;

    internal FoldRendering(CompressionRequest request, IReadOnlyList<FoldPart> parts, TextSpan[] segments, double tokensPerCharacter)
    {
        _request = request;
        _parts = parts;
        _segments = segments;
        _tokensPerCharacter = tokensPerCharacter;
        _ids = request.Originals is null ? null : [];
    }

    internal FoldSelection Render(bool[][] kept, ReasonCode reason)
    {
        string original = _request.Original;
        var writer = new FoldWriter(original, _tokensPerCharacter, _ids);
        var texts = new string[_segments.Length];
        bool faithful = true;
        int part = 0;
        for (int segment = 0; segment < texts.Length; segment++)
        {
            (int Length, int Kept) separator = writer.Mark();
            if (separator.Length > 0)
            {
                writer.Literal(CompressionRequest.SegmentSeparator);
            }

            int start = writer.Length;
            int end = _segments[segment].Start;
            for (; part < _parts.Count && _parts[part].Segment == segment; part++)
            {
                FoldPart at = _parts[part];
                if (at.Plan is { } plan)
                {
                    (int Length, int Kept) before = writer.Mark();
                    writer.Offset = 0;
                    if (before.Length > start || end == _segments[segment].Start)
                    {
                        writer.Slice(new TextSpan(end, at.Span.Start));
                    }

                    int own = writer.Length;
                    writer.Offset = at.Span.Start;
                    plan.Render(kept[part], writer);
                    faithful &= plan.IsFaithful;
                    if (writer.Length == own)
                    {
                        writer.Restore(before);
                    }
                }

                end = at.Span.End;
            }

            writer.Offset = 0;
            if (writer.Length > start)
            {
                writer.Slice(new TextSpan(end, _segments[segment].End));
            }

            texts[segment] = writer.TextFrom(start);
            if (writer.Length == start)
            {
                writer.Restore(separator);
            }
        }

        string text = writer.ToString();
        return new FoldSelection
        {
            Kept = kept,
            Text = text,
            Tokens = _request.TokenCounter.Count(text),
            Kind = text == original ? ResultKind.Original
                : !faithful || writer.IsReordered ? ResultKind.Rewritten
                : writer.HasLiterals ? ResultKind.Folded : ResultKind.Extracted,
            Ranges = writer.Kept,
            Elisions = writer.Elisions,
            Segments = texts,
            Reason = reason,
        };
    }
}
