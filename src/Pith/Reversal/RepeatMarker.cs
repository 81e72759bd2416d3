using System.Globalization;
using System.Text.RegularExpressions;
using Pith.Text;

namespace Pith.Reversal;

/// <summary>What stands in a compressed text for a block of lines that stands before it: where.</summary>
/// <remarks>
/// One form for people, models and programs: <c>[pith same as lines 12-98 of segment 3]</c>, or <c>above</c> for the segment that the marker is in. Lines and
/// segments are counted from 1, in the compressed text as it is read: every line is counted, markers too. It begins like an <see cref="ElisionMarker"/>, so what looks
/// like it in kept text is written apart.
/// </remarks>
public sealed partial record RepeatMarker
{
    /// <summary>First line that is the same, from 1.</summary>
    public required int FirstLine { get; init; }

    /// <summary>Last line, not before the first.</summary>
    public required int LastLine { get; init; }

    /// <summary>Number of the segment of the request, from 1; null for the segment that the marker is in.</summary>
    public int? Segment { get; init; }

    /// <summary>The marker.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{ElisionMarker.Opening}same as {(FirstLine == LastLine ? $"line {FirstLine}" : $"lines {FirstLine}-{LastLine}")} {(Segment is { } segment ? $"of segment {segment}" : "above")}]");

    /// <summary>All markers of a text with their positions.</summary>
    public static IEnumerable<(TextSpan Span, RepeatMarker Marker)> FindAll(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (Match match in Form().Matches(text))
        {
            int first = int.Parse(match.Groups["first"].ValueSpan, CultureInfo.InvariantCulture);
            yield return (new(match.Index, match.Index + match.Length), new RepeatMarker
            {
                FirstLine = first,
                LastLine = match.Groups["last"].Success ? int.Parse(match.Groups["last"].ValueSpan, CultureInfo.InvariantCulture) : first,
                Segment = match.Groups["segment"].Success ? int.Parse(match.Groups["segment"].ValueSpan, CultureInfo.InvariantCulture) : null,
            });
        }
    }

    [GeneratedRegex(@"\[pith same as (?:line (?<first>[0-9]{1,9})|lines (?<first>[0-9]{1,9})-(?<last>[0-9]{1,9})) (?:above|of segment (?<segment>[0-9]{1,9}))\]", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
