using System.Globalization;
using System.Text.Json;

namespace Pith.Content.Structured;

/// <summary>What becomes of a value.</summary>
public enum JsonKeyTreatment
{
    /// <summary>It competes for the budget like any other.</summary>
    Compress,

    /// <summary>It is kept whole.</summary>
    Keep,

    /// <summary>A string is shortened by the method for prose, of an array or object a share is kept; numbers, booleans and null are whole.</summary>
    Rate,

    /// <summary>It is cut, with its key.</summary>
    Drop,
}

/// <summary>What becomes of the values at a path.</summary>
public sealed record JsonKeyRule
{
    /// <summary>
    /// Where the values are: names from the top joined by dots, <c>[]</c> for every element of an array and <c>[3]</c> for one, <c>*</c> for every name, <c>..name</c> for a
    /// name at any depth, <c>['a.b']</c> for a name with other characters, <c>$</c> for the whole: a default for what no other rule names.
    /// </summary>
    /// <exception cref="FormatException">It is no path.</exception>
    public required string Path
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            Steps = JsonKeyPath.Parse(value);
            field = value;
        }
    }

    /// <summary>What becomes of them.</summary>
    public required JsonKeyTreatment Treatment { get; init; }

    /// <summary>Under <see cref="JsonKeyTreatment.Rate"/>, kept / original, above 0 and at most 1: of a string's tokens, or of the characters of what an array or object holds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is outside (0, 1].</exception>
    public double Rate
    {
        get;
        init => field = value is > 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A rate is kept / original: above 0 and at most 1. To cut all of it, drop it.");
    } = 1;

    /// <summary>Whether the pair stays whatever the budget. Null: yes for <see cref="JsonKeyTreatment.Keep"/>, no otherwise.</summary>
    public bool? IsRequired { get; init; }

    internal IReadOnlyList<JsonKeyStep> Steps { get; private init; } = [];

    internal bool Requires => Treatment != JsonKeyTreatment.Drop && (IsRequired ?? Treatment == JsonKeyTreatment.Keep);
}

/// <summary>What becomes of the values of a JSON text by their keys. A rule holds for all that is below its values, until a deeper one; of several for one value the first counts.</summary>
public sealed class JsonKeyRules
{
    /// <summary>Makes the rules.</summary>
    public JsonKeyRules(IEnumerable<JsonKeyRule> rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        Rules = [.. rules];
    }

    /// <summary>The rules, in their order.</summary>
    public IReadOnlyList<JsonKeyRule> Rules { get; }

    /// <summary>Reads rules as text, or in the form of LLMLingua.</summary>
    /// <remarks>
    /// One rule a line or between semicolons: a path, a colon, and <c>keep</c>, <c>drop</c>, <c>compress</c> or <c>rate 0.3</c>; then, if it is not the default, <c>, required</c>
    /// or <c>, optional</c>. Lines that begin with # are comments. A text that begins with a brace is the dictionary that LLMLingua's <c>compress_json</c> takes, written
    /// as JSON: <c>{"key": {"rate": 0.5, "compress": true, "pair_remove": false, "value_type": "str"}}</c>. There <c>value_type</c> is read and not needed: values keep their own.
    /// </remarks>
    /// <exception cref="FormatException">A rule can't be read; the message says which.</exception>
    public static JsonKeyRules Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.AsSpan().TrimStart() is ['{', ..] ? Dictionary(text) : new JsonKeyRules(Statements(text).Select(Rule));
    }

    private static JsonKeyRule Rule(string statement)
    {
        int colon = statement.LastIndexOf(':');
        string[] words = colon < 0 ? [] : statement[(colon + 1)..].Split((char[])[' ', ',', '\t'], StringSplitOptions.RemoveEmptyEntries);
        bool? required = words switch
        {
            [.., "required"] => true,
            [.., "optional"] => false,
            _ => null,
        };
        string path = colon < 0 ? string.Empty : statement[..colon].Trim();
        return words[..^(required is null ? 0 : 1)] switch
        {
            ["keep"] => new JsonKeyRule { Path = path, Treatment = JsonKeyTreatment.Keep, IsRequired = required },
            ["drop"] when required is null => new JsonKeyRule { Path = path, Treatment = JsonKeyTreatment.Drop },
            ["compress"] => new JsonKeyRule { Path = path, Treatment = JsonKeyTreatment.Compress, IsRequired = required },
            ["rate", var rate] => new JsonKeyRule { Path = path, Treatment = JsonKeyTreatment.Rate, Rate = RateOf(path, rate), IsRequired = required },
            _ => throw new FormatException($"'{statement}' is no rule. Write PATH: keep, drop, compress or rate 0.3, and after it required or optional if you like."),
        };
    }

    private static double RateOf(string path, string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double rate) && rate is > 0 and <= 1
            ? rate
            : throw new FormatException($"The rate of '{path}' is '{text}'; it must be above 0 and at most 1. To cut all of it, write drop.");

    // Split at line ends, and at semicolons that don't stand in quotes.
    private static IEnumerable<string> Statements(string text)
    {
        int start = 0;
        char quote = '\0';
        for (int i = 0; i <= text.Length; i++)
        {
            bool ends = i == text.Length || text[i] is '\n' or '\r' || (text[i] == ';' && quote == '\0');
            if (!ends)
            {
                bool opens = quote == '\0' && text[i] is '\'' or '"' && text.AsSpan(start, i - start).TrimEnd() is [.., '['];
                bool closes = quote == text[i] && text[i - 1] != '\\';
                quote = opens ? text[i] : closes ? '\0' : quote;
                continue;
            }

            string statement = text[start..i].Trim();
            if (statement.Length > 0 && statement[0] != '#')
            {
                yield return statement;
            }

            start = i + 1;
            quote = '\0';
        }
    }

    private static JsonKeyRules Dictionary(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return new JsonKeyRules([.. document.RootElement.EnumerateObject().Select(p => Rule(p.Name, p.Value))]);
        }
        catch (JsonException e)
        {
            throw new FormatException($"It begins with a brace and is no JSON: {e.Message}", e);
        }
    }

    private static JsonKeyRule Rule(string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException($"'{name}' must be an object with rate, compress, pair_remove and value_type.");
        }

        bool compress = Flag(name, value, "compress", true);
        double rate = value.TryGetProperty("rate", out JsonElement given) && given.ValueKind != JsonValueKind.Null
            ? given.ValueKind == JsonValueKind.Number && given.TryGetDouble(out double number) && number is > 0 and <= 1 ? number : throw new FormatException($"The rate of '{name}' is {given.GetRawText()}; it must be above 0 and at most 1.")
            : 1;
        return new JsonKeyRule
        {
            Path = JsonKeyPath.Quoted(name),
            Treatment = !compress || rate == 1 ? JsonKeyTreatment.Keep : JsonKeyTreatment.Rate,
            Rate = compress ? rate : 1,
            IsRequired = !Flag(name, value, "pair_remove", false),
        };
    }

    private static bool Flag(string name, JsonElement value, string flag, bool fallback) =>
        !value.TryGetProperty(flag, out JsonElement given) ? fallback
        : given.ValueKind is JsonValueKind.True or JsonValueKind.False ? given.GetBoolean()
        : throw new FormatException($"'{flag}' of '{name}' is {given.GetRawText()}; it must be true or false.");
}
