using Pith.Blocks.Rendering;
using Pith.Seams;

namespace Pith.Blocks.Scoring;

/// <summary>Cuts a text into disjoint chunks that end at certain pieces, as strings.</summary>
/// <remarks>
/// The chunks are decoded, so they are not slices of the text, and one may begin inside a word. <see cref="WindowedClassification"/> has
/// none of this; chunks are for repeating what LLMLingua-2's reference does.
/// </remarks>
public static class PieceChunks
{
    /// <summary>The chunks in order; none for a text without pieces.</summary>
    /// <param name="pieces">Pieces of the text.</param>
    /// <param name="scheme">How they decode.</param>
    /// <param name="length">A chunk ends at the last end piece among the indices 1 to <paramref name="length"/> after its start, or at <paramref name="length"/>: it may hold one piece more than this number.</param>
    /// <param name="ends">Spellings of pieces that a chunk may end with.</param>
    public static List<string> Cut(IReadOnlyList<SpelledPiece> pieces, PieceScheme scheme, int length, IReadOnlySet<string> ends)
    {
        ArgumentNullException.ThrowIfNull(pieces);
        ArgumentNullException.ThrowIfNull(ends);
        var chunks = new List<string>();
        int start = 0;
        while (start < pieces.Count)
        {
            int last = pieces.Count - 1;
            if (start + length <= last)
            {
                last = start + length;
                for (int i = last; i > start; i--)
                {
                    if (ends.Contains(pieces[i].Spelling))
                    {
                        last = i;
                        break;
                    }
                }
            }

            chunks.Add(PieceDecoder.Decode(scheme, pieces.Skip(start).Take(last + 1 - start).Select(p => p.Spelling)));
            start = last + 1;
        }

        return chunks;
    }
}
