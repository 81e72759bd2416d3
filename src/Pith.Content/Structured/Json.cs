// JSON: the values that tell most, in JSON that still parses
// Paper:       none; after what gateways for agents do with tool output
// Idea:        values are units; arrays are sampled by what stands out, objects by what their members tell; one budget; no white space
// Map:         values with exact places -> JsonTree; what they tell, and what a question names -> JsonInformation; writing -> JsonPlan; rules by key -> JsonKeyRules,
//              JsonKeyMap; strings under a rate -> JsonProse; what the records of an array were -> RecordSummary
// Deviations:  own method, nothing to deviate from
// Verified:    Golden/json (hand-computed)
using Pith.Blocks.Folding;
using Pith.Methods.Tokens;
using Pith.Routing;

namespace Pith.Content.Structured;

/// <summary>Keeps the values of a JSON text, or of one JSON value a line, that tell most; the result parses.</summary>
/// <remarks>
/// Numbers, strings, escapes, order and duplicate names are the original's, byte for byte; white space between tokens goes. What was cut is summed up
/// in marker strings: as a last element of the array, or as a last member named "…"; where there is room, with what the records of the whole array were. Text that
/// is no JSON is cut at its words. Rules say of keys what is kept, shortened and cut; they hold whatever the budget, and a rate of 1 leaves it to them alone.
/// </remarks>
public sealed class Json : FoldingMethod
{
    private readonly JsonOptions _options;
    private readonly ICompressor? _prose;

    /// <summary>Makes the method.</summary>
    /// <param name="options">Options; null for the defaults.</param>
    /// <param name="prose">What shortens strings under a rate; null to cut them in pieces.</param>
    public Json(JsonOptions? options = null, ICompressor? prose = null)
    {
        _options = options ?? new();
        _prose = prose;
    }

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
        Settings = [new() { Name = "rules", Description = "what becomes of values by their keys: PATH: keep, drop, compress or rate R, one a line or between semicolons ($: the default); strings under a rate go to keep", Default = "none" }],
    };

    /// <inheritdoc/>
    public override MethodInfo Method => Info;

    /// <inheritdoc/>
    public override bool CutsByRule => _options.Rules is not null;

    /// <inheritdoc/>
    public override FoldPlan? Plan(FoldSource source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        return JsonTree.Read(source.Text, cancellationToken) is { } tree
            ? new JsonPlan(tree, JsonInformation.Of(tree, source.Question, cancellationToken), source.Rate, MapOf(tree))
            : null;
    }

    /// <inheritdoc/>
    public override async ValueTask<FoldPlan?> PlanAsync(FoldSource source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (_prose is null || _options.Rules is null || JsonTree.Read(source.Text, cancellationToken) is not { } tree)
        {
            return Plan(source, cancellationToken);
        }

        JsonKeyMap map = MapOf(tree)!;
        Dictionary<int, JsonShortened> shortened = await new JsonProse(tree, source, _prose).ShortenAsync(map, cancellationToken).ConfigureAwait(false);
        return new JsonPlan(tree, JsonInformation.Of(tree, source.Question, cancellationToken), source.Rate, map, shortened);
    }

    /// <summary>The method as a catalog makes it: with <c>keep</c> for prose, which is only asked for where rules may need it.</summary>
    internal static Json From(MethodContext context)
    {
        JsonOptions options = context.Read(JsonOptions.From);
        return new Json(options, options.Rules is null ? null : context.Catalog.Create(Keep.Info.Id, context.Models, context.Model));
    }

    private JsonKeyMap? MapOf(JsonTree tree) => _options.Rules is { } rules ? new JsonKeyMap(tree, rules) : null;
}
