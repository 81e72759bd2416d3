using Pith.Methods.Floors;
using Pith.Routing;

namespace Pith.Blocks.Folding;

/// <summary>The frame of methods for content with a grammar: plan units, select to the budget, write markers for what was cut.</summary>
/// <remarks>
/// A grammar says what its units are and what they are worth; tags, protection, the exact budget, markers and reason codes are the same for
/// all. A text that is not the grammar's is cut at its words by <see cref="HeadTail"/>, and the result says so.
/// </remarks>
public abstract class FoldingMethod : ICompressor
{
    /// <inheritdoc/>
    public abstract MethodInfo Method { get; }

    /// <summary>Plans a text; null if it is not of this grammar.</summary>
    /// <param name="source">The text and what is known about it.</param>
    /// <param name="cancellationToken">Stops long work.</param>
    public abstract FoldPlan? Plan(FoldSource source, CancellationToken cancellationToken);

    /// <summary>Plans a text, with what other methods make of stretches of it; null if it is not of this grammar. By default <see cref="Plan"/>.</summary>
    /// <param name="source">The text and what is known about it.</param>
    /// <param name="cancellationToken">Stops long work.</param>
    public virtual ValueTask<FoldPlan?> PlanAsync(FoldSource source, CancellationToken cancellationToken) => new(Plan(source, cancellationToken));

    /// <summary>Whether it cuts by rules of the caller, also where the budget would not ask for it.</summary>
    public virtual bool CutsByRule => false;

    /// <inheritdoc/>
    public ValueTask<CompressionResult> CompressAsync(CompressionRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new ContentPipeline(Method.Id, new Route(this)).CompressAsync(request, cancellationToken);
    }

    // Every segment whole to this method.
    private sealed class Route(FoldingMethod method) : IRoute
    {
        private static readonly HeadTail s_fallback = new();

        public IReadOnlyList<ContentPart> Split(string text, string? hint)
        {
            ContentKind kind = method.Method.Content.Count > 0 ? method.Method.Content[0] : ContentKind.Prose;
            return [new ContentPart(new(0, text.Length), new ContentDetection(kind, 1, "the method was named"))];
        }

        public IReadOnlyList<FoldingMethod> MethodsFor(ContentDetection content) => [method];

        public ICompressor Prose => s_fallback;
    }
}
