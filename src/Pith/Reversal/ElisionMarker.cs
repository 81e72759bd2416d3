using System.Globalization;
using System.Text.RegularExpressions;

namespace Pith.Reversal;

/// <summary>What stands in a compressed text where something was cut: how much of what, and the handle that gives it back.</summary>
/// <remarks>
/// One form for people, models and programs: <c>[pith -412 lines ~9.2kt #qpxmvdkwab]</c>; without an original store there is no
/// handle. A text that itself contains the opening can't be taken for a marker: it is written with a space after the bracket.
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

    /// <summary>The marker.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Opening}-{Units} {Noun} ~{Short(Tokens)}t{(Id is null ? string.Empty : " #" + Id)}]");

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
            });
        }
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

    [GeneratedRegex(@"\[pith -(?<units>[0-9]{1,9}) (?<noun>[a-z][a-z0-9, ]{0,31}?) ~(?<tokens>[0-9]{1,7}(?:\.[0-9])?k|[0-9]{1,3})t(?: #(?<id>[a-z]{10}))?\]", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
