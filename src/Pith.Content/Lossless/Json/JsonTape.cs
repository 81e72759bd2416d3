using System.Text;
using System.Text.Json;

namespace Pith.Content.Lossless.Json;

/// <summary>What a <see cref="JsonNode"/> is.</summary>
internal enum JsonKind : byte
{
    /// <summary>Name of a member; its value is the next node.</summary>
    Key,

    /// <summary>A string.</summary>
    String,

    /// <summary>A number, true, false or null.</summary>
    Literal,

    /// <summary>An object.</summary>
    Object,

    /// <summary>An array.</summary>
    Array,
}

/// <summary>One token of a JSON text, with the place of its bytes; of strings and keys without the quotation marks.</summary>
internal struct JsonNode
{
    internal JsonKind Kind;
    internal int Start;
    internal int Length;

    /// <summary>Members or elements.</summary>
    internal int Count;

    /// <summary>Index of the node after this one and all that it contains.</summary>
    internal int End;

    internal ulong Hash;
}

/// <summary>A JSON text as a flat array of tokens that point into its bytes, so that every spelling survives.</summary>
internal sealed class JsonTape
{
    internal const int MaxDepth = 512;

    private static readonly UTF8Encoding s_strict = new(false, throwOnInvalidBytes: true);

    private readonly byte[] _source;
    private JsonNode[] _nodes;
    private int _count;

    private JsonTape(byte[] source)
    {
        _source = source;
        _nodes = new JsonNode[Math.Max(16, source.Length / 12)];
    }

    /// <summary>All nodes. The first is an array of the values at the top: one, or several in JSON Lines.</summary>
    internal ReadOnlySpan<JsonNode> Nodes => _nodes.AsSpan(0, _count);

    internal int Roots => _nodes[0].Count;

    internal ReadOnlySpan<byte> Source => _source;

    internal static JsonTape? TryParse(string text)
    {
        int first = 0;
        while (first < text.Length && text[first] is ' ' or '\t' or '\r' or '\n')
        {
            first++;
        }

        if (first == text.Length || text[first] is not ('{' or '['))
        {
            return null;
        }

        try
        {
            return TryParse(s_strict.GetBytes(text));
        }
        catch (EncoderFallbackException)
        {
            return null;
        }
    }

    internal static JsonTape? TryParse(byte[] utf8)
    {
        var tape = new JsonTape(utf8);
        try
        {
            tape.Read();
        }
        catch (JsonException)
        {
            return null;
        }

        return tape;
    }

    internal ReadOnlySpan<byte> Raw(int node) => _source.AsSpan(_nodes[node].Start, _nodes[node].Length);

    /// <summary>Whether two subtrees have the same tokens with the same spelling.</summary>
    internal bool Same(int one, int other)
    {
        if (_nodes[one].Hash != _nodes[other].Hash || _nodes[one].End - one != _nodes[other].End - other)
        {
            return false;
        }

        for (int length = _nodes[one].End - one, i = 0; i < length; i++)
        {
            ref readonly JsonNode a = ref _nodes[one + i];
            ref readonly JsonNode b = ref _nodes[other + i];
            if (a.Kind != b.Kind || a.Count != b.Count || (a.Kind < JsonKind.Object && !Raw(one + i).SequenceEqual(Raw(other + i))))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether two JSON texts have the same tokens with the same spelling, each from a node on.</summary>
    internal static bool SameTokens(JsonTape one, int from, JsonTape other, int otherFrom)
    {
        if (one._count - from != other._count - otherFrom)
        {
            return false;
        }

        for (int i = from, j = otherFrom; i < one._count; i++, j++)
        {
            ref readonly JsonNode a = ref one._nodes[i];
            ref readonly JsonNode b = ref other._nodes[j];
            if (a.Kind != b.Kind || a.Count != b.Count || (a.Kind < JsonKind.Object && !one.Raw(i).SequenceEqual(other.Raw(j))))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Writes a value without white space.</summary>
    internal void Minify(int node, Utf8Buffer output)
    {
        Span<int> open = stackalloc int[MaxDepth + 2];
        int depth = 0;
        bool first = true;
        int end = _nodes[node].End;
        for (int i = node; i <= end; i++)
        {
            while (depth > 0 && i == _nodes[open[depth - 1]].End)
            {
                depth--;
                output.Append(_nodes[open[depth]].Kind == JsonKind.Object ? (byte)'}' : (byte)']');
                first = false;
            }

            if (i == end)
            {
                return;
            }

            ref readonly JsonNode n = ref _nodes[i];
            if (!first)
            {
                output.Append((byte)',');
            }

            first = false;
            switch (n.Kind)
            {
                case JsonKind.Object:
                case JsonKind.Array:
                    output.Append(n.Kind == JsonKind.Object ? (byte)'{' : (byte)'[');
                    open[depth++] = i;
                    first = true;
                    break;
                case JsonKind.Literal:
                    output.Append(Raw(i));
                    break;
                default:
                    output.Append((byte)'"');
                    output.Append(Raw(i));
                    output.Append((byte)'"');
                    if (n.Kind == JsonKind.Key)
                    {
                        output.Append((byte)':');
                        first = true;
                    }

                    break;
            }
        }
    }

    private void Read()
    {
        var reader = new Utf8JsonReader(_source, new JsonReaderOptions { MaxDepth = MaxDepth, AllowMultipleValues = true });
        Span<int> open = stackalloc int[MaxDepth + 2];
        int depth = 0;
        Add(JsonKind.Array, 0, 0);
        open[depth++] = 0;
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.EndObject:
                case JsonTokenType.EndArray:
                    int closed = open[--depth];
                    _nodes[closed].End = _count;
                    _nodes[closed].Length = (int)reader.BytesConsumed - _nodes[closed].Start;
                    continue;
                case JsonTokenType.PropertyName:
                    Add(JsonKind.Key, (int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
                    continue;
                case JsonTokenType.StartObject:
                case JsonTokenType.StartArray:
                    _nodes[open[depth - 1]].Count++;
                    open[depth++] = _count;
                    Add(reader.TokenType == JsonTokenType.StartObject ? JsonKind.Object : JsonKind.Array, (int)reader.TokenStartIndex, 0);
                    continue;
                case JsonTokenType.String:
                    _nodes[open[depth - 1]].Count++;
                    Add(JsonKind.String, (int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
                    continue;
                default:
                    _nodes[open[depth - 1]].Count++;
                    Add(JsonKind.Literal, (int)reader.TokenStartIndex, reader.ValueSpan.Length);
                    continue;
            }
        }

        _nodes[0].End = _count;
        for (int i = _count - 1; i >= 0; i--)
        {
            _nodes[i].Hash = HashOf(i);
        }
    }

    private void Add(JsonKind kind, int start, int length)
    {
        if (_count == _nodes.Length)
        {
            Array.Resize(ref _nodes, _nodes.Length * 2);
        }

        _nodes[_count] = new JsonNode { Kind = kind, Start = start, Length = length, End = _count + 1 };
        _count++;
    }

    private ulong HashOf(int node)
    {
        ulong hash = ByteHash.Seed + (ulong)_nodes[node].Kind;
        if (_nodes[node].Kind < JsonKind.Object)
        {
            return ByteHash.Add(hash, Raw(node));
        }

        for (int child = node + 1; child < _nodes[node].End; child = _nodes[child].End)
        {
            hash = ByteHash.Add(hash, _nodes[child].Hash);
        }

        return hash;
    }
}
