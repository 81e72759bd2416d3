using System.Buffers;
using Pith.Seams;

namespace Pith.Blocks.Scoring;

/// <summary>A piece without a place: what a tokenizer with literal pieces yields.</summary>
public readonly struct SpelledPiece
{
    /// <summary>Makes a piece.</summary>
    public SpelledPiece(int id, string spelling)
    {
        Id = id;
        Spelling = spelling;
    }

    /// <summary>Id that is fed to the model.</summary>
    public int Id { get; }

    /// <summary>Its spelling; for an unknown SentencePiece piece the characters it stands for.</summary>
    public string Spelling { get; }
}

/// <summary>Tokenizes as the published tokenizers do when some strings are literal pieces: special spellings and placeholders.</summary>
/// <remarks>
/// The seam reads every special spelling as plain text, which is right for a user's text. Reference implementations do not: a typed
/// <c>[SEP]</c> is the piece itself. What stands between two literals is tokenized on its own. Immutable and safe for concurrent use.
/// </remarks>
public sealed class LiteralPieces
{
    private readonly ITokenClassifier _classifier;
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly string[] _literals;
    private readonly SearchValues<string> _search;

    /// <summary>Makes the tokenizer.</summary>
    /// <param name="classifier">Tokenizes what stands between literals.</param>
    /// <param name="placeholders">Literals besides the special spellings, each with the id that is fed for it.</param>
    public LiteralPieces(ITokenClassifier classifier, IEnumerable<KeyValuePair<string, int>> placeholders)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentNullException.ThrowIfNull(placeholders);
        _classifier = classifier;
        foreach (string special in classifier.Info.SpecialPieces)
        {
            if (classifier.IdOf(special) is { } id)
            {
                _ids[special] = id;
            }
        }

        foreach ((string placeholder, int id) in placeholders)
        {
            _ids[placeholder] = id;
        }

        // The longest first: of two literals that begin at the same place the longer one is meant.
        _literals = [.. _ids.Keys.OrderByDescending(l => l.Length).ThenBy(l => l, StringComparer.Ordinal)];
        _search = SearchValues.Create(_literals, StringComparison.Ordinal);
    }

    /// <summary>The pieces of a text in order, literal ones included.</summary>
    public List<SpelledPiece> Tokenize(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var pieces = new List<SpelledPiece>();
        int from = 0;
        while (from < text.Length)
        {
            int length = text.AsSpan(from).IndexOfAny(_search);
            AddPlain(text.Substring(from, length < 0 ? text.Length - from : length), pieces);
            if (length < 0)
            {
                break;
            }

            int at = from + length;
            string literal = _literals.First(l => text.AsSpan(at).StartsWith(l, StringComparison.Ordinal));
            pieces.Add(new SpelledPiece(_ids[literal], literal));
            from = at + literal.Length;
        }

        return pieces;
    }

    private void AddPlain(string text, List<SpelledPiece> pieces)
    {
        if (text.Length == 0)
        {
            return;
        }

        TokenClassifierInfo info = _classifier.Info;
        foreach (Piece piece in _classifier.Tokenize(text))
        {
            bool asTyped = piece.Id == info.UnknownId && info.Scheme == PieceScheme.SentencePiece;
            pieces.Add(new SpelledPiece(piece.Id, asTyped ? piece.Span.Of(text).ToString() : _classifier.Spelling(piece.Id)));
        }
    }
}
