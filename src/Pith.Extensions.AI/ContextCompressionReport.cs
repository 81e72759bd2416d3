using Pith.Conversations;

namespace Pith.Extensions.AI;

/// <summary>What was done to one request.</summary>
public sealed record ContextCompressionReport
{
    /// <summary>The texts as they came.</summary>
    public required Conversation Conversation { get; init; }

    /// <summary>What became of each.</summary>
    public required ConversationResult Result { get; init; }

    /// <summary>The model that is asked; null if the request does not say.</summary>
    public string? Model { get; init; }
}
