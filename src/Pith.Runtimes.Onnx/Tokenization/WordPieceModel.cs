using System.Globalization;
using System.Text;
using Microsoft.ML.Tokenizers;
using Pith.Seams;
using Pith.Text;

namespace Pith.Runtimes.Onnx.Tokenization;

/// <summary>BERT's tokenizer: its normaliser and splitter here, WordPiece word by word from the library.</summary>
/// <remarks>
/// The library's own BERT tokenizer glues words at line breaks and drops symbols, and its offsets refer to normalised text. Splitting here
/// keeps, for each character of a normalised word, the range of the original that it came from.
/// </remarks>
internal sealed class WordPieceModel : PieceTokenizer
{
    private const int LongestWord = 100;

    private readonly WordPieceTokenizer _words;
    private readonly string[] _vocabulary;
    private readonly Dictionary<string, int> _ids;
    private readonly bool _lowerCase;
    private readonly bool _stripAccents;
    private readonly bool _splitIdeographs;

    internal WordPieceModel(string[] vocabulary, string unknown, bool lowerCase, bool stripAccents, bool splitIdeographs)
    {
        _vocabulary = vocabulary;
        _lowerCase = lowerCase;
        _stripAccents = stripAccents;
        _splitIdeographs = splitIdeographs;
        _ids = new Dictionary<string, int>(vocabulary.Length, StringComparer.Ordinal);
        for (int i = 0; i < vocabulary.Length; i++)
        {
            _ids.TryAdd(vocabulary[i], i);
        }

        using var lines = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', vocabulary)));
        _words = WordPieceTokenizer.Create(lines, new WordPieceOptions { UnknownToken = unknown, MaxInputCharsPerWord = LongestWord });
    }

    internal override PieceScheme Scheme => PieceScheme.WordPiece;

    internal override int VocabularySize => _vocabulary.Length;

    internal override string Spelling(int id) => _vocabulary[id];

    internal override int? IdOf(string spelling) => _ids.TryGetValue(spelling, out int id) ? id : null;

    internal override List<Piece> Tokenize(string text)
    {
        var run = new Run(this, text);
        for (int i = 0; i < text.Length;)
        {
            char c = text[i];
            if (c < 128)
            {
                run.Ascii(c, i);
                i++;
                continue;
            }

            Rune rune = Rune.TryGetRuneAt(text, i, out Rune valid) ? valid : Rune.ReplacementChar;
            int length = rune == Rune.ReplacementChar ? 1 : rune.Utf16SequenceLength;
            run.Other(rune, i, i + length);
            i += length;
        }

        run.EndWord();
        return run.Pieces;
    }

    private static bool IsPunctuation(Rune rune) => Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.ConnectorPunctuation or UnicodeCategory.DashPunctuation or UnicodeCategory.OpenPunctuation or
        UnicodeCategory.ClosePunctuation or UnicodeCategory.InitialQuotePunctuation or UnicodeCategory.FinalQuotePunctuation or
        UnicodeCategory.OtherPunctuation;

    private static bool IsAsciiSymbol(char c) => c is (>= '!' and <= '/') or (>= ':' and <= '@') or (>= '[' and <= '`') or (>= '{' and <= '~');

    // The blocks that BERT isolates: CJK unified ideographs, their extensions A–E and the compatibility blocks.
    private static bool IsIdeograph(int c) => c is
        (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2CEAF) or
        (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);

    /// <summary>State of one call.</summary>
    private sealed class Run
    {
        private readonly WordPieceModel _model;
        private readonly Dictionary<string, (int Id, int Start, int End)[]> _known = new(StringComparer.Ordinal);
        private readonly Dictionary<string, (int Id, int Start, int End)[]>.AlternateLookup<ReadOnlySpan<char>> _lookup;
        private char[] _word = new char[64];
        private int[] _starts = new int[64];
        private int[] _ends = new int[64];
        private int _length;

        internal Run(WordPieceModel model, string text)
        {
            _model = model;
            _lookup = _known.GetAlternateLookup<ReadOnlySpan<char>>();
            Pieces = new List<Piece>((text.Length / 4) + 8);
        }

        internal List<Piece> Pieces { get; }

