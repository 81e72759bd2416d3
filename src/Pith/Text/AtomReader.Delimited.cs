using System.Collections.Frozen;

namespace Pith.Text;

/// <summary>Atoms with an opening and a closing mark. Each must close on its line and within its reach, or its opening mark is punctuation.</summary>
internal sealed partial class AtomReader
{
    private const int CodeReach = 2000;
    private const int TagReach = 1000;
    private const int LinkReach = 300;
    private const int PlaceholderReach = 200;
    private const int NameReach = 64;

    private static readonly FrozenSet<string> s_htmlElements = new[]
    {
        "a", "abbr", "article", "aside", "audio", "b", "blockquote", "body", "br", "button", "caption", "center", "cite", "code", "col", "dd",
        "del", "details", "div", "dl", "dt", "em", "figcaption", "figure", "font", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head",
        "header", "hr", "html", "i", "iframe", "img", "input", "ins", "kbd", "label", "li", "link", "main", "mark", "meta", "nav", "ol",
        "option", "p", "pre", "q", "s", "samp", "script", "section", "select", "small", "span", "strike", "strong", "style", "sub", "summary",
        "sup", "svg", "table", "tbody", "td", "textarea", "tfoot", "th", "thead", "title", "tr", "tt", "u", "ul", "var", "video", "wbr",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private int _nextTagEnd;
    private int _nextLinkMiddle;
    private HashSet<string>? _closedElements;

    private bool TryReadOpened(int start)
    {
        (int end, AtomKind kind) = _text[start] switch
        {
            '`' => (CodeEnd(start), AtomKind.Code),
            '<' => AngleEnd(start),
            '[' when CharAt(start + 1) == '[' => (DoubledEnd(start, '[', ']'), AtomKind.Placeholder),
            '[' => (LinkEnd(start), AtomKind.Link),
            '!' when CharAt(start + 1) == '[' => (LinkEnd(start + 1), AtomKind.Link),
            '{' => (BraceEnd(start), AtomKind.Placeholder),
            '$' or '#' or '%' or '@' when CharAt(start + 1) == '{' => (SimpleEnd(start + 1, '{', '}'), AtomKind.Placeholder),
            '$' when CharAt(start + 1) == '(' && !DigitAt(start + 2) => (NameEnd(start + 1, ')'), AtomKind.Placeholder),
            '%' => (FormatEnd(start), AtomKind.Placeholder),
            '&' => (EntityEnd(start), AtomKind.Tag),
            _ => (-1, AtomKind.Other),
        };
        if (end < 0)
        {
            return false;
        }

        Emit(start, end, kind);
        return true;
    }

    private int CodeEnd(int start)
    {
        int open = RunEnd(start, '`') - start;
        int limit = Horizon(start, CodeReach);
        int i = start + open;
        while (i < limit)
        {
            int offset = _text.AsSpan(i, limit - i).IndexOf('`');
            if (offset < 0)
            {
                return -1;
            }

            int close = RunEnd(i + offset, '`');
            if (close - i - offset == open)
            {
                // ``quoted'' is how plain TeX and old tokenisers write quotation marks; it opens no code.
                int content = start + open;
                bool quotation = open == 2 && _text.AsSpan(content, i + offset - content).Contains("''", StringComparison.Ordinal);
                return quotation ? -1 : close;
            }

            i = close;
        }

        return -1;
    }

    private int RunEnd(int i, char c)
    {
        while (i < _text.Length && _text[i] == c)
        {
            i++;
        }

        return i;
    }

    private (int End, AtomKind Kind) AngleEnd(int start)
    {
        if (_nextTagEnd < start)
        {
            int offset = _text.AsSpan(start).IndexOf('>');
            _nextTagEnd = offset < 0 ? int.MaxValue : start + offset;
        }

        char next = CharAt(start + 1);
        int limit = Horizon(start, TagReach);
        if (_nextTagEnd >= limit)
        {
            return (-1, AtomKind.Other);
        }

        if (next == '!' && CharAt(start + 2) == '-' && CharAt(start + 3) == '-')
        {
            int close = limit < start + 7 ? -1 : _text.AsSpan(start + 4, limit - start - 4).IndexOf("-->", StringComparison.Ordinal);
            return (close < 0 ? -1 : start + 4 + close + 3, AtomKind.Tag);
        }

        if (next == '|')
        {
            int close = _text.AsSpan(start + 2, limit - start - 2).IndexOf("|>", StringComparison.Ordinal);
            return (close < 0 || close > NameReach ? -1 : start + 2 + close + 2, AtomKind.Placeholder);
        }

        int name = start + (next is '/' or '!' or '?' ? 2 : 1);
        return char.IsAsciiLetter(CharAt(name)) || CharAt(name) == '_' ? NamedTagEnd(start, name, limit) : (-1, AtomKind.Other);
    }

    private (int End, AtomKind Kind) NamedTagEnd(int start, int name, int limit)
    {
        int i = name;
        while (i < limit && (char.IsAsciiLetterOrDigit(_text[i]) || _text[i] is '_' or '-' or '.' or ':' or '@'))
        {
            i++;
        }

        int nameEnd = i;
        bool attributes = false;
        bool link = false;
        char quote = '\0';
        for (; i < limit; i++)
        {
            char c = _text[i];
            if (quote != '\0')
            {
                quote = c == quote ? '\0' : quote;
            }
            else if (c == '>')
            {
                // In running text "a<b c>d" compares; only an attribute makes a tag of words behind a word.
                if (i > nameEnd && !attributes && IsGlued(start) && _text[i - 1] != '/' && !link)
                {
                    return (-1, AtomKind.Other);
                }

                return (i + 1, TagKind(start, name, nameEnd, attributes || _text[i - 1] is '/' or '?', link || _text.AsSpan(name, i - name).Contains('@')));
            }
            else if (c == '<' || (c == '=' && !CharClasses.IsWord(CharClasses.Of(_text[i - 1]))) || (i == nameEnd && c is not ('/' or ' ' or '\t')))
            {
                return (-1, AtomKind.Other);
            }
            else if (c is '"' or '\'')
            {
                // An apostrophe is a quote only as an attribute's value; elsewhere it belongs to a placeholder's words.
                quote = _text[i - 1] == '=' || c == '"' ? c : '\0';
            }
            else
            {
                attributes |= c == '=';
                link |= c == '/' && i == nameEnd && _text[i - 1] == ':';
            }
        }

        return (-1, AtomKind.Other);
    }

    private AtomKind TagKind(int start, int name, int nameEnd, bool marked, bool link)
    {
        if (link)
        {
            return AtomKind.Link;
        }

        if (marked || name > start + 1)
        {
            return AtomKind.Tag;
        }

        string element = _text[name..Math.Min(nameEnd, name + NameReach)];
        return s_htmlElements.Contains(element) || ClosedElements().Contains(element) ? AtomKind.Tag : AtomKind.Placeholder;
    }

    /// <summary>Every name that the text closes as <c>&lt;/name&gt;</c>: what tells an element from a placeholder.</summary>
    private HashSet<string> ClosedElements()
    {
        if (_closedElements is not null)
        {
            return _closedElements;
        }

        _closedElements = new HashSet<string>(StringComparer.Ordinal);
        ReadOnlySpan<char> rest = _text;
        for (int i = rest.IndexOf("</", StringComparison.Ordinal); i >= 0; i = rest.IndexOf("</", StringComparison.Ordinal))
        {
            rest = rest[(i + 2)..];
            int length = rest[..Math.Min(rest.Length, NameReach)].IndexOf('>');
            if (length > 0)
            {
                _closedElements.Add(rest[..length].ToString());
            }
        }

        return _closedElements;
    }

    private int LinkEnd(int start)
    {
        if (_nextLinkMiddle < start)
        {
            int offset = _text.AsSpan(start).IndexOf("](", StringComparison.Ordinal);
            _nextLinkMiddle = offset < 0 ? int.MaxValue : start + offset;
        }

        int limit = Horizon(start, LinkReach);
        if (_nextLinkMiddle >= limit)
        {
            return -1;
        }

        int textEnd = BalancedEnd(start, limit, '[', ']');
        return textEnd < 0 || CharAt(textEnd) != '(' ? -1 : BalancedEnd(textEnd, limit, '(', ')');
    }

    private int BalancedEnd(int start, int limit, char open, char close)
    {
        int depth = 0;
        for (int i = start; i < limit; i++)
        {
            char c = _text[i];
            depth += c == open ? 1 : c == close ? -1 : 0;
            if (depth == 0)
            {
                return i + 1;
            }
        }

        return -1;
    }

    private int BraceEnd(int start) => CharAt(start + 1) switch
    {
        '{' => DoubledEnd(start, '{', '}'),
        '%' or '#' => TemplateTagEnd(start),
        _ => NameEnd(start, '}'),
    };

    private int DoubledEnd(int start, char open, char close)
    {
        int limit = Horizon(start, PlaceholderReach);
        int i = RunEnd(start, open);
        int opened = i - start;
        if (opened > 4)
        {
            return -1;
        }

        while (i < limit && _text[i] != open && _text[i] != close)
        {
            i++;
        }

        int closed = RunEnd(i, close) - i;
        return closed < 2 || i == start + opened ? -1 : i + Math.Min(closed, opened);
    }

    private int TemplateTagEnd(int start)
    {
        int limit = Horizon(start, PlaceholderReach);
        for (int i = start + 2; i + 1 < limit; i++)
        {
            if (_text[i] == _text[start + 1] && _text[i + 1] == '}')
            {
                return i + 2;
            }

            if (_text[i] == '{')
            {
                return -1;
            }
        }

        return -1;
    }

    private int SimpleEnd(int start, char open, char close)
    {
        int limit = Horizon(start, PlaceholderReach);
        int i = start + 1;
        while (i < limit && _text[i] != open && _text[i] != close)
        {
            i++;
        }

        return i < limit && _text[i] == close && i > start + 1 ? i + 1 : -1;
    }

    /// <summary>The end of a bare name with an optional format, such as <c>{user.name}</c> or <c>{0:N2}</c>.</summary>
    private int NameEnd(int start, char close)
    {
        int limit = Horizon(start, NameReach);
        int i = start + 1;
        while (i < limit && (CharClasses.IsWord(CharClasses.Of(_text[i])) || _text[i] is '.' or '-' or ':' or '#' or '!' or '$' or '@'))
        {
            i++;
        }

        return i < limit && _text[i] == close && i > start + 1 ? i + 1 : -1;
    }

    /// <summary>The end of a printf conversion (<c>%s</c>, <c>%-5.2f</c>, <c>%(name)s</c>, <c>%1$s</c>) or of <c>%NAME%</c>.</summary>
    private int FormatEnd(int start)
    {
        int limit = Horizon(start, NameReach);
        int i = start + 1;
        if (CharAt(i) == '(')
        {
            int nameEnd = NameEnd(i, ')');
            return nameEnd > 0 && char.IsAsciiLetter(CharAt(nameEnd)) && !WordContinuesAt(nameEnd + 1) ? nameEnd + 1 : -1;
        }

        while (i < limit && (char.IsAsciiDigit(_text[i]) || _text[i] is '-' or '+' or '#' or '.' or '$' or '*'))
        {
            i++;
        }

        int letters = i;
        while (i < limit && (char.IsAsciiLetterOrDigit(_text[i]) || _text[i] == '_'))
        {
            i++;
        }

        if (i > letters && CharAt(i) == '%' && letters == start + 1)
        {
            return i + 1;
        }

        ReadOnlySpan<char> conversion = _text.AsSpan(letters, i - letters).TrimStart("hlLqjzt");
        return i - letters <= 3 && conversion.Length == 1 && "diouxXeEfFgGaAcsSpnvTqwr@".Contains(conversion[0]) ? i : -1;
    }

    private int EntityEnd(int start)
    {
        int limit = Horizon(start, 34);
        int i = start + 1;
        if (CharAt(i) == '#')
        {
            i++;
        }

        int name = i;
        while (i < limit && char.IsAsciiLetterOrDigit(_text[i]))
        {
            i++;
        }

        return i > name + (name == start + 1 ? 1 : 0) && i < limit && _text[i] == ';' ? i + 1 : -1;
    }
}
