using System.Globalization;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace Pith.Content.Structured;

/// <summary>What a block of a page is.</summary>
internal enum PageBlockKind
{
    Paragraph,
    Heading,
    Item,
    Code,
    TableHead,
    Row,
}

/// <summary>A block as text.</summary>
/// <param name="Text">What is written.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Level">Level of a heading.</param>
/// <param name="Start">Where it begins in the page's source.</param>
internal sealed record PageBlock(string Text, PageBlockKind Kind, int Level, int Start);

/// <summary>Writes elements as blocks of Markdown.</summary>
internal sealed class HtmlBlocks
{
    private readonly HtmlLinks? _links;
    private readonly List<PageBlock> _blocks = [];
    private readonly StringBuilder _inline = new();
    private string _text = string.Empty;
    private string _prefix = string.Empty;
    private int _list;
    private int _start;
    private PageBlockKind _kind;
    private string _lead = string.Empty;

    internal HtmlBlocks(HtmlLinks? links) => _links = links;

    /// <summary>The blocks of an element; before them the page's title, unless it stands there anyway.</summary>
    internal List<PageBlock> Read(IHtmlDocument document, IElement main, string text, CancellationToken cancellationToken)
    {
        _text = text;
        cancellationToken.ThrowIfCancellationRequested();
        if (document.QuerySelector("title") is { } title && main.QuerySelector("h1") is null && Collapsed(title.TextContent) is { Length: > 0 } named)
        {
            _blocks.Add(new PageBlock("# " + named, PageBlockKind.Heading, 1, Position(title)));
        }

        _start = Position(main);
        Children(main);
        Flush();
        return _blocks;
    }

    private void Children(IElement parent)
    {
        foreach (INode node in parent.ChildNodes)
        {
            switch (node)
            {
                case IText text:
                    Inline(text.Data);
                    break;
                case IElement element when !HtmlNames.IsSkipped(element):
                    Element(element);
                    break;
            }
        }
    }

    private void Element(IElement element)
    {
        if (!HtmlNames.IsBlock(element))
        {
            InlineElement(element);
            return;
        }

        Flush();
        _start = Position(element);
        switch (element.LocalName)
        {
            case "h1" or "h2" or "h3" or "h4" or "h5" or "h6":
                int level = element.LocalName[1] - '0';
                string heading = TextOf(element);
                if (heading.Length > 0)
                {
                    _blocks.Add(new PageBlock(_prefix + new string('#', level) + " " + heading, PageBlockKind.Heading, level, _start));
                }

                return;
            case "pre":
                Code(element);
                return;
            case "table" when element.QuerySelector("table") is null && element.QuerySelector("td, th") is not null:
                Table(element);
                return;
            case "blockquote":
                (string before, _prefix) = (_prefix, _prefix + "> ");
                Children(element);
                Flush();
                _prefix = before;
                return;
            case "ul" or "ol":
                _list++;
                Items(element);
                _list--;
                return;
            case "dd":
                _lead = ": ";
                break;
        }

        Children(element);
        Flush();
    }

    private void Items(IElement list)
    {
        int number = 0;
        foreach (IElement item in list.Children)
        {
            if (HtmlNames.IsSkipped(item))
            {
                continue;
            }

            Flush();
            number++;
            _start = Position(item);
            _kind = PageBlockKind.Item;
            _lead = new string(' ', 2 * (_list - 1)) + (list.LocalName == "ol" ? number.ToString(CultureInfo.InvariantCulture) + ". " : "- ");
            Children(item);
            Flush();
            _lead = string.Empty;
            _kind = PageBlockKind.Paragraph;
        }
    }

    private void InlineElement(IElement element)
    {
        switch (element.LocalName)
        {
            case "br":
                _inline.Append('\n');
                break;
            case "img":
                if (Collapsed(element.GetAttribute("alt") ?? string.Empty) is { Length: > 0 } alternative)
                {
                    Inline($"![{alternative}]");
                }

                break;
            case "code" or "kbd" or "samp" when element.TextContent.Trim() is { Length: > 0 } code:
                Inline(code.Contains('`', StringComparison.Ordinal) ? $"`` {code} ``" : $"`{code}`");
                break;
            case "a" when _links is not null && element.GetAttribute("href") is { Length: > 0 } address && !address.StartsWith('#') && element.TextContent.Trim().Length > 0:
                Inline("[");
                Children(element);
                _inline.Append(']').Append(_links.Place(address));
                break;
            default:
                Children(element);
                break;
        }
    }

