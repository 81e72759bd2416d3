using Pith.Seams;
using Pith.Text;

namespace Pith.Tests.Methods;

/// <summary>
/// A classifier whose probabilities a test writes down. Words are runs of letters and digits of at most four characters a piece, every
/// other character is a piece; a Han character is a piece. Not safe for concurrent use.
/// </summary>
internal sealed class ScriptedClassifier(PieceScheme scheme, Func<string, double> probability) : ITokenClassifier
{
    private readonly List<string> _spellings = ["<begin>", "<end>", "<unknown>"];

    public TokenClassifierInfo Info { get; } = new()
    {
        Id = "scripted",
        Fingerprint = "scripted",
        MaxRow = 512,
        Scheme = scheme,
        BeginId = 0,
        EndId = 1,
        UnknownId = 2,
        SpecialPieces = ["<begin>", "<end>", "<unknown>"],
    };

    public int Concurrency => 1;

    internal List<int[]> Rows { get; } = [];

    public IReadOnlyList<Piece> Tokenize(string text)
    {
        var pieces = new List<Piece>();
        for (int i = 0; i < text.Length;)
        {
            if (char.IsWhiteSpace(text[i]))
            {
                i++;
                continue;
            }

            bool space = i == 0 || char.IsWhiteSpace(text[i - 1]);
            int end = i + 1;
            while (IsWord(text[i]) && end < text.Length && IsWord(text[end]) && end - i < 4)
            {
                end++;
            }

            bool inside = i > 0 && IsWord(text[i]) && IsWord(text[i - 1]);
            string mark = scheme == PieceScheme.WordPiece ? (inside ? "##" : string.Empty) : space ? "\u2581" : string.Empty;
            pieces.Add(new Piece(Id(mark + text[i..end]), new TextSpan(i, end)));
            i = end;
        }

        return pieces;
    }

    public string Spelling(int id) => _spellings[id];

    public int? IdOf(string spelling) => _spellings.IndexOf(spelling) is >= 0 and int id ? id : null;

    public void Classify(ReadOnlySpan<int> row, int secondPart, ClassifierOutput output, Span<float> logits, CancellationToken cancellationToken)
    {
        Rows.Add(row.ToArray());
        for (int i = 0; i < row.Length; i++)
        {
            double p = Math.Clamp(probability(_spellings[row[i]].TrimStart('#', '\u2581')), 1e-6, 1 - 1e-6);
            logits[i] = (float)Math.Log(p / (1 - p));
        }
    }

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) && c < 0x3000;

    private int Id(string spelling)
    {
        int id = _spellings.IndexOf(spelling);
        if (id < 0)
        {
            id = _spellings.Count;
            _spellings.Add(spelling);
        }

        return id;
    }
}
