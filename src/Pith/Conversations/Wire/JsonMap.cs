using System.Text;
using System.Text.Json;

namespace Pith.Conversations.Wire;

/// <summary>Where every value of a JSON text stands in its bytes, so that some strings can be replaced and every other byte stays.</summary>
internal sealed class JsonMap
{
    private const int MaxDepth = 256;

    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly List<Node> _nodes = [];

    private JsonMap(ReadOnlyMemory<byte> bytes) => _bytes = bytes;

    /// <summary>Reads a text.</summary>
    /// <exception cref="JsonException">It is no JSON, or nested deeper than 256 levels.</exception>
    internal static JsonMap Read(ReadOnlyMemory<byte> bytes)
    {
        var map = new JsonMap(bytes);
        var reader = new Utf8JsonReader(bytes.Span, new JsonReaderOptions { MaxDepth = MaxDepth });
        var open = new Stack<int>();
        (int Start, int Length) name = default;
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    name = ((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    int closed = open.Pop();
                    map._nodes[closed] = map._nodes[closed] with { End = (int)reader.BytesConsumed, Next = map._nodes.Count };
                    break;
                default:
                    int index = map._nodes.Count;
                    map._nodes.Add(new Node(reader.TokenType, (int)reader.TokenStartIndex, (int)reader.BytesConsumed, name.Start, name.Length, index + 1));
                    name = default;
                    if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                    {
                        open.Push(index);
                    }

                    break;
            }
        }

        return map;
    }

    /// <summary>The value at the top.</summary>
    internal JsonPlace Root => new(this, 0);

    /// <summary>A copy of the bytes with other strings in some places.</summary>
    /// <param name="replacements">The strings by the places of those they replace, in the order of the text.</param>
    internal byte[] Replace(IReadOnlyList<(JsonPlace Place, string Text)> replacements)
    {
        var output = new MemoryStream(_bytes.Length);
        ReadOnlySpan<byte> bytes = _bytes.Span;
        int from = 0;
        foreach ((JsonPlace place, string text) in replacements)
        {
            Node node = _nodes[place.Index];
            output.Write(bytes[from..node.Start]);
            output.WriteByte((byte)'"');
            output.Write(JsonEncodedText.Encode(text, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);
            output.WriteByte((byte)'"');
            from = node.End;
        }

        output.Write(bytes[from..]);
        return output.ToArray();
    }

    /// <summary>A copy of the bytes with something put before the end of a container.</summary>
    internal byte[] Insert(JsonPlace container, ReadOnlySpan<byte> member)
    {
        Node node = _nodes[container.Index];
        ReadOnlySpan<byte> bytes = _bytes.Span;
        bool empty = node.Next == container.Index + 1;
        byte[] output = new byte[bytes.Length + member.Length + (empty ? 0 : 1)];
        int end = node.End - 1;
        bytes[..end].CopyTo(output);
        int at = end;
        if (!empty)
        {
            output[at++] = (byte)',';
        }

        member.CopyTo(output.AsSpan(at));
        bytes[end..].CopyTo(output.AsSpan(at + member.Length));
        return output;
    }

    internal readonly record struct Node(JsonTokenType Type, int Start, int End, int Name, int NameLength, int Next);

    /// <summary>A value of the text; the default is a value that is not there.</summary>
    internal readonly struct JsonPlace(JsonMap? map, int index)
    {
        internal int Index { get; } = index;

        internal bool Exists => map is not null;

        internal bool IsString => map?._nodes[Index].Type == JsonTokenType.String;

        internal bool IsTrue => map?._nodes[Index].Type == JsonTokenType.True;

        internal bool IsArray => map?._nodes[Index].Type == JsonTokenType.StartArray;

        internal bool IsObject => map?._nodes[Index].Type == JsonTokenType.StartObject;

        /// <summary>The members of an object or the items of an array; none of anything else.</summary>
        internal IEnumerable<JsonPlace> Children
        {
            get
            {
                if (map is null || !(IsArray || IsObject))
                {
                    yield break;
                }

                for (int i = Index + 1; i < map._nodes[Index].Next; i = map._nodes[i].Next)
                {
                    yield return new JsonPlace(map, i);
                }
            }
        }

        /// <summary>The member with this name.</summary>
        /// <exception cref="WireFormatException">There are several: which one counts is the server's choice.</exception>
        internal JsonPlace this[string name]
        {
            get
            {
                JsonPlace found = default;
                if (!IsObject)
                {
                    return found;
                }

                foreach (JsonPlace child in Children)
                {
                    if (!child.HasName(name))
                    {
                        continue;
                    }

                    if (found.Exists)
                    {
                        throw new WireFormatException($"The request has '{name}' twice in one object.");
                    }

                    found = child;
                }

                return found;
            }
        }

        /// <summary>The value of a string; null for anything else, and for a string that is no text (a lone surrogate).</summary>
        internal string? String
        {
            get
            {
                if (!IsString)
                {
                    return null;
                }

                try
                {
                    var reader = new Utf8JsonReader(Raw);
                    reader.Read();
                    return reader.GetString();
                }
                catch (InvalidOperationException)
                {
                    return null;
                }
            }
        }

        /// <summary>The bytes as they stand.</summary>
        internal ReadOnlySpan<byte> Raw => map is null ? default : map._bytes.Span[map._nodes[Index].Start..map._nodes[Index].End];

        /// <summary>The text as it stands.</summary>
        internal string RawText => Encoding.UTF8.GetString(Raw);

        private bool HasName(string name)
        {
            Node node = map!._nodes[Index];
            ReadOnlySpan<byte> own = map._bytes.Span.Slice(node.Name, node.NameLength);
            if (!own.Contains((byte)'\\'))
            {
                return Ascii.Equals(own, name);
            }

            // An escaped spelling of a name is the same name.
            var reader = new Utf8JsonReader(map._bytes.Span.Slice(node.Name - 1, node.NameLength + 2));
            return reader.Read() && reader.ValueTextEquals(name);
        }
    }
}
