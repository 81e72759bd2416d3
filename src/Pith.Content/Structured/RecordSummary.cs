using System.Globalization;
using System.Text;

namespace Pith.Content.Structured;

/// <summary>Summaries of the fields of many records, as a marker holds them.</summary>
/// <param name="Records">How many records there are.</param>
/// <param name="Fields">What is said of a field, in the order of the fields.</param>
internal sealed record RecordSummary(int Records, IReadOnlyList<string> Fields)
{
    /// <summary>Fewer records are shown or not, but not summed up.</summary>
    internal const int FewestRecords = 8;

    private const int Longest = 240;

    /// <summary>The summary within a number of characters: fields that don't fit are left out; null if none fits.</summary>
    internal string? Within(int characters)
    {
        int limit = Math.Min(characters, Longest);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"of {Records}:");
        int empty = text.Length;
        foreach (string field in Fields)
        {
            if (text.Length + field.Length + 2 <= limit)
            {
                text.Append(text.Length == empty ? " " : "; ").Append(field);
            }
        }

        return text.Length == empty ? null : text.ToString();
    }
}
