using System.Buffers;

namespace Pith.Text;

/// <summary>What a number takes with it across one space (unit, currency, month) and what takes a number (month, currency code).</summary>
internal sealed partial class AtomReader
{
    private const Joins NumberJoins = Joins.Dot | Joins.Comma | Joins.Dash | Joins.Colon | Joins.Slash | Joins.Apostrophe | Joins.Plus | Joins.Other;
    private const string HanNumerals = "〇零一二三四五六七八九十百千万萬亿億兆两兩";
    private const string HanMagnitudes = "十百千万萬亿億兆";
    private const string Joiners = "-'\u2019\u2010\u2011.:@&#\\_";
    private const int LongestUnit = 16;

    private static readonly SearchValues<char> s_dateCounters = SearchValues.Create("年月日时時点點分");

    /// <summary>More groups than this, with plain spaces between, are a row of numbers and not one number.</summary>
    private const int MostSpacedGroups = 4;

    private (int End, AtomKind Kind) Extend(int start, int end, AtomKind kind)
    {
        if (end >= _text.Length)
        {
            return (end, kind);
        }

        if (!_numeric)
        {
            return kind == AtomKind.Word && _joins == Joins.None && end - start is >= 3 and <= 10 ? ExtendName(start, end, kind) : (end, kind);
        }

        if ((_joins & ~NumberJoins) != 0)
        {
            return (end, kind);
        }

        if ((_seen & LetterBits) != 0)
        {
            bool ordinal = _joins == Joins.None && end - start <= 4 && UnitNames.IsOrdinal(_text.AsSpan(end - 2, 2));
            int month = ordinal && SpaceAt(end) ? MonthEnd(end + 1, anyLanguage: false) : -1;
            return month > 0 ? (WithYear(month), AtomKind.DateTime) : (end, kind);
        }

        if (CharClasses.At(_text, end - 1, out _) is not (CharClass.Digit or CharClass.Number))
        {
            return (end, kind);
        }

        if (ClassAt(end) is >= CharClass.Han and <= CharClass.Katakana)
        {
            int counter = CounterEnd(end);
            return (counter, counter > end && _text.AsSpan(end, counter - end).ContainsAny(s_dateCounters) ? AtomKind.DateTime : kind);
        }

        if (_text[start] == '+' && _joins == Joins.None)
        {
            end = PhoneEnd(end);
        }
        else if ((_joins & ~Joins.Dash) == Joins.None)
        {
            end = SpacedThousandsEnd(end);
        }

        return ExtendBySpace(start, end, kind);
    }

    private (int End, AtomKind Kind) ExtendBySpace(int start, int end, AtomKind kind)
    {
        bool day = end - start <= 2 && _joins == Joins.None;
        if (day && CharAt(end) == '.' && SpaceAt(end + 1) && LetterAt(end + 2))
        {
            int german = MonthEnd(end + 2, anyLanguage: true);
            int dated = german > 0 ? WithYear(german) : -1;
            return dated > german || (german > 0 && MonthEnd(end + 2, anyLanguage: false) < 0) ? (dated, AtomKind.DateTime) : (end, kind);
        }

        if (!SpaceAt(end))
        {
            return (end, kind);
        }

        int next = end + 1;
        if (!LetterAt(next))
        {
            int mark = MarkUnitEnd(next);
            return (mark > 0 ? mark : end, kind);
        }

        int noon = (_joins & ~(Joins.Colon | Joins.Dot)) == 0 ? HalfDayEnd(next) : -1;
        if (noon > 0)
        {
            return (noon, AtomKind.DateTime);
        }

        int month = day ? MonthEnd(next, anyLanguage: true) : -1;
        if (month > 0)
        {
            return (WithYear(month), AtomKind.DateTime);
        }

        if (day && CharAt(next) == 'd' && CharAt(next + 1) == 'e' && SpaceAt(next + 2) && MonthEnd(next + 3, anyLanguage: true) is > 0 and int spanish)
        {
            bool year = SpaceAt(spanish) && CharAt(spanish + 1) == 'd' && CharAt(spanish + 2) == 'e' && SpaceAt(spanish + 3) && YearEnd(spanish + 4) > 0;
            return (year ? YearEnd(spanish + 4) : WithYear(spanish), AtomKind.DateTime);
        }

        int unit = UnitEnd(next);
        return unit > 0 ? (unit, kind) : (end, kind);
    }

