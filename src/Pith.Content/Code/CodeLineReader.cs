using System.Text;
using Pith.Content.Pieces;
using Pith.Text;

namespace Pith.Content.Code;

/// <summary>Reads lines with their strings, comments and brackets; what goes on over several lines becomes one.</summary>
internal sealed class CodeLineReader
{
    private const int MostJoined = 30;
    private const int MostJoinedByIndentation = 200;
    private const int Tab = 4;

    private readonly string _text;
    private readonly string? _language;
    private readonly string _comment;
    private readonly bool _slashes;
    private readonly bool _braces;
    private readonly StringBuilder _brackets = new();
    private string? _until;

    internal CodeLineReader(string text, string? language, CommentForm comments)
    {
        _braces = CodeLanguage.HasBraces(language, comments);
        _text = text;
        _language = language;
        _comment = comments.Line.Trim();
        _slashes = !comments.IsLineOnly;
    }

    internal List<CodeLine> Read(CancellationToken cancellationToken)
    {
        List<TextSpan> spans = Lines.Of(_text);
        var lines = new List<CodeLine>(spans.Count);
        foreach (TextSpan span in spans)
        {
            if (lines.Count % 1024 == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            bool within = _until is not null;
            CodeLine? line = ReadLine(span);
            if (line is null)
            {
                continue;
            }

            if (within && lines.Count > 0)
            {
                CodeLine whole = lines[^1];
                lines[^1] = whole with { Last = line.Last, Brackets = Joined(whole.Brackets + line.Brackets), End = line.IsComment ? whole.End : line.End };
            }
            else
            {
                lines.Add(line);
            }
        }

        return Join(lines);
    }

    // Lists of parameters over several lines, and lines that go on after a backslash.
    private List<CodeLine> Join(List<CodeLine> lines)
    {
        var joined = new List<CodeLine>(lines.Count);
        for (int i = 0; i < lines.Count; i++)
        {
            CodeLine line = lines[i];
            int last = i;
            while (last < lines.Count && lines[last].End == '\\')
            {
                last++;
            }

            string brackets = line.Brackets;
            if ((line.End is not ('{' or '}') || !_braces) && IsOpen(brackets))
            {
                for (int j = i + 1; j < lines.Count && j <= i + (_braces ? MostJoined : MostJoinedByIndentation); j++)
                {
                    brackets = Joined(brackets + lines[j].Brackets);
                    if (!IsOpen(brackets) || (_braces && lines[j].End == '{'))
                    {
                        last = IsOpen(brackets) ? i : j;
                        break;
                    }
                }
            }

            for (int j = i + 1; j <= last && j < lines.Count; j++)
            {
                line = line with { Last = lines[j].Last, Brackets = Joined(line.Brackets + lines[j].Brackets), End = lines[j].End };
                i = j;
            }

            // A brace on a line of its own belongs to the line before.
            if (i + 1 < lines.Count && lines[i + 1] is { Brackets: "{", End: '{' } brace && brace.Last - brace.Start == 1 && brace.Indent <= line.Indent && !line.IsComment && line.End is not (';' or '{' or '}' or ','))
            {
                line = line with { Last = brace.Last, Brackets = Joined(line.Brackets + "{"), End = '{' };
                i++;
            }

            joined.Add(line);
        }

        return joined;
    }

    private bool IsOpen(string brackets) => brackets.AsSpan().ContainsAny('(', '[') ? !_braces || !brackets.Contains('{', StringComparison.Ordinal) : !_braces && brackets.Contains('{', StringComparison.Ordinal);

    private static string Joined(string brackets)
    {
        if (brackets.Length < 2)
        {
            return brackets;
        }

        var left = new StringBuilder();
        foreach (char c in brackets)
        {
            if (left.Length > 0 && IsPair(left[^1], c))
            {
                left.Length--;
            }
            else
            {
                left.Append(c);
            }
        }

        return left.ToString();
    }

    private static bool IsPair(char open, char close) => (open, close) is ('(', ')') or ('[', ']') or ('{', '}');

    private CodeLine? ReadLine(TextSpan span)
    {
        int start = span.Start;
        int indent = 0;
        for (; start < span.End && _text[start] is ' ' or '\t'; start++)
        {
            indent = _text[start] == '\t' ? indent + Tab - (indent % Tab) : indent + 1;
        }

        int last = span.Start + _text.AsSpan(span.Start, span.Length).TrimEnd().Length;
        if (start >= last)
        {
            return null;
        }

        _brackets.Clear();
        bool code = false;
        char end = '\0';
        for (int i = start; i < last;)
        {
            if (_until is not null)
            {
                int close = _text.AsSpan(i, last - i).IndexOf(_until, StringComparison.Ordinal);
                if (close < 0)
                {
                    break;
                }

                i += close + _until.Length;
                code |= _until != "*/";
                end = _until != "*/" ? '"' : end;
                _until = null;
                continue;
            }

            if (IsComment(i, last))
            {
                break;
            }

            char c = _text[i];
            int next = Opening(i, last);
            if (next > i)
            {
                code |= _until != "*/";
                end = _until == "*/" ? end : '"';
                i = next;
                continue;
            }

            code |= !char.IsWhiteSpace(c);
            end = char.IsWhiteSpace(c) ? end : c;
            if (c is '(' or '[' or '{' or ')' or ']' or '}')
            {
                if (_brackets.Length > 0 && IsPair(_brackets[^1], c))
                {
                    _brackets.Length--;
                }
                else
                {
                    _brackets.Append(c);
                }
            }

            i++;
        }

        return new CodeLine(start, last, indent, !code, _brackets.ToString(), end);
    }

    private bool IsComment(int i, int last)
    {
        ReadOnlySpan<char> rest = _text.AsSpan(i, last - i);
        if (_comment == "#")
        {
            return rest[0] == '#' && (i == 0 || _text[i - 1] is not ('$' or '{' or '\\')) && !rest.StartsWith("#{", StringComparison.Ordinal);
        }

        return rest.StartsWith(_comment, StringComparison.Ordinal) && (_comment != "'" || i == 0 || char.IsWhiteSpace(_text[i - 1]));
    }

    // The place after a string or after the opening of one that goes on; i where there is none.
    private int Opening(int i, int last)
    {
        ReadOnlySpan<char> rest = _text.AsSpan(i, last - i);
        if (_slashes && rest.StartsWith("/*", StringComparison.Ordinal))
        {
            _until = "*/";
            return i + 2;
        }

        if (rest.StartsWith("\"\"\"", StringComparison.Ordinal) || (_comment == "#" && rest.StartsWith("'''", StringComparison.Ordinal)))
        {
            _until = rest[..3].ToString();
            return i + 3;
        }

        if (rest[0] == '`' && _language is null or "javascript" or "typescript" or "go" && _slashes && rest[0] == '`')
        {
            _until = "`";
            return i + 1;
        }

        if (rest[0] is not ('"' or '\''))
        {
            return i;
        }

        int limit = rest[0] == '\'' && _language is "rust" or "cpp" or "c" or "java" ? Math.Min(rest.Length, rest[0] == '\'' ? 12 : rest.Length) : rest.Length;
        for (int j = 1; j < limit; j++)
        {
            if (rest[j] == '\\')
            {
                j++;
            }
            else if (rest[j] == rest[0])
            {
                // A life time of Rust is no character.
                return rest[0] == '\'' && _language == "rust" && j > 2 && rest[1] != '\\' ? i : i + j + 1;
            }
        }

        return i;
    }
}
