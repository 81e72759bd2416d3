namespace Pith.Text;

/// <summary>A chain: runs of word characters held together by joining marks (<c>a.b</c>, <c>1,234</c>, <c>C:\x</c>, <c>don't</c>).</summary>
internal sealed partial class AtomReader
{
    private const int PlusReach = 64;
    private const int LongestScheme = 20;

    /// <summary>A chain of digits and commas longer than this is a row of values, not one number.</summary>
    private const int LongestNumber = 64;

    [Flags]
    private enum Joins
    {
        None = 0,
        Dot = 1,
        Comma = 1 << 1,
        Dash = 1 << 2,
        Colon = 1 << 3,
        Slash = 1 << 4,
        Backslash = 1 << 5,
        At = 1 << 6,
        Hash = 1 << 7,
        Apostrophe = 1 << 8,
        Arrow = 1 << 9,
        Scope = 1 << 10,
        Plus = 1 << 11,
        Ampersand = 1 << 12,
        Percent = 1 << 13,
        Rooted = 1 << 14,
        Url = 1 << 15,
        Dollar = 1 << 16,
        Other = 1 << 17,
    }

    private Joins _joins;
    private int _seen;
    private bool _camel;
    private bool _numeric;
    private int _lastRun;
    private int _rowStart;
    private int _rowEnd;

    private bool ReadChain(int start, int core, bool numeric = false)
    {
        _seen = 0;
        _camel = false;
        _numeric = numeric || ClassAt(core) is CharClass.Digit or CharClass.Number;
        int i = core;
        while (true)
        {
            _lastRun = i;
            i = ReadRun(i);
            int joined = Join(start, i);
            if (joined < 0)
            {
                break;
            }

            i = joined;
            if ((_joins & Joins.Url) != 0)
            {
                break;
            }
        }

        int end = Suffix(start, i);
        (end, AtomKind kind) = Extend(start, end, Classify(start, end));

        _joins = Joins.None;
        Emit(start, end, kind);
        return true;
    }

    private int ReadRun(int i)
    {
        int seen = 0;
        CharClass previous = CharClass.Mark;
        while (i < _text.Length)
        {
            CharClass c = CharClasses.Of(_text[i]);
            int length = 1;
            if (!CharClasses.IsWord(c))
            {
                if (c != CharClass.Surrogate || !CharClasses.IsWord(c = CharClasses.At(_text, i, out length)))
                {
                    break;
                }
            }

            seen |= 1 << (int)c;
            _camel |= previous == CharClass.Lower && c == CharClass.Upper;
            previous = c;
            i += length;
        }

        _seen |= seen;
        return i;
    }

    /// <summary>Where the next run begins if the mark at <paramref name="i"/> joins it to the chain; otherwise -1.</summary>
    private int Join(int start, int i)
    {
        if (i >= _text.Length || CharClasses.Of(_text[i]) <= CharClass.Newline)
        {
            return -1;
        }

        char c = _text[i];
        bool word = WordStartsAt(i + 1);
        bool digits = DigitAt(i + 1) && CharClasses.At(_text, Math.Max(start, i - 1), out _) is CharClass.Digit or CharClass.Number;
        return c switch
        {
            '.' when word && IsWww(start, i) => Joined(Joins.Url, true, UrlEnd(i + 1)),
            '.' => Joined(Joins.Dot, word, i + 1),
            ',' or '\uFF0C' or '\u066B' or '\u066C' => Joined(Joins.Comma, digits && CommaJoins(i), i + 1),
            '\'' or '\u2019' or '\uFF07' => Joined(Joins.Apostrophe, digits || LetterAt(i + 1), i + 1),
            '-' or '\u2010' or '\u2011' => JoinDash(i, word),
            '\u2013' or '\u2212' or '\u00B1' or '\u00D7' or '\u2044' or '\u00B0' or '\u2032' or '\u2033' or '\uFF0E' or '\uFF1A' or '\uFF0F' => Joined(Joins.Other, digits, i + 1),
            '\u207B' => Joined(Joins.Other, word, i + 1),
            '\u00B7' => Joined(Joins.Other, digits || LetterAt(i + 1), i + 1),
            ':' => JoinColon(start, i, word),
            '/' => JoinSlash(i, word),
            '\\' => Joined(Joins.Backslash, word || (CharAt(i + 1) == '\\' && WordStartsAt(i + 2)), word ? i + 1 : i + 2),
            '@' => Joined(Joins.At, word, i + 1),
            '#' => Joined(Joins.Hash, word, i + 1),
            '&' => Joined(Joins.Ampersand, word && EntityEnd(i) < 0, i + 1),
            '+' when CharAt(i + 1) == '+' && DigitAt(i + 2) => Joined(Joins.Plus, !_numeric, i + 2),
            '+' when CharAt(i + 1) == '/' && CharAt(i + 2) == '-' && DigitAt(i + 3) => Joined(Joins.Plus, _numeric, i + 3),
            '+' => Joined(Joins.Plus, word && PlusJoins(start, i), i + 1),
            '^' => Joined(Joins.Other, word || (CharAt(i + 1) == '-' && DigitAt(i + 2)), word ? i + 1 : i + 2),
            '~' => Joined(Joins.Other, DigitAt(i + 1), i + 1),
            '%' => JoinPercent(i, word),
            _ when CharClasses.Of(c) == CharClass.Currency => JoinCurrency(start, i, word),
            _ => -1,
        };
    }

