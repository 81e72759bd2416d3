using Pith.Seams;

namespace Pith.Runtimes.Onnx.Tokenization;

/// <summary>A compressor model's tokenizer, with exact ranges of the original for every piece.</summary>
internal abstract class PieceTokenizer
{
    /// <summary>How words are marked.</summary>
    internal abstract PieceScheme Scheme { get; }

    /// <summary>Id that begins a row.</summary>
    internal required int BeginId { get; init; }

    /// <summary>Id that ends a row.</summary>
    internal required int EndId { get; init; }

    /// <summary>Id of what the vocabulary lacks.</summary>
    internal required int UnknownId { get; init; }

    /// <summary>Spellings of the special pieces.</summary>
    internal required IReadOnlyList<string> SpecialPieces { get; init; }

    /// <summary>Number of ids.</summary>
    internal abstract int VocabularySize { get; }

    /// <summary>The text's pieces in order, without special ones.</summary>
    internal abstract List<Piece> Tokenize(string text);

    /// <summary>Spelling of an id.</summary>
    internal abstract string Spelling(int id);

    /// <summary>Id of a spelling.</summary>
    internal abstract int? IdOf(string spelling);
}
