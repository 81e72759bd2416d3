using System.Globalization;
using System.Text;
using Pith.Text;

namespace Pith.Content.Lossless.Tables;

/// <summary>CSV and TSV without needless quotation marks, with the cheapest delimiter, and with constant columns said once.</summary>
public sealed class SeparatedTable : ILosslessCodec
{
    private const int SampledRows = 30;

    /// <inheritdoc/>
    public string Id => "csv";

    /// <inheritdoc/>
    public LosslessGuarantee Guarantee => LosslessGuarantee.Bytes;

    /// <inheritdoc/>
    public string? Encode(string text, ITokenCounter counter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(counter);
        if ((ParsedTable.TryParse(text, backslash: false, cancellationToken) ?? ParsedTable.TryParse(text, backslash: true, cancellationToken)) is not { } table)
        {
            return null;
        }

        List<int> constants = table.ConstantColumns();
        char best = table.Style.Delimiter;
        int least = int.MaxValue;
        foreach (char letter in TableStyle.Letters)
        {
            var sample = new StringBuilder();
            Write(table, letter, constants, SampledRows, sample);
            int tokens = counter.Count(sample.ToString());
            if (tokens < least)
            {
                least = tokens;
                best = letter;
            }
        }

        if (best == table.Style.Delimiter && constants.Count == 0 && !table.Style.AllQuoted)
        {
            return null;
        }

        var output = new StringBuilder(text.Length);
        output.Append(table.Style.Write(best, constants.Count)).Append('\n');
        Write(table, best, constants, int.MaxValue, output);
        return output.ToString();
    }

    /// <inheritdoc/>
    public string Decode(string encoded, int maxLength)
    {
        ArgumentNullException.ThrowIfNull(encoded);
        int end = encoded.IndexOf('\n', StringComparison.Ordinal);
        TableStyle style = TableStyle.Read(end < 0 ? encoded : encoded.AsSpan(0, end), out char letter, out int constantCount);
        var reader = new CellReader(encoded.AsSpan(end + 1), TableStyle.TextOf(letter), style.Backslash);
        var constants = new Queue<(int Column, string Name, string Value)>();
        for (int i = 0; i < constantCount; i++)
        {
            constants.Enqueue(ReadConstant(ref reader));
        }

        var output = new TextBuffer(maxLength);
        for (bool more = true, header = true; more; header = false)
        {
            int column = 0;
            for (bool row = true; row;)
            {
                column = WriteConstants(output, constants, style, column, header);
                if (!reader.Read() || reader.Return)
                {
                    throw TableStyle.Malformed("a cell is not closed");
                }

                WriteCell(output, style, reader.Content, column++);
                row = !reader.EndsRow;
            }

            _ = WriteConstants(output, constants, style, column, header);
            more = !reader.EndsText;
            output.Append(!more && style.OpenEnd ? string.Empty : style.Returns ? "\r\n" : "\n");
        }

        return output.ToString();
    }

    private static (int Column, string Name, string Value) ReadConstant(ref CellReader reader)
    {
        if (reader.Read() && !reader.EndsRow && reader.Content is ['=', .. var number] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int column))
        {
            if (reader.Read() && !reader.EndsRow)
            {
                string name = reader.Content.ToString();
                if (reader.Read() && reader.EndsRow && !reader.EndsText)
                {
                    return (column, name, reader.Content.ToString());
                }
            }
        }

        throw TableStyle.Malformed("a constant column is not understood");
    }

    private static int WriteConstants(TextBuffer output, Queue<(int Column, string Name, string Value)> constants, TableStyle style, int column, bool header)
    {
        foreach ((int at, string name, string value) in constants)
        {
            if (at == column)
            {
                WriteCell(output, style, header ? name : value, column++);
            }
        }

        return column;
    }

    private static void WriteCell(TextBuffer output, TableStyle style, ReadOnlySpan<char> content, int column)
    {
        output.Append(column > 0 ? style.DelimiterText : string.Empty);
        string mark = style.Quotes(content) ? "\"" : string.Empty;
        output.Append(mark);
        output.Append(content);
        output.Append(mark);
    }

    private static void Write(ParsedTable table, char letter, List<int> constants, int most, StringBuilder output)
    {
        string delimiter = TableStyle.TextOf(letter);
        foreach (int column in constants)
        {
            output.Append('=').Append(column.ToString(CultureInfo.InvariantCulture)).Append(delimiter);
            Encode(output, table.Cell(0, column), delimiter);
            output.Append(delimiter);
            Encode(output, table.Cell(1, column), delimiter);
            output.Append('\n');
        }

        for (int row = 0; row < table.Rows && row < most; row++)
        {
            output.Append(row > 0 ? "\n" : string.Empty);
            bool first = true;
            int next = 0;
            for (int column = 0; column < table.Width(row); column++)
            {
                if (next < constants.Count && constants[next] == column)
                {
                    next++;
                    continue;
                }

                output.Append(first ? string.Empty : delimiter);
                first = false;
                Encode(output, table.Cell(row, column), delimiter);
            }
        }
    }

    private static void Encode(StringBuilder output, ReadOnlySpan<char> content, string delimiter)
    {
        bool bare = content is not ['"', ..] && content.IndexOfAny('\r', '\n') < 0 && !content.Contains(delimiter, StringComparison.Ordinal);
        if (bare)
        {
            output.Append(content);
        }
        else
        {
            output.Append('"').Append(content).Append('"');
        }
    }
}
