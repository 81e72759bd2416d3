using Pith.Text;

namespace Pith.Content.Structured;

/// <summary>A value of JSON by its place in the text.</summary>
internal sealed class JsonValue
{
    internal required int Start { get; init; }

    internal int End { get; set; }

    internal TextSpan Span => new(Start, End);

    /// <summary>Members of an object and items of an array, in order; null for what is neither.</summary>
    internal List<JsonMember>? Members { get; init; }

    internal bool IsObject { get; init; }

    internal bool IsArray => Members is not null && !IsObject;

    internal bool IsString { get; init; }

    /// <summary>The value of a member; null if there is none.</summary>
    internal JsonValue? this[string text, string name]
    {
        get
        {
            foreach (JsonMember member in IsObject ? Members! : [])
            {
                if (member.Is(text, name))
                {
                    return member.Value;
                }
            }

            return null;
        }
    }
}

/// <summary>A member of an object or an item of an array.</summary>
/// <param name="Start">Where its name begins; for items, the value.</param>
/// <param name="NameEnd">Where its name ends; for items, the start.</param>
/// <param name="Comma">Where the comma before it stands; negative for the first.</param>
/// <param name="Value">Its value.</param>
internal sealed record JsonMember(int Start, int NameEnd, int Comma, JsonValue Value)
{
    internal bool Is(string text, string name) =>
        NameEnd - Start == name.Length + 2 && text.AsSpan(Start + 1, name.Length).SequenceEqual(name);
}

/// <summary>Reads JSON into values by their places; nothing is decoded.</summary>
internal sealed class JsonValueReader
{
    private const int Deepest = 64;
    private const int MostValues = 400_000;

    private readonly string _text;
    private int _at;
    private int _values;

    private JsonValueReader(string text) => _text = text;

    /// <summary>The value that a text is; null if it is no JSON, too deep or too large.</summary>
    internal static JsonValue? Read(string text)
    {
        var reader = new JsonValueReader(text);
        JsonValue? value = reader.Value(0);
        reader.Space();
        return reader._at == text.Length ? value : null;
    }

    private JsonValue? Value(int depth)
    {
        Space();
        if (_at >= _text.Length || depth > Deepest || ++_values > MostValues)
        {
            return null;
        }

        int start = _at;
        switch (_text[_at])
        {
            case '{':
                return Container(start, '}', depth);
            case '[':
                return Container(start, ']', depth);
            case '"':
                return String() ? new JsonValue { Start = start, End = _at, IsString = true } : null;
            default:
                while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '+' or '-' or '.'))
                {
                    _at++;
                }

                ReadOnlySpan<char> word = _text.AsSpan(start, _at - start);
                return word is "true" or "false" or "null" || (word.Length > 0 && (char.IsAsciiDigit(word[0]) || word[0] == '-') && char.IsAsciiDigit(word[^1])) ? new JsonValue { Start = start, End = _at } : null;
        }
    }

    private JsonValue? Container(int start, char close, int depth)
    {
        var value = new JsonValue { Start = start, Members = [], IsObject = close == '}' };
        _at++;
        int comma = -1;
        Space();
        if (_at < _text.Length && _text[_at] == close)
        {
            value.End = ++_at;
            return value;
        }

        while (true)
        {
            Space();
            int name = _at;
            int nameEnd = _at;
            if (value.IsObject)
            {
                if (_at >= _text.Length || _text[_at] != '"' || !String())
                {
                    return null;
                }

                nameEnd = _at;
                Space();
                if (_at >= _text.Length || _text[_at++] != ':')
                {
                    return null;
                }
            }

            if (Value(depth + 1) is not { } item)
            {
                return null;
            }

            value.Members!.Add(new JsonMember(name, nameEnd, comma, item));
            Space();
            if (_at >= _text.Length)
            {
                return null;
            }

            char next = _text[_at++];
            if (next == close)
            {
                value.End = _at;
                return value;
            }

            if (next != ',')
            {
                return null;
            }

            comma = _at - 1;
        }
    }

    private bool String()
    {
        for (_at++; _at < _text.Length && _text[_at] >= ' '; _at++)
        {
            if (_text[_at] == '"')
            {
                _at++;
                return true;
            }

            _at += _text[_at] == '\\' ? 1 : 0;
        }

        return false;
    }

    private void Space()
    {
        while (_at < _text.Length && _text[_at] is ' ' or '\t' or '\n' or '\r')
        {
            _at++;
        }
    }
}
