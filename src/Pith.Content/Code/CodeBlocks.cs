using System.Buffers;
using Pith.Content.Pieces;

namespace Pith.Content.Code;

/// <summary>Lines as blocks: what each needs and what it is worth.</summary>
internal sealed class CodeBlocks
{
    // Below this rate a body is kept whole or not at all.
    private const double LineRate = 0.4;

    private const double TypeScore = 0.9;
    private const double FunctionScore = 0.8;
    private const int MostContinued = 30;
    private const int DeepestStep = 40;

    private static readonly SearchValues<char> s_wordEnds = SearchValues.Create(" \t\n(<{:;=!,[.\"'");

    private static readonly HashSet<string> s_modifiers = Words("export default public private protected static async abstract final pub unsafe extern inline virtual override open internal suspend local sealed partial readonly declare explicit noexcept lateinit data inner companion const constexpr template tailrec operator infix global synchronized native");
    private static readonly HashSet<string> s_types = Words("class interface struct enum trait impl module namespace record object protocol extension union type package mod contract service message defmodule actor annotation create alter typedef");
    private static readonly HashSet<string> s_functions = Words("def function func fn fun sub proc procedure constructor defp defmacro macro macro_rules rpc describe it test init deinit");
    private static readonly HashSet<string> s_controls = Words("if for while switch else try catch do return with match when select case loop elif unless until foreach finally except await yield throw raise new defer guard repeat lock go assert delete del print not");
    private static readonly HashSet<string> s_clauses = Words("else elif except finally catch rescue ensure elsif elseif then end fi done esac endif until otherwise");

    private readonly string _text;
    private readonly List<CodeLine> _lines;
    private readonly bool _coarse;
    private readonly bool _braces;
    private readonly Piece[] _pieces;
    private readonly int[] _closes;
    private readonly int[] _parent;

    internal CodeBlocks(string text, List<CodeLine> lines, bool braces, double rate)
    {
        _text = text;
        _braces = braces;
        _lines = _braces ? Continued(lines) : lines;
        _coarse = rate < LineRate;
        _pieces = [.. _lines.Select(l => new Piece(l.Start, l.Last, PieceKind.Plain, 0.3))];
        _closes = new int[_pieces.Length];
        _parent = new int[_pieces.Length];
        Array.Fill(_parent, -1);
        for (int i = 0; i < _closes.Length; i++)
        {
            _closes[i] = i;
        }
    }

    internal List<Piece> Read()
    {
        if (_braces)
        {
            ByBrackets();
        }
        else
        {
            ByIndentation();
        }

        for (int i = 0; i < _pieces.Length; i++)
        {
            Score(i);
        }

        AttachComments();
        return Grouped();
    }

    // Where braces make blocks, a deeper line after one that opens nothing goes on with it.
    private static List<CodeLine> Continued(List<CodeLine> lines)
    {
        var joined = new List<CodeLine>(lines.Count);
        int count = 0;
        foreach (CodeLine line in lines)
        {
            if (joined.Count > 0 && joined[^1] is { IsComment: false, Brackets: "" } before && before.End is not (';' or '}' or ',' or '>' or ':') && line is { IsComment: false, Brackets: "" or "{" } && line.Indent > before.Indent && ++count < MostContinued)
            {
                joined[^1] = before with { Last = line.Last, Brackets = line.Brackets, End = line.End };
                continue;
            }

            count = 0;
            joined.Add(line);
        }

        return joined;
    }

    private void ByBrackets()
    {
        var open = new Stack<int>();
        for (int i = 0; i < _pieces.Length; i++)
        {
            int parent = open.TryPeek(out int top) ? top : -1;
            foreach (char c in _lines[i].Brackets)
            {
                if (c is '(' or '[' or '{')
                {
                    open.Push(i);
                    _pieces[i].Kind = PieceKind.Opener;
                }
                else if (open.TryPop(out int head) && head != i)
                {
                    Pair(head, i);
                }
            }

            if (parent >= 0)
            {
                _parent[i] = parent;
                _pieces[i].Need(_pieces[parent]);
            }
        }
    }

