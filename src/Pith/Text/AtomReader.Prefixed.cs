using System.Globalization;

namespace Pith.Text;

/// <summary>Atoms that begin with a mark which belongs to the word, number, path or flag behind it; and unspaced scripts.</summary>
internal sealed partial class AtomReader
{
    private const int GlobReach = 64;

    private bool TryReadPrefixed(int start)
    {
        char c = _text[start];
        CharClass type = CharClasses.Of(c);
        if (type == CharClass.Currency && !IsGlued(start))
        {
            int amount = SpaceAt(start + 1) ? start + 2 : start + 1;
            if (DigitAt(amount) || (amount == start + 1 && CharAt(amount) is '-' or '.' && DigitAt(amount + 1)))
            {
                return ReadChain(start, DigitAt(amount) ? amount : amount + 1, numeric: true);
            }

            // Accounts write a loss in parentheses.
            if (CharAt(amount) == '(' && DigitAt(amount + 1) && MoneyEnd(amount + 1) is int loss && CharAt(loss) == ')')
            {
                Emit(start, loss + 1, AtomKind.Number);
                return true;
            }
        }

        switch (c)
        {
            case '$' or '@' when WordStartsAt(start + 1):
            case '#' when WordStartsAt(start + 1) && !IsGlued(start):
                return ReadChain(start, start + 1);
            case '-' when !IsGlued(start) && CharAt(start + 1) == '-' && char.IsAsciiLetter(CharAt(start + 2)):
                return ReadFlag(start, start + 2);
            case '-' when !IsGlued(start) && char.IsAsciiLetter(CharAt(start + 1)):
                return ReadFlag(start, start + 1);
            case '+' when CharAt(start + 1) == '/' && CharAt(start + 2) == '-' && DigitAt(start + 3):
                return ReadChain(start, start + 3, numeric: true);
            case '-' or '+' or '\u2212' or '\u00B1' when !IsGlued(start):
                return ReadSigned(start);
            case >= '\u0600' and <= '\u0605' when DigitAt(start + 1):
                return ReadChain(start, start + 1, numeric: true);
            case '.' or '/' or '~' or '\\' or '*':
                return ReadPathStart(start, c);
            case ':' when CharAt(start + 1) == ':' && WordStartsAt(start + 2) && !IsGlued(start):
                _joins |= Joins.Scope;
                return ReadChain(start, start + 2);
            default:
                return false;
        }
    }

    private bool ReadSigned(int start)
    {
        int i = start + 1;
        if (CharClasses.Of(CharAt(i)) == CharClass.Currency)
        {
            i++;
        }

        if (CharAt(i) == '.')
        {
            i++;
        }

        return DigitAt(i) && ReadChain(start, i, numeric: true);
    }

    private bool ReadPathStart(int start, char c)
    {
        char next = CharAt(start + 1);
        bool glued = IsGlued(start);
        int core = c switch
        {
            '.' when CharClasses.IsWordStart(ClassAt(start + 1)) && !(glued && DigitAt(start + 1)) => start + 1,
            '.' when next == '/' || (next == '.' && CharAt(start + 2) == '/') => SegmentStart(start),
            '~' when next is '/' or '\\' => SegmentStart(start + 2),
            '/' when !glued && next != '/' => SegmentStart(start + 1),
            '\\' when WordStartsAt(start + 1) => start + 1,
            '\\' when next == '\\' && WordStartsAt(start + 2) && !glued => start + 2,
            '*' when !glued && next == '.' && LetterAt(start + 2) => start + 2,
            _ => -1,
        };
        if (core < 0)
        {
            return false;
        }

        bool number = c == '.' && DigitAt(start + 1);
        _joins |= number ? Joins.None : c switch
        {
            '\\' => Joins.Backslash,
            '.' when core == start + 1 => Joins.Dot,
            _ => Joins.Slash | Joins.Rooted,
        };
        return ReadChain(start, core, number);
    }

    /// <summary>The first word character of a path segment at <paramref name="i"/>, past dots, wildcards and slashes; -1 if there is none.</summary>
    private int SegmentStart(int i)
    {
        int limit = Math.Min(_text.Length, i + GlobReach);
        while (i < limit)
        {
            if (WordStartsAt(i))
            {
                return i;
            }

            bool step = _text[i] is '.' or '*' or '~' or '@' || (_text[i] == '/' && CharAt(i + 1) != '/');
            if (!step)
            {
                return -1;
            }

            i++;
        }

        return -1;
    }

    private bool ReadFlag(int start, int name)
    {
        int end = WordRunEnd(name);
        while (CharAt(end) is '-' or '.' or ':' && WordStartsAt(end + 1))
        {
            end = WordRunEnd(end + 1);
        }

        if (CharAt(end) == '=')
        {
            int valueEnd = ValueEnd(end + 1);
            end = valueEnd > end + 1 ? valueEnd : end;
        }

        Emit(start, end, AtomKind.Flag);
        return true;
    }

    private int ValueEnd(int i)
    {
        int start = i;
        while (i < _text.Length && IsUrlChar(_text[i]) && _text[i] is not ('(' or ')' or '[' or ']' or ';' or '|'))
        {
            i++;
        }

        while (i > start && _text[i - 1] is '.' or ',' or ':' or '!' or '?' or '\'')
        {
            i--;
        }

        return i;
    }

    private int WordRunEnd(int i)
    {
        while (i < _text.Length)
        {
            CharClass c = CharClasses.At(_text, i, out int length);
            if (!CharClasses.IsWord(c))
            {
                break;
            }

            i += length;
        }

        return i;
    }

    /// <summary>The end of the URL whose scheme ended before <paramref name="i"/>: unbalanced closers end it, sentence marks at its end do not belong to it.</summary>
    private int UrlEnd(int i)
    {
        int end = i;
        int round = 0;
        int square = 0;
        int curly = 0;
        for (; i < _text.Length && IsUrlChar(_text[i]); i++)
        {
            char c = _text[i];
            round += c == '(' ? 1 : c == ')' ? -1 : 0;
            square += c == '[' ? 1 : c == ']' ? -1 : 0;
            curly += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (round < 0 || square < 0 || curly < 0)
            {
                break;
            }

            if (c is not ('.' or ',' or ';' or ':' or '!' or '?' or '\'' or '*' or '(' or '[' or '{'))
            {
                end = i + 1;
            }
        }

        return end;
    }

    private static bool IsUrlChar(char c) => c < 0x80
        ? c > ' ' && c is not ('"' or '<' or '>' or '`' or '\\' or '^' or '|' or '\u007F')
        : CharClasses.IsWord(CharClasses.Of(c));

    private void ReadUnspaced(int start, CharClass type)
    {
        int end = start;
        if (type == CharClass.Katakana)
        {
            while (end < _text.Length && CharClasses.Of(_text[end]) == CharClass.Katakana)
            {
                end++;
            }
        }
        else if (type == CharClass.Han && HanNumeralEnd(start) is int numeralEnd && numeralEnd > start + 1)
        {
            Emit(start, CounterEnd(numeralEnd), AtomKind.Number);
            return;
        }
        else if (CharClasses.IsPlain(_text[start]) && CharClasses.IsPlain(CharAt(start + 1)))
        {
            end = start + 1;
        }
        else
        {
            end = start + StringInfo.GetNextTextElementLength(_text.AsSpan(start));
        }

        Emit(start, end, AtomKind.Ideograph);
    }
}
