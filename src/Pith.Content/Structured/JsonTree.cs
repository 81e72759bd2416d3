using System.Text;
using System.Text.Json;
using Pith.Text;

namespace Pith.Content.Structured;

/// <summary>What a node of a JSON text is.</summary>
internal enum JsonNodeKind : byte
{
    Object,
    Array,
    String,
    Scalar,
}

/// <summary>A value of a JSON text at its place; nodes stand in the order of the text, children after their parent.</summary>
internal struct JsonNode
{
    internal JsonNodeKind Kind;
    internal int Parent;

    /// <summary>One past the last node of the subtree.</summary>
    internal int End;

    /// <summary>The value, quotation marks and brackets included.</summary>
    internal TextSpan Span;

    /// <summary>The name of a member with its quotation marks; empty elsewhere.</summary>
    internal TextSpan Key;

    /// <summary>Position among the parent's children.</summary>
    internal int Index;

    internal int Depth;
    internal int Children;

    internal readonly bool IsContainer => Kind <= JsonNodeKind.Array;
}

/// <summary>A JSON text, or one value a line, as nodes with exact places; no value is decoded.</summary>
/// <remarks>Numbers, escapes, order and duplicates of names are the text's own. Iterative; at most <see cref="MaxDepth"/> levels.</remarks>
internal sealed class JsonTree
{
    internal const int MaxDepth = 512;

    private JsonTree(string text, List<JsonNode> nodes, int roots)
    {
        Text = text;
        Nodes = [.. nodes];
        Roots = roots;
    }

    internal string Text { get; }

    internal JsonNode[] Nodes { get; }

    /// <summary>Values at the top: 1, or the lines of NDJSON.</summary>
    internal int Roots { get; }

    /// <summary>Reads a text; null if it is no JSON.</summary>
    internal static JsonTree? Read(string text, CancellationToken cancellationToken)
    {
        // A lone surrogate has no UTF-8: such a text is not JSON.
        byte[] bytes;
        try
        {
            bytes = s_strict.GetBytes(text);
        }
        catch (EncoderFallbackException)
        {
            return null;
        }

        int[]? at = bytes.Length == text.Length ? null : Places(text, bytes.Length);
        var nodes = new List<JsonNode>(Math.Max(16, text.Length / 24));
        var open = new Stack<int>();
        int roots = 0;
        var key = default(TextSpan);
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = MaxDepth, AllowMultipleValues = true });
        try
        {
            while (reader.Read())
            {
                int start = Place(at, (int)reader.TokenStartIndex);
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName:
                        key = new TextSpan(start, Place(at, (int)reader.TokenStartIndex + 2 + reader.ValueSpan.Length));
                        break;
                    case JsonTokenType.StartObject or JsonTokenType.StartArray:
                        Add(reader.TokenType == JsonTokenType.StartObject ? JsonNodeKind.Object : JsonNodeKind.Array, new TextSpan(start, start + 1));
                        open.Push(nodes.Count - 1);
                        break;
                    case JsonTokenType.EndObject or JsonTokenType.EndArray:
                        int closed = open.Pop();
                        JsonNode node = nodes[closed];
                        node.Span = new TextSpan(node.Span.Start, start + 1);
                        node.End = nodes.Count;
                        nodes[closed] = node;
                        break;
                    case JsonTokenType.String:
                        Add(JsonNodeKind.String, new TextSpan(start, Place(at, (int)reader.TokenStartIndex + 2 + reader.ValueSpan.Length)));
                        break;
                    default:
                        Add(JsonNodeKind.Scalar, new TextSpan(start, Place(at, (int)reader.TokenStartIndex + reader.ValueSpan.Length)));
                        break;
                }

                if ((nodes.Count & 0xFFFF) == 0)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                }
            }
        }
        catch (JsonException)
        {
            return null;
        }

        return roots == 0 ? null : new JsonTree(text, nodes, roots);

        void Add(JsonNodeKind kind, TextSpan span)
        {
            int parent = open.Count == 0 ? -1 : open.Peek();
            int index;
            if (parent >= 0)
            {
                JsonNode above = nodes[parent];
                index = above.Children++;
                nodes[parent] = above;
            }
            else
            {
                index = roots++;
            }

            nodes.Add(new JsonNode { Kind = kind, Parent = parent, End = nodes.Count + 1, Span = span, Key = key, Index = index, Depth = open.Count });
            key = default;
        }
    }

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static int Place(int[]? places, int index) => places is null ? index : places[index];

    // The character that each byte belongs to.
    private static int[] Places(string text, int bytes)
    {
        int[] places = new int[bytes + 1];
        int at = 0;
        for (int i = 0; i < text.Length;)
        {
            Rune.DecodeFromUtf16(text.AsSpan(i), out Rune rune, out int consumed);
            for (int b = 0; b < rune.Utf8SequenceLength; b++)
            {
                places[at++] = i;
            }

            i += consumed;
        }

        places[at] = text.Length;
        return places;
    }
}
