using Pith.Text;

namespace Pith.Seams;

/// <summary>How a classifier's tokenizer marks words.</summary>
public enum PieceScheme
{
    /// <summary>WordPiece: a continuation starts with <c>##</c>.</summary>
    WordPiece,

    /// <summary>SentencePiece: the start of a word carries U+2581.</summary>
    SentencePiece,
}

/// <summary>What a classifier's output means.</summary>
public enum ClassifierOutput
{
    /// <summary>Log-odds that the token is kept.</summary>
    Keep,

    /// <summary>Log-odds that the token matters for the question.</summary>
    Relevance,
}

/// <summary>A token of the compressor model and the range of the original that it stands for.</summary>
public readonly struct Piece
{
    /// <summary>Makes a piece.</summary>
    public Piece(int id, TextSpan span)
    {
        Id = id;
        Span = span;
    }

    /// <summary>Id in the model's vocabulary.</summary>
    public int Id { get; }

    /// <summary>Range of the original text, in UTF-16 code units; several pieces may share one where normalisation hides the border.</summary>
    public TextSpan Span { get; }
}

/// <summary>What a token classifier is.</summary>
public sealed record TokenClassifierInfo
{
    /// <summary>Id of the model.</summary>
    public required string Id { get; init; }

    /// <summary>Tells apart everything that changes scores: weights, precision, graph options. Part of cache keys.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The most ids that one row may hold, special ids included.</summary>
    public required int MaxRow { get; init; }

    /// <summary>How the tokenizer marks words.</summary>
    public required PieceScheme Scheme { get; init; }

    /// <summary>Id that begins a row.</summary>
    public required int BeginId { get; init; }

    /// <summary>Id that ends a row and separates its two parts.</summary>
    public required int EndId { get; init; }

    /// <summary>Id of pieces that are not in the vocabulary.</summary>
    public required int UnknownId { get; init; }

    /// <summary>Spellings of the special pieces (begin, end, unknown, padding, mask).</summary>
    public required IReadOnlyList<string> SpecialPieces { get; init; }

    /// <summary>Whether the model can be asked for <see cref="ClassifierOutput.Relevance"/>.</summary>
    public bool TakesQuestion { get; init; }
}

/// <summary>The seam of token classification: pieces with exact ranges, and log-odds for the ids of one row.</summary>
/// <remarks>
/// One row a call: with dynamically quantised weights, neighbours in a batch and padding change the scores, so results would depend
/// on what else is running. Implementations are safe for concurrent calls and give the same numbers whatever runs beside.
/// </remarks>
public interface ITokenClassifier
{
    /// <summary>What the classifier is.</summary>
    TokenClassifierInfo Info { get; }

    /// <summary>How many rows it is worth running side by side, at least 1. Results do not depend on it.</summary>
    int Concurrency { get; }

    /// <summary>The text's pieces in order, special pieces not included. Spellings of special pieces in the text are plain text.</summary>
    IReadOnlyList<Piece> Tokenize(string text);

    /// <summary>Spelling of a piece, with its word marker.</summary>
    string Spelling(int id);

    /// <summary>Id of a spelling; null if the vocabulary lacks it.</summary>
    int? IdOf(string spelling);

    /// <summary>Runs the model on one row.</summary>
    /// <param name="row">Ids, special ones included; at most <see cref="TokenClassifierInfo.MaxRow"/>.</param>
    /// <param name="secondPart">Index of the first id of the second part (after the separator); the row's length if there is only one.</param>
    /// <param name="output">Which log-odds.</param>
    /// <param name="logits">Receives one number an id.</param>
    /// <param name="cancellationToken">Stops the run inside the model.</param>
    /// <exception cref="ArgumentException">The row is empty, too long, or holds an id outside the vocabulary.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    void Classify(ReadOnlySpan<int> row, int secondPart, ClassifierOutput output, Span<float> logits, CancellationToken cancellationToken);
}
