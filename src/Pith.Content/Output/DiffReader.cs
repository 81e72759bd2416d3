using Pith.Text;

namespace Pith.Content.Output;

/// <summary>What a line of a diff is.</summary>
internal enum DiffLine : byte
{
    /// <summary>Before, between and after files: a commit's message.</summary>
    Text,
    FileHeader,
    HunkHeader,
    Context,
    Added,
    Removed,
}

/// <summary>Reads unified diffs line by line: git's, Subversion's, plain ones, with messages between them.</summary>
internal sealed class DiffReader
{
    private readonly string _text;
    private long _old;
    private long _new;
    private bool _inHunk;
    private bool _inHeader;

    internal DiffReader(string text) => _text = text;

    /// <summary>Whether the last line began a file.</summary>
    internal bool BeginsFile { get; private set; }

    /// <summary>What the next line is.</summary>
    internal DiffLine Read(TextSpan line, TextSpan next)
    {
        ReadOnlySpan<char> now = line.Of(_text);
        BeginsFile = false;
        if (_inHunk && (_old > 0 || _new > 0))
        {
            switch (now)
            {
                case ['+', ..]:
                    _new--;
                    return DiffLine.Added;
                case ['-', ..]:
                    _old--;
                    return DiffLine.Removed;
                case [] or [' ' or '\t', ..]:
                    _old--;
                    _new--;
                    return DiffLine.Context;
                case ['\\', ..]:
                    return DiffLine.Context;
            }
        }

        if (_inHunk && now is ['\\', ..])
        {
            return DiffLine.Context;
        }

        if (IsHunk(now))
        {
            _inHunk = true;
            _inHeader = false;
            return DiffLine.HunkHeader;
        }

        bool pair = now.StartsWith("--- ", StringComparison.Ordinal) && next.Of(_text).StartsWith("+++ ", StringComparison.Ordinal);
        if (now.StartsWith("diff --", StringComparison.Ordinal) || now.StartsWith("diff -r", StringComparison.Ordinal) || now.StartsWith("Index: ", StringComparison.Ordinal) || (pair && !_inHeader))
        {
            BeginsFile = true;
            _inHeader = true;
            _inHunk = false;
            return DiffLine.FileHeader;
        }

        _inHunk = false;
        if (_inHeader && IsHeader(now))
        {
            return DiffLine.FileHeader;
        }

        _inHeader = false;
        return DiffLine.Text;
    }

    /// <summary>The path that a line of a file's header names; empty if it names none.</summary>
    internal static ReadOnlySpan<char> PathOf(ReadOnlySpan<char> line)
    {
        ReadOnlySpan<char> path = line switch
        {
            ['+' or '-', ..] when line.Length > 4 => line[4..],
            ['d', 'i', 'f', 'f', ..] when line.LastIndexOf(" b/", StringComparison.Ordinal) is > 0 and int at => line[(at + 1)..],
            ['I', 'n', 'd', 'e', 'x', ':', ' ', ..] => line[7..],
            _ => [],
        };
        int tab = path.IndexOf('\t');
        path = (tab < 0 ? path : path[..tab]).Trim();
        return path is "/dev/null" ? [] : path is ['a' or 'b', '/', ..] ? path[2..] : path;
    }

    private static bool IsHeader(ReadOnlySpan<char> line)
    {
        foreach (string form in s_headers)
        {
            if (line.StartsWith(form, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static readonly string[] s_headers =
    [
        "--- ", "+++ ", "index ", "old mode", "new mode", "new file", "deleted file", "similarity index", "dissimilarity index", "rename ", "copy ", "Binary files", "GIT binary patch", "=======", "mode change",
    ];

    // "@@ -1,7 +1,8 @@"; a count that is left out is 1.
    private bool IsHunk(ReadOnlySpan<char> line)
    {
        if (!line.StartsWith("@@ -", StringComparison.Ordinal) || line[3..].IndexOf(" @@", StringComparison.Ordinal) < 0)
        {
            return false;
        }

        int plus = line.IndexOf(" +", StringComparison.Ordinal);
        int end = line[3..].IndexOf(" @@", StringComparison.Ordinal) + 3;
        if (plus < 0 || plus > end)
        {
            return false;
        }

        _old = CountOf(line[4..plus]);
        _new = CountOf(line[(plus + 2)..end]);
        return _old >= 0 && _new >= 0;
    }

    private static long CountOf(ReadOnlySpan<char> range)
    {
        int comma = range.IndexOf(',');
        ReadOnlySpan<char> count = comma < 0 ? [] : range[(comma + 1)..];
        return comma < 0 ? 1 : int.TryParse(count, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int value) ? value : -1;
    }
}
