using System.Globalization;
using System.Text;
using Pith.Text;

namespace Pith.Content.Structured;

/// <summary>A string of a JSON text as it reads, with the place of each of its characters.</summary>
internal sealed class JsonText
{
    private readonly int[] _starts;

    private JsonText(string value, int[] starts)
    {
        Value = value;
        _starts = starts;
    }

    /// <summary>The string, its escapes decoded. One of half a pair is half a pair.</summary>
    internal string Value { get; }

    /// <summary>Reads the string that stands at <paramref name="span"/>, quotation marks included.</summary>
    internal static JsonText Read(string text, TextSpan span)
    {
        var value = new StringBuilder(span.Length);
        var starts = new List<int>(span.Length);
        int end = span.End - 1;
        for (int i = span.Start + 1; i < end;)
        {
            starts.Add(i);
            value.Append(Next(text, ref i));
        }

        starts.Add(end);
        return new JsonText(value.ToString(), [.. starts]);
    }

    /// <summary>Where characters of the string stand in the JSON text: escapes are whole.</summary>
    internal TextSpan At(TextSpan span) => new(_starts[span.Start], _starts[span.End]);

    /// <summary>Whether the string at <paramref name="span"/> reads as <paramref name="value"/>, however it is escaped.</summary>
    internal static bool Equals(string text, TextSpan span, string value)
    {
        ReadOnlySpan<char> raw = text.AsSpan(span.Start + 1, span.Length - 2);
        return raw.Contains('\\') ? Read(text, span).Value == value : raw.SequenceEqual(value);
    }

    /// <summary>White space as a JSON string holds it.</summary>
    internal static string Escaped(ReadOnlySpan<char> space)
    {
        var escaped = new StringBuilder(space.Length);
        foreach (char c in space)
        {
            _ = c switch
            {
                '\n' => escaped.Append("\\n"),
                '\r' => escaped.Append("\\r"),
                '\t' => escaped.Append("\\t"),
                < ' ' => escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => escaped.Append(c),
            };
        }

        return escaped.ToString();
    }

    private static char Next(string text, ref int at)
    {
        if (text[at] != '\\')
        {
            return text[at++];
        }

        char escape = text[at + 1];
        if (escape == 'u')
        {
            at += 6;
            return (char)ushort.Parse(text.AsSpan(at - 4, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        }

        at += 2;
        return escape switch
        {
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            _ => escape,
        };
    }
}
