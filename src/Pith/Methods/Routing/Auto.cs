// Auto: each part of a text to the method for what it is
// Paper:       none; what every gateway for agents needs
// Idea:        a text is cut into parts of one kind; each is planned by the method for its kind, and one budget is filled over all of them
// Map:         kinds and parts -> ContentDetector, ContentSplitter; plans and budget -> ContentPipeline; prose -> keep
// Deviations:  own method, nothing to deviate from
// Verified:    Golden/auto (hand-computed)
using System.Collections.Concurrent;
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
    private readonly MethodContext _context;
    private readonly Dictionary<ContentKind, List<MethodEntry>> _byKind = [];
    private readonly ConcurrentDictionary<string, FoldingMethod> _methods = new(StringComparer.Ordinal);
    private readonly Lazy<ICompressor> _prose;
    private readonly Lazy<ICompressor?> _lossless;

    /// <summary>Makes the method from a catalog's context.</summary>
    public Auto(MethodContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        _context = context;
        _prose = new Lazy<ICompressor>(() => context.Catalog.Create(Keep.Info.Id, context.Models, context.Model));
        _lossless = new Lazy<ICompressor?>(() => context.Catalog.Entries.FirstOrDefault(e => e.Info.Family == MethodFamily.Lossless)?.Create(context));
        foreach (MethodEntry entry in context.Catalog.Entries)
        {
            foreach (ContentKind kind in entry.Info.Content)
            {
                (_byKind.TryGetValue(kind, out List<MethodEntry>? entries) ? entries : _byKind[kind] = []).Add(entry);
            }
        }
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

    /// <inheritdoc/>
    public ValueTask<CompressionResult> CompressAsync(CompressionRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new ContentPipeline(Info.Id, this).CompressAsync(request, cancellationToken);
    }

    IReadOnlyList<ContentPart> IRoute.Split(string text, string? hint) => ContentSplitter.Split(text, hint);

    FoldingMethod? IRoute.MethodFor(ContentDetection content) =>
        _byKind.TryGetValue(content.Kind, out List<MethodEntry>? entries) ? Make(entries[0]) : null;

    FoldingMethod? IRoute.MethodAfter(FoldingMethod method, ContentDetection content)
    {
        int next = _byKind.TryGetValue(content.Kind, out List<MethodEntry>? entries) ? 1 + entries.FindIndex(e => e.Info.Id == method.Method.Id) : 0;
        return next > 0 && next < entries!.Count ? Make(entries[next]) : null;
    }

    private FoldingMethod Make(MethodEntry entry) =>
        _methods.GetOrAdd(entry.Info.Id, static (_, state) => (FoldingMethod)state.Catalog.Create(state.Id, state.Models), (_context.Catalog, Id: entry.Info.Id, _context.Models));
}
