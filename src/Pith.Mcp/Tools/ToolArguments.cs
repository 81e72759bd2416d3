using System.Text.Json;
using Pith.Text;

namespace Pith.Mcp.Tools;

/// <summary>The arguments of a call, checked against the tool's parameters.</summary>
internal sealed class ToolArguments
{
    private readonly Dictionary<string, JsonElement> _values = new(StringComparer.Ordinal);

    /// <summary>Checks everything before anything is done, and says all that is wrong at once.</summary>
    /// <exception cref="ToolException">Something is unknown, missing or unusable.</exception>
    internal ToolArguments(IReadOnlyList<ToolParameter> parameters, IDictionary<string, JsonElement>? given)
    {
        const int MostProblems = 8;
        var problems = new List<string>();
        foreach ((string name, JsonElement value) in given ?? new Dictionary<string, JsonElement>())
        {
            if (parameters.FirstOrDefault(p => p.Name == name) is not { } parameter)
            {
                string[] known = [.. parameters.Select(p => p.Name)];
                problems.Add($"There is no parameter '{Short(name)}'.{NearestName.Suggestion(name, known)} Known: {string.Join(", ", known)}.");
            }
            else if (value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined))
            {
                if (parameter.ProblemWith(value) is { } problem)
                {
                    problems.Add(problem);
                }

                _values[name] = value;
            }
        }

        problems.AddRange(parameters.Where(p => p.IsRequired && !_values.ContainsKey(p.Name)).Select(p => $"{p.Name} is missing: {p.Description}"));
        if (problems.Count > 0)
        {
            throw new ToolException(string.Join('\n', problems.Take(MostProblems)));
        }
    }

    internal string? Text(string name) => _values.TryGetValue(name, out JsonElement value) ? ToolParameter.TextOf(value) : null;

    internal double? Number(string name) => _values.TryGetValue(name, out JsonElement value) ? ToolParameter.NumberOf(value) : null;

    internal int? Whole(string name) => (int?)Number(name);

    private static string Short(string name) => name.Length <= 40 ? name : name[..40] + "…";
}
