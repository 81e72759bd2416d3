using System.Buffers.Text;

namespace Pith.Content.Lossless.Json;

internal sealed partial class OutlineReader
{
    private const int MostColumns = 100_000;
    private const int DeepestGroup = 16;

    /// <summary>A column as the header gives it.</summary>
    /// <param name="Key">Its name with quotation marks and colon.</param>
    /// <param name="Constant">Value of every record; null if the rows have it.</param>
    /// <param name="Prefix">Beginning of all its strings; null if its cells say what they are.</param>
    /// <param name="Inner">Columns of an object; null for a value.</param>
    /// <param name="Cells">Cells of a row that belong to it.</param>
    private sealed record Column(byte[] Key, byte[]? Constant, byte[]? Prefix, List<Column>? Inner, int Cells);

    /// <summary>The number of rows if the form is that of a table.</summary>
    private static int? TableRows(ReadOnlySpan<byte> form, out int header)
    {
        header = 0;
        if (!Utf8Parser.TryParse(form[1..], out int rows, out int digits) || rows < 0 || form.Length < digits + 3 || form[digits + 1] != ']' || form[digits + 2] != '{' || form[^1] != '}')
        {
            return null;
        }

        header = digits + 2;
        return rows;
    }

    private void ReadTable(ReadOnlySpan<byte> header, int rows)
    {
        byte[] delimiter = [];
        int columnCount = 0;
        int at = 0;
        List<Column> columns = ReadColumns(header, ref at, ref delimiter, ref columnCount, 0);
        if (at != header.Length)
        {
            throw Malformed("something follows the columns");
        }

        int width = columns.Sum(c => c.Cells);
        var cells = new (int Start, int Length)[width];
        _output.Append((byte)'[');
        for (int row = 0; row < rows; row++)
        {
            int start = _next;
            ReadOnlySpan<byte> line = NextLine();
            Split(line, delimiter, cells);
            _output.Append(row > 0 ? ","u8 : []);
            int cell = 0;
            WriteRecord(columns, text.AsSpan(start, line.Length), cells, ref cell);
        }

        _output.Append((byte)']');
    }

    private List<Column> ReadColumns(ReadOnlySpan<byte> header, ref int at, ref byte[] delimiter, ref int count, int depth)
    {
        if (depth > DeepestGroup)
        {
            throw Malformed("columns are nested too deeply");
        }

        List<Column> columns = [];
        at++;
        while (true)
        {
            if (++count > MostColumns)
            {
                throw Malformed("there are too many columns");
            }

            columns.Add(ReadColumn(header, ref at, ref delimiter, ref count, depth));
            if (at >= header.Length)
            {
                throw Malformed("the columns don't end");
            }

            if (header[at] == '}')
            {
                at++;
                return columns;
            }

            if (delimiter.Length == 0)
            {
                delimiter = DelimiterAt(header[at..]);
            }

            if (!header[at..].StartsWith(delimiter))
            {
                throw Malformed("columns are not separated alike");
            }

            at += delimiter.Length;
        }
    }

    private static byte[] DelimiterAt(ReadOnlySpan<byte> rest)
    {
        foreach (byte[] candidate in OutlineSyntax.Delimiters)
        {
            if (rest.StartsWith(candidate))
            {
                return candidate;
            }
        }

        throw Malformed("nothing known separates the columns");
    }

    private Column ReadColumn(ReadOnlySpan<byte> header, ref int at, ref byte[] delimiter, ref int count, int depth)
    {
        ReadOnlySpan<byte> key = Take(header, ref at, delimiter, "={"u8);
        if (key.Length == 0)
        {
            throw Malformed("a column has no name");
        }

        byte[] name = key is [(byte)'"', ..] ? [.. key, (byte)':'] : [(byte)'"', .. key, (byte)'"', (byte)':'];
        if (at < header.Length && header[at] == '{')
        {
            List<Column> inner = ReadColumns(header, ref at, ref delimiter, ref count, depth + 1);
            return new Column(name, null, null, inner, inner.Sum(c => c.Cells));
        }

        if (at >= header.Length || header[at] != '=')
        {
            return new Column(name, null, null, null, 1);
        }

        at++;
        ReadOnlySpan<byte> value = Take(header, ref at, delimiter, "*"u8);
        if (at < header.Length && header[at] == '*')
        {
            at++;
            return new Column(name, null, (value is [(byte)'"', ..] ? value[1..^1] : value).ToArray(), null, 1);
        }

        int start = _output.Length;
        WriteValue(value);
        byte[] constant = _output.Written[start..].ToArray();
        _output.Truncate(start);
        return new Column(name, constant, null, null, 0);
    }

