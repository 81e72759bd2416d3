namespace Pith.Text;

/// <summary>What a finished chain is called.</summary>
internal sealed partial class AtomReader
{
    private const int LetterBits = (1 << (int)CharClass.Upper) | (1 << (int)CharClass.Lower) | (1 << (int)CharClass.Letter);
    private const int DigitBits = (1 << (int)CharClass.Digit) | (1 << (int)CharClass.Number);
    private const Joins WordJoins = Joins.Dash | Joins.Apostrophe | Joins.Ampersand | Joins.Slash;

    private AtomKind Classify(int start, int end)
    {
        ReadOnlySpan<char> chain = _text.AsSpan(start, end - start);
        if ((_seen & ~LetterBits) == 0 && _joins == Joins.None && !_camel)
        {
            return chain[0] is '$' or '#' or '@' || chain[^1] is '#' or '+' ? AtomKind.Identifier : AtomKind.Word;
        }

        if ((_joins & Joins.Url) != 0)
        {
            return AtomKind.Url;
        }

        if ((_joins & Joins.At) != 0)
        {
            int at = chain.LastIndexOf('@');
            return at > 0 && chain[at..].Contains('.') && (_joins & (Joins.Slash | Joins.Rooted)) == 0 ? AtomKind.Email : AtomKind.Identifier;
        }

        if (IsHash(chain))
        {
            return AtomKind.Hash;
        }

        bool letters = (_seen & LetterBits) != 0;
        bool single = chain.Count('/') == 1 && (_joins & ~Joins.Slash) == 0 && (_seen & DigitBits) == 0;
        bool unrooted = (_joins & (Joins.Backslash | Joins.Rooted)) == Joins.Backslash;
        if (unrooted && (chain.Contains("\\n", StringComparison.Ordinal) || ((_joins & Joins.Dot) == 0 && chain.Count('\\') == 1)))
        {
            return AtomKind.Identifier;
        }

        if ((_joins & (Joins.Rooted | Joins.Backslash)) != 0 || (letters && !single && !_numeric && (_joins & Joins.Slash) != 0))
        {
            return AtomKind.Path;
        }

        return _numeric ? ClassifyNumber(chain, letters) : ClassifyName(chain);
    }

    private AtomKind ClassifyName(ReadOnlySpan<char> chain)
    {
        if (chain[0] is 'v' or 'V' && chain.Length > 1 && char.IsAsciiDigit(chain[1]) && !chain.ContainsAnyInRange('g', 'q'))
        {
            return AtomKind.Version;
        }

        if (chain[0] is 'v' or 'V' && chain.Length > 1 && char.IsAsciiDigit(chain[1]) && (_joins & Joins.Dot) != 0)
        {
            return AtomKind.Version;
        }

        bool plain = (_seen & (DigitBits | (1 << (int)CharClass.Underscore))) == 0 && chain[0] is not ('$' or '#' or '@');
        bool abbreviation = (_joins & ~WordJoins) == Joins.Dot && chain[^1] == '.';
        return plain && (abbreviation || ((_joins & ~WordJoins) == 0 && !_camel)) ? AtomKind.Word : AtomKind.Identifier;
    }

    private AtomKind ClassifyNumber(ReadOnlySpan<char> chain, bool letters)
    {
        if (letters)
        {
            return ClassifyMixedNumber(chain);
        }

        Span<int> runs = stackalloc int[5];
        Span<char> marks = stackalloc char[5];
        int count = Split(chain, runs, marks);
        bool time = (_joins & Joins.Colon) != 0 && count >= 2 && runs[0] <= 2 && runs[1] == 2 && marks[0] == ':';
        bool date = count == 3 && marks[0] == marks[1] && marks[0] is '-' or '/' or '.'
            && runs[1] <= 2 && ((runs[0] == 4 && runs[2] <= 2) || (runs[0] <= 2 && (runs[2] == 4 || (runs[2] == 2 && marks[0] != '.'))));
        if (time || (date && count == 3))
        {
            return AtomKind.DateTime;
        }

        bool dotted = (_joins & ~Joins.Rooted) == Joins.Dot && chain[0] != '.' && char.IsAsciiDigit(chain[0]);
        if ((_joins & Joins.Scope) != 0)
        {
            return AtomKind.Identifier;
        }

        bool grouped = count >= 3 && runs[1] == 3 && runs[2] == 3;
        return !dotted || count < 3 || grouped ? (_joins & Joins.Colon) != 0 && count > 2 ? AtomKind.Identifier : AtomKind.Number
            : count == 4 ? AtomKind.Identifier
            : AtomKind.Version;
    }

