namespace Pith.Architecture.Tests;

/// <summary>The comment that a method's file begins with.</summary>
internal sealed record MethodHeader
{
    internal static readonly string[] Labels = ["Paper", "Idea", "Map", "Deviations", "Verified"];

    internal required string Title { get; init; }

    internal required IReadOnlyDictionary<string, string> Lines { get; init; }

    internal static MethodHeader Read(string file)
    {
        string title = string.Empty;
        var lines = new Dictionary<string, string>();
        string? label = null;
        foreach (string line in File.ReadLines(file).TakeWhile(l => l.StartsWith("//", StringComparison.Ordinal)))
        {
            string text = line[2..].Trim();
            if (title.Length == 0)
            {
                title = text;
            }
            else if (Labels.FirstOrDefault(l => text.StartsWith(l + ":", StringComparison.Ordinal)) is { } found)
            {
                label = found;
                lines[label] = text[(label.Length + 1)..].Trim();
            }
            else if (label is not null)
            {
                lines[label] += " " + text;
            }
        }

        return new MethodHeader { Title = title, Lines = lines };
    }
}