    private void ByIndentation()
    {
        var open = new Stack<int>();
        for (int i = 0; i < _pieces.Length; i++)
        {
            CodeLine line = _lines[i];
            if (line.IsComment)
            {
                _parent[i] = open.FirstOrDefault(p => _lines[p].Indent < line.Indent, -1);
                _pieces[i].Need(_parent[i] < 0 ? null : _pieces[_parent[i]]);
                continue;
            }

            while (open.TryPeek(out int top) && _lines[top].Indent > line.Indent)
            {
                open.Pop();
            }

            if (open.TryPeek(out int same) && _lines[same].Indent == line.Indent)
            {
                open.Pop();
                if (Continues(i))
                {
                    Pair(same, i);
                    _parent[i] = _parent[same];
                }
            }

            if (open.TryPeek(out int parent))
            {
                _parent[i] = parent;
                _pieces[i].Need(_pieces[parent]);
                _pieces[parent].Kind = PieceKind.Opener;
                for (int p = parent, steps = 0; p >= 0 && steps < DeepestStep; p = _parent[p], steps++)
                {
                    _closes[p] = Math.Max(_closes[p], i + 1);
                }
            }

            open.Push(i);
        }
    }

    private bool Continues(int i)
    {
        ReadOnlySpan<char> line = _text.AsSpan(_lines[i].Start, _lines[i].Last - _lines[i].Start);
        return line[0] is '}' or ')' or ']' || s_clauses.GetAlternateLookup<ReadOnlySpan<char>>().Contains(First(line));
    }

    private void Pair(int head, int end)
    {
        _pieces[end].Need(_pieces[head]);
        _pieces[head].Need(_pieces[end]);
        _closes[head] = Math.Max(_closes[head], end);
        _pieces[end].Score = double.NegativeInfinity;
        if (_lines[end].Brackets is [not ('(' or '[' or '{')] || !_braces)
        {
            _pieces[end].Kind = PieceKind.Closer;
        }
    }

    private void Score(int i)
    {
        Piece piece = _pieces[i];
        if (double.IsNegativeInfinity(piece.Score))
        {
            return;
        }

        ReadOnlySpan<char> line = _text.AsSpan(_lines[i].Start, _lines[i].Last - _lines[i].Start);
        if (_lines[i].IsComment)
        {
            piece.Kind = PieceKind.Quiet;
            piece.Noun = "comments";
            piece.Score = i == 0 ? 0.02 : 0.1;
            return;
        }

        bool inType = _parent[i] < 0 || _pieces[_parent[i]].Score >= TypeScore;
        piece.Score = Declaration(line, i, inType) ?? (inType ? _parent[i] < 0 ? 0.4 : 0.5
            : Math.Max(0.01, 0.3 - (0.001 * Math.Min(_lines[i].Indent, 100)) + (First(line) is "return" or "raise" or "throw" or "yield" ? 0.01 : 0)));
        if (line.StartsWith("\"\"\"", StringComparison.Ordinal) || line.StartsWith("'''", StringComparison.Ordinal))
        {
            piece.Score = 0.33;
        }
    }

