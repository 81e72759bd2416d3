// Keep: atoms by a trained keep-probability, one exact budget over the whole text
// Paper:       none; our default for prose. After LLMLingua-2 (arXiv:2403.12968, 2024) and graded-atom pruning
// Idea:        a small encoder rates every atom; the best of the whole text are kept, with what they would be misleading without
// Map:         overlapping windows -> WindowedClassification; atom score = mean log-odds -> UnitAggregation, shared with neighbours -> PhraseSmoothing; budget -> BudgetSelector;
//              guards: list markers and speakers -> LineLabels, negations -> NegationGuard, brackets -> BracketPairs; floor per paragraph -> Floors()
// Deviations:  own method, nothing to deviate from
// Verified:    Golden/keep (scores by the model's float and int8 goldens; selection hand-computed on a scripted classifier)
using Pith.Blocks;
using Pith.Blocks.Scoring;
using Pith.Blocks.Selecting;
using Pith.Seams;

namespace Pith.Methods.Tokens;

/// <summary>Options of <see cref="Keep"/>.</summary>
public sealed record KeepOptions
{
    /// <summary>Pieces a window, 16–510. Short windows are read faster and run side by side. Default: 190.</summary>
    public int Window { get; init; } = 190;

    /// <summary>Pieces that windows share at least, 0–255. Default: 32.</summary>
    public int Overlap { get; init; } = 32;

    /// <summary>Weight of the neighbours in a word's score, 0–1; more keeps longer phrases. Default: 0.4.</summary>
    public double Smoothing { get; init; } = 0.4;

    /// <summary>Share of the rate that every paragraph gets at least, 0–1. 0 lets whole paragraphs vanish. Default: 0.</summary>
    public double ParagraphFloor { get; init; }

    /// <summary>Keeps markers, speakers, negations and brackets with what they belong to. Default: true.</summary>
    public bool Guards { get; init; } = true;

    internal static KeepOptions From(SettingReader settings) => new()
    {
        Window = settings.Whole("window", 190, 16, 510),
        Overlap = settings.Whole("overlap", 32, 0, 255),
        Smoothing = settings.Number("smoothing", 0.4, 0, 1),
        ParagraphFloor = settings.Number("paragraph-floor", 0, 0, 1),
        Guards = settings.Flag("guards", true),
    };
}

/// <summary>The default for prose: every atom gets a keep-probability from a small encoder, and the best of the whole text fill the budget.</summary>
/// <remarks>
/// Cost: one pass of the encoder, linear in the text. It does not know what will be asked: where the question is known, a question-aware
/// method keeps more of the answer. Structured text (JSON, code, tables) loses its grammar.
/// </remarks>
public sealed class Keep : ExtractiveMethod
{
    // For what the tokenizer has no piece for: control characters. Never worth a token before anything else.
    private const double AbsentLogit = -12;

    private readonly WindowedClassification _classification;
    private readonly KeepOptions _options;

    /// <summary>Makes the method on a classifier.</summary>
    public Keep(ITokenClassifier classifier, KeepOptions? options = null)
    {
        _options = options ?? new();
        _classification = new WindowedClassification(classifier, _options.Window, _options.Overlap);
    }

    /// <summary>What the method is.</summary>
    public static MethodInfo Info { get; } = new()
    {
        Id = "keep",
        Title = "Keep",
        Family = MethodFamily.Tokens,
        Idea = "a small encoder rates every atom; the best of the whole text are kept, with what they would be misleading without",
        Limits = "ignores the question; structured text (JSON, code, tables) loses its grammar",
        Fidelity = Fidelity.Own,
        Seam = Seam.TokenClassifier,
        Trained = true,
        Settings =
        [
            new() { Name = "window", Description = "pieces the model reads at once, 16 to 510", Default = "190" },
            new() { Name = "overlap", Description = "pieces that neighbouring windows share at least, 0 to 255", Default = "32" },
            new() { Name = "smoothing", Description = "weight of the neighbours in a word's score, 0 to 1; more keeps longer phrases", Default = "0.4" },
            new() { Name = "paragraph-floor", Description = "share of the rate that every paragraph gets at least, 0 to 1", Default = "0" },
            new() { Name = "guards", Description = "keep markers, speakers, negations and brackets with what they belong to", Default = "true" },
        ],
    };

    /// <inheritdoc/>
    public override MethodInfo Method => Info;

    /// <inheritdoc/>
    protected override ValueTask<UnitScores> ScoreAsync(Document document, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(document);
        PieceLogits logits = _classification.Keep(document.Text, document.Request.Progress, cancellationToken);
        double[] scores = UnitAggregation.Mean(document.Units, logits.Pieces, logits.Logits, AbsentLogit);
        PhraseSmoothing.Apply(document, scores, _options.Smoothing);
        for (int i = 0; i < scores.Length; i++)
        {
            scores[i] = 1 / (1 + Math.Exp(-scores[i]));
        }

        var requirements = new Requirements();
        if (_options.Guards)
        {
            NegationGuard.AddTo(document, requirements);
            BracketPairs.AddTo(document, requirements);
            bool[] labels = LineLabels.AddTo(document, requirements);
            for (int i = 0; i < labels.Length; i++)
            {
                scores[i] = labels[i] ? double.NegativeInfinity : scores[i];
            }
        }

        return new(new UnitScores
        {
            Scores = scores,
            AreProbabilities = true,
            Requirements = requirements,
            First = Floors(document, scores),
            Cost = logits.Cost,
        });
    }

    // Each paragraph's best units, up to its share; a budget that can't pay all floors pays the best ones first.
    private List<int> Floors(Document document, double[] scores)
    {
        if (_options.ParagraphFloor == 0 || document.Request.Budget.LimitFor(document.TokensBefore) is not { } limit)
        {
            return [];
        }

        double share = _options.ParagraphFloor * limit / Math.Max(1, document.TokensBefore);
        var first = new List<int>();
        foreach ((int start, int end) in Paragraphs.OfUnits(document))
        {
            int count = (int)Math.Ceiling(share * (end - start));
            first.AddRange(Enumerable.Range(start, end - start).OrderByDescending(i => scores[i]).ThenBy(i => i).Take(count));
        }

        return [.. first.Where(i => !double.IsNegativeInfinity(scores[i])).OrderByDescending(i => scores[i]).ThenBy(i => i)];
    }
}
