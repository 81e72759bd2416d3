using System.Text.Json;

namespace Pith.Cli.Jsonl;

/// <summary>Typed fields of a JSON object; null means the same as absent. Messages never quote values.</summary>
internal static class Fields
{
    internal static bool Has(this JsonElement owner, string name, out JsonElement value) => owner.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;

    internal static string? Text(this JsonElement owner, string name) => owner.Has(name, out JsonElement value) ? AsText(value, name) : null;

    internal static bool? Flag(this JsonElement owner, string name) =>
        !owner.Has(name, out JsonElement value) ? null
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean()
        : throw new CommandException($"\"{name}\" must be true or false.");

    internal static double? Number(this JsonElement owner, string name) =>
        !owner.Has(name, out JsonElement value) ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) ? number
        : throw new CommandException($"\"{name}\" must be a number.");

    /// <summary>An array of texts, or one text.</summary>
    internal static IReadOnlyList<string>? Texts(this JsonElement owner, string name) =>
        !owner.Has(name, out JsonElement value) ? null
        : value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(e => AsText(e, name))]
        : [AsText(value, name)];

    /// <exception cref="CommandException">It is no text, or holds half a surrogate pair.</exception>
    internal static string AsText(JsonElement value, string name)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            throw new CommandException($"\"{name}\" must be a text.");
        }

        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw new CommandException($"\"{name}\" holds half of a surrogate pair.", e);
        }
    }

    internal static JsonElement AsObject(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object ? value : throw new CommandException($"\"{name}\" must hold objects.");

    internal static T Choice<T>(string? text, string name, T[] choices, Func<T, string> nameOf)
        where T : struct, Enum
    {
        if (text is null)
        {
            return default;
        }

        string spelled = text.Replace('_', '-');
        int index = Array.FindIndex(choices, c => nameOf(c) == spelled);
        return index >= 0 ? choices[index] : throw new CommandException($"\"{name}\" must be one of {string.Join(", ", choices.Select(nameOf))}.");
    }
}
