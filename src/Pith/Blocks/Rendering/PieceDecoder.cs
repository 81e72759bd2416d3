using System.Text;
using Pith.Seams;

namespace Pith.Blocks.Rendering;

/// <summary>Turns spellings of pieces back into text, as the published fast tokenizers decode.</summary>
/// <remarks>
/// Lossy by nature: what normalisation changed stays changed, WordPiece puts a space before everything that is no continuation and takes
/// it back before some punctuation. Only methods that repeat a reference's text decode; extractive ones render slices.
/// </remarks>
public static class PieceDecoder
{
    /// <summary>The mark at the start of a SentencePiece word.</summary>
    public const char WordMark = '\u2581';

    /// <summary>What a WordPiece continuation begins with.</summary>
    public const string Continuation = "##";

    // What WordPiece decoding cleans up in each piece together with the space before it, in this order.
    private static readonly (string From, string To)[] s_cleanUps =
    [
        (" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"), (" 'm", "'m"), (" do not", " don't"),
        (" 's", "'s"), (" 've", "'ve"), (" 're", "'re"),
    ];

    /// <summary>The text of a run of spellings.</summary>
    public static string Decode(PieceScheme scheme, IEnumerable<string> spellings)
    {
        ArgumentNullException.ThrowIfNull(spellings);
        var text = new StringBuilder();
        bool first = true;
        foreach (string spelling in spellings)
        {
            text.Append(scheme == PieceScheme.WordPiece ? CleanUp(Spaced(spelling, first)) : Unmarked(spelling, first));
            first = false;
        }

        return text.ToString();
    }

    private static string Spaced(string spelling, bool first)
    {
        if (first)
        {
            return spelling;
        }

        return spelling.StartsWith(Continuation, StringComparison.Ordinal) ? spelling[Continuation.Length..] : " " + spelling;
    }

    private static string CleanUp(string piece)
    {
        foreach ((string from, string to) in s_cleanUps)
        {
            piece = piece.Replace(from, to, StringComparison.Ordinal);
        }

        return piece;
    }

    private static string Unmarked(string spelling, bool first) =>
        first ? spelling.Replace(WordMark.ToString(), string.Empty, StringComparison.Ordinal) : spelling.Replace(WordMark, ' ');
}