    private int Joined(Joins join, bool joins, int next)
    {
        if (!joins)
        {
            return -1;
        }

        _joins |= join;
        return next;
    }

    private int JoinDash(int i, bool word)
    {
        if (word)
        {
            return Joined(Joins.Dash, true, i + 1);
        }

        if (CharAt(i + 1) == '>' && WordStartsAt(i + 2))
        {
            return Joined(Joins.Arrow, true, i + 2);
        }

        bool currency = _numeric && CharClasses.Of(CharAt(i + 1)) == CharClass.Currency && DigitAt(i + 2);
        return Joined(Joins.Dash, currency, i + 2);
    }

    private int JoinColon(int start, int i, bool word)
    {
        char next = CharAt(i + 1);
        if (next == '/' && CharAt(i + 2) == '/')
        {
            int end = i - start <= LongestScheme && char.IsAsciiLetter(_text[start]) ? UrlEnd(i + 3) : i + 3;
            return Joined(Joins.Url, end > i + 3, end);
        }

        if (next == ':')
        {
            return Joined(Joins.Scope, WordStartsAt(i + 2), i + 2);
        }

        if (next is '/' or '\\' && i == start + 1 && char.IsAsciiLetter(_text[start]))
        {
            int segment = next == '\\' && CharAt(i + 2) == '\\' ? i + 3 : i + 2;
            return Joined(Joins.Backslash | Joins.Rooted, WordStartsAt(segment), segment);
        }

        return Joined(Joins.Colon, word, i + 1);
    }

    private int JoinSlash(int i, bool word)
    {
        int segment = word ? i + 1 : CharAt(i + 1) is '.' or '*' or '~' or '@' ? SegmentStart(i + 1) : -1;
        return Joined(Joins.Slash, segment > 0, segment);
    }

    /// <summary>A percent sign inside a chain escapes a byte (<c>a%20b</c>) or ends the first number of a range (<c>5%-10%</c>).</summary>
    private int JoinPercent(int i, bool word)
    {
        if (word && !_numeric && char.IsAsciiHexDigit(CharAt(i + 1)) && char.IsAsciiHexDigit(CharAt(i + 2)))
        {
            return Joined(Joins.Percent, true, i + 1);
        }

        bool range = _numeric && CharAt(i + 1) is '-' or '\u2013' && DigitAt(i + 2);
        return Joined(Joins.Dash, range, i + 2);
    }

    private int JoinCurrency(int start, int i, bool word)
    {
        bool prefix = i - start <= 3 && _joins == Joins.None && _seen == 1 << (int)CharClass.Upper && DigitAt(i + 1);
        if (prefix)
        {
            _numeric = true;
            _seen = 0;
        }

        return Joined(prefix ? Joins.None : Joins.Dollar, prefix || (_text[i] == '$' && word && !_numeric), i + 1);
    }

    private bool IsWww(int start, int i) => i - start == 3 && _text.AsSpan(start, 3).Equals("www", StringComparison.OrdinalIgnoreCase);

    private bool PlusJoins(int start, int i)
    {
        bool digit = DigitAt(i + 1);
        ReadOnlySpan<char> chain = _text.AsSpan(start, i - start);
        if (digit && (chain is "UTC" or "GMT" || (_joins & Joins.Colon) != 0 || (_numeric && chain[^1] is 'e' or 'E')))
        {
            return true;
        }

        if (chain.Length >= 2 && (_joins & Joins.Dot) != 0 && (char.IsAsciiDigit(chain[0]) || (chain[0] is 'v' or 'V' && char.IsAsciiDigit(chain[1]))))
        {
            return true;
        }

        return IsBase64(chain) || MailLocalPartContinues(i + 1);
    }

