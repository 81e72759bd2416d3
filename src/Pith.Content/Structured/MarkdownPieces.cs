using Markdig.Extensions.Yaml;
using Markdig.Syntax;
using Pith.Content.Pieces;
using Pith.Text;

namespace Pith.Content.Structured;

/// <summary>Cuts Markdown into headings, paragraphs, sentences, items, rows and lines of code.</summary>
internal sealed class MarkdownPieces
{
    private const int LongParagraph = 320;
    private const int LongCode = 6;
    private const double Least = 0.02;

    private static readonly string[] s_lastSections = ["license", "licence", "contributing", "contributors", "code of conduct", "acknowledg", "changelog", "credits", "sponsor", "table of contents", "contents", "stargazers", "star history", "support us", "backers"];

    private readonly string _text;
    private readonly List<Piece> _pieces = [];
    private readonly Stack<(int Level, Piece Piece, bool Last)> _headings = new();
    private bool _first = true;

    internal MarkdownPieces(string text) => _text = text;

    private Piece? Heading => _headings.TryPeek(out (int Level, Piece Piece, bool Last) top) ? top.Piece : null;

    private bool IsLast => _headings.TryPeek(out (int Level, Piece Piece, bool Last) top) && top.Last;

    internal List<Piece> Read(Markdig.Syntax.MarkdownDocument document)
    {
        foreach (Block block in document)
        {
            Read(block);
        }

        return _pieces;
    }

    private void Read(Block block)
    {
        switch (block)
        {
            case LinkReferenceDefinitionGroup or { Span.IsEmpty: true }:
                return;
            case HeadingBlock heading:
                AddHeading(heading);
                return;
            case ListBlock list:
                Items(list, Heading, 0);
                break;
            case YamlFrontMatterBlock:
                Add(block, 0.2, null);
                break;
            case CodeBlock code:
                Code(code, Heading, 0.35);
                break;
            case ParagraphBlock:
                Paragraph(block);
                break;
            case HtmlBlock html:
                Add(block, html.Type == HtmlBlockType.Comment ? Least : 0.2, Heading);
                break;
            case ThematicBreakBlock:
                Add(block, 0.01, Heading);
                return;
            default:
                Add(block, 0.34, Heading);
                break;
        }

        _first = false;
    }

    private void AddHeading(HeadingBlock heading)
    {
        while (_headings.TryPeek(out (int Level, Piece Piece, bool Last) top) && top.Level >= heading.Level)
        {
            _headings.Pop();
        }

        TextSpan span = SpanOf(heading);
        ReadOnlySpan<char> name = span.Of(_text).TrimStart("# \t");
        bool last = IsLast;
        foreach (string known in s_lastSections)
        {
            last |= name.StartsWith(known, StringComparison.OrdinalIgnoreCase);
        }

        bool title = _pieces.Count == 0 && heading.Level == 1;
        Piece piece = Add(heading, last ? 0.06 : title ? 0.6 : 0.33 - (0.01 * heading.Level), Heading);
        _headings.Push((heading.Level, piece, last));
        _first = true;
    }

    private void Paragraph(Block block)
    {
        TextSpan span = SpanOf(block);
        ReadOnlySpan<char> text = span.Of(_text);
        if (IsTable(text))
        {
            Table(span);
            return;
        }

        double score = IsBadges(text) ? Least : _first ? 0.55 : 0.38;
        if (span.Length <= LongParagraph)
        {
            AddSpan(span, score, Heading);
            return;
        }

        bool begins = true;
        foreach (TextSpan sentence in SentenceSpans.Of(_text, span))
        {
            _pieces.Add(new Piece(sentence.Start, sentence.End, PieceKind.Plain, Scaled(begins ? score + 0.02 : score)) { IsInline = true, Noun = "sentences" }.Need(Heading));
            begins = false;
        }
    }

