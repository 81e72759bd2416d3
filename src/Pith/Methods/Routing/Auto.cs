// Auto: each part of a text to the method for what it is
// Paper:       none; what every gateway for agents needs
// Idea:        a text is cut into parts of one kind; each is planned by the method for its kind, and one budget is filled over all of them
// Map:         kinds and parts -> ContentDetector, ContentSplitter; plans and budget -> ContentPipeline; prose -> keep; what stood before -> RequestRepeats
// Deviations:  own method, nothing to deviate from
// Verified:    Golden/auto (hand-computed)
using Pith.Blocks.Folding;
using Pith.Methods.Tokens;
using Pith.Routing;

namespace Pith.Methods.Routing;

/// <summary>Detects what a text is, sends each part to the method for it, and meets one budget over all of them.</summary>
/// <remarks>
/// Methods for content come from the catalog that this one is made from; what has no method of its own goes to <see cref="Keep"/>. The request may say what
/// a segment is (<see cref="Segment.ContentHint"/>).
/// </remarks>
public sealed class Auto : ICompressor, IRoute
{
    private readonly Dictionary<ContentKind, Lazy<FoldingMethod[]>> _byKind;
    private readonly Lazy<ICompressor> _prose;
    private readonly Lazy<ICompressor?> _lossless;

    /// <summary>Makes the method from a catalog's context.</summary>
    public Auto(MethodContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        _prose = new Lazy<ICompressor>(() => context.Catalog.Create(Keep.Info.Id, context.Models, context.Model));
        _lossless = new Lazy<ICompressor?>(() => context.Catalog.Entries.FirstOrDefault(e => e.Info.Family == MethodFamily.Lossless)?.Create(context));
        _byKind = context.Catalog.Entries
            .SelectMany(e => e.Info.Content.Select(kind => (Kind: kind, Entry: e)))
            .GroupBy(e => e.Kind)
            .ToDictionary(g => g.Key, g => new Lazy<FoldingMethod[]>(() => [.. g.Select(e => context.Catalog.Create(e.Entry.Info.Id, context.Models)).OfType<FoldingMethod>()]));
    }

    /// <summary>What the method is.</summary>
    public static MethodInfo Info { get; } = new()
    {
        Id = "auto",
        Title = "Auto",
        Family = MethodFamily.Routing,
        Idea = "each part of a text goes to the method for what it is, under one budget",
        Limits = "as good as the methods it sends to; what has no method of its own goes to keep",
        Fidelity = Fidelity.Own,
        Question = QuestionUse.Optional,
    };

    /// <inheritdoc/>
    public MethodInfo Method => Info;

    ICompressor IRoute.Prose => _prose.Value;

    ICompressor? IRoute.Lossless => _lossless.Value;

    bool IRoute.RefersRepeats => true;

    /// <inheritdoc/>
    public ValueTask<CompressionResult> CompressAsync(CompressionRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new ContentPipeline(Info.Id, this).CompressAsync(request, cancellationToken);
    }

    IReadOnlyList<ContentPart> IRoute.Split(string text, string? hint) => ContentSplitter.Split(text, hint);

    IReadOnlyList<FoldingMethod> IRoute.MethodsFor(ContentDetection content) =>
        _byKind.TryGetValue(content.Kind, out Lazy<FoldingMethod[]>? methods) ? methods.Value : [];
}
