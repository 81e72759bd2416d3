using System.Buffers;
using System.Globalization;

namespace Pith.Text;

/// <summary>One pass over one text. The other files of this type hold what a chain, a quantity or a delimited atom is.</summary>
internal sealed partial class AtomReader
{
    private static readonly SearchValues<char> s_newlines = SearchValues.Create("\n\r\v\f\u0085\u2028\u2029");

    private readonly string _text;
    private readonly List<Atom> _atoms;
    private int _position;
    private int _lineEnd;

    public AtomReader(string text)
    {
        _text = text;
        _atoms = new List<Atom>(16 + (text.Length / 5));
        _lineEnd = -1;
        _nextTagEnd = -1;
        _nextLinkMiddle = -1;
    }

    public List<Atom> ReadAll()
    {
        while (SkipWhiteSpace())
        {
            int start = _position;
            CharClass first = CharClasses.At(_text, start, out _);
            if (CharClasses.IsWordStart(first) && !IsKeycap(start))
            {
                ReadChain(start, start);
            }
            else if (first is >= CharClass.Han and <= CharClass.Cluster)
            {
                ReadUnspaced(start, first);
            }
            else if (!TryReadOpened(start) && !TryReadPrefixed(start))
            {
                ReadMark(start, first);
            }
        }

        return _atoms;
    }

    /// <summary>Moves to the next atom's first code unit; false at the end of the text.</summary>
    private bool SkipWhiteSpace()
    {
        while (true)
        {
            int start = _position;
            int i = start;
            while (i < _text.Length && CharClasses.Of(_text[i]) <= CharClass.Newline)
            {
                i++;
            }

            _position = i;
            if (i == _text.Length)
            {
                return false;
            }

            if (i == start || CharClasses.IsPlain(_text[i]) || StringInfo.GetNextTextElementLength(_text.AsSpan(i - 1)) == 1)
            {
                return true;
            }

            // A combining mark after a space is one grapheme with it: the space then belongs to the atom.
            Emit(i - 1, i, AtomKind.Other);
        }
    }

    private void Emit(int start, int end, AtomKind kind)
    {
        end = AlignToGrapheme(start, end);
        _atoms.Add(new Atom(new TextSpan(start, end), kind));
        _position = end;
    }

    /// <summary>The first grapheme boundary at or after <paramref name="end"/>; <paramref name="start"/> is a boundary already.</summary>
    private int AlignToGrapheme(int start, int end)
    {
        if (end >= _text.Length || (CharClasses.IsPlain(_text[end]) && !MayPrepend(_text[end - 1])))
        {
            return end;
        }

        int i = start;
        while (i < end)
        {
            i += StringInfo.GetNextTextElementLength(_text.AsSpan(i));
        }

        return i;
    }

    private static bool MayPrepend(char c) => c == '\u0D4E' || CharClasses.Of(c) is CharClass.Other or CharClass.Surrogate;

    /// <summary>A mark that opened nothing: a run of it, an operator, an emoji or a single grapheme.</summary>
    private void ReadMark(int start, CharClass first)
    {
        char c = _text[start];
        if (IsKeycap(start))
        {
            Emit(start, start + 1, AtomKind.Emoji);
            return;
        }

        if (first == CharClass.Punctuation || (first is CharClass.Symbol or CharClass.Currency && c < 0x80))
        {
            Emit(start, OperatorEnd(start), AtomKind.Punctuation);
            return;
        }

        int end = start + StringInfo.GetNextTextElementLength(_text.AsSpan(start));
        Emit(start, end, KindOfMark(start, end, first));
    }

    private AtomKind KindOfMark(int start, int end, CharClass first)
    {
        char c = _text[start];
        bool emoji = c is >= '\uD83C' and <= '\uD83E'
            || (first == CharClass.Symbol && (c is >= '\u2600' and <= '\u27BF' or >= '\u2B00' and <= '\u2BFF' || _text.AsSpan(start, end - start).Contains('\uFE0F')));
        return emoji && first is not CharClass.Surrogate ? AtomKind.Emoji
            : first is CharClass.Symbol or CharClass.Currency ? AtomKind.Punctuation
            : AtomKind.Other;
    }

    private bool IsKeycap(int i) =>
        _text[i] < 0x80 && i + 1 < _text.Length && (_text[i + 1] == '\u20E3' || (_text[i + 1] == '\uFE0F' && CharAt(i + 2) == '\u20E3'));

    /// <summary>The end of a run of one mark, or of an operator of two or three marks.</summary>
    private int OperatorEnd(int start)
    {
        char c = _text[start];
        int end = start + 1;
        while (end < _text.Length && _text[end] == c)
        {
            end++;
        }

        char next = CharAt(end);
        if (next == '>' && c is ('-' or '=' or '|' or '~'))
        {
            return end + 1;
        }

        if (next == '=' && c is ('!' or '<' or '>' or ':' or '+' or '-' or '*' or '/' or '%' or '&' or '|' or '^' or '?' or '~'))
        {
            return CharAt(end + 1) is '=' or '>' ? end + 2 : end + 1;
        }

        return end == start + 1 && IsPair(c, next) ? end + 1 : end;
    }

    private static bool IsPair(char c, char next) =>
        (c == '?' && next == '.') || (c == '<' && next == '-') || (c == '/' && next == '*') || (c == '*' && next == '/');

    private char CharAt(int i) => (uint)i < (uint)_text.Length ? _text[i] : '\0';

    private CharClass ClassAt(int i) => (uint)i < (uint)_text.Length ? CharClasses.At(_text, i, out _) : CharClass.Newline;

    private bool WordStartsAt(int i) => CharClasses.IsWordStart(ClassAt(i));

    private bool WordContinuesAt(int i) => CharClasses.IsWord(ClassAt(i));

    private bool LetterAt(int i) => CharClasses.IsLetter(ClassAt(i)) && ClassAt(i) != CharClass.Mark;

    private bool DigitAt(int i) => ClassAt(i) == CharClass.Digit;

    private bool SpaceAt(int i) => CharAt(i) is ' ' or '\u00A0' or '\u2007' or '\u2009' or '\u202F';

    /// <summary>Whether what stands before <paramref name="i"/> makes a sign, a slash or a dash at <paramref name="i"/> an operator.</summary>
    // The last code unit of an emoji or a keycap is a mark, but no part of a word.
    private bool IsGlued(int i) => i > 0 && ((CharClasses.IsWord(CharClasses.Of(_text[i - 1])) && _text[i - 1] is not ('\uFE0F' or '\u20E3')) || _text[i - 1] is ')' or ']' or '}' or '%' or '/' or '\\');

    /// <summary>The end of a lookahead: the end of the line, at most <paramref name="reach"/> code units away.</summary>
    private int Horizon(int from, int reach)
    {
        if (_lineEnd < from)
        {
            int offset = _text.AsSpan(from).IndexOfAny(s_newlines);
            _lineEnd = offset < 0 ? _text.Length : from + offset;
        }

        return Math.Min(_lineEnd, from + reach);
    }
}