    private void Items(ListBlock list, Piece? parent, int depth)
    {
        bool contents = list.Count > 2 && list.All(i => i is ListItemBlock item && IsLinkOnly(SpanOf(item).Of(_text)));
        foreach (Block block in list)
        {
            if (block is not ListItemBlock item || item.Count == 0)
            {
                continue;
            }

            Piece? head = null;
            foreach (Block part in item)
            {
                double score = contents ? 0.03 : Math.Max(0.05, (_first ? 0.42 : 0.36) - (0.03 * depth));
                if (head is null && part is not (ListBlock or CodeBlock))
                {
                    int start = LineStart(item.Span.Start);
                    head = AddSpan(new TextSpan(Math.Min(start, part.Span.Start), Math.Min(_text.Length, part.Span.End + 1)), score, parent);
                }
                else if (part is ListBlock nested)
                {
                    Items(nested, head ?? parent, depth + 1);
                }
                else if (part is CodeBlock code)
                {
                    Code(code, head ?? parent, score - 0.02);
                }
                else if (!part.Span.IsEmpty)
                {
                    Add(part, score - 0.02, head ?? parent);
                }
            }
        }
    }

    // A fence stays with its lines; what is cut of them is marked inside of it.
    private void Code(CodeBlock code, Piece? parent, double score)
    {
        TextSpan span = SpanOf(code);
        List<TextSpan> lines = [.. Lines.Of(span.Of(_text).ToString()).Select(l => new TextSpan(l.Start + span.Start, l.End + span.Start))];
        if (code is not FencedCodeBlock { ClosingFencedCharCount: > 0 } || lines.Count <= LongCode + 2)
        {
            AddSpan(span, score, parent);
            return;
        }

        Piece open = AddSpan(lines[0], score, parent);
        for (int i = 1; i < lines.Count - 1; i++)
        {
            if (!lines[i].IsEmpty)
            {
                AddSpan(lines[i], score, open);
            }
        }

        Piece close = AddSpan(lines[^1], double.NegativeInfinity, open);
        open.Need(close);
    }

    private void Table(TextSpan span)
    {
        List<TextSpan> lines = [.. Lines.Of(span.Of(_text).ToString()).Select(l => new TextSpan(l.Start + span.Start, l.End + span.Start))];
        Piece head = AddSpan(new TextSpan(lines[0].Start, lines[1].End), 0.4, Heading);
        foreach (TextSpan line in lines.Skip(2))
        {
            _pieces.Add(new Piece(line.Start, line.End, PieceKind.Plain, Scaled(0.3)) { Noun = "rows" }.Need(head));
        }
    }

    private Piece Add(Block block, double score, Piece? parent) => AddSpan(SpanOf(block), score, parent);

    private Piece AddSpan(TextSpan span, double score, Piece? parent)
    {
        Piece piece = new Piece(span.Start, span.End, PieceKind.Plain, Scaled(score)).Need(parent);
        _pieces.Add(piece);
        return piece;
    }

    private double Scaled(double score) => IsLast && score > 0 ? score * 0.15 : score;

    // From the first mark of its line: bullets, quotes and fences belong to their block.
    private TextSpan SpanOf(Block block)
    {
        int start = Math.Clamp(block.Span.Start, 0, _text.Length);
        return new TextSpan(LineStart(start), Math.Clamp(block.Span.End + 1, start, _text.Length));
    }

    private int LineStart(int start)
    {
        int line = start;
        while (line > 0 && _text[line - 1] is not ('\n' or '\r'))
        {
            line--;
        }

        while (line < start && char.IsWhiteSpace(_text[line]))
        {
            line++;
        }

        return line;
    }

    private static bool IsTable(ReadOnlySpan<char> text)
    {
        int line = text.IndexOf('\n');
        if (line < 0 || !text[..line].Contains('|'))
        {
            return false;
        }

        ReadOnlySpan<char> second = text[(line + 1)..];
        int end = second.IndexOf('\n');
        second = (end < 0 ? second : second[..end]).Trim();
        return second.Contains('-') && second.Contains('|') && second.IndexOfAnyExcept("|-: \t") < 0;
    }

    // Pictures in links, and little else.
    private static bool IsBadges(ReadOnlySpan<char> text) =>
        text.StartsWith("[![", StringComparison.Ordinal) && text.EndsWith(")", StringComparison.Ordinal) && text.Count("[![") * 2 >= text.Count(' ');

    private static bool IsLinkOnly(ReadOnlySpan<char> item)
    {
        item = item.TrimStart("-*+0123456789. \t");
        return item.StartsWith("[", StringComparison.Ordinal) && item.TrimEnd().EndsWith(")", StringComparison.Ordinal) && item.Contains("](", StringComparison.Ordinal);
    }
}
