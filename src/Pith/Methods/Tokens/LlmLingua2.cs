// LLMLingua-2: Data Distillation for Efficient and Faithful Task-Agnostic Prompt Compression (2024)
// Paper:       arXiv:2403.12968        Official code: microsoft/LLMLingua @ e0e9d99beb94098bbd924aa53c2c112eac41c758
// Idea:        a bidirectional encoder trained on a large model's deletions classifies every token as keep or drop; the words with the highest P(keep) stay
// Map:         §4.2 a word's probability = mean over its pieces -> WordAggregation, ReferenceRun.Merge(); rate -> BudgetSelector, ReferenceRun.Threshold();
//              forced tokens, digits, drop_consecutive -> options of the same names; chunks -> PieceChunks; decoding -> PieceDecoder;
//              several contexts -> ContextFilter; SecurityLingua's fixed threshold -> Options.Threshold = 0.5
// Deviations:  Corrected (the default): (1) overlapping windows of 190 pieces instead of disjoint re-tokenised chunks, true begin and end pieces; (2) one exact budget over the
//              whole text instead of a percentile a chunk; (3) atoms instead of words, words cut at atom borders, so a clause without spaces is no longer
//              one word; (4) slices of the original instead of decoded pieces; (5) forced text is certain to be kept, a threshold keeps what reaches it.
//              Reference: (1) a forced string of several pieces is fed as the mask piece and gets probability 1 (the reference appends untrained embedding
//              rows, which a model file lacks); (2) no limit on forced strings; (3) where the reference raises, nothing does: a chunk without words is
//              empty, special spellings of the counting tokenizer are plain text, an empty context scores 0; (4) the model runs once, not twice.
// Verified:    Golden/llmlingua-2 (official code on two tiny models, tol 1e-5; texts, counts and labels exact)
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Pith.Blocks;
using Pith.Blocks.Rendering;
using Pith.Blocks.Scoring;
using Pith.Blocks.Selecting;
using Pith.Seams;
using Pith.Text;

namespace Pith.Methods.Tokens;

/// <summary>How the probabilities of a word's pieces become the word's.</summary>
public enum TokenToWord
{
    /// <summary>Their mean.</summary>
    Mean,

    /// <summary>The first piece's.</summary>
    First,
}

/// <summary>Options of <see cref="LlmLingua2"/>.</summary>
public sealed record LlmLingua2Options
{
    /// <summary>The paper's scores in this library's contract, or the reference implementation's text. Default: corrected.</summary>
    public Compatibility Compatibility { get; init; }

    /// <summary>How pieces make a word's probability. Default: mean (§4.2).</summary>
    public TokenToWord TokenToWord { get; init; }

    /// <summary>Strings to keep; the request's own come on top. In reference mode they are only likely to stay. Default: none.</summary>
    /// <exception cref="ArgumentException">One is null or empty.</exception>
    public IReadOnlyList<string> ForceTokens
    {
        get;
        init => field = value is not null && !value.Any(string.IsNullOrEmpty) ? value : throw new ArgumentException("A forced string has at least one character.", nameof(value));
    } = [];

    /// <summary>Keeps what holds a digit (reference mode: makes it likely). Default: false.</summary>
    public bool ForceReserveDigit { get; init; }

    /// <summary>Keeps one of several equal forced strings that have nothing kept between them. Default: false.</summary>
    public bool DropConsecutive { get; init; }

    /// <summary>Reference mode: pieces that a chunk may end with; a string of several pieces counts only if it is forced too. Default: "." and a line break.</summary>
    /// <exception cref="ArgumentNullException">It is null.</exception>
    public IReadOnlyList<string> ChunkEndTokens { get; init => field = value ?? throw new ArgumentNullException(nameof(value)); } = [".", "\n"];

    /// <summary>Chooses among several segments before tokens are chosen. Reference mode: also where no target below is set. Default: true.</summary>
    public bool UseContextLevelFilter { get; init; } = true;

    /// <summary>Reference mode: chooses tokens; if not, chosen segments come back whole (normalised). Default: true.</summary>
    public bool UseTokenLevelFilter { get; init; } = true;

    /// <summary>The most segments to keep, at least 1; null for no such target. Default: null.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int? TargetContext { get; init => field = value is null or > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "At least 1."); }

