using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Pith.Routing;
using Pith.Text;

namespace Pith.Cli.Output;

/// <summary>A result as one line of JSON.</summary>
internal static class ResultJson
{
    internal const string Help = """
        JSON: {"text", "tokens_before", "tokens_after", "tokenizer", "method", "status", "reason"?, "limit"?, "content"?, "kept"?, "segments"?, "elisions"?, "notes"?, "ms"};
        "kept" holds [start, end) ranges of the original in UTF-16 code units; with segments, each segment has its own. "content" is what the
        text was taken for. "elisions" are the cuts that are marked in the text: {"start", "end", "units", "of", "id"?}; pith expand takes an id.
        """;

    // Readable UTF-8: this output is never pasted into HTML or a script.
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One object and a line feed.</summary>
    internal static ReadOnlyMemory<byte> Line(Action<Utf8JsonWriter> writeProperties)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, s_options))
        {
            json.WriteStartObject();
            writeProperties(json);
            json.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenMemory;
    }

    /// <param name="json">Where to.</param>
    /// <param name="result">What came out.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="bySegment">Whether ranges are given for each segment instead of for the joined text.</param>
    internal static void Write(Utf8JsonWriter json, CompressionResult result, CompressionRequest request, bool bySegment)
    {
        json.WriteString("text", result.Text);
        json.WriteNumber("tokens_before", result.TokensBefore);
        json.WriteNumber("tokens_after", result.TokensAfter);
        json.WriteString("tokenizer", result.Tokenizer);
        json.WriteString("method", result.Method);
        json.WriteString("status", result.Status());
        WriteReason(json, result.Reason);
        if (result.TokenLimit is { } limit)
        {
            json.WriteNumber("limit", limit);
        }

        if (!bySegment)
        {
            WriteContent(json, result.Segments.Count == 1 ? result.Segments[0] : null);
            WriteKept(json, result.Kept, result.Kind);
        }
        else
        {
            WriteSegments(json, result, request);
        }

        WriteElisions(json, result.Elisions);
        if (result.Notes.Count > 0)
        {
            json.WriteStartArray("notes");
            foreach (CompressionNote note in result.Notes)
            {
                json.WriteStartObject();
                json.WriteString("code", note.Code);
                json.WriteString("message", note.Message);
                if (note.Span is { } span)
                {
                    json.WriteNumber("start", span.Start);
                    json.WriteNumber("end", span.End);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteNumber("ms", Math.Round(result.Cost.Elapsed.TotalMilliseconds, 1));
    }

    /// <summary>Every unit with its score; a score that is no number (never worth keeping) is null.</summary>
    internal static void WriteUnits(Utf8JsonWriter json, IReadOnlyList<UnitTrace> units)
    {
        json.WriteStartArray("units");
        foreach (UnitTrace unit in units)
        {
            json.WriteStartObject();
            json.WriteNumber("start", unit.Span.Start);
            json.WriteNumber("end", unit.Span.End);
            if (double.IsFinite(unit.Score))
            {
                json.WriteNumber("score", Math.Round(unit.Score, 6));
            }
            else
            {
                json.WriteNull("score");
            }

            json.WriteBoolean("kept", unit.Kept);
            json.WriteBoolean("protected", unit.Protected);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteSegments(Utf8JsonWriter json, CompressionResult result, CompressionRequest request)
    {
        json.WriteStartArray("segments");
        foreach (SegmentOutcome segment in result.Segments)
        {
            json.WriteStartObject();
            json.WriteString("text", segment.Text);
            json.WriteString("role", request.Segments[segment.Index].Role.Name());
            json.WriteString("policy", request.Segments[segment.Index].Policy.Name());
            json.WriteNumber("tokens_before", segment.TokensBefore);
            json.WriteNumber("tokens_after", segment.TokensAfter);
            json.WriteString("method", segment.Method);
            json.WriteString("status", segment.Status.Name());
            WriteReason(json, segment.Reason);
            WriteContent(json, segment);
            WriteKept(json, segment.Kept, result.Kind);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteContent(Utf8JsonWriter json, SegmentOutcome? segment)
    {
        if (segment?.Content is { } content)
        {
            json.WriteString("content", content.Kind.Name());
        }
    }

    private static void WriteElisions(Utf8JsonWriter json, IReadOnlyList<Elision> elisions)
    {
        if (elisions.Count == 0)
        {
            return;
        }

        json.WriteStartArray("elisions");
        foreach (Elision elision in elisions)
        {
            json.WriteStartObject();
            json.WriteNumber("start", elision.Span.Start);
            json.WriteNumber("end", elision.Span.End);
            json.WriteNumber("units", elision.Units);
            json.WriteString("of", elision.Noun);
            if (elision.Id is { } id)
            {
                json.WriteString("id", id);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteReason(Utf8JsonWriter json, ReasonCode reason)
    {
        if (reason != ReasonCode.None)
        {
            json.WriteString("reason", reason.Name());
        }
    }

    private static void WriteKept(Utf8JsonWriter json, IReadOnlyList<TextSpan> kept, ResultKind kind)
    {
        if (kind == ResultKind.Rewritten)
        {
            return;
        }

        json.WriteStartArray("kept");
        foreach (TextSpan span in kept)
        {
            json.WriteStartArray();
            json.WriteNumberValue(span.Start);
            json.WriteNumberValue(span.End);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }
}
