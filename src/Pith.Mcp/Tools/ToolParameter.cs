using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Pith.Mcp.Tools;

/// <summary>What an argument is.</summary>
internal enum ParameterKind
{
    Text,
    Number,
    Whole,
}

/// <summary>A parameter: its part of the schema that models see, and the check that its values have to pass.</summary>
internal sealed record ToolParameter(string Name, ParameterKind Kind, string Description)
{
    internal bool IsRequired { get; init; }

    /// <summary>Values that are allowed; null for all.</summary>
    internal IReadOnlyList<string>? Allowed { get; init; }

    internal double Lowest { get; init; } = double.NegativeInfinity;

    internal double Highest { get; init; } = double.PositiveInfinity;

    /// <summary>Whether <see cref="Lowest"/> itself is not allowed.</summary>
    internal bool IsAboveLowest { get; init; }

    internal static JsonElement Schema(IReadOnlyList<ToolParameter> parameters)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("type", "object");
            json.WriteStartObject("properties");
            foreach (ToolParameter parameter in parameters)
            {
                parameter.Write(json);
            }

            json.WriteEndObject();
            json.WriteStartArray("required");
            foreach (ToolParameter parameter in parameters.Where(p => p.IsRequired))
            {
                json.WriteStringValue(parameter.Name);
            }

            json.WriteEndArray();
            json.WriteBoolean("additionalProperties", false);
            json.WriteEndObject();
        }

        using JsonDocument document = JsonDocument.Parse(buffer.WrittenMemory);
        return document.RootElement.Clone();
    }

    /// <summary>What is wrong with a value; null if nothing is. Texts are never repeated: they may be long, and private.</summary>
    internal string? ProblemWith(JsonElement value)
    {
        if (Kind == ParameterKind.Text)
        {
            return value.ValueKind != JsonValueKind.String ? $"{Name} must be a string, and is {Word(value)}."
                : TextOf(value) is not { } text ? $"{Name} holds half of a surrogate pair."
                : Allowed is null || Allowed.Contains(text) ? null
                : $"{Name} must be one of {string.Join(", ", Allowed)}.{Pith.Text.NearestName.Suggestion(text, Allowed)}";
        }

        return NumberOf(value) is not { } number ? $"{Name} must be {Range()}, and is {Word(value)}."
            : number < Lowest || number > Highest || (IsAboveLowest && number <= Lowest) || (Kind == ParameterKind.Whole && !IsInt(number)) ? string.Create(CultureInfo.InvariantCulture, $"{Name} must be {Range()}, and is {number}.")
            : null;
    }

    /// <summary>The text of a string, or null if it is not well formed.</summary>
    internal static string? TextOf(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A number, also one that is written as a string, as models do.</summary>
    internal static double? NumberOf(JsonElement value)
    {
        string? text = value.ValueKind switch
        {
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.String => TextOf(value),
            _ => null,
        };
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) ? number : null;
    }

    private static bool IsInt(double number) => number == Math.Truncate(number) && Math.Abs(number) <= int.MaxValue;

    private static string Word(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.Array => "an array",
        JsonValueKind.Object => "an object",
        _ => "true or false",
    };

    private string Range()
    {
        string what = Kind == ParameterKind.Whole ? "a whole number" : "a number";
        string low = double.IsFinite(Lowest) ? string.Create(CultureInfo.InvariantCulture, $"{(IsAboveLowest ? " above" : " of at least")} {Lowest}") : string.Empty;
        return double.IsFinite(Highest) ? string.Create(CultureInfo.InvariantCulture, $"{what}{low} and at most {Highest}") : what + low;
    }

    private void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject(Name);
        json.WriteString("type", Kind switch { ParameterKind.Text => "string", ParameterKind.Whole => "integer", _ => "number" });
        json.WriteString("description", Description);
        if (double.IsFinite(Lowest))
        {
            json.WriteNumber(IsAboveLowest ? "exclusiveMinimum" : "minimum", Lowest);
        }

        if (double.IsFinite(Highest))
        {
            json.WriteNumber("maximum", Highest);
        }

        if (Allowed is not null)
        {
            json.WriteStartArray("enum");
            foreach (string value in Allowed)
            {
                json.WriteStringValue(value);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
