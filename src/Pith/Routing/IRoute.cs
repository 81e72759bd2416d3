using Pith.Blocks.Folding;

namespace Pith.Routing;

/// <summary>Says what the parts of a text are and which method each goes to.</summary>
internal interface IRoute
{
    /// <summary>The parts of a text, in order; white space between them belongs to none.</summary>
    IReadOnlyList<ContentPart> Split(string text, string? hint);

    /// <summary>The method for a part; null for <see cref="Prose"/>.</summary>
    FoldingMethod? MethodFor(ContentDetection content);

    /// <summary>The next method for a kind, where one did not take a text; null after the last.</summary>
    FoldingMethod? MethodAfter(FoldingMethod method, ContentDetection content) => null;

    /// <summary>What everything else goes to.</summary>
    ICompressor Prose { get; }

    /// <summary>What nothing may be lost goes to; null without such a method.</summary>
    ICompressor? Lossless => null;
}