    /// <summary>Share of the segments to keep, above 0 and at most 1. Default: 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is outside (0, 1].</exception>
    public double ContextLevelRate { get; init => field = value is > 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Above 0 and at most 1."); } = 1;

    /// <summary>The most tokens of the segments to keep, at least 1; null for no such target. It wins over the two above. Default: null.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int? ContextLevelTargetTokens { get; init => field = value is null or > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "At least 1."); }

    /// <summary>Indices, among the segments that may be compressed, of those that the context filter keeps whatever they score. Default: none.</summary>
    /// <exception cref="ArgumentNullException">It is null.</exception>
    public IReadOnlyList<int> ForceContextIds { get; init => field = value ?? throw new ArgumentNullException(nameof(value)); } = [];

    /// <summary>A fixed probability (SecurityLingua: 0.5) that replaces the budget, 0–1; null to work to the budget. Default: null.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is outside [0, 1].</exception>
    public double? Threshold { get; init => field = value is null or (>= 0 and <= 1) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A probability between 0 and 1."); }

    /// <summary>Fills <see cref="CompressionResult.WordLabels"/>. Default: false.</summary>
    public bool ReturnWordLabels { get; init; }

    internal static LlmLingua2Options From(SettingReader settings) => new()
    {
        Compatibility = settings.Choice("compatibility", Compatibility.Corrected),
        TokenToWord = settings.Choice("token-to-word", TokenToWord.Mean),
        ForceTokens = settings.List("force-tokens"),
        ForceReserveDigit = settings.Flag("force-reserve-digit", false),
        DropConsecutive = settings.Flag("drop-consecutive", false),
        ChunkEndTokens = settings.List("chunk-end-tokens") is { Count: > 0 } ends ? ends : [".", "\n"],
        UseContextLevelFilter = settings.Flag("use-context-level-filter", true),
        UseTokenLevelFilter = settings.Flag("use-token-level-filter", true),
        TargetContext = settings.Whole("target-context", 0, 1, int.MaxValue) is > 0 and int contexts ? contexts : null,
        ContextLevelRate = settings.Number("context-level-rate", 1, 1e-6, 1),
        ContextLevelTargetTokens = settings.Whole("context-level-target-tokens", 0, 1, int.MaxValue) is > 0 and int tokens ? tokens : null,
        ForceContextIds = [.. settings.List("force-context-ids").Select(Index)],
        Threshold = settings.Number("threshold", -1, 0, 1) is >= 0 and double threshold ? threshold : null,
        ReturnWordLabels = settings.Flag("return-word-labels", false),
    };

    private static int Index(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int index)
            ? index
            : throw new CompressionException(CompressionError.InvalidSetting, $"The setting 'force-context-ids' has the entry '{text}'; entries are indices of segments from 0, separated by |.");
}

/// <summary>LLMLingua-2: words by a trained keep-probability, to a budget.</summary>
/// <remarks>
/// For prose where the question is not known; one pass of the encoder, linear in the text. It destroys the grammar of code and structured text.
/// The default keeps the paper's scores and gives slices of the original to an exact budget. <see cref="Compatibility.Reference"/> repeats the
/// official implementation's text: every segment that may be compressed is one context; the result is decoded pieces
/// (<see cref="ResultKind.Rewritten"/>), counted and budgeted with cl100k_base, and misses budgets by what a threshold a chunk misses; of the
/// request's protection only forced strings and digits have an effect there, and no guarantee; there is no trace.
/// </remarks>
public sealed class LlmLingua2 : ExtractiveMethod
{
    // Short windows run side by side and cost less attention; answers survive as often as with 510 to within a point.
    private const int Window = 190;
    private const int Overlap = 32;

    private readonly ITokenClassifier _classifier;
    private readonly LlmLingua2Options _options;

    /// <summary>Makes the method on a classifier.</summary>
    public LlmLingua2(ITokenClassifier classifier, LlmLingua2Options? options = null)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        _classifier = classifier;
        _options = options ?? new();
    }

    /// <summary>What the method is.</summary>
    public static MethodInfo Info { get; } = new()
    {
        Id = "llmlingua-2",
        Title = "LLMLingua-2: Data Distillation for Efficient and Faithful Task-Agnostic Prompt Compression",
        Year = 2024,
        ArXiv = "2403.12968",
        Family = MethodFamily.Tokens,
        Idea = "an encoder trained on a large model's deletions gives every word a keep-probability; the most probable words stay",
        Limits = "ignores the question; structured text (JSON, code, tables) loses its grammar; reference mode rewrites the text and misses budgets",
        Fidelity = Fidelity.Port,
        Seam = Seam.TokenClassifier,
        Trained = true,
        Settings =
        [
            new() { Name = "compatibility", Description = "corrected (slices, exact budget) or reference (the official implementation's text)", Default = "corrected" },
            new() { Name = "token-to-word", Description = "a word's probability: mean of its pieces, or first piece", Default = "mean" },
            new() { Name = "force-tokens", Description = "strings to keep, separated by |; \\n is a line break", Default = "" },
            new() { Name = "force-reserve-digit", Description = "keep what holds a digit", Default = "false" },
            new() { Name = "drop-consecutive", Description = "keep one of several equal forced strings with nothing kept between them", Default = "false" },
            new() { Name = "chunk-end-tokens", Description = "reference: pieces that a chunk may end with, separated by |", Default = ".|\\n" },
            new() { Name = "use-context-level-filter", Description = "choose among several segments first (reference: also without a target)", Default = "true" },
            new() { Name = "use-token-level-filter", Description = "reference: choose words inside the chosen segments", Default = "true" },
            new() { Name = "target-context", Description = "most segments to keep, at least 1", Default = "" },
            new() { Name = "context-level-rate", Description = "share of the segments to keep, above 0 and at most 1", Default = "1" },
            new() { Name = "context-level-target-tokens", Description = "most tokens of the segments to keep, at least 1", Default = "" },
            new() { Name = "force-context-ids", Description = "indices of segments that are always kept, from 0, separated by |", Default = "" },
            new() { Name = "threshold", Description = "a fixed probability that replaces the budget, 0 to 1 (SecurityLingua: 0.5)", Default = "" },
            new() { Name = "return-word-labels", Description = "return every word with its label", Default = "false" },
        ],
    };

    /// <inheritdoc/>
    public override MethodInfo Method => Info;

    /// <inheritdoc/>
    public override async ValueTask<CompressionResult> CompressAsync(CompressionRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        if (_options.Compatibility == Compatibility.Reference)
        {
            return request.Original.Length == 0 || request.Budget.Kind == BudgetKind.LosslessOnly
                ? request.Unchanged(Info.Id, request.Original.Length == 0 ? ReasonCode.Empty : ReasonCode.LosslessOnly)
                : new ReferenceRun(_classifier, _options, request).Compress(cancellationToken);
        }

        // What the request protects stays whatever happens; only the method's own strings may be dropped as repeats.
        ProtectionRules rules = request.Protection with { ForceDigits = _options.ForceReserveDigit || request.Protection.ForceDigits };
        CompressionRequest asked = request with
        {
            Protection = _options.DropConsecutive
                ? rules with { Ranges = [.. rules.Ranges, .. RepeatedTokens.Find(request.Original, _options.ForceTokens).First] }
                : rules with { ForceTokens = [.. rules.ForceTokens, .. _options.ForceTokens] },
            Budget = _options.Threshold is { } threshold && request.Budget.Kind != BudgetKind.LosslessOnly ? Budget.Threshold(threshold) : request.Budget,
            Explain = request.Explain || _options.ReturnWordLabels,
        };
        CompressionResult result = await base.CompressAsync(asked, cancellationToken).ConfigureAwait(false);
        return result with
        {
            WordLabels = _options.ReturnWordLabels ? [.. result.Trace.Select(t => new WordLabel { Word = t.Span.Of(request.Original).ToString(), Kept = t.Kept })] : [],
            Trace = request.Explain ? result.Trace : [],
        };
    }

    /// <inheritdoc/>
    protected override ValueTask<UnitScores> ScoreAsync(Document document, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(document);
        var windows = new WindowedClassification(_classifier, Window, Overlap);
        PieceLogits logits = windows.Keep(document.Text, document.Request.Progress, cancellationToken);
        double[] scores = WordAggregation.Probabilities(document, logits, _classifier, _options.TokenToWord == TokenToWord.First);
        FilterContexts(document, scores);
        var requirements = new Requirements();
        if (_options.DropConsecutive)
        {
            RepeatedTokens.AddTo(document, RepeatedTokens.Find(document.Text, _options.ForceTokens).Repeated, scores, requirements);
        }

        return new(new UnitScores { Scores = scores, AreProbabilities = true, Requirements = requirements, Cost = logits.Cost });
    }

    // Without a target of its own the filter has nothing to do here: one budget over all segments already prefers the better ones.
    private void FilterContexts(Document document, double[] scores)
    {
        if (_options.UseContextLevelFilter && (_options.TargetContext is not null || _options.ContextLevelRate < 1 || _options.ContextLevelTargetTokens is not null))
        {
            ContextFilter.KeepBest(document, scores, _options.ContextLevelRate, _options.TargetContext, _options.ContextLevelTargetTokens, _options.ForceContextIds);
        }
    }

    /// <summary>One call in reference mode. Comments say where the official implementation's behaviour surprises.</summary>
    private sealed class ReferenceRun
    {
        private const int Row = 512;
        private const double DefaultRate = 0.5;

        private readonly LlmLingua2Options _options;
        private readonly CompressionRequest _request;
        private readonly TokenClassifierInfo _info;
        private readonly ForcedStrings _forced;
        private readonly HashSet<string> _ends;
        private readonly ChunkedClassification _classification;
        private readonly Context[] _contexts;
        private CompressionCost _cost = new();

        internal ReferenceRun(ITokenClassifier classifier, LlmLingua2Options options, CompressionRequest request)
        {
            (_options, _request, _info) = (options, request, classifier.Info);
            _forced = new ForcedStrings(classifier, [.. options.ForceTokens, .. request.Protection.ForceTokens]);
            _ends = _forced.WithPlaceholders(options.ChunkEndTokens);

            // The spellings of BERT's ends whatever the model is: XLM-RoBERTa reads its unknown piece at both.
            int begin = classifier.IdOf("[CLS]") ?? _info.UnknownId;
            int end = classifier.IdOf("[SEP]") ?? _info.UnknownId;
            _classification = new ChunkedClassification(classifier, _forced.Tokenizer, begin, end, Row);
            _contexts = [.. Enumerable.Range(0, request.Segments.Count).Where(i => request.Segments[i].Policy == SegmentPolicy.Compress).Select(Cut)];
        }

        internal CompressionResult Compress(CancellationToken cancellationToken)
        {
            long start = Stopwatch.GetTimestamp();
            Budget budget = _request.Budget;
            double rate = budget.Kind == BudgetKind.Rate ? budget.Value : DefaultRate;
            bool filter = _options.UseContextLevelFilter && _contexts.Length > 1;
            long tokens = _contexts.Sum(c => (long)Count(_request.Segments[c.Index].Text));
            if (filter)
            {
                Score(cancellationToken);
                Filter(tokens);
                tokens = _contexts.Where(c => c.Kept).Sum(c => c.Chunks.Sum(chunk => (long)Count(chunk)));
            }

            rate = budget.Kind == BudgetKind.Tokens ? Math.Min(budget.Value / tokens, 1) : rate;
            double reduce = _options.UseTokenLevelFilter ? Math.Max(0, 1 - rate) : 0;
            if (reduce > 0 && !filter)
            {
                Score(cancellationToken);
            }

            foreach (Context context in _contexts.Where(c => c.Kept))
            {
                Write(context, reduce);
            }

            string?[] texts = new string?[_request.Segments.Count];
            foreach (Context context in _contexts)
            {
                texts[context.Index] = context.Kept ? context.Text.ToString() : null;
            }

            CompressionResult result = RewrittenResult.Of(_request, Info.Id, texts, _cost with { Elapsed = Stopwatch.GetElapsedTime(start) }, Notes());
            return _options.ReturnWordLabels ? result with { WordLabels = [.. _contexts.SelectMany(Labels)] } : result;
        }

        private static int Count(string text) => TokenCounters.Cl100kBase.Count(text);

        private Context Cut(int index)
        {
            List<SpelledPiece> pieces = _forced.Tokenizer.Tokenize(_forced.Hide(_request.Segments[index].Text));
            return new Context(index, PieceChunks.Cut(pieces, _info.Scheme, Math.Min(Row, _info.MaxRow) - 2, _ends));
        }

        private void Score(CancellationToken cancellationToken)
        {
            (ChunkProbabilities[] chunks, _cost) = _classification.Run([.. _contexts.SelectMany(c => c.Chunks)], _request.Progress, cancellationToken);
            bool digits = _options.ForceReserveDigit || _request.Protection.ForceDigits;
            int next = 0;
            foreach (Context context in _contexts)
            {
                context.Words = [.. context.Chunks.Select(_ => ClassifiedWord.Merge(_info, chunks[next++], _forced, digits))];
            }
        }

        // Only a rate or a target of the request makes an implicit filter, so that less is left to drop inside contexts; a threshold keeps what reaches it.
        private void Filter(long tokens)
        {
            Budget budget = _request.Budget;
            double rate = _options.ContextLevelRate;
            double? target = _options.ContextLevelTargetTokens;
            if (_options.TargetContext is null && rate >= 1 && target is null)
            {
                bool further = _options.UseTokenLevelFilter;
                rate = budget.Kind != BudgetKind.Rate ? rate : further ? (budget.Value + 1) / 2 : budget.Value;
                target = budget.Kind != BudgetKind.Tokens ? null : further ? 2 * budget.Value : budget.Value;
            }

            rate = _options.TargetContext is { } most ? Math.Min((double)most / _contexts.Length, 1) : rate;
            rate = target is { } limit ? Math.Min(limit / tokens, 1) : rate;
            double[] scores = [.. _contexts.Select(c => c.Words.SelectMany(w => w).Select(w => w.Free).DefaultIfEmpty(0).Average())];
            bool[] kept = ContextFilter.ByPercentile(scores, rate, _options.ForceContextIds);
            for (int i = 0; i < kept.Length; i++)
            {
                _contexts[i].Kept = kept[i];
            }
        }

        // Chunks follow each other without a separator; with nothing to drop they come back decoded all the same.
        private void Write(Context context, double reduce)
        {
            bool byThreshold = _request.Budget.Kind == BudgetKind.Threshold;
            double? threshold = byThreshold ? _request.Budget.Value : _options.Threshold;
            for (int i = 0; i < context.Chunks.Count; i++)
            {
                if (reduce <= 0)
                {
                    string chunk = _forced.Show(context.Chunks[i]);
                    context.Text.Append(chunk);
                    context.Labels.AddRange(PlainWords.Of(chunk).Select(w => new WordLabel { Word = w, Kept = true }));
                    continue;
                }

                string[] words = [.. context.Words[i].Select(w => w.Text)];
                double[] probabilities = [.. context.Words[i].Select(w => _options.TokenToWord == TokenToWord.First ? w.First : w.Mean)];
                bool[] kept = WordThreshold.Keep(words, probabilities, reduce, threshold, TokenCounters.Cl100kBase, _options.DropConsecutive ? _forced : null);
                context.Text.Append(PieceDecoder.Decode(_info.Scheme, words.Where((_, w) => kept[w])));
                context.Labels.AddRange(words.Select((w, n) => new WordLabel { Word = w, Kept = kept[n] }));
            }
        }

        private IEnumerable<WordLabel> Labels(Context context)
        {
            IEnumerable<WordLabel> labels = context.Kept ? context.Labels : context.Words.SelectMany(w => w).Select(w => new WordLabel { Word = w.Text, Kept = false });
            return _info.Scheme == PieceScheme.SentencePiece ? labels.Select(l => l with { Word = PieceWords.Bare(_info.Scheme, l.Word) }) : labels;
        }

        private IEnumerable<CompressionNote> Notes()
        {
            ProtectionRules rules = _request.Protection;
            bool tags = rules.Tags && _contexts.Any(c => Directives.Parse(_request.Segments[c.Index].Text, (ZonePolicy.Compress, null), []).Count > 1);
            bool others = rules.Patterns.Count + rules.Ranges.Count + rules.ForceKinds.Count > 0 || rules.ForceNegations || _request.Segments.Any(s => s.Rate is not null);
            if (tags || others)
            {
                yield return new CompressionNote { Code = "ignored-in-reference-mode", Message = "Tags, rates of segments, and protection other than forced strings and digits have no effect in reference mode." };
            }
        }

        private sealed class Context(int index, List<string> chunks)
        {
            internal int Index { get; } = index;

            internal List<string> Chunks { get; } = chunks;

            internal List<ClassifiedWord>[] Words { get; set; } = [];

            internal bool Kept { get; set; } = true;

            internal StringBuilder Text { get; } = new();

            internal List<WordLabel> Labels { get; } = [];
        }
    }
}