    private double? Declaration(ReadOnlySpan<char> line, int i, bool inType)
    {
        HashSet<string>.AlternateLookup<ReadOnlySpan<char>> modifiers = s_modifiers.GetAlternateLookup<ReadOnlySpan<char>>();
        bool shown = line.StartsWith("public", StringComparison.Ordinal) || line.StartsWith("export", StringComparison.Ordinal) || line.StartsWith("pub", StringComparison.Ordinal);
        ReadOnlySpan<char> rest = line;
        ReadOnlySpan<char> word = First(rest);
        if (word is "from" or "import" or "require" or "use" or "using" or "include" or "#include" or "source" or "package" or "require_relative" || (word is "const" or "var" or "let" && line.Contains("require(", StringComparison.Ordinal)))
        {
            return _parent[i] < 0 ? word is "package" ? 0.3 : 0.05 : null;
        }

        for (int n = 0; n < 6 && modifiers.Contains(word); n++)
        {
            rest = rest[word.Length..].TrimStart();
            rest = rest.StartsWith('(') && rest.IndexOf(')') is var close and > 0 ? rest[(close + 1)..].TrimStart() : rest;
            word = First(rest);
        }

        if (s_types.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word) || (word.Length > 3 && char.IsUpper(word[0]) && word is "CREATE" or "ALTER"))
        {
            return rest.Length > word.Length && rest[word.Length] is ' ' or '\t' or '<' ? TypeScore + (shown ? 0.02 : 0) : null;
        }

        double hidden = rest[word.Length..].TrimStart() is ['_', not '_', ..] || line.StartsWith("private", StringComparison.Ordinal) ? 0.1 : 0;
        if (s_functions.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word) && rest.Length > word.Length)
        {
            return FunctionScore + (shown ? 0.04 : 0) - hidden;
        }

        bool opens = _pieces[i].Kind == PieceKind.Opener && _lines[i].End == '{';
        if (inType && opens && line.Contains('(') && !s_controls.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word))
        {
            return FunctionScore - 0.05 + (shown ? 0.04 : 0) - hidden;
        }

        return inType && _parent[i] < 0 && line.EndsWith(");", StringComparison.Ordinal) && !line.Contains('=') && line.IndexOf(' ') is > 0 and var space && space < line.IndexOf('(') ? 0.6 : null;
    }

    // A comment goes with what follows it in its block, the last of a block with what is before; so does a line with an at sign or an attribute.
    private void AttachComments()
    {
        for (int i = _pieces.Length - 1; i >= 0; i--)
        {
            bool attribute = !_lines[i].IsComment && (_text[_lines[i].Start] == '@' || _text.AsSpan(_lines[i].Start).StartsWith("#[", StringComparison.Ordinal)) && _pieces[i].Kind == PieceKind.Plain;
            if (i + 1 < _pieces.Length && _lines[i].Indent <= _lines[i + 1].Indent && _pieces[i + 1].Kind != PieceKind.Closer && (attribute || _lines[i].IsComment))
            {
                _pieces[i].Need(_pieces[i + 1]);
                if (attribute)
                {
                    _pieces[i].Score = double.NegativeInfinity;
                    _pieces[i + 1].Need(_pieces[i]);
                }
            }
            else if (_lines[i].IsComment && i > 0)
            {
                _pieces[i].Need(_pieces[i - 1]);
            }
        }
    }

    private List<Piece> Grouped()
    {
        var result = new List<Piece>(_pieces.Length);
        for (int i = 0; i < _pieces.Length; i++)
        {
            result.Add(_pieces[i]);
            int end = _closes[i];
            if (!_coarse || end <= i + 2 || _pieces[i].Score is < 0.6 or >= TypeScore || _lines[i].IsComment)
            {
                continue;
            }

            // The body of a function that declares nothing further.
            bool plain = true;
            for (int j = i + 1; j < end && plain; j++)
            {
                plain = _pieces[j].Score < 0.6;
            }

            if (plain)
            {
                result.Add(new Piece(_pieces[i + 1].Start, _pieces[end - 1].End, PieceKind.Plain, 0.3).Need(_pieces[i]));
                i = end - 1;
            }
        }

        return result;
    }

    private static ReadOnlySpan<char> First(ReadOnlySpan<char> line)
    {
        int end = line.IndexOfAny(s_wordEnds);
        return end < 0 ? line : line[..end];
    }

    private static HashSet<string> Words(string words) => new(words.Split(' '), StringComparer.Ordinal);
}