    private int MarkUnitEnd(int i)
    {
        char c = CharAt(i);
        if (WordContinuesAt(i + 1) && c != '\u00B0')
        {
            return -1;
        }

        return c switch
        {
            '%' or '\u2030' or '\u066A' or '\uFF05' or '\u2103' or '\u2109' when CharAt(i + 1) is not ('(' or '{' or '=') => i + 1,
            '\u00B0' => char.IsAsciiLetterUpper(CharAt(i + 1)) && !WordContinuesAt(i + 2) ? i + 2 : WordContinuesAt(i + 1) ? -1 : i + 1,
            _ when CharClasses.Of(c) == CharClass.Currency && CharAt(i + 1) is not ('{' or '(' or '.') && !(SpaceAt(i + 1) && DigitAt(i + 2)) => i + 1,
            _ => -1,
        };
    }

    private int HalfDayEnd(int i)
    {
        char c = (char)(CharAt(i) | 0x20);
        if (c is not ('a' or 'p'))
        {
            return -1;
        }

        int m = CharAt(i + 1) == '.' ? i + 2 : i + 1;
        if ((CharAt(m) | 0x20) != 'm' || WordContinuesAt(m + 1))
        {
            return -1;
        }

        return m == i + 2 && CharAt(m + 1) == '.' ? m + 2 : m + 1;
    }

    /// <summary>The end of a unit at <paramref name="i"/>: a magnitude with or without a unit (<c>million USD</c>), or a unit, perhaps per another (<c>km/h</c>).</summary>
    private int UnitEnd(int i)
    {
        int end = ShortWordEnd(i);
        if (end < 0)
        {
            return -1;
        }

        ReadOnlySpan<char> word = _text.AsSpan(i, end - i);
        if (UnitNames.IsMagnitude(word) && IsFree(end))
        {
            int counted = SpaceAt(end) && LetterAt(end + 1) ? ShortWordEnd(end + 1) : -1;
            bool joins = counted > 0 && UnitNames.IsUnit(_text.AsSpan(end + 1, counted - end - 1)) && IsFree(counted);
            return joins ? counted : end;
        }

        if (!UnitNames.IsUnit(word))
        {
            return -1;
        }

        if (CharAt(end) is '/' or '\u00B7' && LetterAt(end + 1))
        {
            int per = ShortWordEnd(end + 1);
            return per > 0 && UnitNames.IsUnit(_text.AsSpan(end + 1, per - end - 1)) && IsFree(per) ? per : -1;
        }

        if (CharAt(end) == '^' && DigitAt(end + 1) && !WordContinuesAt(end + 2))
        {
            end += 2;
        }

        return IsFree(end) ? end : -1;
    }

    private int ShortWordEnd(int i)
    {
        int limit = Math.Min(_text.Length, i + LongestUnit);
        int end = i;
        while (end < limit && CharClasses.IsWord(CharClasses.Of(_text[end])))
        {
            end++;
        }

        return end == i || WordContinuesAt(end) ? -1 : end;
    }

    /// <summary>Whether the word that ends at <paramref name="i"/> is not the first part of a longer chain.</summary>
    private bool IsFree(int i) =>
        i >= _text.Length || (!WordContinuesAt(i) && !(Joiners.Contains(_text[i]) && WordStartsAt(i + 1)) && !(_text[i] == '/' && WordStartsAt(i + 1)));

    private int SpacedThousandsEnd(int end)
    {
        if (end - _lastRun > 3)
        {
            return end;
        }

        int i = end;
        int groups = 0;
        char space = CharAt(end);
        while (SpaceAt(i) && _text[i] == space && DigitAt(i + 1) && DigitAt(i + 2) && DigitAt(i + 3) && !WordContinuesAt(i + 4))
        {
            i += 4;
            if (++groups > MostSpacedGroups)
            {
                return end;
            }
        }

        if (groups > 0 && CharAt(i) is '.' or ',' && DigitAt(i + 1))
        {
            int fraction = DigitsEnd(i + 1);
            // "≤ 5 374,560.26" are two numbers: what groups by spaces has one decimal mark and nothing after it.
            return WordContinuesAt(fraction) || (CharAt(fraction) is '.' or ',' && DigitAt(fraction + 1)) ? end : fraction;
        }

        return groups > 0 ? i : end;
    }

    private int PhoneEnd(int end)
    {
        int i = end;
        int groups = 0;
        int digits = 0;
        while (CharAt(i) is ' ' or '-' or '\u00A0' && DigitAt(i + 1))
        {
            int group = DigitsEnd(i + 1);
            digits += group - i - 1;
            bool last = group - i == 5;
            if (group - i > 5 || WordContinuesAt(group) || digits > 15)
            {
                break;
            }

            groups++;
            i = group;
            if (last)
            {
                break;
            }
        }

        return groups >= 2 ? i : end;
    }

