// Stop words: drop function words first
// Paper:       none; the classic of information retrieval
// Idea:        function words go first, then punctuation, then the shortest content words
// Map:         class and length of each atom -> ScoreAsync()
// Deviations:  none
// Verified:    Golden/stop-words (hand-computed)
using Pith.Blocks;
using Pith.Blocks.Selecting;
using Pith.Text;

namespace Pith.Methods.Floors;

/// <summary>Drops function words, then punctuation, then content words from the shortest up.</summary>
/// <remarks>A floor: needs no model and knows English function words only. Numbers and identifiers stay longest.</remarks>
public sealed class StopWords : ExtractiveMethod
{
    private const int LongestCounted = 12;

    /// <summary>What the method is.</summary>
    public static MethodInfo Info { get; } = new()
    {
        Id = "stop-words",
        Title = "Stop words",
        Family = MethodFamily.Floors,
        Idea = "function words go first, then punctuation, then the shortest content words",
        Limits = "English only; below half the text it drops short content words whatever they mean",
        Fidelity = Fidelity.Baseline,
    };

    /// <inheritdoc/>
    public override MethodInfo Method => Info;

    /// <inheritdoc/>
    protected override ValueTask<UnitScores> ScoreAsync(Document document, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(document);
        var scores = new double[document.Units.Count];
        for (int i = 0; i < scores.Length; i++)
        {
            Unit unit = document.Units[i];
            ReadOnlySpan<char> text = unit.Span.Of(document.Text);
            scores[i] = unit.Kind switch
            {
                AtomKind.Word when StopWordList.Contains(text) => 0,
                AtomKind.Punctuation => 1,
                AtomKind.Word or AtomKind.Ideograph => 2 + Math.Min(text.Length, LongestCounted),
                _ => 3 + LongestCounted,
            };
        }

        return new(new UnitScores { Scores = scores });
    }
}
