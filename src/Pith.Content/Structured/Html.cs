// Web pages: the main content as blocks of readable text
// Paper:       none; main content as in Mozilla's Readability, by SmartReader
// Idea:        a page is mostly not what it is about; what is left reads as Markdown, and blocks are kept as the budget allows
// Map:         main content -> HtmlMain; blocks -> HtmlBlocks; addresses -> HtmlLinks; text and markers -> HtmlPlan; question -> QuestionMatch
// Deviations:  own method, nothing to deviate from
// Verified:    Golden/html (checked by hand); recall of main text on pages made from this repository's documents
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Pith.Blocks.Folding;
using Pith.Routing;

namespace Pith.Content.Structured;

/// <summary>Options of <see cref="Html"/>.</summary>
public sealed record HtmlOptions
{
    /// <summary>Whether the addresses of links are kept. Default: false.</summary>
    public bool Links { get; init; }

    /// <summary>Whether parameters that only say where a reader came from (utm_…) are taken out of addresses. Default: false, addresses are whole.</summary>
    public bool DropTracking { get; init; }

    internal static HtmlOptions From(SettingReader settings) => new() { Links = settings.Flag("links", false), DropTracking = settings.Flag("drop-tracking", false) };
}

/// <summary>A page as the text of its main content: headings, paragraphs, lists, tables and code, as Markdown.</summary>
/// <remarks>
/// Nothing is ever fetched. Addresses stand with their links, or, where one is linked several times and that is cheaper, once at the end under a number. Entities and markup are decoded, so a result is rewritten:
/// it has no ranges of the original.
/// </remarks>
public sealed class Html : FoldingMethod
{
    private const int Longest = 8_000_000;
    private const int MostTags = 200_000;
    private const int DeepestTags = 256;

    private readonly HtmlOptions _options;

    /// <summary>Makes the method.</summary>
    public Html(HtmlOptions? options = null) => _options = options ?? new();

    /// <summary>What the method is.</summary>
    public static MethodInfo Info { get; } = new()
    {
        Id = "html",
        Title = "Web page",
        Family = MethodFamily.Structured,
        Idea = "the main content of a page as Markdown, by blocks",
        Limits = "rewrites the text; runs no scripts: what they would add is not there; a page of links may lose most of them",
        Fidelity = Fidelity.Own,
        Question = QuestionUse.Optional,
        Content = [ContentKind.Html],
        Settings = [new() { Name = "links", Description = "keep the addresses of links", Default = "false" }, new() { Name = "drop-tracking", Description = "take utm_… parameters out of addresses", Default = "false" }],
    };

    /// <inheritdoc/>
    public override MethodInfo Method => Info;

    /// <inheritdoc/>
    public override FoldPlan? Plan(FoldSource source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        string text = source.Text;
        if (text.Length > Longest || !IsParsable(text))
        {
            return null;
        }

        using IHtmlDocument document = new HtmlParser(new HtmlParserOptions { IsKeepingSourceReferences = true }).ParseDocument(text);
        if (document.Body is null)
        {
            return null;
        }

        IElement main = HtmlMain.Find(document, text.Length, cancellationToken);
        HtmlLinks? links = _options.Links ? new HtmlLinks(_options.DropTracking) : null;
        List<PageBlock> blocks = new HtmlBlocks(links).Read(document, main, text, cancellationToken);
        return blocks.Count == 0 ? null : new HtmlPlan(text, blocks, links, source);
    }

    // Parsers of pages descend, and put formatting that was never closed into every block after it: both are bounded by counting tags first.
    private static bool IsParsable(string text)
    {
        int depth = 0;
        int tags = 0;
        for (int i = text.IndexOf('<', StringComparison.Ordinal); i >= 0 && i + 1 < text.Length;)
        {
            if (char.IsAsciiLetter(text[i + 1]))
            {
                int end = i + 1;
                while (end < text.Length && char.IsAsciiLetterOrDigit(text[end]))
                {
                    end++;
                }

                depth += HtmlNames.ClosesItself(text.AsSpan(i + 1, end - i - 1)) ? 0 : 1;
                tags++;
            }
            else if (text[i + 1] == '/')
            {
                depth = Math.Max(0, depth - 1);
            }

            if (depth > DeepestTags || tags > MostTags)
            {
                return false;
            }

            int next = text.AsSpan(i + 1).IndexOf('<');
            i = next < 0 ? -1 : i + 1 + next;
        }

        return tags > 0;
    }
}
