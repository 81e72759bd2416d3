namespace Pith.Routing.Detection;

internal static partial class LineShapes
{
    private static readonly string[] s_diffHeads =
    [
        "diff --git ", "diff -", "index ", "--- ", "+++ ", "new file mode ", "deleted file mode ", "old mode ", "new mode ", "similarity index ", "rename from ", "rename to ",
        "copy from ", "copy to ", "Binary files ", "Index: ", "GIT binary patch",
    ];

    private static readonly PrefixTable<bool> s_diffStarts = new(s_diffHeads.Select(h => (h, true)));

    private static LineShape DiffShape(ReadOnlySpan<char> line)
    {
        if (line.StartsWith("@@ -") && line[4..].Contains("@@", StringComparison.Ordinal))
        {
            return LineShape.DiffHead;
        }

        foreach ((string head, _) in s_diffStarts.Candidates(line))
        {
            if (line.StartsWith(head))
            {
                return head switch
                {
                    "index " => line.Contains("..", StringComparison.Ordinal) ? LineShape.DiffHead : LineShape.None,
                    "--- " or "+++ " => line.Length > 5 && line[4] != '-' && !line.EndsWith("---") ? LineShape.DiffHead : LineShape.None,
                    _ => LineShape.DiffHead,
                };
            }
        }

        return LineShape.None;
    }

    private static LineShape MarkdownShape(ReadOnlySpan<char> line, ReadOnlySpan<char> body)
    {
        LineShape shape = LineShape.None;
        switch (body[0])
        {
            case '`' or '~' when Fences.Open(line).Length > 0:
                return LineShape.Fence;
            case '#':
                int level = body.IndexOfAnyExcept('#');
                shape = level is >= 1 and <= 6 && body[level] == ' ' && line[0] == '#' ? LineShape.Heading : LineShape.None;
                break;
            case '-' or '*' or '+' or '•' when body.Length > 2 && body[1] == ' ' && body[2] != body[0]:
                shape = LineShape.Bullet;
                break;
            case >= '0' and <= '9':
                int digits = CountDigits(body);
                shape = digits <= 3 && body.Length > digits + 2 && body[digits] is '.' or ')' && body[digits + 1] == ' ' && char.IsLetter(body[digits + 2]) ? LineShape.Bullet : LineShape.None;
                break;
            case '>' when body.Length > 2 && body[1] == ' ':
                shape = LineShape.Inline;
                break;
        }

        int bold = body.IndexOf("**");
        if (bold >= 0 && body[(bold + 2)..].IndexOf("**") > 0
            || body.IndexOf("](") is > 0 and int link && body[link..].Contains(')')
            || body.IndexOf('`') is >= 0 and int tick && body[(tick + 1)..].IndexOf('`') > 0)
        {
            shape |= LineShape.Inline;
        }

        return shape;
    }
}
