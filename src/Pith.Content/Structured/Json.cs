// JSON: the values that tell most, in JSON that still parses
// Paper:       none; after what gateways for agents do with tool output
// Idea:        values are units; arrays are sampled by what stands out, objects by what their members tell; one budget; no white space
// Map:         values with exact places -> JsonTree; what they tell, and what a question names -> JsonInformation; writing -> JsonPlan
// Deviations:  own method, nothing to deviate from
// Verified:    Golden/json (hand-computed)
using Pith.Blocks.Folding;
using Pith.Routing;

namespace Pith.Content.Structured;

/// <summary>Keeps the values of a JSON text, or of one JSON value a line, that tell most; the result parses.</summary>
/// <remarks>
/// Numbers, strings, escapes, order and duplicate names are the original's, byte for byte; white space between tokens goes. What was cut is summed up
/// in marker strings: as a last element of the array, or as a last member named "…". Text that is no JSON is cut at its words.
/// </remarks>
public sealed class Json : FoldingMethod
{
    /// <summary>What the method is.</summary>
    public static MethodInfo Info { get; } = new()
    {
        Id = "json",
        Title = "JSON",
        Family = MethodFamily.Structured,
        Idea = "values are units: arrays are sampled by what stands out, objects by what their members tell; the result parses",
        Limits = "does not know what a value means; without a question an unremarkable record is kept by an even spread only",
        Fidelity = Fidelity.Own,
        Question = QuestionUse.Optional,
        Content = [ContentKind.Json, ContentKind.NdJson],
    };

    /// <inheritdoc/>
    public override MethodInfo Method => Info;

    /// <inheritdoc/>
    public override FoldPlan? Plan(FoldSource source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        return JsonTree.Read(source.Text, cancellationToken) is { } tree
            ? new JsonPlan(tree, JsonInformation.Score(tree, source.Question, cancellationToken))
            : null;
    }
}
