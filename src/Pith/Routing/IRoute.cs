using Pith.Blocks.Folding;

namespace Pith.Routing;

/// <summary>Says what the parts of a text are and which method each goes to.</summary>
internal interface IRoute
{
    /// <summary>The parts of a text, in order; white space between them belongs to none.</summary>
    IReadOnlyList<ContentPart> Split(string text, string? hint);

    /// <summary>The methods for a part, the first that can plan it first; none for <see cref="Prose"/>.</summary>
    IReadOnlyList<FoldingMethod> MethodsFor(ContentDetection content);

    /// <summary>What everything else goes to.</summary>
    ICompressor Prose { get; }

    /// <summary>What nothing may be lost goes to; null without such a method.</summary>
    ICompressor? Lossless => null;

    /// <summary>Whether blocks of lines that stood before in the request become references.</summary>
    bool RefersRepeats => false;
}
