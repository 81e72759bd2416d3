using System.Buffers;
using System.Globalization;

namespace Pith.Content.Structured;

/// <summary>A step of a path into JSON: a member by its name, an element by its place, or any of them.</summary>
/// <param name="Name">Name of the member; null for an element, or for any member.</param>
/// <param name="Index">Place of the element; -1 for any, -2 for a member.</param>
/// <param name="IsDeep">Whether anything may stand between the step before and this one.</param>
internal readonly record struct JsonKeyStep(string? Name, int Index, bool IsDeep)
{
    internal const int AnyElement = -1;
    internal const int Member = -2;

    /// <summary>Whether a child of a container is meant.</summary>
    internal bool Is(string text, in JsonNode child) => Index == Member
        ? !child.Key.IsEmpty && (Name is null || JsonText.Equals(text, child.Key, Name))
        : child.Key.IsEmpty && (Index == AnyElement || Index == child.Index);
}

/// <summary>Reads paths of <see cref="JsonKeyRule"/>: a part of JSONPath.</summary>
internal static class JsonKeyPath
{
    private static readonly SearchValues<char> s_special = SearchValues.Create(".[]*'\":;$");

    /// <exception cref="FormatException">It is no path.</exception>
    internal static List<JsonKeyStep> Parse(string path)
    {
        var steps = new List<JsonKeyStep>();
        int at = path.StartsWith('$') ? 1 : 0;
        if (path.Length == 0)
        {
            throw new FormatException("A path is missing before the colon; $ is the whole.");
        }

        while (at < path.Length)
        {
            bool deep = path.AsSpan(at).StartsWith("..", StringComparison.Ordinal);
            at += deep ? 2 : path[at] == '.' ? 1 : 0;
            if (at < path.Length && path[at] == '[')
            {
                int end = Closing(path, at);
                steps.Add(Bracket(path, path.AsSpan(at + 1, end - at - 1).Trim(), deep));
                at = end + 1;
                continue;
            }

            int stop = path.AsSpan(at).IndexOfAny('.', '[');
            string name = stop < 0 ? path[at..] : path[at..(at + stop)];
            if (name.Length == 0 || (name != "*" && name.AsSpan().ContainsAny(s_special)))
            {
                throw new FormatException($"'{path}' is no path: write a name with other characters as ['name'].");
            }

            steps.Add(new JsonKeyStep(name == "*" ? null : name, JsonKeyStep.Member, deep));
            at += name.Length;
        }

        return steps;
    }

    /// <summary>The path of a member of the top, whatever its name.</summary>
    internal static string Quoted(string name) => $"['{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}']";

    private static JsonKeyStep Bracket(string path, ReadOnlySpan<char> inside, bool deep)
    {
        if (inside is "" or "*")
        {
            return new JsonKeyStep(null, JsonKeyStep.AnyElement, deep);
        }

        if (inside.Length >= 2 && inside[0] is '\'' or '"' && inside[^1] == inside[0])
        {
            return new JsonKeyStep(Unescaped(inside[1..^1]), JsonKeyStep.Member, deep);
        }

        return int.TryParse(inside, NumberStyles.None, CultureInfo.InvariantCulture, out int index)
            ? new JsonKeyStep(null, index, deep)
            : throw new FormatException($"'{path}' is no path: in brackets stands nothing, a place from 0, or a name in quotes.");
    }

    private static int Closing(string path, int open)
    {
        char quote = '\0';
        for (int i = open + 1; i < path.Length; i++)
        {
            if (quote != '\0' && path[i] == '\\')
            {
                i++;
            }
            else if (quote == '\0' && path[i] == ']')
            {
                return i;
            }
            else if (path[i] is '\'' or '"')
            {
                quote = quote == '\0' ? path[i] : quote == path[i] ? '\0' : quote;
            }
        }

        throw new FormatException($"'{path}' is no path: a bracket is not closed.");
    }

    private static string Unescaped(ReadOnlySpan<char> text)
    {
        var name = new System.Text.StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            i += text[i] == '\\' && i + 1 < text.Length ? 1 : 0;
            name.Append(text[i]);
        }

        return name.ToString();
    }
}
