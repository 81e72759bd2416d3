using System.Text;
using System.Text.Json.Nodes;

namespace Pith.Bench;

/// <summary>A measured number against what it should be.</summary>
internal sealed record Check(string Name, double Value, string Target, bool Met);

/// <summary>What one measurement found.</summary>
internal sealed class Section(string id, string title, params string[] columns)
{
    private readonly List<string[]> _rows = [];
    private readonly List<string> _notes = [];
    private readonly SortedDictionary<string, double[]> _samples = new(StringComparer.Ordinal);

    internal List<Check> Checks { get; } = [];

    internal void Row(params string[] cells) => _rows.Add(cells);

    internal void Note(string text) => _notes.Add(text);

    /// <summary>Keeps single runs for the JSON file, so that a median can be doubted.</summary>
    internal void Keep(string name, IEnumerable<double> values) => _samples[name] = [.. values.Select(v => Math.Round(v, 3))];

    internal void AtLeast(string name, double value, double target) => Checks.Add(new Check(name, value, $"at least {target:0.###}", value >= target));

    internal void AtMost(string name, double value, double target) => Checks.Add(new Check(name, value, $"at most {target:0.###}", value <= target));

    internal string ToMarkdown()
    {
        var text = new StringBuilder($"\n## {title}\n\n");
        if (_rows.Count > 0)
        {
            text.Append($"| {string.Join(" | ", columns)} |\n|{string.Concat(columns.Select(_ => "---|"))}\n");
            foreach (string[] row in _rows)
            {
                text.Append($"| {string.Join(" | ", row)} |\n");
            }

            text.Append('\n');
        }

        foreach (Check check in Checks)
        {
            text.Append($"- {check.Name}: **{check.Value:0.###}** (target: {check.Target}; {(check.Met ? "met" : "missed")})\n");
        }

        text.Append(Checks.Count > 0 ? "\n" : string.Empty);
        text.AppendJoin('\n', _notes);
        return text.ToString();
    }

    internal JsonObject ToJson() => new()
    {
        ["id"] = id,
        ["title"] = title,
        ["rows"] = new JsonArray([.. _rows.Select(r => new JsonObject(columns.Zip(r, (c, v) => KeyValuePair.Create(c, (JsonNode?)v))))]),
        ["checks"] = new JsonArray([.. Checks.Select(c => new JsonObject { ["name"] = c.Name, ["value"] = Math.Round(c.Value, 4), ["target"] = c.Target, ["met"] = c.Met })]),
        ["notes"] = new JsonArray([.. _notes.Select(n => (JsonNode)n)]),
        ["samples"] = new JsonObject(_samples.Select(s => KeyValuePair.Create(s.Key, (JsonNode?)new JsonArray([.. s.Value.Select(v => (JsonNode)v)])))),
    };
}
