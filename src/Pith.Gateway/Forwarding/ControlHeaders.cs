using System.Globalization;

namespace Pith.Gateway.Forwarding;

/// <summary>What a request says about its own compression; taken out before it goes on.</summary>
internal readonly record struct ControlHeaders(bool IsOff, string? Method, Budget? Budget)
{
    private const string Switch = "x-pith";
    private const string MethodName = "x-pith-method";
    private const string RateName = "x-pith-rate";
    private const string BudgetName = "x-pith-budget";

    /// <summary>Reads the headers and removes every one of ours.</summary>
    /// <param name="headers">Headers of the request.</param>
    /// <param name="control">What they say.</param>
    /// <param name="problem">What is wrong with them, without their values: those may be anything.</param>
    internal static bool TryTake(IHeaderDictionary headers, out ControlHeaders control, out string problem)
    {
        control = default;
        problem = string.Empty;
        string? onOff = Value(headers, Switch), method = Value(headers, MethodName), rate = Value(headers, RateName), budget = Value(headers, BudgetName);
        foreach (string name in headers.Keys.Where(k => k.StartsWith(Switch, StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            headers.Remove(name);
        }

        if (onOff is not null && !Is(onOff, "on") && !Is(onOff, "off"))
        {
            problem = $"The header {Switch} must be on or off.";
        }
        else if (rate is not null && budget is not null)
        {
            problem = $"Give one of the headers {RateName} and {BudgetName}.";
        }
        else if (method is not null && !StandardMethods.Catalog.Entries.Any(e => e.Info.Id == method))
        {
            problem = $"The header {MethodName} must be one of {string.Join(", ", StandardMethods.Catalog.Entries.Select(e => e.Info.Id))}.";
        }
        else if (rate is not null && !(double.TryParse(rate, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double share) && share is > 0 and <= 1))
        {
            problem = $"The header {RateName} must be kept / original: above 0 and at most 1, such as 0.5.";
        }
        else if (budget is not null && !(int.TryParse(budget, NumberStyles.None, CultureInfo.InvariantCulture, out int tokens) && tokens >= 1))
        {
            problem = $"The header {BudgetName} must be a number of tokens for each text, at least 1.";
        }
        else
        {
            Budget? limit = rate is not null ? Pith.Budget.Rate(double.Parse(rate, CultureInfo.InvariantCulture))
                : budget is not null ? Pith.Budget.Tokens(int.Parse(budget, CultureInfo.InvariantCulture))
                : null;
            control = new ControlHeaders(onOff is not null && Is(onOff, "off"), method, limit);
            return true;
        }

        return false;
    }

    private static bool Is(string value, string word) => string.Equals(value, word, StringComparison.OrdinalIgnoreCase);

    private static string? Value(IHeaderDictionary headers, string name) => headers.TryGetValue(name, out var values) ? values.ToString().Trim() : null;
}
