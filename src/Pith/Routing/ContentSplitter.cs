using Pith.Text;

namespace Pith.Routing;

/// <summary>Cuts a text into parts of one kind.</summary>
public static class ContentSplitter
{
    /// <summary>The parts.</summary>
    public static IReadOnlyList<ContentPart> Split(string text, string? hint = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        bool json = text.TrimStart() is ['{' or '[', ..];
        return [new ContentPart(new TextSpan(0, text.Length), new ContentDetection(json ? ContentKind.Json : ContentKind.Prose, 1, "first character", hint))];
    }
}
