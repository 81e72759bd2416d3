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

    /// <summary>A string as it stands in JSON, with its quotation marks.</summary>
    internal static byte[] Quoted(string text) =>
        [(byte)'"', .. JsonEncodedText.Encode(text, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes, (byte)'"'];

    /// <summary>A copy of the bytes with other bytes in some places.</summary>
    /// <param name="splices">What goes where, ascending and disjoint; several at one place go in their order.</param>
    internal byte[] With(IReadOnlyList<Splice> splices)
    {
        var output = new MemoryStream(_bytes.Length);
        ReadOnlySpan<byte> bytes = _bytes.Span;
        int from = 0;
        foreach (Splice splice in splices)
        {
            output.Write(bytes[from..splice.Start]);
            output.Write(splice.Bytes.Span);
            from = splice.End;
        }

        output.Write(bytes[from..]);
        return output.ToArray();
    }

    /// <summary>Bytes in place of <c>[start, end)</c>.</summary>
    internal readonly record struct Splice(int Start, int End, ReadOnlyMemory<byte> Bytes);

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

        /// <summary>Something in place of the value.</summary>
        internal Splice Instead(ReadOnlyMemory<byte> bytes) => new(map!._nodes[Index].Start, map._nodes[Index].End, bytes);

        /// <summary>More items right after the value, which stands in an array.</summary>
        internal Splice After(IEnumerable<ReadOnlyMemory<byte>> items)
        {
            int end = map!._nodes[Index].End;
            return new Splice(end, end, Joined(items, before: true));
        }

        /// <summary>More items or members at the end of the container.</summary>
        internal Splice AtEnd(IEnumerable<ReadOnlyMemory<byte>> items)
        {
            int end = map!._nodes[Index].End - 1;
            return new Splice(end, end, Joined(items, before: !IsEmpty));
        }

        /// <summary>More items at the beginning of the array.</summary>
        internal Splice AtBeginning(IEnumerable<ReadOnlyMemory<byte>> items)
        {
            int start = map!._nodes[Index].Start + 1;
            byte[] joined = Joined(items, before: false);
            return new Splice(start, start, IsEmpty ? joined : (byte[])[.. joined, (byte)',']);
        }

        private bool IsEmpty => map!._nodes[Index].Next == Index + 1;

        private static byte[] Joined(IEnumerable<ReadOnlyMemory<byte>> items, bool before)
        {
            var output = new MemoryStream();
            foreach (ReadOnlyMemory<byte> item in items)
            {
                if (before || output.Length > 0)
                {
                    output.WriteByte((byte)',');
                }

                output.Write(item.Span);
            }

            return output.ToArray();
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