        internal void Ascii(char c, int at)
        {
            if (c is ' ' or '\t' or '\n' or '\r')
            {
                EndWord();
            }
            else if (IsAsciiSymbol(c))
            {
                Alone([c], at, at + 1);
            }
            else if (c is > ' ' and < '\u007F')
            {
                Add(_model._lowerCase ? char.ToLowerInvariant(c) : c, at, at + 1);
            }

            // Other control characters are dropped without ending a word.
        }

        internal void Other(Rune rune, int start, int end)
        {
            UnicodeCategory category = Rune.GetUnicodeCategory(rune);
            if (category is UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            {
                EndWord();
                return;
            }

            if (rune.Value == 0xFFFD || category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate)
            {
                return;
            }

            Span<char> utf16 = stackalloc char[2];
            if (_model._splitIdeographs && IsIdeograph(rune.Value))
            {
                Alone(Decomposed(rune, utf16), start, end);
                return;
            }

            if (!_model._lowerCase && !_model._stripAccents)
            {
                AddOrAlone(rune, utf16[..rune.EncodeToUtf16(utf16)], start, end);
                return;
            }

            foreach (Rune part in (_model._stripAccents ? CanonicalDecomposition.Of(rune) : rune.ToString()).EnumerateRunes())
            {
                if (_model._stripAccents && Rune.GetUnicodeCategory(part) == UnicodeCategory.NonSpacingMark)
                {
                    continue;
                }

                if (_model._lowerCase && part.Value == 0x130)
                {
                    // Unicode's full lower case of a dotted capital I has two characters.
                    Add('i', start, end);
                    Add('\u0307', start, end);
                    continue;
                }

                Rune lower = _model._lowerCase ? Rune.ToLowerInvariant(part) : part;
                AddOrAlone(lower, utf16[..lower.EncodeToUtf16(utf16)], start, end);
            }
        }

        internal void EndWord()
        {
            if (_length == 0)
            {
                return;
            }

            ReadOnlySpan<char> word = _word.AsSpan(0, _length);
            if (!_lookup.TryGetValue(word, out (int Id, int Start, int End)[]? parts))
            {
                string key = word.ToString();
                parts = Encode(key);
                _known.Add(key, parts);
            }

            foreach ((int id, int start, int end) in parts)
            {
                Pieces.Add(new Piece(id, new TextSpan(_starts[start], _ends[end - 1])));
            }

            _length = 0;
        }

        private ReadOnlySpan<char> Decomposed(Rune rune, Span<char> utf16) =>
            _model._stripAccents ? CanonicalDecomposition.Of(rune) : utf16[..rune.EncodeToUtf16(utf16)];

        private (int Id, int Start, int End)[] Encode(string word)
        {
            if (word.Length > LongestWord)
            {
                // The limit counts code points; the library's counts UTF-16 units.
                int runes = 0;
                foreach (Rune _ in word.EnumerateRunes())
                {
                    runes++;
                }

                if (runes > LongestWord)
                {
                    return [(_model.UnknownId, 0, word.Length)];
                }
            }

            IReadOnlyList<EncodedToken> tokens = _model._words.EncodeToTokens(word, out _, considerPreTokenization: false, considerNormalization: false);
            var parts = new (int, int, int)[tokens.Count];
            for (int i = 0; i < parts.Length; i++)
            {
                (int offset, int length) = tokens[i].Offset.GetOffsetAndLength(word.Length);
                parts[i] = (tokens[i].Id, offset, offset + Math.Max(1, length));
            }

            return parts;
        }

        private void AddOrAlone(Rune rune, ReadOnlySpan<char> utf16, int start, int end)
        {
            if (rune.Value >= 128 ? IsPunctuation(rune) : IsAsciiSymbol((char)rune.Value))
            {
                Alone(utf16, start, end);
                return;
            }

            foreach (char c in utf16)
            {
                Add(c, start, end);
            }
        }

        private void Alone(ReadOnlySpan<char> utf16, int start, int end)
        {
            EndWord();
            foreach (char c in utf16)
            {
                Add(c, start, end);
            }

            EndWord();
        }

        private void Add(char c, int start, int end)
        {
            if (_length == _word.Length)
            {
                Array.Resize(ref _word, _length * 2);
                Array.Resize(ref _starts, _length * 2);
                Array.Resize(ref _ends, _length * 2);
            }

            _word[_length] = c;
            _starts[_length] = start;
            _ends[_length] = end;
            _length++;
        }
    }
}
