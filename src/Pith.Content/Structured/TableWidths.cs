namespace Pith.Content.Structured;

/// <summary>About how many tokens the cells of a table take.</summary>
internal sealed class TableWidths
{
    private readonly TableText _table;

    internal TableWidths(TableText table)
    {
        _table = table;
        Text = Tokens(table.Text);
    }

    /// <summary>The whole text.</summary>
    internal int Text { get; }

    internal int Of(int row, int column) => column < _table.Rows[row].Count ? Tokens(_table.Written(row, column).Of(_table.Text)) : 0;

    // Words by six letters, numbers by three digits, punctuation by runs; a space belongs to the word after it.
    private static int Tokens(ReadOnlySpan<char> text)
    {
        int tokens = 0;
        for (int i = 0; i < text.Length;)
        {
            int start = i;
            char c = text[i++];
            if (char.IsAsciiDigit(c))
            {
                while (i < text.Length && i - start < 3 && char.IsAsciiDigit(text[i]))
                {
                    i++;
                }

                tokens++;
            }
            else if (char.IsLetter(c))
            {
                int most = c < 128 ? 6 : 2;
                while (i < text.Length && i - start < most && char.IsLetter(text[i]))
                {
                    i++;
                }

                tokens++;
            }
            else if (c == ' ')
            {
                tokens += i < text.Length && char.IsAsciiDigit(text[i]) ? 1 : 0;
            }
            else
            {
                while (i < text.Length && !char.IsLetterOrDigit(text[i]) && text[i] != ' ' && i - start < 4)
                {
                    i++;
                }

                tokens++;
            }
        }

        return tokens;
    }
}