    private int DigitsEnd(int i)
    {
        int limit = Math.Min(_text.Length, i + LongestNumber);
        while (i < limit && CharClasses.Of(_text[i]) == CharClass.Digit)
        {
            i++;
        }

        return i;
    }

    private int MonthEnd(int i, bool anyLanguage)
    {
        int end = ShortWordEnd(i);
        if (end < 0)
        {
            return -1;
        }

        ReadOnlySpan<char> word = _text.AsSpan(i, end - i);
        bool month = UnitNames.IsMonth(word) || (anyLanguage && UnitNames.IsForeignMonth(word));
        return !month ? -1
            : CharAt(end) == '.' && SpaceAt(end + 1) && YearEnd(end + 2) > 0 ? end + 1
            : IsFree(end) ? end
            : -1;
    }

    private int WithYear(int end)
    {
        int year = CharAt(end) == ',' ? SpaceAt(end + 1) ? YearEnd(end + 2) : YearEnd(end + 1) : SpaceAt(end) ? YearEnd(end + 1) : -1;
        return year > 0 ? year : end;
    }

    private int YearEnd(int i)
    {
        bool year = CharAt(i) is '1' or '2' && DigitsEnd(i) == i + 4 && !WordContinuesAt(i + 4)
            && !(CharAt(i + 4) is '.' or ',' or ':' or '/' or '-' && DigitAt(i + 5)) && !(CharAt(i + 4) == '-' && WordStartsAt(i + 5));
        return year ? i + 4 : -1;
    }

    private (int End, AtomKind Kind) ExtendName(int start, int end, AtomKind kind)
    {
        int space = CharAt(end) == '.' ? end + 1 : end;
        if (!SpaceAt(space) || !DigitAt(space + 1) || CharClasses.Of(_text[start]) != CharClass.Upper)
        {
            return (end, kind);
        }

        ReadOnlySpan<char> name = _text.AsSpan(start, end - start);
        int number = space + 1;
        if (space == end && UnitNames.IsCurrencyCode(name))
        {
            return (MoneyEnd(number), AtomKind.Number);
        }

        int date = UnitNames.IsMonth(name) ? DayOrYearEnd(number) : -1;
        return date > 0 ? (date, AtomKind.DateTime) : (end, kind);
    }

    private int MoneyEnd(int i)
    {
        int limit = Math.Min(_text.Length, i + LongestNumber);
        while (i < limit && (DigitAt(i) || (_text[i] is '.' or ',' or '\'' or '-' && DigitAt(i + 1))))
        {
            i++;
        }

        int end = WordRunEnd(i);
        int magnitude = end == i && SpaceAt(i) && LetterAt(i + 1) ? ShortWordEnd(i + 1) : -1;
        return magnitude > 0 && UnitNames.IsMagnitude(_text.AsSpan(i + 1, magnitude - i - 1)) && IsFree(magnitude) ? magnitude : end;
    }

    private int DayOrYearEnd(int i)
    {
        if (YearEnd(i) is > 0 and int year)
        {
            return year;
        }

        int end = DigitsEnd(i);
        if (end - i > 2)
        {
            return -1;
        }

        end = end + 2 <= _text.Length && UnitNames.IsOrdinal(_text.AsSpan(end, 2)) ? end + 2 : end;
        if (CharAt(end) is '-' or '\u2013' && DigitAt(end + 1) && DigitsEnd(end + 1) - end <= 3)
        {
            end = DigitsEnd(end + 1);
        }

        bool number = WordContinuesAt(end) || (CharAt(end) is '.' or ',' or ':' or '/' or '%' or '-' && WordStartsAt(end + 1) && YearEnd(end + 1) < 0);
        return number ? -1 : WithYear(end);
    }

    private int HanNumeralEnd(int i)
    {
        while (i < _text.Length && HanNumerals.Contains(_text[i]))
        {
            i++;
        }

        return i;
    }

    /// <summary>The end of the counter of a number that ends at <paramref name="i"/>; a date goes on with its next number (<c>2024年3月5日</c>).</summary>
    private int CounterEnd(int i)
    {
        while (true)
        {
            int unit = i;
            while (unit < _text.Length && unit < i + 3 && HanMagnitudes.Contains(_text[unit]))
            {
                unit++;
            }

            int end = unit;
            for (int length = Math.Min(3, _text.Length - unit); length > 0 && end == unit; length--)
            {
                end = UnitNames.IsCounter(_text.AsSpan(unit, length)) ? unit + length : unit;
            }

            if (end == unit || !s_dateCounters.Contains(_text[end - 1]))
            {
                return end;
            }

            int next = DigitAt(end) ? DigitsEnd(end) : HanNumeralEnd(end);
            if (next == end)
            {
                return end;
            }

            i = next;
        }
    }
}
