// Tool schemas: names, parameters and types whole, what is said about them as the budget allows
// Paper:       none; what a model needs to call a tool
// Idea:        a call needs names, types and what is required; a first sentence says most of a description; examples, titles and defaults come last
// Map:         values by their places -> JsonValueReader; tools and what may go -> ToolPlan; question -> QuestionMatch
// Deviations:  own method, nothing to deviate from
// Verified:    Golden/tool-schema (checked by hand)
using Pith.Blocks.Folding;
using Pith.Routing;

namespace Pith.Content.Structured;

/// <summary>Definitions of tools (OpenAI, Anthropic, Model Context Protocol) that stay JSON: whole tools, without what a call does not need.</summary>
/// <remarks>One marker at the end of the last description sums up what was cut from descriptions and members; tools that were cut leave one, as a string in their array.</remarks>
public sealed class ToolSchema : FoldingMethod
{
    private const int Longest = 8_000_000;

    /// <summary>What the method is.</summary>
    public static MethodInfo Info { get; } = new()
    {
        Id = "tool-schema",
        Title = "Tool schema",
        Family = MethodFamily.Structured,
        Idea = "names, parameters and types are kept whole, descriptions to their first sentence, tools that the question names first",
        Limits = "a list from which whole tools were cut has a marker in it: it is JSON, but no list that an API takes",
        Fidelity = Fidelity.Own,
        Question = QuestionUse.Optional,
        Content = [ContentKind.ToolSchema],
    };

    /// <inheritdoc/>
    public override MethodInfo Method => Info;

    /// <inheritdoc/>
    public override FoldPlan? Plan(FoldSource source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        string text = source.Text;
        if (text.Length > Longest || JsonValueReader.Read(text) is not { } root)
        {
            return null;
        }

        cancellationToken.ThrowIfCancellationRequested();
        List<JsonValue> tools = Tools(text, root, out JsonValue? list);
        return tools.Count == 0 ? null : new ToolPlan(text, root, list, tools, source.Question);
    }

    /// <summary>The object of a tool that has its name: the tool itself, or the function in it; null if it is no tool.</summary>
    internal static JsonValue? Named(string text, JsonValue tool) =>
        tool[text, "name"] is { IsString: true } ? tool
        : tool[text, "function"] is { } function && function[text, "name"] is { IsString: true } ? function : null;

    private static List<JsonValue> Tools(string text, JsonValue root, out JsonValue? list)
    {
        JsonValue within = root[text, "result"] ?? root;
        list = root.IsArray ? root : within[text, "tools"] ?? within[text, "functions"];
        if (list is { IsArray: true } && list.Members!.Count > 0 && list.Members.TrueForAll(m => Named(text, m.Value) is not null))
        {
            return [.. list.Members.Select(m => m.Value)];
        }

        list = null;
        bool one = Named(text, root) is { } named && (named[text, "parameters"] ?? named[text, "input_schema"] ?? named[text, "inputSchema"]) is not null;
        return one ? [root] : [];
    }
}
