using Pith.Routing.Detection;

namespace Pith.Routing;

/// <summary>Tells what a text is from its content and, where given, its name.</summary>
/// <remarks>Pure and safe for concurrent calls. Long texts are judged by their head, middle and end; only JSON is read further, because it has to be parsed.</remarks>
public static class ContentDetector
{
    private const int LookedForParts = 65_536;

    /// <summary>Tells what <paramref name="text"/> is.</summary>
    /// <param name="text">Any text; also an empty or a broken one.</param>
    /// <param name="hint">A media type, the name of a language or a file name. It is not believed against what can be parsed or is marked clearly.</param>
    public static ContentDetection Detect(string text, string? hint = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        ContentDetection one = DetectOne(text, hint);
        return one.Kind is ContentKind.Prose or ContentKind.Markdown && hint is null || one.Confidence < 0.6 ? MixedOr(one, text) : one;
    }

    /// <summary>The one kind that suits the whole of <paramref name="text"/> best; never <see cref="ContentKind.Mixed"/>.</summary>
    internal static ContentDetection DetectOne(ReadOnlySpan<char> text, string? hint)
    {
        if (text.IsWhiteSpace())
        {
            return new ContentDetection(ContentKind.Prose, 0, "nothing but white space");
        }

        ContentDetection content = FromContent(text);
        if (ContentHints.Read(hint) is not var (kind, language) || kind == content.Kind && kind != ContentKind.Code)
        {
            return content;
        }

        return IsBelieved(kind, language, content, text)
            ? new ContentDetection(kind, content.Kind == kind ? Math.Max(0.9, content.Confidence) : 0.85, $"named {hint!.Trim()}", language)
            : content;
    }

    private static bool IsBelieved(ContentKind kind, string? language, ContentDetection content, ReadOnlySpan<char> text)
    {
        bool clear = content.Confidence >= 0.85;
        return kind switch
        {
            ContentKind.Json or ContentKind.NdJson or ContentKind.ToolSchema => content.Kind is ContentKind.Prose or ContentKind.Code && text.TrimStart() is ['{' or '[', ..],
            ContentKind.Code when language == "shell" => !(clear && content.Kind is not (ContentKind.Prose or ContentKind.Markdown)) || content.Kind == ContentKind.Code && content.Language == "shell",
            ContentKind.Code => !(clear && content.Kind is ContentKind.Diff or ContentKind.StackTrace or ContentKind.Blob or ContentKind.Json or ContentKind.NdJson or ContentKind.ToolSchema),
            ContentKind.Log => content.Kind is not (ContentKind.BuildOutput or ContentKind.StackTrace or ContentKind.NdJson or ContentKind.Json or ContentKind.Blob),
            ContentKind.BuildOutput => content.Kind is ContentKind.Prose or ContentKind.Log or ContentKind.StackTrace,
            ContentKind.Xml => content.Kind is not (ContentKind.Html or ContentKind.Json or ContentKind.Blob) && text.Contains('<'),
            ContentKind.Html => text.Contains('<') && content.Kind != ContentKind.Blob,
            ContentKind.Diff or ContentKind.StackTrace or ContentKind.Table => content.Kind is ContentKind.Prose or ContentKind.Code || content.Confidence < 0.7,
            ContentKind.Blob => content.Kind is ContentKind.Prose or ContentKind.Code,
            _ => !(clear && content.Kind is ContentKind.Json or ContentKind.NdJson or ContentKind.ToolSchema or ContentKind.Blob or ContentKind.Diff),
        };
    }

    private static ContentDetection FromContent(ReadOnlySpan<char> text)
    {
        LineMap lines = LineMap.Sample(text);
        if (lines.Count == 0)
        {
            return new ContentDetection(ContentKind.Prose, 0, "no line that could be read");
        }

        if (JsonText.Detect(text, lines) is { } json)
        {
            return json;
        }

        if (Blobs.Detect(text, lines) is { } blob)
        {
            return blob;
        }

        var census = new LineCensus(text, lines);
        return LineKinds.Doubted(FromLines(text, lines, census), census);
    }

    private static ContentDetection FromLines(ReadOnlySpan<char> text, LineMap lines, LineCensus census)
        => (census[LineShape.Section] >= 2 ? LineKinds.Output(text, census) : null)
            ?? LineKinds.Diff(lines, census)
            ?? (census[LineShape.Fence] >= 2 ? LineKinds.Markdown(census) : null)
            ?? LineKinds.Verdicts(census)
            ?? LineKinds.StackTrace(census)
            ?? TableText.DetectBars(text, lines, 0, lines.Count)
            ?? LineKinds.Paths(census)
            ?? (census.Share(LineShape.LogHead) >= 0.5 ? LineKinds.Output(text, census) : null)
            ?? LineKinds.Declared(text)
            ?? MarkupText.Detect(text, census)
            ?? TableText.Detect(text, lines)
            ?? FromCodeOrOutput(text, lines, census)
            ?? LineKinds.Settings(text, lines)
            ?? LineKinds.Markdown(census)
            ?? new ContentDetection(ContentKind.Prose, 0.5 + (0.45 * census.Share(census.PlainSentences)), "sentences and no marks of anything else");

    // Commands and compilers print code, and code holds what they print: the larger share decides.
    private static ContentDetection? FromCodeOrOutput(ReadOnlySpan<char> text, LineMap lines, LineCensus census)
    {
        ContentDetection? code = LineKinds.Code(text, lines, census);
        ContentDetection? output = LineKinds.Output(text, census);
        return code is null || output is null ? code ?? output
            : census.Share(census.Outputs + census[LineShape.LogHead]) >= (double)census.Statements / Math.Max(1, census.Programs) ? output : code;
    }

    private static ContentDetection MixedOr(ContentDetection one, string text)
    {
        ReadOnlySpan<char> seen = text.AsSpan(0, Math.Min(text.Length, LookedForParts));
        if (text.Length < Islands.Smallest || seen.IndexOfAny('\n', '\r') < 0)
        {
            return one;
        }

        Islands.Share share = Islands.ShareOf(seen);
        double least = one.Kind == ContentKind.Markdown && share.OnlyMarkdown ? 0.6 : 0.25;
        return share.Covered >= least && (share.Covered <= 0.9 || share.Kinds > 1)
            ? new ContentDetection(ContentKind.Mixed, Math.Min(0.9, 0.6 + (share.Covered / 3)), $"{share.Count} parts of another kind")
            : one;
    }
}
