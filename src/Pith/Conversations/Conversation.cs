namespace Pith.Conversations;

/// <summary>Who speaks in a message.</summary>
public enum ConversationRole
{
    /// <summary>The instructions of the application (system, developer).</summary>
    System,

    /// <summary>The user.</summary>
    User,

    /// <summary>The model.</summary>
    Assistant,

    /// <summary>A tool's result.</summary>
    Tool,
}

/// <summary>One text of a conversation, with what decides whether it may be compressed.</summary>
public sealed record ConversationText
{
    /// <summary>Who speaks.</summary>
    public required ConversationRole Role { get; init; }

    /// <summary>The text.</summary>
    public required string Text { get; init; }

    /// <summary>Index of the message it stands in, from 0.</summary>
    public required int Message { get; init; }

    /// <summary>Name of the tool that gave it; null where it is no tool's, or the call is not in the conversation.</summary>
    public string? Tool { get; init; }

    /// <summary>The arguments of the call that it answers, as JSON text; null where they are not known. They steer question-aware methods.</summary>
    public string? Call { get; init; }

    /// <summary>Whether it must stay as it is, whatever the policy says.</summary>
    public bool IsPinned { get; init; }
}

/// <summary>The texts of a conversation in the order in which the model reads them.</summary>
public sealed record Conversation
{
    /// <summary>The texts; <see cref="ConversationText.Message"/> never falls.</summary>
    public required IReadOnlyList<ConversationText> Texts { get; init; }

    /// <summary>
    /// How many messages at the beginning the model has already been sent: the index of its last message. What stands before it is the
    /// prefix of a prompt cache; what follows is new.
    /// </summary>
    public required int Answered { get; init; }
}
