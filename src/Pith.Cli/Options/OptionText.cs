using System.CommandLine.Parsing;
using System.Globalization;

namespace Pith.Cli.Options;

/// <summary>Reads values out of option texts; what can't be read becomes a usage error that names the option.</summary>
internal static class OptionText
{
    internal static T Fail<T>(ArgumentResult result, string message, T fallback)
    {
        result.AddError(message);
        return fallback;
    }

    internal static bool TryNumber(string text, out double value) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out value);
}
