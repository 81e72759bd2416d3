namespace Pith.Content.Structured;

/// <summary>Options of <see cref="Json"/>.</summary>
public sealed record JsonOptions
{
    /// <summary>What becomes of values by their keys; null to leave it to the budget.</summary>
    public JsonKeyRules? Rules { get; init; }

    internal static JsonOptions From(SettingReader settings) => new() { Rules = settings.Parsed("rules", JsonKeyRules.Parse) };
}
