using System.Buffers;
using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Pith.Text;

namespace Pith.Tests.Text;

public class AtomScannerProperties
{
    private static readonly SearchValues<char> s_newlines = SearchValues.Create("\n\r\v\f\u0085\u2028\u2029");

    private static readonly string[] s_pieces =
    [
        " ", "  ", "\n", "\r\n", "\t", "\u00A0", "\u2028", "\0", "\uD83D", "\uDE00", "\uFEFF", "\u200B", "\u00AD", "\u200D", "\u0301", "\uFE0F", "\u20E3",
        "\u0600", "\u06DD", "\u0D4E", "\u1160", "\u11A8", "\u1100", "가", "각", "क", "\u094D", "ष", "\u093F", "ท", "\u0E33", "\u0E31", "က", "\u102B",
        "漢", "ア", "ー", "か\u3099", "年", "月", "万", "三", "😀", "👩", "🏽", "🇫", "🇷", "❤", "5", "10", "000", "٣", "１", "½", "𝟏", "𝒜", "𠀀",
        "a", "B", "kg", "km", "h", "PM", "March", "USD", "million", "www", "http", "_", "'", "’", ".", ",", ":", ";", "-", "–", "+", "/", "\\", "@", "#", "&",
        "amp;", "%", "s", "$", "€", "°", "^", "~", "*", "=", "<", ">", "(", ")", "[", "]", "{", "}", "`", "\"", "!", "?", "|", "。", "，", "「",
    ];

    [Property(MaxTest = 2000, Arbitrary = [typeof(HostileText)])]
    public void Atoms_are_disjoint_ascending_and_cover_all_but_white_space(string text)
    {
        int end = 0;
        foreach (Atom atom in AtomScanner.Scan(text))
        {
            Assert.True(atom.Span.Start >= end && !atom.Span.IsEmpty);
            Assert.True(text.AsSpan(end, atom.Span.Start - end).IsWhiteSpace());
            end = atom.Span.End;
        }

        Assert.True(text.AsSpan(end).IsWhiteSpace());
    }

    [Property(MaxTest = 2000, Arbitrary = [typeof(HostileText)])]
    public void Atoms_hold_no_newline_and_split_no_grapheme(string text)
    {
        HashSet<int> boundaries = [.. StringInfo.ParseCombiningCharacters(text), text.Length];

        foreach (Atom atom in AtomScanner.Scan(text))
        {
            Assert.False(atom.Span.Of(text).ContainsAny(s_newlines));
            Assert.Contains(atom.Span.Start, boundaries);
            Assert.Contains(atom.Span.End, boundaries);
        }
    }

    [Property(MaxTest = 500, Arbitrary = [typeof(HostileText)])]
    public void A_line_before_the_text_changes_no_atom(string text)
    {
        const string Line = "word\n";
        IEnumerable<(int, int, AtomKind)> alone = AtomScanner.Scan(text).Select(a => (a.Span.Start, a.Span.End, a.Kind));

        IEnumerable<(int, int, AtomKind)> below = AtomScanner.Scan(Line + text).Skip(1).Select(a => (a.Span.Start - Line.Length, a.Span.End - Line.Length, a.Kind));

        Assert.Equal(alone, below);
    }

    public static class HostileText
    {
        public static Arbitrary<string> Text()
        {
            Gen<string> any = Gen.Choose(0, char.MaxValue).Select(c => ((char)c).ToString());
            Gen<string> piece = Gen.Frequency((9, Gen.Elements(s_pieces)), (1, any));
            return Gen.Sized(size => piece.ListOf(size)).Select(string.Concat).ToArbitrary();
        }
    }
}
