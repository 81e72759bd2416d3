// Repeats: blocks of lines that stood before become references
// Paper:       none; rolling hash after Karp and Rabin (1987), what every agent that reads a file twice needs
// Idea:        a block of lines that stands earlier in the request becomes a reference to it; what is still over the budget is cut from the middle
// Map:         blocks -> RepeatFinder, RequestRepeats; references -> RepeatMarker, FoldWriter; back -> Unfolding; the rest -> HeadTail
// Deviations:  own method, nothing to deviate from
// Verified:    Golden/repeats (hand-computed)
using Pith.Blocks.Folding;
using Pith.Methods.Floors;
using Pith.Routing;

namespace Pith.Methods.Output;

/// <summary>Replaces blocks of lines that stand earlier in the request by references to them, in all segments.</summary>
/// <remarks>
/// With <see cref="Budget.LosslessOnly"/> that is all, and <see cref="Reversal.Unfolding"/> gives the original back. With any other budget what is then still too
/// long is cut from the middle, by words.
/// </remarks>
public sealed class Repeats : ICompressor, IRoute
{
    private static readonly HeadTail s_rest = new();

    /// <summary>What the method is.</summary>
    public static MethodInfo Info { get; } = new()
    {
        Id = "repeats",
        Title = "Repeats",
        Family = MethodFamily.Output,
        Idea = "a block of lines that stands earlier in the request becomes a reference to it; what is still over the budget is cut from the middle",
        Limits = "whole lines only; saves nothing where nothing comes twice, and is then head-tail",
        Fidelity = Fidelity.Own,
    };

    /// <inheritdoc/>
    public MethodInfo Method => Info;

    ICompressor IRoute.Prose => s_rest;

    bool IRoute.RefersRepeats => true;

    /// <inheritdoc/>
    public ValueTask<CompressionResult> CompressAsync(CompressionRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new ContentPipeline(Info.Id, this).CompressAsync(request, cancellationToken);
    }

    IReadOnlyList<ContentPart> IRoute.Split(string text, string? hint) => [new ContentPart(new(0, text.Length), new ContentDetection(ContentKind.Prose, 1, "the method was named"))];

    IReadOnlyList<FoldingMethod> IRoute.MethodsFor(ContentDetection content) => [];
}
