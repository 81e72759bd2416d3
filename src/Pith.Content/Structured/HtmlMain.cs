using System.Globalization;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using SmartReader;

namespace Pith.Content.Structured;

/// <summary>Finds the element that holds the main content of a page.</summary>
/// <remarks>
/// SmartReader says which text is the article; it also throws lists and tables of it away. So only the place is taken from it: the lowest element that holds
/// nearly all of what it found. Numbers in an attribute lead from its copy back to the page.
/// </remarks>
internal static class HtmlMain
{
    private const string Number = "data-pith-number";
    private const int LongestForReader = 2_000_000;
    private const int MostElements = 30_000;
    private const double Coverage = 0.95;

    // Less than this share of a page's text is no main content, but a piece of it.
    private const double LeastShare = 0.3;

    internal static IElement Find(IHtmlDocument document, int length, CancellationToken cancellationToken)
    {
        IElement body = document.Body!;
        List<IElement> elements = [.. document.All.Take(MostElements + 1)];
        if (length > LongestForReader || elements.Count > MostElements)
        {
            return body;
        }

        cancellationToken.ThrowIfCancellationRequested();
        for (int i = 0; i < elements.Count; i++)
        {
            elements[i].SetAttribute(Number, i.ToString(CultureInfo.InvariantCulture));
        }

        string? article = Article((IHtmlDocument)document.Clone(deep: true));
        IElement main = article is null ? body : Holder(elements, article, body);
        long all = TextLength(body);
        return TextLength(main) < LeastShare * all ? body : main;
    }

    private static string? Article(IHtmlDocument copy)
    {
        try
        {
            // The constructor with a text or a document; the others fetch.
            using var reader = new Reader("https://local/", copy) { MaxElemsToParse = MostElements + 1 };
            Article article = reader.GetArticle();
            return article.IsReadable ? article.Content : null;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // It is a port of a script, with that script's faith in its input.
            return null;
        }
    }

    private static IElement Holder(List<IElement> elements, string article, IElement body)
    {
        var weight = new Dictionary<IElement, long>();
        long total = 0;
        using IHtmlDocument parsed = new HtmlParser().ParseDocument(article);
        foreach (IElement element in parsed.All)
        {
            if (!int.TryParse(element.GetAttribute(Number), NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number >= elements.Count)
            {
                continue;
            }

            long own = element.ChildNodes.OfType<IText>().Sum(t => (long)t.Data.AsSpan().Trim().Length);
            if (own == 0)
            {
                continue;
            }

            total += own;
            for (IElement? at = elements[number]; at is not null; at = at.ParentElement)
            {
                weight[at] = weight.GetValueOrDefault(at) + own;
            }
        }

        IElement main = body;
        for (IElement? next = body; next is not null && total > 0;)
        {
            main = next;
            next = main.Children.FirstOrDefault(c => weight.GetValueOrDefault(c) >= Coverage * total);
        }

        // A paragraph that is all of an article is not the place where the article is.
        while (main != body && main.LocalName is "p" or "span" or "a" or "li" or "ul" or "ol" or "table" or "tbody" or "tr" or "td" or "pre" or "code" && main.ParentElement is { } parent)
        {
            main = parent;
        }

        return main;
    }

    private static long TextLength(IElement root)
    {
        long length = 0;
        var open = new Stack<INode>();
        open.Push(root);
        while (open.TryPop(out INode? node))
        {
            if (node is IText text)
            {
                length += text.Data.AsSpan().Trim().Length;
            }
            else if (node is IElement element && (element == root || !HtmlNames.IsSkipped(element)))
            {
                foreach (INode child in element.ChildNodes)
                {
                    open.Push(child);
                }
            }
        }

        return length;
    }
}