    private static int Split(ReadOnlySpan<char> chain, Span<int> runs, Span<char> marks)
    {
        int count = 0;
        int length = 0;
        foreach (char c in chain)
        {
            if (CharClasses.Of(c) == CharClass.Digit)
            {
                length++;
            }
            else if (length > 0)
            {
                if (count == runs.Length)
                {
                    return count;
                }

                runs[count] = length;
                marks[count++] = c;
                length = 0;
            }
        }

        if (length > 0 && count < runs.Length)
        {
            runs[count++] = length;
        }

        return count;
    }

    private AtomKind ClassifyMixedNumber(ReadOnlySpan<char> chain)
    {
        if (chain.Length >= 13 && chain[4] == '-' && chain[7] == '-' && chain[10] is 'T' or 't')
        {
            return AtomKind.DateTime;
        }

        if ((_joins & Joins.Colon) != 0 && chain.Length > 4 && chain[1..3].Contains(':') && chain[^1] is 'Z' or 'z' or 'm' or 'M')
        {
            return AtomKind.DateTime;
        }

        if (chain.Count('.') >= 2 && (_joins & ~(Joins.Dot | Joins.Dash | Joins.Plus)) == 0)
        {
            return AtomKind.Version;
        }

        if (chain.StartsWith("0x", StringComparison.OrdinalIgnoreCase) || chain.StartsWith("0b", StringComparison.OrdinalIgnoreCase))
        {
            return AtomKind.Number;
        }

        int tail = chain.Length;
        while (tail > 0 && (!char.IsAsciiDigit(chain[tail - 1]) || (tail > 1 && chain[tail - 2] is '^' or '-')))
        {
            tail--;
        }

        ReadOnlySpan<char> unit = chain[tail..];
        bool exponent = chain.Length > 2 && (unit.IsEmpty || unit.Length == chain.Length || unit[0] is 'e' or 'E') && IsScientific(chain);
        return exponent || UnitNames.IsTail(unit) ? AtomKind.Number : AtomKind.Identifier;
    }

    private static bool IsScientific(ReadOnlySpan<char> chain)
    {
        int e = chain.IndexOfAny('e', 'E');
        return e > 0 && e == chain.LastIndexOfAny('e', 'E') && e < chain.Length - 1 && !chain[..e].ContainsAnyInRange('A', 'z')
            && !chain[(e + 1)..].ContainsAnyInRange('A', 'z');
    }

    /// <summary>A UUID, or at least seven hexadecimal digits in one run and one case with both letters and figures.</summary>
    private bool IsHash(ReadOnlySpan<char> chain)
    {
        if (_joins == Joins.Dash && chain.Length == 36)
        {
            return chain[8] == '-' && chain[13] == '-' && chain[18] == '-' && chain[23] == '-' && OnlyHex(chain, '-');
        }

        bool oneCase = (_seen & (1 << (int)CharClass.Upper)) == 0 || (_seen & (1 << (int)CharClass.Lower)) == 0;
        return _joins == Joins.None && chain.Length >= 7 && oneCase && (_seen & DigitBits) != 0 && (_seen & LetterBits) != 0 && OnlyHex(chain, '0');
    }

    private static bool OnlyHex(ReadOnlySpan<char> chain, char also)
    {
        foreach (char c in chain)
        {
            if (!char.IsAsciiHexDigit(c) && c != also)
            {
                return false;
            }
        }

        return true;
    }
}
