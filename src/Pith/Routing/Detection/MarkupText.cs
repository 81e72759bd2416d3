using System.Buffers;
using System.Collections.Frozen;

namespace Pith.Routing.Detection;

/// <summary>XML and HTML.</summary>
internal static class MarkupText
{
    private const int Looked = 32_768;

    private static readonly FrozenSet<string> s_htmlNames = new[]
    {
        "html", "head", "body", "title", "meta", "link", "script", "style", "div", "span", "p", "a", "img", "ul", "ol", "li", "table", "thead", "tbody", "tr", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "br", "hr",
        "form", "input", "button", "label", "select", "option", "textarea", "nav", "header", "footer", "main", "section", "article", "aside", "figure", "figcaption", "em", "strong", "b", "i", "u", "small", "code", "pre", "blockquote",
        "iframe", "video", "audio", "source", "canvas", "noscript", "dl", "dt", "dd", "sup", "sub", "details", "summary", "center", "font", "picture", "template",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly SearchValues<char> s_nameCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789:_.-");

    internal static ContentDetection? Detect(ReadOnlySpan<char> text, LineCensus census)
    {
        ReadOnlySpan<char> trimmed = text.TrimStart().TrimStart('\uFEFF');
        ReadOnlySpan<char> seen = trimmed.Length > Looked ? trimmed[..Looked] : trimmed;
        bool opens = seen is ['<', '!' or '?' or '/' or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z'), ..];
        ReadOnlySpan<char> start = seen.Length > 600 ? seen[..600] : seen;
        if (opens && (start.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase) || start.Contains("<html", StringComparison.OrdinalIgnoreCase)))
        {
            return new ContentDetection(ContentKind.Html, 0.99, "an HTML document");
        }

        bool declared = start.StartsWith("<?xml");
        (int tags, int html, int closing, int covered) = Count(seen);
        if (declared && (tags > 0 || seen.Contains("<!DOCTYPE", StringComparison.Ordinal)))
        {
            return new ContentDetection(ContentKind.Xml, 0.99, "an XML declaration");
        }

        double share = seen.IsEmpty ? 0 : (double)covered / seen.Length;
        if (tags < 2 || closing == 0)
        {
            return null;
        }

        // A page of Markdown may well open with a banner in HTML.
        if (census[LineShape.Heading] >= 2 && share < 0.4)
        {
            return null;
        }

        bool isHtml = html * 10 >= tags * 6;
        if (opens && isHtml)
        {
            return new ContentDetection(ContentKind.Html, 0.9, "elements of HTML");
        }

        // Comments of programs have tags too.
        if (isHtml && tags >= 10 && share >= 0.08 && census.Statements * 10 < census.Programs * 3)
        {
            return new ContentDetection(ContentKind.Html, 0.75, "elements of HTML");
        }

        // A few tags around long text are marks of a prompt, not a document.
        return opens && share >= 0.15 && seen.TrimEnd() is [.., '>'] | trimmed.Length > Looked | share >= 0.4
            ? new ContentDetection(ContentKind.Xml, Math.Min(0.95, 0.7 + share), "elements of XML")
            : null;
    }

    private static (int Tags, int Html, int Closing, int Covered) Count(ReadOnlySpan<char> text)
    {
        int tags = 0, html = 0, closing = 0, covered = 0;
        FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> names = s_htmlNames.GetAlternateLookup<ReadOnlySpan<char>>();
        int i = text.IndexOf('<');
        while (i >= 0)
        {
            ReadOnlySpan<char> rest = text[(i + 1)..];
            bool closes = rest is ['/', ..];
            ReadOnlySpan<char> name = closes ? rest[1..] : rest;
            int length = name.IndexOfAnyExcept(s_nameCharacters);
            int step = 1;
            if (length > 0 && char.IsAsciiLetter(name[0]) && name[length] is '>' or ' ' or '/' or '\n' or '\r' or '\t' && name[..Math.Min(name.Length, 2_000)].IndexOf('>') is >= 0 and int end)
            {
                // Types of generic code look like tags but hold no attributes and close nothing.
                tags++;
                html += names.Contains(name[..length]) ? 1 : 0;
                closing += closes || end > 0 && name[end - 1] == '/' ? 1 : 0;
                step = end + (closes ? 3 : 2);
                covered += step;
            }
            else if (rest.StartsWith("!--") && rest.IndexOf("-->") is > 0 and int comment)
            {
                step = comment + 4;
                covered += step;
            }

            int from = Math.Min(text.Length, i + step);
            int next = text[from..].IndexOf('<');
            i = next < 0 ? -1 : from + next;
        }

        return (tags, html, closing, covered);
    }
}
