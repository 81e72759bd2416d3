using System.Globalization;
using Pith.Seams;

namespace Pith;

/// <summary>What a method is made from: models and settings by name.</summary>
public sealed class MethodContext
{
    /// <summary>Where models come from.</summary>
    public required IModelSource Models { get; init; }

    /// <summary>The catalog that the method is made from, for methods that choose among others.</summary>
    public required MethodCatalog Catalog { get; init; }

    /// <summary>Id of the model to use; null for the source's default.</summary>
    public string? Model { get; init; }

    /// <summary>Settings by name.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>The token classifier.</summary>
    /// <exception cref="CompressionException">There is none.</exception>
    public ITokenClassifier TokenClassifier() => Find<ITokenClassifier>("a token classifier");

    /// <summary>Reads options from the settings; a bad value becomes an error that names the setting.</summary>
    public T Read<T>(Func<SettingReader, T> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        return read(new SettingReader(Settings));
    }

    private T Find<T>(string what)
        where T : class =>
        Models.Find<T>(Model) ?? throw new CompressionException(
            CompressionError.ModelMissing,
            Model is null
                ? $"No runtime here fills {what}. Reference Pith.Runtimes.Onnx, or add a model: pith models add."
                : $"There is no model '{Model}' that is {what}. See: pith models list.");
}

/// <summary>Reads typed values out of settings.</summary>
public sealed class SettingReader
{
    private readonly IReadOnlyDictionary<string, string> _settings;

    internal SettingReader(IReadOnlyDictionary<string, string> settings) => _settings = settings;

    /// <summary>A number within a range.</summary>
    public double Number(string name, double fallback, double low, double high)
    {
        if (!_settings.TryGetValue(name, out string? text))
        {
            return fallback;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value >= low && value <= high
            ? value
            : throw Invalid(name, text, string.Create(CultureInfo.InvariantCulture, $"a number from {low} to {high}"));
    }

    /// <summary>A whole number within a range.</summary>
    public int Whole(string name, int fallback, int low, int high)
    {
        if (!_settings.TryGetValue(name, out string? text))
        {
            return fallback;
        }

        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= low && value <= high
            ? value
            : throw Invalid(name, text, string.Create(CultureInfo.InvariantCulture, $"a whole number from {low} to {high}"));
    }

    /// <summary>true or false.</summary>
    public bool Flag(string name, bool fallback)
    {
        if (!_settings.TryGetValue(name, out string? text))
        {
            return fallback;
        }

        return bool.TryParse(text, out bool value) ? value : throw Invalid(name, text, "true or false");
    }

    /// <summary>One of the names of an enumeration, in kebab-case or as written.</summary>
    public T Choice<T>(string name, T fallback)
        where T : struct, Enum
    {
        if (!_settings.TryGetValue(name, out string? text))
        {
            return fallback;
        }

        return Enum.TryParse(text.Replace("-", string.Empty, StringComparison.Ordinal), ignoreCase: true, out T value) && Enum.IsDefined(value)
            ? value
            : throw Invalid(name, text, $"one of {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}");
    }

    /// <summary>Strings separated by <c>|</c>; <c>\n</c> and <c>\t</c> mean the characters.</summary>
    public IReadOnlyList<string> List(string name) =>
        _settings.TryGetValue(name, out string? text)
            ? [.. text.Split('|').Where(s => s.Length > 0).Select(s => s.Replace("\\n", "\n", StringComparison.Ordinal).Replace("\\t", "\t", StringComparison.Ordinal))]
            : [];

    /// <summary>What a text says; null if the setting is not given.</summary>
    /// <param name="name">Name of the setting.</param>
    /// <param name="parse">Reads the text; throws <see cref="FormatException"/> with what is wrong.</param>
    /// <exception cref="CompressionException">The text can't be read.</exception>
    public T? Parsed<T>(string name, Func<string, T> parse)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(parse);
        if (!_settings.TryGetValue(name, out string? text))
        {
            return null;
        }

        try
        {
            return parse(text);
        }
        catch (FormatException e)
        {
            throw new CompressionException(CompressionError.InvalidSetting, $"The setting '{name}' can't be read: {e.Message}", e);
        }
    }

    private static CompressionException Invalid(string name, string value, string expected) =>
        new(CompressionError.InvalidSetting, $"The setting '{name}' is '{value}'; it must be {expected}.");
}
