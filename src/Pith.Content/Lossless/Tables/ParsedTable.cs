namespace Pith.Content.Lossless.Tables;

/// <summary>A text as cells, if the cells and a style say all that it says.</summary>
internal sealed class ParsedTable
{
    private readonly string _text;
    private readonly List<(int Start, int Length)> _cells = [];
    private readonly List<int> _rows = [0];

    private ParsedTable(string text) => _text = text;

    internal TableStyle Style { get; private set; }

    internal int Rows => _rows.Count - 1;

    internal int Width(int row) => _rows[row + 1] - _rows[row];

    internal ReadOnlySpan<char> Cell(int row, int column)
    {
        (int start, int length) = _cells[_rows[row] + column];
        return _text.AsSpan(start, length);
    }

    internal static ParsedTable? TryParse(string text, bool backslash, CancellationToken cancellationToken)
    {
        if (DelimiterOf(text) is not { } letter)
        {
            return null;
        }

        var table = new ParsedTable(text) { Style = new TableStyle(letter, text[0] == '"', backslash, false, false) };
        return table.Read(cancellationToken) && table.IsRegular() ? table : null;
    }

    /// <summary>Columns that have one value below their name.</summary>
    internal List<int> ConstantColumns()
    {
        List<int> constants = [];
        for (int row = 1; row < Rows; row++)
        {
            if (Width(row) != Width(0))
            {
                return constants;
            }
        }

        for (int column = 0; column < Width(0) && Rows > 3; column++)
        {
            bool same = true;
            for (int row = 2; same && row < Rows; row++)
            {
                same = Cell(row, column).SequenceEqual(Cell(1, column));
            }

            if (same && Cell(1, column).Length > 0)
            {
                constants.Add(column);
            }
        }

        return constants.Count < Width(0) ? constants : [];
    }

    private static char? DelimiterOf(string text)
    {
        int end = text.IndexOf('\n', StringComparison.Ordinal);
        ReadOnlySpan<char> line = end < 0 ? text : text.AsSpan(0, end);
        char? best = null;
        int most = 0;
        foreach (char letter in "ctsp")
        {
            int count = line.Count(TableStyle.TextOf(letter));
            if (count > most)
            {
                most = count;
                best = letter;
            }
        }

        return best;
    }

    private bool Read(CancellationToken cancellationToken)
    {
        var reader = new CellReader(_text, Style.DelimiterText, Style.Backslash);
        bool? returns = null;
        while (true)
        {
            if (!reader.Read() || reader.Quoted != Style.Quotes(reader.Content))
            {
                return false;
            }

            _cells.Add((reader.Start, reader.Content.Length));
            if (!reader.EndsRow)
            {
                continue;
            }

            cancellationToken.ThrowIfCancellationRequested();
            _rows.Add(_cells.Count);
            if (!reader.EndsText)
            {
                if ((returns ??= reader.Return) != reader.Return)
                {
                    return false;
                }
            }

            if (reader.EndsText || reader.Position == _text.Length)
            {
                Style = Style with { Returns = returns ?? false, OpenEnd = reader.EndsText };
                return true;
            }
        }
    }

    // Prose with commas is no table.
    private bool IsRegular()
    {
        int alike = 0;
        for (int row = 0; row < Rows; row++)
        {
            alike += Width(row) == Width(0) ? 1 : 0;
        }

        return Rows > 1 && Width(0) > 1 && alike * 10 >= Rows * 9;
    }
}
