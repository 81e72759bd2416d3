using System.Text;

namespace Pith.Content.Lossless.Json;

/// <summary>Turns an outline back into JSON without white space.</summary>
internal sealed partial class OutlineReader(byte[] text, int limit)
{
    private readonly Utf8Buffer _output = new(limit);
    private readonly List<byte[]> _prefixes = [];
    private readonly Dictionary<string, (int Start, int Length)> _paths = new(StringComparer.Ordinal);
    private int _next;

    private bool AtEnd => _next > text.Length;

    /// <summary>The JSON text; its syntax is for the caller to check.</summary>
    internal ReadOnlySpan<byte> Read()
    {
        while (!AtEnd && OutlineSyntax.IsReference(Peek()))
        {
            ReadOnlySpan<byte> line = NextLine();
            int equals = line.IndexOf((byte)'=');
            if (equals < 0 || !line[1..equals].SequenceEqual(Encoding.ASCII.GetBytes((_prefixes.Count + 1).ToString(System.Globalization.CultureInfo.InvariantCulture))))
            {
                throw Malformed("a shared beginning is not numbered as it should be");
            }

            _prefixes.Add(line[(equals + 1)..].ToArray());
        }

        if (!AtEnd && Peek() is [(byte)'[', ..])
        {
            ReadArray(NextLine(), string.Empty, 0);
            if (!AtEnd)
            {
                throw Malformed("something follows the value");
            }
        }
        else
        {
            ReadMembers(string.Empty, 0);
        }

        return _output.Written;
    }

    private static LosslessFormatException Malformed(string why) => new($"The encoded JSON is malformed: {why}.");

    private ReadOnlySpan<byte> Peek()
    {
        ReadOnlySpan<byte> rest = text.AsSpan(_next);
        int end = rest.IndexOf((byte)'\n');
        return end < 0 ? rest : rest[..end];
    }

    private ReadOnlySpan<byte> NextLine()
    {
        if (AtEnd)
        {
            throw Malformed("it ends too early");
        }

        ReadOnlySpan<byte> line = Peek();
        _next += line.Length + 1;
        return line;
    }

    private static void CheckDepth(int depth)
    {
        if (depth > JsonTape.MaxDepth)
        {
            throw Malformed("it is nested too deeply");
        }
    }

    /// <summary>Members up to the line that closes them; at depth 0 up to the end.</summary>
    private void ReadMembers(string? path, int depth)
    {
        CheckDepth(depth);
        _output.Append((byte)'{');
        bool first = true;
        while (depth > 0 || !AtEnd)
        {
            ReadOnlySpan<byte> line = NextLine();
            if (depth > 0 && line is [(byte)'}'])
            {
                break;
            }

            if (!first)
            {
                _output.Append((byte)',');
            }

            first = false;
            int key = KeyLength(line);
            WriteKey(line[..key]);
            string? own = OutlineSyntax.Step(path, line[..key]);
            ReadOnlySpan<byte> rest = line[key..];
            switch (rest)
            {
                case [(byte)':', ..]:
                    WriteValue(rest[1..]);
                    break;
                case [(byte)'{']:
                    ReadObject(own, depth + 1);
                    break;
                case [(byte)'[', ..]:
                    ReadArray(rest, own, depth + 1);
                    break;
                case [(byte)'=', ..]:
                    if (!_paths.TryGetValue(Encoding.UTF8.GetString(rest[1..]), out (int Start, int Length) place))
                    {
                        throw Malformed("a path leads nowhere");
                    }

                    _output.Repeat(place.Start, place.Length);
                    break;
                default:
                    throw Malformed("a line has no value");
            }
        }

        _output.Append((byte)'}');
    }

    private void ReadObject(string? path, int depth)
    {
        int start = _output.Length;
        ReadMembers(path, depth);
        if (path is not null)
        {
            _paths.TryAdd(path, (start, _output.Length - start));
        }
    }

    private void ReadArray(ReadOnlySpan<byte> form, string? path, int depth)
    {
        CheckDepth(depth);
        if (form is [(byte)'['])
        {
            ReadElements(path, depth);
        }
        else if (TableRows(form, out int header) is { } rows)
        {
            ReadTable(form[header..], rows);
        }
        else if (form[^1] == ']')
        {
            _output.Append((byte)'[');
            ReadOnlySpan<byte> cells = form[1..^1];
            for (bool more = true; more;)
            {
                int space = cells.IndexOf((byte)' ');
                WriteValue(space < 0 ? cells : cells[..space]);
                more = space >= 0;
                cells = cells[(space + 1)..];
                _output.Append(more ? ","u8 : []);
            }

            _output.Append((byte)']');
        }
        else
        {
            throw Malformed("a bracket is not closed");
        }
    }

    private void ReadElements(string? path, int depth)
    {
        _output.Append((byte)'[');
        for (int index = 0; ; index++)
        {
            ReadOnlySpan<byte> line = NextLine();
            if (line is [(byte)']'])
            {
                break;
            }

            if (index > 0)
            {
                _output.Append((byte)',');
            }

            if (line is [(byte)'{'])
            {
                ReadObject(OutlineSyntax.Step(path, index), depth + 1);
            }
            else
            {
                WriteValue(line is [(byte)':', ..] ? line[1..] : line);
            }
        }

        _output.Append((byte)']');
    }

    private static int KeyLength(ReadOnlySpan<byte> line)
    {
        if (line is [(byte)'"', ..])
        {
            int length = OutlineSyntax.LengthOfValue(line);
            return length > 0 ? length : throw Malformed("a key is not closed");
        }

        int end = line.IndexOfAny(":={["u8);
        return end > 0 ? end : throw Malformed("a line has no key");
    }

    private void WriteKey(ReadOnlySpan<byte> key)
    {
        if (key is [(byte)'"', ..])
        {
            _output.Append(key);
        }
        else
        {
            WriteString(key);
        }

        _output.Append((byte)':');
    }

    private void WriteString(ReadOnlySpan<byte> content)
    {
        _output.Append((byte)'"');
        _output.Append(content);
        _output.Append((byte)'"');
    }

    private void WriteValue(ReadOnlySpan<byte> value)
    {
        if (value.Length == 0)
        {
            throw Malformed("a value is empty");
        }

        if (value[0] is (byte)'"' or (byte)'[' or (byte)'{' || OutlineSyntax.IsLiteral(value))
        {
            _output.Append(value);
        }
        else if (OutlineSyntax.IsReference(value))
        {
            int at = 1;
            int number = 0;
            while (at < value.Length && value[at] is >= (byte)'0' and <= (byte)'9' && number <= _prefixes.Count)
            {
                number = (number * 10) + value[at++] - '0';
            }

            if (number == 0 || number > _prefixes.Count)
            {
                throw Malformed("a shared beginning is not defined");
            }

            _output.Append((byte)'"');
            _output.Append(_prefixes[number - 1]);
            _output.Append(value[at..]);
            _output.Append((byte)'"');
        }
        else
        {
            WriteString(value);
        }
    }
}
