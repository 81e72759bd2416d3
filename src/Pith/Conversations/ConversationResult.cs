namespace Pith.Conversations;

/// <summary>What became of one text.</summary>
public sealed record ConversationOutcome
{
    /// <summary>What is to be sent in the text's place; the text itself if it was left.</summary>
    public required string Text { get; init; }

    /// <summary>Whether <see cref="Text"/> differs from what the conversation held.</summary>
    public required bool IsChanged { get; init; }

    /// <summary>Whether it is what was sent for the same text before.</summary>
    public bool IsRemembered { get; init; }

    /// <summary>Whether it was changed to bring the whole conversation back to its budget.</summary>
    public bool IsCompacted { get; init; }

    /// <summary>Why it was left, or what stood in the way.</summary>
    public ReasonCode Reason { get; init; }

    /// <summary>Id of the method; empty if no rule covers the text.</summary>
    public required string Method { get; init; }

    /// <summary>Tokens of the text; 0 if it was not looked at.</summary>
    public int TokensBefore { get; init; }

    /// <summary>Tokens of <see cref="Text"/>; 0 if it was not looked at.</summary>
    public int TokensAfter { get; init; }

    /// <summary>Whether it holds markers whose originals can be asked for.</summary>
    public bool HasHandles { get; init; }
}

/// <summary>What came of a conversation.</summary>
public sealed record ConversationResult
{
    /// <summary>One outcome for each text, in order.</summary>
    public required IReadOnlyList<ConversationOutcome> Outcomes { get; init; }

    /// <summary>What the compressor itself took.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Tokens of the texts that were changed, before.</summary>
    public int TokensBefore => Outcomes.Where(o => o.IsChanged).Sum(o => o.TokensBefore);

    /// <summary>Tokens of the texts that were changed, after.</summary>
    public int TokensAfter => Outcomes.Where(o => o.IsChanged).Sum(o => o.TokensAfter);

    /// <summary>Whether any text was changed.</summary>
    public bool IsChanged => Outcomes.Any(o => o.IsChanged);

    /// <summary>Whether any text holds markers whose originals can be asked for.</summary>
    public bool HasHandles => Outcomes.Any(o => o.HasHandles);
}
