namespace Pith.Blocks.Repeats;

/// <summary>A block of lines that stood before.</summary>
/// <param name="Start">Index of its first line.</param>
/// <param name="Source">Index of the first line of the same block before it; the two don't overlap.</param>
/// <param name="Count">How many lines, at least 1.</param>
public readonly record struct LineRepeat(int Start, int Source, int Count);
