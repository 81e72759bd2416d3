using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Pith.Reversal;

/// <summary>What stands in a compressed text where something was cut: how much of what, and the handle that gives it back.</summary>
/// <remarks>
/// One form for people, models and programs: <c>[pith -412 lines ~9.2kt #qpxmvdkwab]</c>; without an original store there is no
/// handle. Records may be summed up in it: <c>[pith -412 items ~9.2kt, of 430: status ok 427, failed 3; load 0.2..98.1]</c>. A text
/// that itself contains the opening can't be taken for a marker: it is written with one more space after the bracket.
/// </remarks>
public sealed partial record ElisionMarker
{
    /// <summary>What every marker begins with, and kept text never contains.</summary>
    public const string Opening = "[pith ";

    /// <summary>How a look-alike in kept text is written.</summary>
    public const string EscapedOpening = "[ pith ";

    /// <summary>Number of units that were cut, at least 1.</summary>
    public required int Units { get; init; }

    /// <summary>What the units are, in the plural: lines, items, rows, members.</summary>
    public required string Noun { get; init; }

    /// <summary>Tokens that were cut, to two digits.</summary>
    public required int Tokens { get; init; }

    /// <summary>Handle in the original store (<see cref="OriginalId"/>); null without a store.</summary>
    public string? Id { get; init; }

    /// <summary>
    /// What the whole was that units were cut from, such as <c>of 430: status ok 427, failed 3; load 0.2..98.1</c>; without brackets, line breaks, quotation
    /// marks and backslashes, at most 400 characters; null for nothing.
    /// </summary>
    public string? Summary { get; init; }

    /// <summary>The marker.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Opening}-{Units} {Noun} ~{Short(Tokens)}t{(Id is null ? string.Empty : " #" + Id)}{(Summary is null ? string.Empty : ", " + Summary)}]");

    /// <summary>A text as it is written when it is kept: look-alikes have one more space after their bracket.</summary>
    public static string Escape(string text) => Spaced(text, 1);

    /// <summary>The text that <see cref="Escape"/> was given.</summary>
    public static string Unescape(string text) => Spaced(text, -1);

    /// <summary>All markers of a text with their positions.</summary>
    public static IEnumerable<(Pith.Text.TextSpan Span, ElisionMarker Marker)> FindAll(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (Match match in Form().Matches(text))
        {
            yield return (new(match.Index, match.Index + match.Length), new ElisionMarker
            {
                Units = int.Parse(match.Groups["units"].ValueSpan, CultureInfo.InvariantCulture),
                Noun = match.Groups["noun"].Value,
                Tokens = Long(match.Groups["tokens"].Value),
                Id = match.Groups["id"].Success ? match.Groups["id"].Value : null,
                Summary = match.Groups["summary"].Success ? match.Groups["summary"].Value : null,
            });
        }
    }

    /// <summary>Index of the bracket of the first opening, or of what is an opening with spaces after its bracket; -1 without one.</summary>
    internal static int LookAlike(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<char> word = Opening.AsSpan(1);
        int from = 0;
        while (text[from..].IndexOf(word, StringComparison.Ordinal) is >= 0 and int at)
        {
            int bracket = from + at - 1;
            while (bracket >= from && text[bracket] == ' ')
            {
                bracket--;
            }

            if (bracket >= from && text[bracket] == '[')
            {
                return bracket;
            }

            from += at + word.Length;
        }

        return -1;
    }

    private static string Spaced(string text, int spaces)
    {
        ArgumentNullException.ThrowIfNull(text);
        int look = LookAlike(text);
        if (look < 0)
        {
            return text;
        }

        var output = new StringBuilder(text.Length + 16);
        int start = 0;
        while (look >= 0)
        {
            int bracket = start + look;
            output.Append(text, start, bracket + 1 - start).Append(' ', Math.Max(0, spaces));
            start = bracket + 1 + (spaces < 0 && text[bracket + 1] == ' ' ? 1 : 0);
            look = LookAlike(text.AsSpan(start));
        }

        return output.Append(text, start, text.Length - start).ToString();
    }

    private static string Short(int tokens) => tokens switch
    {
        < 100 => tokens.ToString(CultureInfo.InvariantCulture),
        < 1000 => (tokens / 10 * 10).ToString(CultureInfo.InvariantCulture),
        < 10_000 => (tokens / 100 / 10.0).ToString("0.#", CultureInfo.InvariantCulture) + "k",
        _ => (tokens / 1000).ToString(CultureInfo.InvariantCulture) + "k",
    };

    private static int Long(string tokens) =>
        tokens.EndsWith('k') ? (int)(double.Parse(tokens.AsSpan(0, tokens.Length - 1), CultureInfo.InvariantCulture) * 1000) : int.Parse(tokens, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\[pith -(?<units>[0-9]{1,9}) (?<noun>[a-z][a-z0-9, ]{0,31}?) ~(?<tokens>[0-9]{1,7}(?:\.[0-9])?k|[0-9]{1,3})t(?: #(?<id>[a-z]{10}))?(?:, (?<summary>[^\[\]\r\n""\\]{1,400}))?\]", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
