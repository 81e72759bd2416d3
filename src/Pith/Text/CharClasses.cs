using System.Globalization;

namespace Pith.Text;

/// <summary>What a character does to the cut between atoms. <see cref="Upper"/> to <see cref="Underscore"/> continue a word.</summary>
internal enum CharClass : byte
{
    Space,
    Newline,
    Upper,
    Lower,
    Letter,
    Mark,
    Digit,
    Number,
    Underscore,
    Han,
    Kana,
    Katakana,
    Cluster,
    Currency,
    Punctuation,
    Symbol,
    Surrogate,
    Other,
}

/// <summary>Character classes by table: the category tables of the runtime answer too slowly for a scanner.</summary>
internal static class CharClasses
{
    private const byte PlainBit = 0x80;

    private static readonly byte[] s_table = BuildTable();

    public static CharClass Of(char c) => (CharClass)(s_table[c] & ~PlainBit);

    /// <summary>Whether a grapheme always begins at <paramref name="c"/> unless a prepended mark stands before it.</summary>
    public static bool IsPlain(char c) => (s_table[c] & PlainBit) != 0;

    /// <summary>The class of the code point at <paramref name="index"/>, and its length in code units.</summary>
    public static CharClass At(string text, int index, out int length)
    {
        length = 1;
        CharClass known = Of(text[index]);
        if (known != CharClass.Surrogate)
        {
            return known;
        }

        if (index + 1 >= text.Length || !char.IsSurrogatePair(text[index], text[index + 1]))
        {
            return CharClass.Surrogate;
        }

        length = 2;
        int codePoint = char.ConvertToUtf32(text[index], text[index + 1]);
        return codePoint switch
        {
            >= 0x20000 and <= 0x3FFFD => CharClass.Han,
            >= 0x1AFF0 and <= 0x1B16F => CharClass.Kana,
            _ => OfCategory(CharUnicodeInfo.GetUnicodeCategory(codePoint)),
        };
    }

    public static bool IsWord(CharClass c) => c is >= CharClass.Upper and <= CharClass.Underscore;

    public static bool IsWordStart(CharClass c) => IsWord(c) && c != CharClass.Mark;

    public static bool IsLetter(CharClass c) => c is >= CharClass.Upper and <= CharClass.Mark;

    private static byte[] BuildTable()
    {
        byte[] table = new byte[char.MaxValue + 1];
        for (int i = 0; i < table.Length; i++)
        {
            char c = (char)i;
            table[i] = (byte)((byte)Classify(c) | (StartsGrapheme(c) ? PlainBit : 0));
        }

        return table;
    }

    private static CharClass Classify(char c)
    {
        switch (c)
        {
            case '\n' or '\r' or '\v' or '\f' or '\u0085' or '\u2028' or '\u2029':
                return CharClass.Newline;
            case '_' or '\uFF3F':
                return CharClass.Underscore;
            // Soft hyphen, the joiners and the word joiner are invisible parts of the word they stand in.
            case '\u00AD' or '\u200C' or '\u200D' or '\u2060':
                return CharClass.Mark;
            case >= '\u3400' and <= '\u4DBF' or >= '\u4E00' and <= '\u9FFF' or >= '\uF900' and <= '\uFAFF'
                or >= '\uA000' and <= '\uA4CF' or '\u3005' or '\u3006' or '\u3007' or '\u303B':
                return CharClass.Han;
            case >= '\u30A1' and <= '\u30FA' or >= '\u30FC' and <= '\u30FF' or >= '\u31F0' and <= '\u31FF' or >= '\uFF66' and <= '\uFF9F':
                return CharClass.Katakana;
        }

        if (char.IsWhiteSpace(c))
        {
            return CharClass.Space;
        }

        CharClass byCategory = OfCategory(CharUnicodeInfo.GetUnicodeCategory(c));
        if (byCategory is CharClass.Letter or CharClass.Mark)
        {
            if (c is >= '\u3041' and <= '\u309F' or >= '\u3100' and <= '\u312F')
            {
                return byCategory == CharClass.Mark ? CharClass.Mark : CharClass.Kana;
            }

            if (IsUnspaced(c))
            {
                return CharClass.Cluster;
            }
        }

        return byCategory;
    }

    private static bool IsUnspaced(char c) => c is
        >= '\u0E00' and <= '\u0EFF' or // Thai, Lao
        >= '\u1000' and <= '\u109F' or >= '\uA9E0' and <= '\uA9FF' or >= '\uAA60' and <= '\uAA7F' or // Myanmar
        >= '\u1780' and <= '\u17FF' or // Khmer
        >= '\u1950' and <= '\u19DF' or >= '\u1A20' and <= '\u1AAF'; // Tai scripts

    private static CharClass OfCategory(UnicodeCategory category) => category switch
    {
        UnicodeCategory.UppercaseLetter or UnicodeCategory.TitlecaseLetter => CharClass.Upper,
        UnicodeCategory.LowercaseLetter => CharClass.Lower,
        UnicodeCategory.OtherLetter or UnicodeCategory.ModifierLetter => CharClass.Letter,
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark => CharClass.Mark,
        UnicodeCategory.DecimalDigitNumber => CharClass.Digit,
        UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => CharClass.Number,
        UnicodeCategory.CurrencySymbol => CharClass.Currency,
        UnicodeCategory.ConnectorPunctuation or UnicodeCategory.DashPunctuation or UnicodeCategory.OpenPunctuation
            or UnicodeCategory.ClosePunctuation or UnicodeCategory.InitialQuotePunctuation
            or UnicodeCategory.FinalQuotePunctuation or UnicodeCategory.OtherPunctuation => CharClass.Punctuation,
        UnicodeCategory.MathSymbol or UnicodeCategory.ModifierSymbol or UnicodeCategory.OtherSymbol => CharClass.Symbol,
        UnicodeCategory.Surrogate => CharClass.Surrogate,
        _ => CharClass.Other,
    };

    private static bool StartsGrapheme(char c) => c is
        < '\u0300' or >= '\u0370' and <= '\u0482' or >= '\u048A' and <= '\u052F' or
        >= '\u2010' and <= '\u2027' or >= '\u2030' and <= '\u205E' or
        >= '\u3000' and <= '\u3029' or >= '\u3030' and <= '\u3096' or >= '\u309B' and <= '\u30FF' or
        >= '\u3400' and <= '\u9FFF' or >= '\uFF01' and <= '\uFF9D';
}
