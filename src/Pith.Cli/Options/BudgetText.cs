using System.Globalization;

namespace Pith.Cli.Options;

/// <summary>Budgets as users write them. What is allowed is the core's to say; its message is passed on.</summary>
internal static class BudgetText
{
    /// <summary>Reads a rate, budget, ratio or threshold.</summary>
    /// <param name="kind"><c>rate</c>, <c>budget</c>, <c>ratio</c> or <c>threshold</c>.</param>
    /// <param name="text">The number; a ratio may end in <c>x</c> or <c>×</c>.</param>
    /// <param name="problem">Why it can't be used; null if it can.</param>
    internal static Budget? Read(string kind, string text, out string? problem)
    {
        problem = null;
        try
        {
            if (kind == "budget")
            {
                return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int tokens)
                    ? Budget.Tokens(tokens)
                    : Problem($"'{text}' is not a whole number of tokens", out problem);
            }

            string number = kind == "ratio" ? text.TrimEnd('x', 'X', '×') : text;
            if (!OptionText.TryNumber(number, out double value))
            {
                return Problem($"'{text}' is not a number", out problem);
            }

            return kind switch
            {
                "rate" => Budget.Rate(value),
                "ratio" => Budget.Ratio(value),
                _ => Budget.Threshold(value),
            };
        }
        catch (ArgumentOutOfRangeException e)
        {
            string reason = e.Message.Split(" (Parameter", 2)[0].TrimEnd('.');
            return Problem(kind == "budget" ? $"'{text}' is not usable: a budget is at least 1 token" : $"'{text}' is not usable: {char.ToLowerInvariant(reason[0])}{reason[1..]}", out problem);
        }
    }

    private static Budget? Problem(string message, out string? problem)
    {
        problem = message;
        return null;
    }
}
