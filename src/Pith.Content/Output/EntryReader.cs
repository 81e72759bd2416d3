using System.Buffers;
using Pith.Text;

namespace Pith.Content.Output;

/// <summary>What a line of a listing is.</summary>
internal enum EntryKind : byte
{
    Other,

    /// <summary>A path of its own.</summary>
    Path,

    /// <summary>A line of a tree.</summary>
    Node,

    /// <summary>A name with its attributes.</summary>
    Attributes,

    /// <summary>The folder whose entries follow.</summary>
    Heading,
}

/// <summary>A line of a listing.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Depth">How many folders it lies in.</param>
/// <param name="Folder">The folder that it lies in; empty where the line doesn't say.</param>
/// <param name="Ending">The ending of its name, with the dot.</param>
/// <param name="IsFolder">Whether it is a folder, as far as the line says.</param>
/// <param name="Foreign">The folder of others' files that it lies in; empty for none.</param>
internal readonly record struct Entry(EntryKind Kind, int Depth, string Folder, string Ending, bool IsFolder, string Foreign);

/// <summary>Reads lines of ls, ls -l, ls -R, find, tree and dir.</summary>
internal sealed class EntryReader
{
    private static readonly SearchValues<char> s_separators = SearchValues.Create("/\\");
    private static readonly SearchValues<char> s_branches = SearchValues.Create("│├└─|`+\\- \t\u00a0");

    private readonly string _text;
    private string _heading = string.Empty;
    private string _foreignNode = string.Empty;
    private int _foreignDepth = int.MaxValue;

    internal EntryReader(string text) => _text = text;

    /// <summary>Reads a line without remembering it.</summary>
    internal Entry Peek(TextSpan span)
    {
        (string heading, string node, int depth) = (_heading, _foreignNode, _foreignDepth);
        Entry entry = Read(span);
        (_heading, _foreignNode, _foreignDepth) = (heading, node, depth);
        return entry;
    }

    /// <summary>Reads a line.</summary>
    internal Entry Read(TextSpan span)
    {
        ReadOnlySpan<char> line = span.Of(_text).TrimEnd();
        if (line.IsEmpty)
        {
            return new Entry(EntryKind.Other, 0, string.Empty, string.Empty, false, ForeignOf(_heading));
        }

        if (IsBranch(line, out int depth))
        {
            return Node(line, depth);
        }

        _foreignDepth = int.MaxValue;
        if (line[^1] == ':' && (line.ContainsAny(s_separators) || line[0] == '.'))
        {
            _heading = line[..^1].ToString();
            string foreign = ForeignOf(_heading);
            return new Entry(foreign.Length > 0 ? EntryKind.Other : EntryKind.Heading, line.Count('/') + line.Count('\\'), string.Empty, string.Empty, true, foreign);
        }

        if (IsAttributes(line))
        {
            ReadOnlySpan<char> name = line[(line.LastIndexOf(' ') + 1)..];
            string within = ForeignOf(_heading);
            return new Entry(EntryKind.Attributes, _heading.AsSpan().Count('/') + 1, _heading, EndingOf(name), line[0] == 'd', within);
        }

        if (line.StartsWith("total ", StringComparison.Ordinal))
        {
            return new Entry(EntryKind.Other, 0, string.Empty, string.Empty, false, ForeignOf(_heading));
        }

        int slash = line.TrimEnd('/').LastIndexOfAny(s_separators);
        string folder = slash < 0 ? _heading : line[..slash].ToString();
        int folders = line.Count('/') + line.Count('\\');
        bool isFolder = line[^1] is '/' or '\\' || EndingOf(line).Length == 0;
        string of = ForeignOf(slash < 0 ? _heading : line);
        return new Entry(EntryKind.Path, folders, folder, EndingOf(line), isFolder, of);
    }

    private Entry Node(ReadOnlySpan<char> line, int depth)
    {
        ReadOnlySpan<char> name = line[line.IndexOfAnyExcept(s_branches)..].TrimEnd('/');
        if (depth > _foreignDepth)
        {
            return new Entry(EntryKind.Node, depth, string.Empty, EndingOf(name), false, _foreignNode);
        }

        bool foreign = PathKinds.IsForeign(name);
        _foreignDepth = foreign ? depth : int.MaxValue;
        _foreignNode = foreign ? name.ToString() : string.Empty;
        return new Entry(EntryKind.Node, depth, depth.ToString(System.Globalization.CultureInfo.InvariantCulture), EndingOf(name), EndingOf(name).Length == 0, string.Empty);
    }

    private static bool IsBranch(ReadOnlySpan<char> line, out int depth)
    {
        depth = line.IndexOfAnyExcept(s_branches);
        return depth > 1 && line[..depth].ContainsAny("├└`|+") && line[..depth].Contains(' ');
    }

    // "drwxr-xr-x ..." and "total 12".
    private static bool IsAttributes(ReadOnlySpan<char> line) =>
        line.Length > 12 && line[0] is 'd' or '-' or 'l' or 'c' or 'b' or 's' or 'p' && line[1] is 'r' or '-' && line[2] is 'w' or '-' && line[3] is 'x' or '-' or 's';

    private static string ForeignOf(ReadOnlySpan<char> path)
    {
        int end = PathKinds.ForeignFolder(path);
        return end < 0 || end == path.Length ? string.Empty : path[..end].ToString();
    }

    private static string EndingOf(ReadOnlySpan<char> name)
    {
        int slash = name.LastIndexOfAny(s_separators);
        int dot = name.LastIndexOf('.');
        return dot > slash + 1 && name.Length - dot < 12 ? name[dot..].ToString() : string.Empty;
    }
}
