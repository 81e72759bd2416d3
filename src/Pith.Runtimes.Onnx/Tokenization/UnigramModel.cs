using Microsoft.ML.Tokenizers;
using Pith.Seams;
using Pith.Text;

namespace Pith.Runtimes.Onnx.Tokenization;

/// <summary>XLM-RoBERTa's tokenizer: SentencePiece Unigram from the library, word by word.</summary>
/// <remarks>
/// Pieces never span a space, so a word on its own gives the ids that it has in the text, and its range is exact. Inside a word the
/// normaliser may change lengths: where normalising character by character gives the same word, pieces are mapped through it, else each
/// piece of the word gets the whole word's range.
/// </remarks>
internal sealed class UnigramModel : PieceTokenizer
{
    internal const char WordMark = '\u2581';

    private readonly SentencePieceTokenizer _library;
    private readonly string[] _vocabulary;
    private readonly Dictionary<string, int> _ids;
    private readonly int _shift;

    /// <summary>Wraps a library model.</summary>
    /// <param name="library">The model; adds no mark, removes no spaces.</param>
    /// <param name="vocabulary">Spellings by the checkpoint's ids.</param>
    /// <param name="shift">What is added to the library's id of an ordinary piece to get the checkpoint's.</param>
    internal UnigramModel(SentencePieceTokenizer library, string[] vocabulary, int shift)
    {
        _library = library;
        _vocabulary = vocabulary;
        _shift = shift;
        _ids = new Dictionary<string, int>(vocabulary.Length, StringComparer.Ordinal);
        for (int i = 0; i < vocabulary.Length; i++)
        {
            _ids.TryAdd(vocabulary[i], i);
        }
    }

    internal override PieceScheme Scheme => PieceScheme.SentencePiece;

    internal override int VocabularySize => _vocabulary.Length;

    internal override string Spelling(int id) => _vocabulary[id];

    internal override int? IdOf(string spelling) => _ids.TryGetValue(spelling, out int id) ? id : null;

    internal override List<Piece> Tokenize(string text)
    {
        var pieces = new List<Piece>((text.Length / 4) + 8);
        var known = new Dictionary<string, (int Id, int Start, int End)[]>(StringComparer.Ordinal);
        Dictionary<string, (int Id, int Start, int End)[]>.AlternateLookup<ReadOnlySpan<char>> lookup = known.GetAlternateLookup<ReadOnlySpan<char>>();
        int start = -1;
        for (int i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && !(char.IsWhiteSpace(text[i]) && !IsDeleted(text[i])))
            {
                start = start < 0 ? i : start;
                continue;
            }

            if (start < 0)
            {
                continue;
            }

            ReadOnlySpan<char> word = text.AsSpan(start, i - start);
            if (!lookup.TryGetValue(word, out (int Id, int Start, int End)[]? parts))
            {
                string key = word.ToString();
                parts = Encode(key);
                known.Add(key, parts);
            }

            foreach ((int id, int from, int to) in parts)
            {
                pieces.Add(new Piece(id, new TextSpan(start + from, start + to)));
            }

            start = -1;
        }

        return pieces;
    }

    private (int Id, int Start, int End)[] Encode(string word)
    {
        string valid = WithoutLoneSurrogates(word);
        string normal = Normalize(valid);
        int[]? origin = normal == valid ? null : Origins(valid, normal);
        bool exact = normal == valid || origin is not null;
        var parts = new List<(int Id, int Start, int End)>();
        int at = 0;
        while (at < normal.Length)
        {
            // A character that normalises to a space splits the word.
            int end = normal.IndexOf(' ', at);
            end = end < 0 ? normal.Length : end;
            if (end > at)
            {
                AddPart(normal, at, end, word.Length, exact, origin, parts);
            }

            at = end + 1;
        }

        return [.. parts];
    }

    private void AddPart(string normal, int at, int end, int whole, bool exact, int[]? origin, List<(int Id, int Start, int End)> parts)
    {
        string marked = string.Concat(WordMark.ToString(), normal.AsSpan(at, end - at));
        bool unknownBefore = false;
        foreach (EncodedToken token in _library.EncodeToTokens(marked, out _, addBeginningOfSentence: false, addEndOfSentence: false, considerPreTokenization: false, considerNormalization: false))
        {
            bool unknown = token.Id == _library.UnknownId;
            (int offset, int length) = token.Offset.GetOffsetAndLength(marked.Length);
            int from = Math.Max(0, offset - 1) + at;
            int to = Math.Max(from, offset + length - 1 + at);
            (int start, int stop) = !exact ? (0, whole) : origin is null ? (from, to) : (origin[from], origin[to]);
            if (unknown && unknownBefore)
            {
                // A run of unknown characters is one unknown piece.
                parts[^1] = (UnknownId, parts[^1].Start, Math.Max(parts[^1].End, stop));
            }
            else
            {
                parts.Add((unknown ? UnknownId : token.Id + _shift, start, Math.Max(start, stop)));
            }

            unknownBefore = unknown;
        }
    }

    private string Normalize(string text)
    {
        if (IsPrintableAscii(text))
        {
            return text;
        }

        // The model's own map is applied while it encodes; its public normaliser only handles spaces.
        _library.EncodeToTokens(WordMark + text, out string? normalized, addBeginningOfSentence: false, addEndOfSentence: false, considerPreTokenization: false, considerNormalization: true);
        string result = normalized ?? text;
        result = (result.StartsWith(WordMark) ? result[1..] : result).Replace(WordMark, ' ');
        return string.Concat(result.Where(c => !IsDeleted(c)));
    }

    // Control characters that SentencePiece's standard map (nmt_nfkc) deletes; the library's reading of the map lets them through.
    private static bool IsDeleted(char c) => c is (>= '\u0001' and <= '\u0008') or '\u000B' or (>= '\u000E' and <= '\u001F') or '\u007F' or '\u008F' or '\u009F';

    private static bool IsPrintableAscii(string text)
    {
        foreach (char c in text)
        {
            if (c is <= ' ' or >= '\u007F')
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>For each index of the normalised word (its end included) the index of the original; null if characters interact.</summary>
    private int[]? Origins(string word, string normal)
    {
        var origin = new int[normal.Length + 1];
        int at = 0;
        for (int i = 0; i < word.Length;)
        {
            int length = char.IsHighSurrogate(word[i]) && i + 1 < word.Length ? 2 : 1;
            string part = Normalize(word.Substring(i, length));
            if (at + part.Length > normal.Length || !normal.AsSpan(at, part.Length).SequenceEqual(part))
            {
                return null;
            }

            for (int k = 0; k < part.Length; k++)
            {
                origin[at + k] = i;
            }

            at += part.Length;
            i += length;
        }

        origin[^1] = word.Length;
        return at == normal.Length ? origin : null;
    }

    private static string WithoutLoneSurrogates(string word)
    {
        for (int i = 0; i < word.Length; i++)
        {
            if (char.IsHighSurrogate(word[i]) && i + 1 < word.Length && char.IsLowSurrogate(word[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(word[i]))
            {
                return Replace(word);
            }
        }

        return word;
    }

    private static string Replace(string word)
    {
        char[] chars = word.ToCharArray();
        for (int i = 0; i < chars.Length; i++)
        {
            if (char.IsHighSurrogate(chars[i]) && i + 1 < chars.Length && char.IsLowSurrogate(chars[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(chars[i]))
            {
                chars[i] = '\uFFFD';
            }
        }

        return new string(chars);
    }
}