    private void Code(IElement element)
    {
        string code = HtmlLinks.Cleared(element.TextContent.Trim('\n', '\r'));
        if (code.AsSpan().Trim().Length == 0)
        {
            return;
        }

        string language = (element.QuerySelector("code") ?? element).ClassList.FirstOrDefault(c => c.StartsWith("language-", StringComparison.Ordinal))?[9..] ?? string.Empty;
        language = HtmlLinks.Cleared(language);
        string fence = code.Contains("```", StringComparison.Ordinal) ? "````" : "```";
        _blocks.Add(new PageBlock(Quoted($"{_lead}{fence}{language}\n{code}\n{fence}"), PageBlockKind.Code, 0, _start));
        _lead = string.Empty;
    }

    private void Table(IElement table)
    {
        bool first = true;
        foreach (IElement row in table.QuerySelectorAll("tr"))
        {
            List<string> cells = [.. row.Children.Where(c => c.LocalName is "td" or "th").Select(c => TextOf(c).Replace("|", "\\|", StringComparison.Ordinal).Replace('\n', ' '))];
            if (cells.Count == 0 || cells.TrueForAll(c => c.Length == 0))
            {
                continue;
            }

            string line = "| " + string.Join(" | ", cells) + " |";
            string text = first ? line + "\n|" + string.Concat(Enumerable.Repeat("---|", cells.Count)) : line;
            _blocks.Add(new PageBlock(Quoted(text), first ? PageBlockKind.TableHead : PageBlockKind.Row, 0, Position(row)));
            first = false;
        }
    }

    // The text of an element, blocks and all, as one line; what was begun before goes on after it.
    private string TextOf(IElement element)
    {
        string before = _inline.ToString();
        int blocks = _blocks.Count;
        (string prefix, string lead, int start, PageBlockKind kind) = (_prefix, _lead, _start, _kind);
        _inline.Clear();
        (_prefix, _lead) = (string.Empty, string.Empty);
        Children(element);
        Flush();
        string text = string.Join(' ', _blocks.Skip(blocks).Select(b => b.Text.Replace('\n', ' ')));
        _blocks.RemoveRange(blocks, _blocks.Count - blocks);
        _inline.Append(before);
        (_prefix, _lead, _start, _kind) = (prefix, lead, start, kind);
        return text;
    }

    private void Inline(string text)
    {
        foreach (char c in HtmlLinks.Cleared(text))
        {
            if (!char.IsWhiteSpace(c) || c == '\u00a0')
            {
                _inline.Append(c == '\u00a0' ? ' ' : c);
            }
            else if (_inline.Length > 0 && _inline[^1] is not (' ' or '\n'))
            {
                _inline.Append(' ');
            }
        }
    }

    private void Flush()
    {
        string text = _inline.ToString().Trim();
        _inline.Clear();
        if (text.Length > 0)
        {
            _blocks.Add(new PageBlock(Quoted(_lead + text), _kind, 0, _start));

            // What follows in the same item stands under it.
            _lead = _kind == PageBlockKind.Item ? new string(' ', 2 * _list) : string.Empty;
        }
    }

    private string Quoted(string text) => _prefix.Length == 0 ? text : _prefix + text.Replace("\n", "\n" + _prefix, StringComparison.Ordinal);

    private static string Collapsed(string text) => string.Join(' ', HtmlLinks.Cleared(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private int Position(IElement element)
    {
        int at = element.SourceReference?.Position.Index ?? _start;
        return Math.Clamp(at > 0 && at <= _text.Length && (at == _text.Length || _text[at] != '<') && _text[at - 1] == '<' ? at - 1 : at, 0, _text.Length);
    }
}