    /// <summary>A name or a value of the header.</summary>
    private static ReadOnlySpan<byte> Take(ReadOnlySpan<byte> header, ref int at, byte[] delimiter, ReadOnlySpan<byte> ends)
    {
        ReadOnlySpan<byte> rest = header[at..];
        int length;
        if (rest is [(byte)'"' or (byte)'[' or (byte)'{', ..])
        {
            length = OutlineSyntax.LengthOfValue(rest);
            if (length < 2)
            {
                throw Malformed("a value of the header is not closed");
            }
        }
        else
        {
            length = 0;
            while (length < rest.Length && rest[length] != '}' && !ends.Contains(rest[length]) && !IsDelimiter(rest[length..], delimiter))
            {
                length++;
            }
        }

        at += length;
        return rest[..length];
    }

    // Before the first two columns have shown what separates them, anything that can does; a space may also stand inside a name.
    private static bool IsDelimiter(ReadOnlySpan<byte> rest, byte[] delimiter) =>
        delimiter.Length > 0 ? rest.StartsWith(delimiter) : rest[0] is (byte)',' or (byte)'\t' or (byte)'|' or (byte)' ';

    private static void Split(ReadOnlySpan<byte> line, byte[] delimiter, (int Start, int Length)[] cells)
    {
        int at = 0;
        for (int i = 0; i < cells.Length; i++)
        {
            if (i > 0)
            {
                if (!line[at..].StartsWith(delimiter))
                {
                    throw Malformed("a row has too few cells");
                }

                at += delimiter.Length;
            }

            ReadOnlySpan<byte> rest = line[at..];
            int length;
            if (rest is [(byte)'"' or (byte)'[' or (byte)'{', ..])
            {
                length = OutlineSyntax.LengthOfValue(rest);
            }
            else
            {
                length = delimiter.Length == 0 ? rest.Length : rest.IndexOf(delimiter);
                length = length < 0 ? rest.Length : length;
            }

            if (length < 0)
            {
                throw Malformed("a cell is not closed");
            }

            cells[i] = (at, length);
            at += length;
        }

        if (at != line.Length)
        {
            throw Malformed("a row has too many cells");
        }
    }

    private void WriteRecord(List<Column> columns, ReadOnlySpan<byte> line, (int Start, int Length)[] cells, ref int cell)
    {
        _output.Append((byte)'{');
        bool first = true;
        foreach (Column column in columns)
        {
            if (column.Cells > 0 && IsMissing(cells, cell, column.Cells))
            {
                cell += column.Cells;
                continue;
            }

            _output.Append(first ? [] : ","u8);
            first = false;
            _output.Append(column.Key);
            if (column.Constant is { } constant)
            {
                _output.Append(constant);
            }
            else if (column.Inner is { } inner)
            {
                WriteRecord(inner, line, cells, ref cell);
            }
            else
            {
                (int start, int length) = cells[cell++];
                WriteCell(column, line.Slice(start, length));
            }
        }

        _output.Append((byte)'}');
    }

    private void WriteCell(Column column, ReadOnlySpan<byte> value)
    {
        if (column.Prefix is not { } prefix)
        {
            WriteValue(value);
            return;
        }

        _output.Append((byte)'"');
        _output.Append(prefix);
        _output.Append(value is [(byte)'"', ..] ? value[1..^1] : value);
        _output.Append((byte)'"');
    }

    private static bool IsMissing((int Start, int Length)[] cells, int from, int count)
    {
        for (int i = from; i < from + count; i++)
        {
            if (cells[i].Length > 0)
            {
                return false;
            }
        }

        return true;
    }
}
