using Pith.Text;

namespace Pith.Conversations;

/// <summary>What was sent in place of a text, so that the same text is the same bytes on the next turn.</summary>
public sealed record ConversationForm
{
    /// <summary>What was sent; null if the text went as it is.</summary>
    public string? Text { get; init; }

    /// <summary>Id of the method.</summary>
    public required string Method { get; init; }

    /// <summary>Why it went as it is, or what stood in the way.</summary>
    public ReasonCode Reason { get; init; }

    /// <summary>Tokens of the text.</summary>
    public required int TokensBefore { get; init; }

    /// <summary>Tokens of what was sent.</summary>
    public required int TokensAfter { get; init; }

    /// <summary>Ranges of the text that stand in the original store.</summary>
    public IReadOnlyList<TextSpan> Cuts { get; init; } = [];

    /// <summary>When it was made, or its originals were last stored anew.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>Remembers forms by key. Implementations are safe for concurrent use and may forget.</summary>
public interface IFormStore
{
    /// <summary>The forms that are known of these keys.</summary>
    ValueTask<IReadOnlyDictionary<string, ConversationForm>> FindAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken = default);

    /// <summary>Remembers forms by key; a key that is known takes the new form.</summary>
    ValueTask StoreAsync(IReadOnlyDictionary<string, ConversationForm> forms, CancellationToken cancellationToken = default);
}
