using System.Globalization;
using System.Text;

namespace Pith.Content.Tests.Lossless;

/// <summary>Texts that try to be difficult, the same for the same seed.</summary>
internal sealed class RandomTexts(int seed)
{
    private static readonly string[] s_strings =
    [
        "", "a", "name", "true", "false", "null", "12", "-1.5e3", "007", "1e999", "§json", "§raw", "$1", "$1/x", "$ref", "=x", ":x", "[", "]", "{", "}", "[3]{a,b}", "]{", "*", "a*", "a b", " lead", "trail ",
        "comma, here", "a,b", "tab\\there", "line\\nbreak", "\\\"quoted\\\"", "back\\\\slash", "\\\\", "\\ud800", "\\u00e9", "é", "漢字", "😀", "pipe|d", "semi;colon", "https://api.example.com/users/octocat/repos", "https://api.example.com/users/octocat/gists{/id}",
        "https://api.example.com/users/octocat", "2024-05-01T10:00:00Z", "a.b", "a:b", "a=b", "x}", "x]", "~x3", "@1{", "//", "#", "-", "\u2028", "\u0085", "0",
    ];

    private static readonly string[] s_numbers = ["0", "1", "-1", "1.0", "1.50", "1e3", "1E+2", "-0", "12345678901234567890123", "0.1e-7", "true", "false", "null", "100", "2024"];
    private static readonly string[] s_keys = ["id", "name", "url", "user", "items", "a", "b", "c", "created_at", "$ref", "$1", "a b", "", "x.y", "k,v", "k|v", "\\u0061", "\\\"", "true", "0", "1", "é", "{", "}", "[", "key*", "tab\\t", " s", "s "];
    private static readonly string[] s_spaces = ["", " ", "\n", "\r\n  ", "\t"];
    private static readonly string[] s_words = ["error", "warn", "2024-05-01 10:00:00", "INFO", "GET /index.html", "~", "~~", "~=", "~x2", "@", "@@", "@1", "@1{", "@}", "§csv", "    ", "\t", " ", "x", "a,b", "\"q\"", "\r", "漢字", "😀", "done", "[worker-1]", "12345", "𝒳"];

    private readonly Random _random = new(seed);

    internal string Json() => Space() + Value(0) + Space();

