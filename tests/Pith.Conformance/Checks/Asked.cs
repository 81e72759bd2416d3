namespace Pith.Conformance.Checks;

/// <summary>Requests with what a method can't do without.</summary>
internal static class Asked
{
    internal static CompressionRequest For(ICompressor compressor, string text, Budget budget) => For(compressor, [new Segment(text)], budget);

    internal static CompressionRequest For(ICompressor compressor, IReadOnlyList<Segment> segments, Budget budget) => new()
    {
        Segments = segments,
        Budget = budget,
        Question = compressor.Method.Question == QuestionUse.None ? null : "What did the people find in the small house?",
    };
}
