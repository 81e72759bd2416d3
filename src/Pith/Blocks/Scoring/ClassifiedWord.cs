using Pith.Seams;

namespace Pith.Blocks.Scoring;

/// <summary>A word of a chunk as a word classifier sees it.</summary>
public sealed class ClassifiedWord
{
    private readonly List<float> _pieces;
    private readonly float _free;

    private ClassifiedWord(string text, float probability, float free)
    {
        Text = text;
        _pieces = [probability];
        _free = free;
    }

    /// <summary>The word's spelling; a word mark stays at its start.</summary>
    public string Text { get; private set; }

    /// <summary>Mean over the pieces, those that force the word counted as 1.</summary>
    public double Mean => _pieces.Sum(p => (double)p) / _pieces.Count;

    /// <summary>The first piece's probability, 1 if it forces the word.</summary>
    public double First => _pieces[0];

    /// <summary>What the word is worth where nothing is forced: its first piece's own probability, whatever the mean is.</summary>
    public double Free => _free;

    /// <summary>Puts a chunk's pieces together by the tokenizer's word rules. Special pieces, unknown ones among them, are nothing.</summary>
    /// <param name="info">Scheme and special pieces.</param>
    /// <param name="chunk">The pieces.</param>
    /// <param name="forced">Begin words of their own and get probability 1. Only the first piece does: the others of a word dilute the mean.</param>
    /// <param name="digits">Whether a piece with a digit gets probability 1.</param>
    public static List<ClassifiedWord> Merge(TokenClassifierInfo info, ChunkProbabilities chunk, ForcedStrings forced, bool digits)
    {
        ArgumentNullException.ThrowIfNull(info);
        ArgumentNullException.ThrowIfNull(chunk);
        ArgumentNullException.ThrowIfNull(forced);
        var words = new List<ClassifiedWord>();
        for (int i = 0; i < chunk.Pieces.Count; i++)
        {
            (int id, string spelling) = (chunk.Pieces[i].Id, chunk.Pieces[i].Spelling);
            if ((id == info.UnknownId && !forced.Marks(spelling)) || info.SpecialPieces.Contains(spelling))
            {
                continue;
            }

            string bare = PieceWords.Bare(info.Scheme, spelling);
            bool marks = forced.Marks(info.Scheme == PieceScheme.WordPiece ? bare : spelling);
            float free = chunk.Probabilities[i];
            if (words.Count == 0 || marks || PieceWords.Begins(info.Scheme, spelling))
            {
                string text = forced.Show(spelling);
                words.Add(new ClassifiedWord(text, forced.Marks(bare) || (digits && text.Any(char.IsDigit)) ? 1 : free, free));
            }
            else
            {
                words[^1].Text += bare;
                words[^1]._pieces.Add(digits && spelling.Any(char.IsDigit) ? 1 : free);
            }
        }

        return words;
    }
}