    private static bool IsBase64(ReadOnlySpan<char> chain)
    {
        // Only the head is looked at: the whole chain at every plus sign would be quadratic.
        ReadOnlySpan<char> head = chain[..Math.Min(chain.Length, LongestNumber)];
        return head.Length >= 16 && head.ContainsAnyInRange('0', '9') && head.ContainsAnyInRange('A', 'z');
    }

    private bool MailLocalPartContinues(int i)
    {
        int limit = Math.Min(_text.Length, i + PlusReach);
        while (i < limit && (char.IsAsciiLetterOrDigit(_text[i]) || _text[i] is '.' or '-' or '_' or '+'))
        {
            i++;
        }

        return CharAt(i) == '@' && WordStartsAt(i + 1);
    }

    private bool CommaJoins(int i)
    {
        if (i >= _rowEnd)
        {
            _rowStart = _lastRun;
            _rowEnd = i;
            while (_rowEnd < _text.Length && (char.IsAsciiDigit(_text[_rowEnd]) || _text[_rowEnd] is ',' or '.' or '-'))
            {
                _rowEnd++;
            }
        }

        bool thousands = DigitAt(i + 2) && DigitAt(i + 3) && !DigitAt(i + 4);
        return _rowEnd - _rowStart <= LongestNumber || (thousands && i - _lastRun <= 3);
    }

    /// <summary>The end of the chain with what may follow its last run: a percent sign, <c>C++</c>, the last dot of <c>U.S.</c>.</summary>
    private int Suffix(int start, int i)
    {
        char c = CharAt(i);
        if (i >= _text.Length || (_joins & Joins.Url) != 0)
        {
            return i;
        }

        if (_numeric && CharClasses.At(_text, i - 1, out _) is CharClass.Digit or CharClass.Number)
        {
            return NumberSuffix(i, c);
        }

        return c switch
        {
            '+' when CharAt(i + 1) == '+' && CharAt(i + 2) is not ('+' or '=') && !WordContinuesAt(i + 2) => i + 2,
            '#' when i == start + 1 && CharClasses.Of(_text[start]) == CharClass.Upper => i + 1,
            '.' when (_joins & ~Joins.Rooted) == Joins.Dot && IsAcronym(start, i) => i + 1,
            '/' when (_joins & (Joins.Slash | Joins.Rooted)) != 0 => i + 1,
            '\\' when (_joins & Joins.Rooted) != 0 => i + 1,
            '=' when !WordContinuesAt(i + 1) && IsBase64(_text.AsSpan(start, i - start)) => CharAt(i + 1) == '=' ? i + 2 : i + 1,
            _ => i,
        };
    }

    private int NumberSuffix(int i, char c)
    {
        switch (c)
        {
            case '\u2032' or '\u2033':
                return CharAt(i + 1) is 'N' or 'S' or 'E' or 'W' && !WordContinuesAt(i + 2) ? i + 2 : i + 1;
            case '%' or '\u2030' or '\u066A' or '\uFF05':
                return i + 1;
            case '\u00B0':
                return char.IsAsciiLetterUpper(CharAt(i + 1)) && !WordContinuesAt(i + 2) ? i + 2 : i + 1;
            case '\u2103' or '\u2109':
                return i + 1;
            case '+' when !WordContinuesAt(i + 1) && CharAt(i + 1) is not ('+' or '='):
                return i + 1;
            case '/' when (_joins & Joins.Rooted) != 0 || ((_joins & Joins.Slash) != 0 && (_seen & LetterBits) != 0):
                return i + 1;
            default:
                bool currency = CharClasses.Of(c) == CharClass.Currency && !WordContinuesAt(i + 1);
                return currency ? i + 1 : i;
        }
    }

    /// <summary>Single letters with dots (<c>U.S.</c>, <c>e.g.</c>), or capitalised short parts ending in one capital (<c>Ph.D.</c>).</summary>
    private bool IsAcronym(int start, int end)
    {
        ReadOnlySpan<char> chain = _text.AsSpan(start, end - start);
        if (chain.Length > 12)
        {
            return false;
        }

        bool singles = true;
        bool capitals = CharClasses.Of(chain[^1]) == CharClass.Upper && CharClasses.Of(chain[0]) == CharClass.Upper;
        int length = 0;
        foreach (char c in chain)
        {
            length = c == '.' ? 0 : length + 1;
            singles &= length <= 1 && !char.IsAsciiDigit(c);
            capitals &= length <= 2 && !char.IsAsciiDigit(c);
        }

        return chain[0] != '.' && (singles || (capitals && length == 1));
    }
}
