namespace Pith.Content.Lossless.Json;

/// <summary>A column of a table: a value of every record, or an object with columns of its own.</summary>
internal sealed class TableColumn(int key)
{
    /// <summary>Node with its name.</summary>
    internal int Key { get; } = key;

    /// <summary>The first value.</summary>
    internal int First { get; set; } = -1;

    internal int Present { get; set; }

    internal bool Constant { get; set; } = true;

    internal bool Objects { get; set; } = true;

    /// <summary>All values are strings, and stand in the rows without their common beginning and without quotation marks.</summary>
    internal bool Strings { get; set; } = true;

    internal int Prefix { get; set; } = int.MaxValue;

    /// <summary>Strings that look like numbers.</summary>
    internal int Misleading { get; set; }

    /// <summary>Bytes of values that are objects or arrays of them.</summary>
    internal long Nested { get; set; }

    internal List<TableColumn>? Columns { get; set; }

    /// <summary>Whether the rows have a cell for it.</summary>
    internal bool InRows => !Constant;
}

/// <summary>Finds the columns that all records of an array fit into.</summary>
internal sealed class TableShape(JsonTape tape)
{
    private const int DeepestGroup = 6;
    private const int LeastPrefix = 8;

    // Keys are looked for one column after another.
    private const int MostColumns = 300;

    /// <summary>The columns, or null if the records have too little in common.</summary>
    /// <param name="records">Nodes of objects.</param>
    internal List<TableColumn>? Find(ReadOnlySpan<int> records) => Find(records, 0);

    private List<TableColumn>? Find(ReadOnlySpan<int> records, int depth)
    {
        ReadOnlySpan<JsonNode> nodes = tape.Nodes;
        if (nodes[records[0]].Count > MostColumns)
        {
            return null;
        }

        var columns = new List<TableColumn>();
        int most = (nodes[records[0]].Count * 2) + 8;
        long filled = 0;
        foreach (int record in records)
        {
            int at = 0;
            for (int key = record + 1; key < nodes[record].End; key = nodes[key + 1].End)
            {
                at = Place(columns, at, key);
                if (columns.Count > most)
                {
                    return null;
                }

                filled++;
            }
        }

        if (columns.Count == 0 || filled * 10 < (long)columns.Count * records.Length * 7)
        {
            return null;
        }

        foreach (int record in records)
        {
            int at = 0;
            for (int key = record + 1; key < nodes[record].End; key = nodes[key + 1].End)
            {
                while (!Same(columns[at].Key, key))
                {
                    at++;
                }

                Look(columns[at++], key + 1);
            }
        }

        foreach (TableColumn column in columns)
        {
            Settle(column, columns, records, depth);
        }

        return columns;
    }

    private bool Same(int key, int other) =>
        tape.Nodes[key].Hash == tape.Nodes[other].Hash && tape.Raw(key).SequenceEqual(tape.Raw(other));

    private int Place(List<TableColumn> columns, int at, int key)
    {
        for (int i = at; i < columns.Count; i++)
        {
            if (Same(columns[i].Key, key))
            {
                return i + 1;
            }
        }

        columns.Insert(at, new TableColumn(key));
        return at + 1;
    }

    private void Look(TableColumn column, int value)
    {
        JsonNode node = tape.Nodes[value];
        if (column.First < 0)
        {
            column.First = value;
        }
        else if (column.Constant && !tape.Same(column.First, value))
        {
            column.Constant = false;
        }

        column.Present++;
        if (node.Kind == JsonKind.String)
        {
            column.Objects = false;
            if (column.Strings)
            {
                ReadOnlySpan<byte> text = tape.Raw(value);
                column.Prefix = Math.Min(column.Prefix, Math.Min(text.Length, tape.Raw(column.First).CommonPrefixLength(text)));
                column.Misleading += text.Length > 0 && text[0] <= '9' && OutlineSyntax.IsLiteral(text) ? 1 : 0;
            }

            return;
        }

        column.Strings = false;
        column.Objects &= node.Kind == JsonKind.Object && node.Count > 0;
        if (node.Count > 0 && (node.Kind == JsonKind.Object || tape.Nodes[value + 1].Kind == JsonKind.Object))
        {
            column.Nested += node.Length;
        }
    }

    private void Settle(TableColumn column, List<TableColumn> siblings, ReadOnlySpan<int> records, int depth)
    {
        bool everywhere = column.Present == records.Length;
        column.Constant &= everywhere;
        if (column.Constant)
        {
            column.Nested = 0;
            return;
        }

        if (column.Strings)
        {
            column.Prefix = Boundary(tape.Raw(column.First), column.Prefix);
            if (column.Prefix < LeastPrefix || column.Present < 3)
            {
                column.Prefix = 0;
            }

            column.Strings = column.Prefix > 0 || column.Misleading >= 2;
        }

        if (!column.Objects || depth == DeepestGroup)
        {
            return;
        }

        int[] values = new int[column.Present];
        int found = 0;
        foreach (int record in records)
        {
            int at = 0;
            for (int key = record + 1; key < tape.Nodes[record].End; key = tape.Nodes[key + 1].End)
            {
                while (!Same(siblings[at].Key, key))
                {
                    at++;
                }

                if (siblings[at++] == column)
                {
                    values[found++] = key + 1;
                }
            }
        }

        // A reader takes an object for missing when all its cells are empty, so one cell has to be there always.
        if (Find(values, depth + 1) is { } columns && (columns.Exists(c => IsSure(c, values.Length)) || (everywhere && columns.TrueForAll(c => c.Constant))))
        {
            column.Columns = columns;
            column.Nested = columns.Sum(c => c.Nested);
        }
    }

    private static bool IsSure(TableColumn column, int records) =>
        column.Present == records && !column.Constant && (column.Columns is not { } inner || inner.Exists(c => IsSure(c, records)));

    // Not inside a word, a number or an escape.
    private static int Boundary(ReadOnlySpan<byte> text, int length)
    {
        while (length > 0 && (text[length - 1] is >= 0x80 or (byte)'\\' or (byte)' ' || char.IsAsciiLetterOrDigit((char)text[length - 1])))
        {
            length--;
        }

        return text[..length].Contains((byte)'\\') ? 0 : length;
    }
}
