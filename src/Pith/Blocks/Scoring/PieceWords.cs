using Pith.Blocks.Rendering;
using Pith.Seams;

namespace Pith.Blocks.Scoring;

/// <summary>Which pieces begin a word, and what a piece spells without its marker.</summary>
/// <remarks>
/// WordPiece: whatever is no continuation. SentencePiece: whatever carries the word mark, and ASCII punctuation. A script without spaces has
/// no marks inside a clause, so there a whole clause is one word.
/// </remarks>
public static class PieceWords
{
    // Contiguous runs of it count too, such as "()": the rule asks for a part of this string.
    private const string Punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

    /// <summary>Whether a piece begins a word.</summary>
    public static bool Begins(PieceScheme scheme, string spelling)
    {
        ArgumentNullException.ThrowIfNull(spelling);
        return scheme == PieceScheme.WordPiece
            ? !spelling.StartsWith(PieceDecoder.Continuation, StringComparison.Ordinal)
            : spelling.StartsWith(PieceDecoder.WordMark) || Punctuation.Contains(spelling, StringComparison.Ordinal);
    }

    /// <summary>The spelling without the markers at its start.</summary>
    public static string Bare(PieceScheme scheme, string spelling)
    {
        ArgumentNullException.ThrowIfNull(spelling);
        return spelling.TrimStart(scheme == PieceScheme.WordPiece ? '#' : PieceDecoder.WordMark);
    }
}
