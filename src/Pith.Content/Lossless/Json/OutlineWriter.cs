using System.Text;
using Pith.Text;

namespace Pith.Content.Lossless.Json;

/// <summary>Writes JSON as an outline: a line a member, a table for records, names for what repeats.</summary>
internal sealed partial class OutlineWriter(JsonTape tape, ITokenCounter counter, IReadOnlyList<(int Start, int Length)> prefixes, CancellationToken cancellationToken)
{
    private const int SmallestTwin = 4;
    private const int MostAlone = 20_000;

    private readonly Utf8Buffer _output = new(Array.MaxLength);
    private readonly int[] _uses = new int[prefixes.Count];
    private readonly Dictionary<ulong, (int Node, string Path)> _seen = [];
    private readonly HashSet<string> _paths = new(StringComparer.Ordinal);

    private readonly List<int> _alone = [];

    /// <summary>Nodes of strings that were written without a column's beginning.</summary>
    internal IReadOnlyList<int> Alone => _alone;

    /// <summary>How often each prefix was used.</summary>
    internal IReadOnlyList<int> Uses => _uses;

    /// <summary>The outline, or null if the value can't stand at the top of one.</summary>
    /// <param name="root">Node of a non-empty object or array.</param>
    internal string? Write(int root)
    {
        for (int i = 0; i < prefixes.Count; i++)
        {
            _output.Append((byte)'$');
            _output.Append(i + 1);
            _output.Append((byte)'=');
            _output.Append(tape.Source.Slice(prefixes[i].Start, prefixes[i].Length));
            _output.Append((byte)'\n');
        }

        int begin = _output.Length;
        if (tape.Nodes[root].Kind == JsonKind.Object)
        {
            WriteMembers(root, string.Empty);
        }
        else
        {
            WriteArray(root, string.Empty);
            if (_output.Written[begin] != '[')
            {
                return null;
            }
        }

        _output.Truncate(_output.Length - 1);
        return _output.ToString();
    }

    private void WriteMembers(int parent, string? path)
    {
        cancellationToken.ThrowIfCancellationRequested();
        int end = tape.Nodes[parent].End;
        for (int key = parent + 1; key < end; key = tape.Nodes[key + 1].End)
        {
            WriteKey(key);
            int value = key + 1;
            JsonNode node = tape.Nodes[value];
            if (node.Count == 0)
            {
                _output.Append((byte)':');
                WriteValue(value);
                _output.Append((byte)'\n');
                continue;
            }

            string? own = OutlineSyntax.Step(path, tape.Raw(key));
            if (node.Kind == JsonKind.Array)
            {
                WriteArray(value, own);
            }
            else if (TwinOf(value) is { } twin)
            {
                _output.Append((byte)'=');
                _output.Append(Encoding.UTF8.GetBytes(twin));
                _output.Append((byte)'\n');
            }
            else
            {
                WriteObject(value, own);
            }
        }
    }

    private void WriteObject(int node, string? path)
    {
        _output.Append("{\n"u8);
        WriteMembers(node, path);
        _output.Append("}\n"u8);
        if (path is not null && _paths.Add(path))
        {
            _seen.TryAdd(tape.Nodes[node].Hash, (node, path));
        }
    }

    private string? TwinOf(int node) =>
        tape.Nodes[node].End - node > SmallestTwin && _seen.TryGetValue(tape.Nodes[node].Hash, out (int Node, string Path) seen) && tape.Same(seen.Node, node) ? seen.Path : null;

    private void WriteArray(int node, string? path)
    {
        ReadOnlySpan<JsonNode> nodes = tape.Nodes;
        JsonNode array = nodes[node];
        int objects = 0;
        int scalars = 0;
        for (int child = node + 1; child < array.End; child = nodes[child].End)
        {
            objects += nodes[child].Kind == JsonKind.Object && nodes[child].Count > 0 ? 1 : 0;
            scalars += nodes[child].Kind < JsonKind.Object ? 1 : 0;
        }

        if (scalars == array.Count)
        {
            WriteScalars(node);
        }
        else if (objects == 0)
        {
            _output.Append((byte)':');
            tape.Minify(node, _output);
            _output.Append((byte)'\n');
        }
        else if (objects < array.Count || array.Count < 2 || !TryWriteTable(node))
        {
            WriteElements(node, path);
        }
    }

