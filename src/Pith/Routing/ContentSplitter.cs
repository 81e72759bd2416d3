using Pith.Routing.Detection;
using Pith.Text;

namespace Pith.Routing;

/// <summary>Cuts a text of several kinds into parts of one kind each.</summary>
/// <remarks>Pure and safe for concurrent calls; takes time in proportion to the text.</remarks>
public static class ContentSplitter
{
    // Above this the list of lines would weigh more than the text.
    private const int Longest = 16_000_000;

    // A kind this sure of the whole text is not doubted for the sake of single stretches.
    private const double Sure = 0.75;

    /// <summary>The parts of <paramref name="text"/> in order. Together they cover everything but white space between them.</summary>
    /// <param name="text">Any text; one of white space has no parts.</param>
    /// <param name="hint">What <see cref="ContentDetector.Detect"/> takes as a hint, for the whole text.</param>
    /// <remarks>
    /// Fenced blocks, JSON values, diffs, stack traces, runs of a log or a build, tables and encoded bytes become parts; the lines of
    /// fences belong to the running text. Stretches of less than 200 characters that no fence or bracket ends stay with their neighbours.
    /// </remarks>
    public static IReadOnlyList<ContentPart> Split(string text, string? hint = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        (int start, int end) = Islands.Trimmed(text, 0, text.Length);
        if (start == end)
        {
            return [];
        }

        ContentDetection whole = ContentDetector.DetectOne(text, hint);
        bool running = whole.Kind is ContentKind.Prose or ContentKind.Markdown || whole.Confidence < Sure;
        List<Island> islands = running && text.Length <= Longest ? Islands.Find(text) : [];
        if (islands.Count == 0 || islands is [{ IsFenced: false } only] && only.Start == start && only.End == end && only.Kind == whole.Kind)
        {
            return [new ContentPart(new TextSpan(start, end), whole)];
        }

        var parts = new List<ContentPart>((2 * islands.Count) + 1);
        int at = start;
        foreach (Island island in islands)
        {
            AddRunning(text, at, island.Start, parts);
            parts.Add(new ContentPart(new TextSpan(island.Start, island.End), ContentOf(text, island)));
            at = island.End;
        }

        AddRunning(text, at, end, parts);
        return parts;
    }

    private static void AddRunning(string text, int start, int end, List<ContentPart> parts)
    {
        (start, end) = Islands.Trimmed(text, start, end);
        if (start < end)
        {
            ReadOnlySpan<char> running = text.AsSpan(start, end - start);
            ContentDetection content = IsOnlyFences(running) ? new ContentDetection(ContentKind.Markdown, 0.9, "the lines of fences") : ContentDetector.DetectOne(running, null);
            parts.Add(new ContentPart(new TextSpan(start, end), content));
        }
    }

    private static ContentDetection ContentOf(string text, Island island)
    {
        ContentDetection content = ContentDetector.DetectOne(text.AsSpan(island.Start, island.Length), island.Hint);
        return island.Kind is not { } found || found == content.Kind || content.Kind == ContentKind.ToolSchema ? content
            : new ContentDetection(found, 0.8, "a run of such lines");
    }

    private static bool IsOnlyFences(ReadOnlySpan<char> text)
    {
        foreach (ReadOnlySpan<char> line in text.EnumerateLines())
        {
            if (!line.IsWhiteSpace() && Fences.Open(line).Length == 0)
            {
                return false;
            }
        }

        return true;
    }
}
