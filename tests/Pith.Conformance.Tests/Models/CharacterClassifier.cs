using Pith.Seams;
using Pith.Text;

namespace Pith.Conformance.Tests.Models;

/// <summary>Pieces of up to six characters with a number mixed from their id: for texts that would take a model minutes.</summary>
internal sealed class CharacterClassifier : ITokenClassifier
{
    private const int Longest = 6;

    public TokenClassifierInfo Info { get; } = new()
    {
        Id = "characters",
        Fingerprint = "characters",
        MaxRow = 512,
        Scheme = PieceScheme.WordPiece,
        BeginId = 0,
        EndId = 1,
        UnknownId = 2,
        SpecialPieces = ["[CLS]", "[SEP]", "[UNK]"],
        TakesQuestion = true,
    };

    public int Concurrency => 1;

    public IReadOnlyList<Piece> Tokenize(string text)
    {
        var pieces = new List<Piece>();
        for (int i = 0; i < text.Length;)
        {
            int end = i;
            int id = 0;
            while (end < text.Length && end - i < Longest && !char.IsWhiteSpace(text[end]))
            {
                id = ((id * 31) + text[end++]) & 0xFFFF;
            }

            if (end > i)
            {
                pieces.Add(new Piece(id + 3, new TextSpan(i, end)));
            }

            i = Math.Max(end, i + 1);
        }

        return pieces;
    }

    public string Spelling(int id) => id < 3 ? Info.SpecialPieces[id] : "piece";

    public int? IdOf(string spelling) => null;

    public void Classify(ReadOnlySpan<int> row, int secondPart, ClassifierOutput output, Span<float> logits, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        for (int i = 0; i < row.Length; i++)
        {
            logits[i] = ((row[i] * 2_654_435_761u >> 16) % 1_000 / 125f) - 4;
        }
    }
}
