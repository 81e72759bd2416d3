using AngleSharp.Dom;

namespace Pith.Content.Structured;

/// <summary>What elements are by their names and attributes.</summary>
internal static class HtmlNames
{
    private static readonly HashSet<string> s_closing = Words("area base br col embed hr img input link meta param source track wbr p li td tr th dt dd option thead tbody tfoot path rect circle line use");
    private static readonly HashSet<string> s_skipped = Words("script style noscript template svg iframe object embed form button select input textarea nav aside footer dialog canvas audio video map head");
    private static readonly HashSet<string> s_blocks = Words("address article blockquote body center dd details div dl dt fieldset figcaption figure h1 h2 h3 h4 h5 h6 header hgroup hr li main ol p pre section summary table tbody td tfoot th thead tr ul");
    private static readonly HashSet<string> s_roles = Words("navigation banner contentinfo dialog alertdialog complementary search menu menubar toolbar");
    private static readonly string[] s_words = ["cookie", "consent", "gdpr", "breadcrumb", "sidebar", "newsletter", "skip-link", "share-buttons", "social-links", "advert"];

    internal static bool ClosesItself(ReadOnlySpan<char> name) => s_closing.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name);

    internal static bool IsBlock(IElement element) => s_blocks.Contains(element.LocalName);

    /// <summary>Whether an element is no content: what is hidden, navigation, forms, scripts, banners.</summary>
    internal static bool IsSkipped(IElement element)
    {
        if (s_skipped.Contains(element.LocalName) || element.HasAttribute("hidden") || element.GetAttribute("aria-hidden") == "true" || (element.GetAttribute("role") is { } role && s_roles.Contains(role)))
        {
            return true;
        }

        if (element.LocalName == "header" && element.ParentElement?.LocalName == "body")
        {
            return true;
        }

        string names = element.ClassName + " " + element.Id;
        return names.Length > 1 && element.LocalName is "div" or "section" or "ul" or "ol" or "p" or "a" or "span" && Array.Exists(s_words, w => names.Contains(w, StringComparison.OrdinalIgnoreCase));
    }

    private static HashSet<string> Words(string words) => new(words.Split(' '), StringComparer.OrdinalIgnoreCase);
}
