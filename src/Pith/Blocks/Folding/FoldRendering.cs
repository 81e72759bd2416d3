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

    /// <summary>Tokens of a part alone, as it was and as it is now.</summary>
    internal (int Before, int After) TokensOf(int part, bool[] kept)
    {
        var writer = new FoldWriter(_request.Original, _tokensPerCharacter, _ids) { Offset = _parts[part].Span.Start };
        _parts[part].Plan!.Render(kept, writer);
        return (_request.TokenCounter.Count(_parts[part].Span.Of(_request.Original)), _request.TokenCounter.Count(writer.ToString()));
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
            (int Length, int Kept, int LastEnd) separator = writer.Mark();
            if (separator.Length > 0)
            {
                writer.Literal(CompressionRequest.SegmentSeparator);
            }

            writer.BeginSegment();
            int start = writer.Length;
            int end = _segments[segment].Start;
            int written = -1;
            for (; part < _parts.Count && _parts[part].Segment == segment; part++)
            {
                FoldPart at = _parts[part];
                if (at.Plan is { } plan)
                {
                    (int Length, int Kept, int LastEnd) before = writer.Mark();
                    writer.Offset = 0;
                    Gap(writer, part, written, end, at.Span.Start);

                    int own = writer.Length;
                    writer.Offset = at.Span.Start;
                    if (at.IsReferredTo && Array.IndexOf(kept[part], false) < 0)
                    {
                        writer.Slice(new TextSpan(0, at.Span.Length));
                    }
                    else
                    {
                        plan.Render(kept[part], writer);
                        faithful &= plan.IsFaithful;
                    }

                    if (writer.Length == own)
                    {
                        writer.Restore(before);
                    }
                    else
                    {
                        written = part;
                    }
                }

                end = at.Span.End;
            }

            writer.Offset = 0;
            if (written >= 0 && written == part - 1)
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

    // What stands between two parts that are written: as it was, if nothing was between them, or as much white space as there was around what is gone.
    private void Gap(FoldWriter writer, int part, int written, int end, int start)
    {
        string original = _request.Original;
        if (written < 0)
        {
            // White space before the first part stays if that part begins the segment.
            bool first = part == 0 || _parts[part - 1].Segment != _parts[part].Segment;
            writer.Slice(first ? new TextSpan(end, start) : new TextSpan(start, start));
            return;
        }

        if (written == part - 1 && start > end)
        {
            writer.Slice(new TextSpan(end, start));
            return;
        }

        int lines = 0;
        bool white = written == part - 1;
        for (int p = written + 1; p <= part; p++)
        {
            ReadOnlySpan<char> gap = original.AsSpan(_parts[p - 1].Span.End, _parts[p].Span.Start - _parts[p - 1].Span.End);
            lines = Math.Max(lines, gap.Count('\n'));
            white |= gap.Length > 0;
        }

        bool touches = writer.LastKept == start;
        if (lines > 0)
        {
            writer.Literal(lines > 1 ? "\n\n" : "\n");
        }
        else if (!touches && (white || written < part - 1))
        {
            writer.Literal(" ");
        }
    }
}
