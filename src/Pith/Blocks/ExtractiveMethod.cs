using System.Diagnostics;
using Pith.Blocks.Rendering;
using Pith.Blocks.Selecting;
using Pith.Text;

namespace Pith.Blocks;

/// <summary>The frame of methods that keep slices of the original: cut into units, score, select to the budget, render.</summary>
/// <remarks>A method says what a unit is worth; directives, protection, budget, faithful rendering and reason codes are the same for all.</remarks>
public abstract class ExtractiveMethod : ICompressor
{
    /// <inheritdoc/>
    public abstract MethodInfo Method { get; }

    /// <inheritdoc/>
    public virtual async ValueTask<CompressionResult> CompressAsync(CompressionRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        long start = Stopwatch.GetTimestamp();
        if (Method.Question == QuestionUse.Required && string.IsNullOrWhiteSpace(request.Question))
        {
            throw new CompressionException(CompressionError.QuestionMissing, $"{Method.Id} selects what answers a question: give one.");
        }

        if (request.Original.Length == 0 || request.Budget.Kind == BudgetKind.LosslessOnly)
        {
            return request.Unchanged(Method.Id, request.Original.Length == 0 ? ReasonCode.Empty : ReasonCode.LosslessOnly);
        }

        var document = new Document(request, cancellationToken);
        int? limit = SegmentZones.LimitFor(request, document.Zones, document.TokensBefore);
        if (!document.HasDirectives && limit >= document.TokensBefore)
        {
            return request.Unchanged(Method.Id, ReasonCode.WithinBudget) with { Cost = new() { Elapsed = Stopwatch.GetElapsedTime(start) } };
        }

        DropIfNeeded(document, limit, out bool[] gone);
        UnitScores scores = await ScoreAsync(document, cancellationToken).ConfigureAwait(false);
        scores = WithForcedNegations(document, WithoutGone(scores, gone));
        Selection selection = request.Budget.Kind == BudgetKind.Threshold
            ? SelectByThreshold(document, scores, request.Budget.Value, cancellationToken)
            : BudgetSelector.Select(document, scores, limit, cancellationToken);
        return Finish(document, scores, selection, limit, Stopwatch.GetElapsedTime(start));
    }

    /// <summary>What each unit is worth; one score a unit of the document.</summary>
    protected abstract ValueTask<UnitScores> ScoreAsync(Document document, CancellationToken cancellationToken);

    internal ValueTask<UnitScores> ScoresOf(Document document, CancellationToken cancellationToken) => ScoreAsync(document, cancellationToken);

    private Selection SelectByThreshold(Document document, UnitScores scores, double threshold, CancellationToken cancellationToken) =>
        scores.AreProbabilities
            ? BudgetSelector.SelectByThreshold(document, scores, threshold, cancellationToken)
            : throw new CompressionException(CompressionError.BudgetNotSupported, $"{Method.Id} has no probabilities to compare with a threshold: give a rate, a ratio or a number of tokens.");

    // Oldest first, until the rest fits; what is then over the budget is compressed.
    private static void DropIfNeeded(Document document, int? limit, out bool[] gone)
    {
        gone = new bool[document.Units.Count];
        if (limit is not { } most || !document.Zones.Any(z => z.Policy == ZonePolicy.DropIfNeeded))
        {
            return;
        }

        int total = document.TokensBefore;
        for (int i = 0; i < gone.Length && total > most; i++)
        {
            if (document.Zones[document.Units[i].Zone].Policy == ZonePolicy.DropIfNeeded)
            {
                gone[i] = true;
                total -= document.Request.TokenCounter.Count(document.Units[i].Span.Of(document.Text));
            }
        }
    }

    private static UnitScores WithoutGone(UnitScores scores, bool[] gone)
    {
        if (Array.IndexOf(gone, true) < 0)
        {
            return scores;
        }

        double[] values = (double[])scores.Scores.Clone();
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = gone[i] ? double.NegativeInfinity : values[i];
        }

        return scores with { Scores = values };
    }

    private static UnitScores WithForcedNegations(Document document, UnitScores scores)
    {
        if (document.Request.Protection.ForceNegations)
        {
            NegationGuard.AddTo(document, scores.Requirements);
        }

        return scores;
    }

    private CompressionResult Finish(Document document, UnitScores scores, Selection selection, int? limit, TimeSpan elapsed)
    {
        var renderer = new SliceRenderer(document);
        List<TextSpan> ranges = renderer.KeptRanges(selection.Kept);
        bool same = selection.Text == document.Text;
        return new CompressionResult
        {
            Text = selection.Text,
            Kind = same ? ResultKind.Original : ResultKind.Extracted,
            Kept = same ? [new TextSpan(0, document.Text.Length)] : ranges,
            TokensBefore = document.TokensBefore,
            TokensAfter = selection.Tokens,
            Tokenizer = document.Request.TokenCounter.Name,
            Method = Method.Id,
            TokenLimit = limit,
            Reason = same && selection.Reason == ReasonCode.None ? ReasonCode.WithinBudget : selection.Reason,
            Segments = SegmentOutcomes.Of(document, selection, ranges, renderer, Method.Id),
            Notes = [.. document.Notes],
            Trace = document.Request.Explain ? Trace(document, scores, selection) : [],
            Cost = scores.Cost with { Elapsed = elapsed },
        };
    }

    private static UnitTrace[] Trace(Document document, UnitScores scores, Selection selection)
    {
        var trace = new UnitTrace[document.Units.Count];
        for (int i = 0; i < trace.Length; i++)
        {
            Unit unit = document.Units[i];
            trace[i] = new UnitTrace { Span = unit.Span, Score = scores.Scores[i], Kept = selection.Kept[i], Protected = unit.Forced };
        }

        return trace;
    }
}
