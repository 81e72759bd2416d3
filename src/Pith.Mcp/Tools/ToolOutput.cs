using System.Text.Json.Serialization;

namespace Pith.Mcp.Tools;

/// <summary>A cut that is marked in the text.</summary>
internal sealed record CutOutput
{
    public string? Handle { get; init; }

    public required int Units { get; init; }

    /// <summary>What the units are.</summary>
    public required string Of { get; init; }
}

/// <summary>What compressing gives. The words are those of <c>pith compress --json</c>.</summary>
internal sealed record CompressionOutput
{
    public required string Text { get; init; }

    public required int TokensBefore { get; init; }

    public required int TokensAfter { get; init; }

    public required string Tokenizer { get; init; }

    public required string Method { get; init; }

    public required string Status { get; init; }

    /// <summary>Reason code and its text, where something is to be explained.</summary>
    public string? Reason { get; init; }

    public string? ReasonText { get; init; }

    public int? Limit { get; init; }

    /// <summary>What the text was taken for.</summary>
    public string? Content { get; init; }

    /// <summary>Handle of the whole original.</summary>
    public string? Original { get; init; }

    /// <summary>Number of marked cuts; <see cref="Cuts"/> names the first of them.</summary>
    public required int MarkedCuts { get; init; }

    public required IReadOnlyList<CutOutput> Cuts { get; init; }

    public required IReadOnlyList<string> Notes { get; init; }
}

/// <summary>What was retrieved.</summary>
internal sealed record RetrievalOutput
{
    public required string Text { get; init; }

    public required int Tokens { get; init; }

    /// <summary>Whether it was compressed to the budget.</summary>
    public required bool Compressed { get; init; }
}

/// <summary>What was counted.</summary>
internal sealed record CountOutput
{
    public required int Tokens { get; init; }

    public required int Characters { get; init; }

    public required string Tokenizer { get; init; }
}

/// <summary>A method.</summary>
internal sealed record MethodOutput
{
    public required string Id { get; init; }

    public required string Family { get; init; }

    public required string Idea { get; init; }

    public required string Limits { get; init; }

    public required string Question { get; init; }

    public required string Model { get; init; }

    public required string Fidelity { get; init; }
}

/// <summary>The methods.</summary>
internal sealed record MethodsOutput
{
    public required string Default { get; init; }

    public required IReadOnlyList<MethodOutput> Methods { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CompressionOutput))]
[JsonSerializable(typeof(RetrievalOutput))]
[JsonSerializable(typeof(CountOutput))]
[JsonSerializable(typeof(MethodsOutput))]
internal sealed partial class ToolOutputJson : JsonSerializerContext;
