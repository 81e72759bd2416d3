using System.Text;

namespace Pith.Content.Lossless.Json;

internal sealed partial class OutlineWriter
{
    private const int SampledRows = 12;
    private const int MostSamples = 40;

    private byte[] _usual = OutlineSyntax.Delimiters[1];
    private int _samples;
    private bool _sampling;

    private bool TryWriteTable(int node)
    {
        int[] records = new int[tape.Nodes[node].Count];
        for (int i = 0, child = node + 1; i < records.Length; child = tape.Nodes[child].End)
        {
            records[i++] = child;
        }

        // Records that mostly hold other records read and compress better as lists with tables inside.
        if (new TableShape(tape).Find(records) is not { } columns || columns.Sum(c => c.Nested) * 2 > tape.Nodes[node].Length)
        {
            return false;
        }

        byte[] delimiter = ChooseDelimiter(columns, records);
        _output.Append((byte)'[');
        _output.Append(records.Length);
        _output.Append((byte)']');
        WriteHeader(columns, delimiter);
        _output.Append((byte)'\n');
        WriteRows(columns, records, delimiter);
        return true;
    }

    private byte[] ChooseDelimiter(List<TableColumn> columns, ReadOnlySpan<int> records)
    {
        if (++_samples > MostSamples)
        {
            return IsUsable(columns, _usual, records.Length) ? _usual : OutlineSyntax.Delimiters[1];
        }

        int least = int.MaxValue;
        int begin = _output.Length;
        _sampling = true;
        foreach (byte[] delimiter in OutlineSyntax.Delimiters)
        {
            if (!IsUsable(columns, delimiter, records.Length))
            {
                continue;
            }

            WriteRows(columns, records[..Math.Min(SampledRows, records.Length)], delimiter);
            int tokens = counter.Count(Encoding.UTF8.GetString(_output.Written[begin..]));
            _output.Truncate(begin);
            if (tokens < least)
            {
                least = tokens;
                _usual = delimiter;
            }
        }

        _sampling = false;
        return _usual;
    }

    // Two spaces in a row would be all that tells of a missing cell.
    private static bool IsUsable(List<TableColumn> columns, byte[] delimiter, int records) =>
        delimiter is not [(byte)' '] || columns.TrueForAll(c =>
            (c.Present == records || c.Columns is not null)
            && (c.Columns is null || IsUsable(c.Columns, delimiter, records)));

    private void WriteHeader(List<TableColumn> columns, byte[] delimiter)
    {
        _output.Append((byte)'{');
        for (int i = 0; i < columns.Count; i++)
        {
            TableColumn column = columns[i];
            _output.Append(i > 0 ? delimiter : []);
            if (tape.Raw(column.Key).Contains((byte)' '))
            {
                WriteQuoted(tape.Raw(column.Key));
            }
            else
            {
                WriteKey(column.Key);
            }

            if (column.Constant)
            {
                _output.Append((byte)'=');
                WriteConstant(column.First);
            }
            else if (column.Columns is { } inner)
            {
                WriteHeader(inner, delimiter);
            }
            else if (column.Strings)
            {
                _output.Append((byte)'=');
                ReadOnlySpan<byte> prefix = tape.Raw(column.First)[..column.Prefix];
                if (prefix.Length == 0 || OutlineSyntax.IsBareInHeader(prefix))
                {
                    _output.Append(prefix);
                }
                else
                {
                    WriteQuoted(prefix);
                }

                _output.Append((byte)'*');
            }
        }

        _output.Append((byte)'}');
    }

    private void WriteConstant(int node)
    {
        if (tape.Nodes[node].Kind == JsonKind.String && !OutlineSyntax.IsBareInHeader(tape.Raw(node)))
        {
            WriteQuoted(tape.Raw(node));
        }
        else if (tape.Nodes[node].Kind == JsonKind.String)
        {
            _output.Append(tape.Raw(node));
        }
        else
        {
            tape.Minify(node, _output);
        }
    }

    private void WriteRows(List<TableColumn> columns, ReadOnlySpan<int> records, byte[] delimiter)
    {
        foreach (int record in records)
        {
            bool first = true;
            WriteCells(columns, record, delimiter, ref first);
            _output.Append((byte)'\n');
        }
    }

    /// <param name="columns">Columns of an object.</param>
    /// <param name="record">The object, or -1 if it is missing.</param>
    /// <param name="delimiter">Stands between cells.</param>
    /// <param name="first">Whether the row is empty so far.</param>
    private void WriteCells(List<TableColumn> columns, int record, byte[] delimiter, ref bool first)
    {
        int key = record + 1;
        int end = record < 0 ? 0 : tape.Nodes[record].End;
        foreach (TableColumn column in columns)
        {
            int value = -1;
            if (key < end && tape.Nodes[key].Hash == tape.Nodes[column.Key].Hash && tape.Raw(key).SequenceEqual(tape.Raw(column.Key)))
            {
                value = key + 1;
                key = tape.Nodes[value].End;
            }

            if (column.Constant)
            {
                continue;
            }

            if (column.Columns is { } inner)
            {
                WriteCells(inner, value, delimiter, ref first);
                continue;
            }

            _output.Append(first ? [] : delimiter);
            first = false;
            if (value >= 0)
            {
                WriteCell(column, value, delimiter);
            }
        }
    }

    private void WriteCell(TableColumn column, int value, byte[] delimiter)
    {
        if (!column.Strings)
        {
            WriteValue(value, delimiter);
            return;
        }

        ReadOnlySpan<byte> text = tape.Raw(value)[column.Prefix..];
        if (text.Length > 0 && text[0] is not ((byte)'"' or (byte)'[' or (byte)'{' or (byte)' ') && text[^1] != ' ' && text.IndexOf(delimiter) < 0)
        {
            _output.Append(text);
        }
        else
        {
            WriteQuoted(text);
        }
    }
}
