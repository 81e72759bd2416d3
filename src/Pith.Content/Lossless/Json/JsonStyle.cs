using System.Text;
using Pith.Text;

namespace Pith.Content.Lossless.Json;

/// <summary>White space as one of the usual writers of JSON puts it: what such a writer wrote is known again from its tokens.</summary>
internal sealed class JsonStyle : ILosslessCodec
{
    private readonly byte[] _step;
    private readonly bool _pretty;
    private readonly bool _spaced;
    private readonly bool _lineEnd;

    private JsonStyle(string id, string? step, bool spaced, bool lineEnd)
    {
        Id = id;
        _step = Encoding.ASCII.GetBytes(step ?? string.Empty);
        _pretty = step is not null;
        _spaced = spaced;
        _lineEnd = lineEnd;
    }

    /// <summary>All styles: one line without and with spaces, lines indented by two, four or a tab, each without and with an end of the last line.</summary>
    internal static IReadOnlyList<JsonStyle> All { get; } =
    [
        new("sp", null, true, false), new("spn", null, true, true), new("two", "  ", true, false), new("twon", "  ", true, true), new("four", "    ", true, false),
        new("fourn", "    ", true, true), new("tab", "\t", true, false), new("tabn", "\t", true, true), new("n", null, false, true),
    ];

    public string Id { get; }

    public LosslessGuarantee Guarantee => LosslessGuarantee.Bytes;

    public string? Encode(string text, ITokenCounter counter, CancellationToken cancellationToken) =>
        JsonTape.TryParse(text) is { } tape && Wrote(text, tape) ? MinifiedJson.Encode(tape) : null;

    public string Decode(string encoded, int maxLength)
    {
        JsonTape tape = JsonTape.TryParse(encoded) ?? throw new LosslessFormatException("What is said to be JSON is not.");
        return Render(tape, maxLength).ToString();
    }

    /// <summary>Whether the text is what this writer makes of its tokens.</summary>
    internal bool Wrote(string text, JsonTape tape)
    {
        if (text.EndsWith('\n') != _lineEnd || tape.Roots == 0)
        {
            return false;
        }

        try
        {
            return Render(tape, tape.Source.Length).Written.SequenceEqual(tape.Source);
        }
        catch (LosslessFormatException)
        {
            return false;
        }
    }

    private Utf8Buffer Render(JsonTape tape, int limit)
    {
        var output = new Utf8Buffer(limit);
        Span<int> open = stackalloc int[JsonTape.MaxDepth + 2];
        int depth = 0;
        bool first = true;
        bool afterKey = false;
        ReadOnlySpan<JsonNode> nodes = tape.Nodes;
        for (int i = 1; i <= nodes.Length; i++)
        {
            while (depth > 0 && i == nodes[open[depth - 1]].End)
            {
                JsonNode closed = nodes[open[--depth]];
                if (closed.Count > 0)
                {
                    Break(output, depth);
                }

                output.Append(closed.Kind == JsonKind.Object ? (byte)'}' : (byte)']');
                first = false;
            }

            if (i == nodes.Length)
            {
                break;
            }

            if (depth == 0)
            {
                output.Append(i > 1 ? "\n"u8 : []);
            }
            else if (!afterKey)
            {
                output.Append(first ? [] : _spaced && !_pretty ? ", "u8 : ","u8);
                Break(output, depth);
            }

            first = false;
            afterKey = false;
            JsonNode node = nodes[i];
            switch (node.Kind)
            {
                case JsonKind.Object or JsonKind.Array:
                    output.Append(node.Kind == JsonKind.Object ? (byte)'{' : (byte)'[');
                    open[depth++] = i;
                    first = true;
                    break;
                case JsonKind.Literal:
                    output.Append(tape.Raw(i));
                    break;
                default:
                    output.Append((byte)'"');
                    output.Append(tape.Raw(i));
                    output.Append((byte)'"');
                    afterKey = node.Kind == JsonKind.Key;
                    output.Append(!afterKey ? [] : _spaced ? ": "u8 : ":"u8);
                    break;
            }
        }

        output.Append(_lineEnd ? "\n"u8 : []);
        return output;
    }

    private void Break(Utf8Buffer output, int depth)
    {
        if (!_pretty)
        {
            return;
        }

        output.Append((byte)'\n');
        for (int i = 0; i < depth; i++)
        {
            output.Append(_step);
        }
    }
}
