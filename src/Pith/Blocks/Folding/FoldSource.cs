using Pith.Routing;
using Pith.Text;

namespace Pith.Blocks.Folding;

/// <summary>What a grammar is given to plan: one text and what is known about it.</summary>
public sealed record FoldSource
{
    /// <summary>The text; spans of the plan refer to it.</summary>
    public required string Text { get; init; }

    /// <summary>What the text was taken for.</summary>
    public required ContentDetection Content { get; init; }

    /// <summary>The user's query; null where there is none.</summary>
    public string? Question { get; init; }

    /// <summary>Share of the tokens that will be kept, about: 0–1. A plan may use it to choose how fine its units are.</summary>
    public double Rate { get; init; } = 0.5;

    /// <summary>Counts tokens of the target model. Default: o200k_base.</summary>
    public ITokenCounter TokenCounter { get; init; } = TokenCounters.O200kBase;

    /// <summary>What must survive, for plans that cut inside of a unit; ranges refer to <see cref="Text"/>, tags were dealt with before.</summary>
    public ProtectionRules Protection { get; init; } = new() { Tags = false };

    /// <summary>File name, media type or language, if the caller knows it.</summary>
    public string? Hint { get; init; }
}