    /// <summary>As most writers indent by two; the text itself if it holds half a character.</summary>
    internal static string Indented(string json)
    {
        using var document = System.Text.Json.JsonDocument.Parse(json);
        using var output = new MemoryStream();
        using (var writer = new System.Text.Json.Utf8JsonWriter(output, new System.Text.Json.JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            try
            {
                document.WriteTo(writer);
            }
            catch (InvalidOperationException)
            {
                return json;
            }
        }

        return Encoding.UTF8.GetString(output.ToArray());
    }

    internal string JsonLines() => string.Join(Pick("\n", "\r\n", "\n\n", " "), Enumerable.Range(0, _random.Next(2, 12)).Select(_ => _random.Next(3) == 0 ? Value(2) : Record(_random.Next(5))));

    internal string DeepJson(int depth)
    {
        var text = new StringBuilder();
        var close = new Stack<char>();
        for (int i = 0; i < depth; i++)
        {
            bool array = _random.Next(2) == 0;
            text.Append(array ? "[" : "{\"k\":").Append(Space());
            close.Push(array ? ']' : '}');
        }

        text.Append('1');
        foreach (char c in close)
        {
            text.Append(c);
        }

        return text.ToString();
    }

    internal string Csv()
    {
        string delimiter = Pick(",", "\t", ";", "|");
        string end = Pick("\n", "\r\n");
        bool all = _random.Next(2) == 0;
        bool backslash = _random.Next(3) == 0;
        int width = _random.Next(2, 6);
        int constant = _random.Next(-2, width);
        string Cell(int column)
        {
            string cell = column == constant ? "same" : _random.Next(4) == 0 ? Pick("a,b", "3,500", "x\"y", "two\nlines", "two\r\nlines", "t\tab", "p|q", "s;t", ", ", "=0", "=3", "", " ", "\"\"", "\\", "\\\\") : Pick("1", "alpha", "New York", "2024", "é", "漢字", "x");
            bool quote = all || cell.Contains(delimiter, StringComparison.Ordinal) || cell.AsSpan().IndexOfAny("\"\r\n") >= 0;
            return quote ? $"\"{(backslash ? cell.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) : cell.Replace("\"", "\"\"", StringComparison.Ordinal))}\"" : cell;
        }

        IEnumerable<string> rows = Enumerable.Range(0, _random.Next(2, 20)).Select(r => string.Join(delimiter, Enumerable.Range(0, _random.Next(15) == 0 ? _random.Next(1, 8) : width).Select(Cell)));
        return string.Join(end, rows) + (_random.Next(3) > 0 ? end : string.Empty);
    }

    internal string Log()
    {
        var lines = new List<string>();
        string date = "2024-05-01T10:00:00.1 INFO [worker-1] ";
        for (int i = _random.Next(1, 60); i > 0; i--)
        {
            switch (_random.Next(6))
            {
                case 0:
                    lines.AddRange(Enumerable.Repeat(Line(), _random.Next(1, 6)));
                    break;
                case 1 when lines.Count > 4:
                    int from = _random.Next(lines.Count);
                    lines.AddRange(lines.GetRange(from, Math.Min(lines.Count - from, _random.Next(1, 15))));
                    break;
                case 2:
                    date = $"2024-05-0{_random.Next(10)}T10:00:0{_random.Next(10)}.1 INFO [worker-{_random.Next(3)}] ";
                    break;
                default:
                    lines.Add(date + Line());
                    break;
            }
        }

        return string.Join(Pick("\n", "\n", "\r\n"), lines) + Pick("", "\n");
    }

    internal string Text() => string.Join(Pick("\n", "\n", "\r\n"), Enumerable.Range(0, _random.Next(1, 25)).Select(_ => new string(' ', _random.Next(4) * Pick(1, 2, 4)) + Line() + (_random.Next(4) == 0 ? "  " : string.Empty)));

    internal string Talk() => string.Join(Pick("\n", "\r\n"), Enumerable.Range(0, _random.Next(1, 9)).Select(_ => Pick("tool: ", "", "[x] ", "user says {") + Pick("{\"name\": \"a b\", \"n\": [1, 2]}", "[{\"a\": 1}, {\"b\": null}]", "{\"a\":1,\"b\":\"compact\"}", "no json", "{\"a\": 1, \"b\": 2} and more", "{\"text\": \"[1, 2]\", \"x\": {}}", "{\"a\": 1, \"b\": 2} {\"c\": 12, \"d\": 3}")));

    internal string Spaced()
    {
        string indent = new(' ', _random.Next(5));
        int step = _random.Next(1, 5);
        int width = _random.Next(3) == 0 ? 60 : 0;
        string end = Pick("\n", "\r\n");
        return string.Concat(Enumerable.Range(0, _random.Next(3, 20)).Select(_ => (_random.Next(6) == 0 ? string.Empty : (indent + new string(' ', step * _random.Next(4)) + "some text").PadRight(width)) + end));
    }

    internal string Mutate(string text)
    {
        var result = new StringBuilder(text);
        for (int i = _random.Next(1, 6); i > 0; i--)
        {
            int at = _random.Next(result.Length + 1);
            switch (_random.Next(4))
            {
                case 0 when at < result.Length:
                    result.Remove(at, Math.Min(result.Length - at, _random.Next(1, 8)));
                    break;
                case 1:
                    result.Insert(at, Pick("\n", "\"", "{", "}", "[", "]", ",", "=", "*", "~x999999999", "\n~=", "\n@1", "\n@1{", "9", "$1", "$9", ":", "\\", " ", "[999999999]{a}", "\n}", "\n]"));
                    break;
                case 2 when at < result.Length:
                    result[at] = (char)_random.Next(1, 256);
                    break;
                case 3 when at < result.Length:
                    result.Insert(_random.Next(result.Length + 1), result.ToString(at, Math.Min(result.Length - at, _random.Next(1, 30))));
                    break;
            }
        }

        return result.ToString();
    }

    private string Value(int depth)
    {
        switch (depth > 5 ? _random.Next(2) : _random.Next(7))
        {
            case 0:
                return $"\"{Pick(s_strings)}\"";
            case 1:
                return Pick(s_numbers);
            case 2 or 3:
                return $"{{{Space()}{string.Join($",{Space()}", Enumerable.Range(0, _random.Next(6)).Select(_ => $"\"{Pick(s_keys)}\"{Space()}:{Space()}{Value(depth + 1)}"))}{Space()}}}";
            case 4:
                return $"[{Space()}{string.Join($",{Space()}", Enumerable.Range(0, _random.Next(6)).Select(_ => Value(depth + 1)))}{Space()}]";
            default:
                int shape = _random.Next(5);
                return $"[{string.Join($",{Space()}", Enumerable.Range(0, _random.Next(1, 12)).Select(_ => Record(shape)))}]";
        }
    }

    private string Record(int shape) => shape switch
    {
        0 => $"{{\"id\":{_random.Next(999).ToString(CultureInfo.InvariantCulture)},\"name\":\"{Pick(s_strings)}\",\"type\":\"User\"}}",
        1 => $"{{\"id\":{Pick(s_numbers)},\"user\":{{\"login\":\"{Pick(s_strings)}\",\"deep\":{{\"x\":{Pick(s_numbers)},\"type\":\"User\"}}}},\"tags\":[\"{Pick(s_strings)}\"]}}",
        2 => $"{{\"url\":\"https://example.com/items/{_random.Next(99).ToString(CultureInfo.InvariantCulture)}{Pick("", "/x", " ", "|,\\t ")}\",\"n\":\"{_random.Next(99).ToString(CultureInfo.InvariantCulture)}\"{(_random.Next(4) == 0 ? string.Empty : ",\"opt\":null")}}}",
        3 => $"{{\"{Pick("a", "a", "a", "b")}\":1,\"a\":{Pick(s_numbers)}{(_random.Next(3) == 0 ? ",\"u\":{}" : ",\"u\":{\"v\":1,\"w\":\"" + Pick(s_strings) + "\"}")}}}",
        _ => $"{{\"only\":\"{Pick(s_strings)}\"}}",
    };

    private string Line() => string.Join(Pick(" ", " ", ""), Enumerable.Range(0, _random.Next(7)).Select(_ => Pick(s_words)));

    private string Space() => _random.Next(2) == 0 ? string.Empty : Pick(s_spaces);

    private T Pick<T>(params T[] from) => from[_random.Next(from.Length)];
}
