using System.Text.RegularExpressions;
using Pith.Text;

namespace Pith.Blocks;

/// <summary>Where a text must survive, by the rules of a request.</summary>
internal static class ProtectedRanges
{
    /// <summary>Ranges of patterns, forced strings and given ranges, ascending by start; they may overlap.</summary>
    internal static List<TextSpan> Find(string text, ProtectionRules rules, ICollection<CompressionNote> notes)
    {
        var forced = new List<TextSpan>(rules.Ranges);
        foreach (Regex expression in rules.Expressions)
        {
            try
            {
                foreach (ValueMatch match in expression.EnumerateMatches(text))
                {
                    forced.Add(new TextSpan(match.Index, match.Index + match.Length));
                }
            }
            catch (RegexMatchTimeoutException)
            {
                notes.Add(new CompressionNote { Code = "pattern-timed-out", Message = $"A protection pattern took over {ProtectionRules.PatternTimeout.TotalSeconds:0} s; what it had found is protected, the rest is not. Simplify it." });
            }
        }

        foreach (string token in rules.ForceTokens.Where(t => !string.IsNullOrWhiteSpace(t)))
        {
            for (int i = text.IndexOf(token, StringComparison.Ordinal); i >= 0; i = text.IndexOf(token, i + token.Length, StringComparison.Ordinal))
            {
                forced.Add(new TextSpan(i, i + token.Length));
            }
        }

        forced.Sort();
        return forced;
    }
}
