namespace Pith.Routing.Detection;

/// <summary>A stretch of a text that stands out of what surrounds it.</summary>
/// <param name="Start">Index of its first code unit.</param>
/// <param name="End">Index after its last one.</param>
/// <param name="Kind">What it was found as; null where its content decides.</param>
/// <param name="Hint">The name after a fence.</param>
internal readonly record struct Island(int Start, int End, ContentKind? Kind, string? Hint)
{
    internal int Length => End - Start;

    internal bool IsFenced => Kind is null;
}