    private void WriteElements(int node, string? path)
    {
        _output.Append("[\n"u8);
        int index = 0;
        for (int child = node + 1; child < tape.Nodes[node].End; child = tape.Nodes[child].End, index++)
        {
            if (tape.Nodes[child].Kind == JsonKind.Object && tape.Nodes[child].Count > 0)
            {
                WriteObject(child, OutlineSyntax.Step(path, index));
            }
            else
            {
                // An array on a line of its own would read as one of the bracket forms.
                _output.Append(tape.Nodes[child].Kind >= JsonKind.Object ? ":"u8 : []);
                WriteValue(child);
                _output.Append((byte)'\n');
            }
        }

        _output.Append("]\n"u8);
    }

    private void WriteScalars(int node)
    {
        int begin = _output.Length;
        int end = tape.Nodes[node].End;
        _output.Append((byte)'[');
        for (int child = node + 1; child < end; child++)
        {
            ReadOnlySpan<byte> text = tape.Raw(child);
            if (tape.Nodes[child].Kind == JsonKind.String && (!OutlineSyntax.IsBareValue(text) || text.IndexOfAny((byte)' ', (byte)']') >= 0))
            {
                _output.Truncate(begin);
                _output.Append((byte)':');
                tape.Minify(node, _output);
                _output.Append((byte)'\n');
                return;
            }

            _output.Append(child > node + 1 ? " "u8 : []);
            _output.Append(text);
        }

        _output.Append("]\n"u8);
    }

    private void WriteKey(int key)
    {
        ReadOnlySpan<byte> name = tape.Raw(key);
        if (OutlineSyntax.IsBareKey(name))
        {
            _output.Append(name);
        }
        else
        {
            WriteQuoted(name);
        }
    }

    private void WriteQuoted(ReadOnlySpan<byte> text)
    {
        _output.Append((byte)'"');
        _output.Append(text);
        _output.Append((byte)'"');
    }

    private void WriteValue(int node) => WriteValue(node, []);

    /// <summary>A value on a line, or in a cell that ends at a delimiter.</summary>
    private void WriteValue(int node, ReadOnlySpan<byte> delimiter)
    {
        switch (tape.Nodes[node].Kind)
        {
            case JsonKind.Literal:
                _output.Append(tape.Raw(node));
                return;
            case JsonKind.String:
                ReadOnlySpan<byte> text = tape.Raw(node);
                if (!_sampling && prefixes.Count == 0 && _alone.Count < MostAlone)
                {
                    _alone.Add(node);
                }

                int prefix = PrefixOf(text);
                ReadOnlySpan<byte> rest = prefix < 0 ? text : text[prefixes[prefix].Length..];
                bool free = delimiter.IsEmpty || rest.IndexOf(delimiter) < 0;
                if (free && prefix >= 0 && (rest.Length == 0 || rest[^1] != ' '))
                {
                    _uses[prefix] += _sampling ? 0 : 1;
                    _output.Append((byte)'$');
                    _output.Append(prefix + 1);
                    _output.Append(rest);
                }
                else if (OutlineSyntax.IsBareValue(text) && (delimiter.IsEmpty || text.IndexOf(delimiter) < 0))
                {
                    _output.Append(text);
                }
                else
                {
                    WriteQuoted(text);
                }

                return;
            default:
                tape.Minify(node, _output);
                return;
        }
    }

    private int PrefixOf(ReadOnlySpan<byte> text)
    {
        int best = -1;
        for (int i = 0; i < prefixes.Count; i++)
        {
            (int start, int length) = prefixes[i];
            if (length <= text.Length && (best < 0 || length > prefixes[best].Length) && text.StartsWith(tape.Source.Slice(start, length)) && SharedPrefixes.IsEnd(text, length))
            {
                best = i;
            }
        }

        return best;
    }
}
