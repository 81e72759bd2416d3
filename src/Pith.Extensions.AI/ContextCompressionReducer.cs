using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Pith.Conversations;

namespace Pith.Extensions.AI;

/// <summary>A chat reducer that shortens texts and keeps every message, call and result. With <see cref="ConversationPolicy.History"/> it brings the whole to a budget.</summary>
/// <remarks>
/// The messages that are given are never changed, and what this reducer made is not cut again when it is given back.
/// The Agent Framework's <c>ChatReducerCompactionStrategy</c> drops the result of a reducer that keeps the number of messages:
/// use the strategy of Pith.Extensions.Agents there.
/// </remarks>
public sealed class ContextCompressionReducer : IChatReducer
{
    private readonly RequestCompression _compression;

    /// <summary>Makes it.</summary>
    /// <param name="compressor">What compresses.</param>
    /// <param name="loggers">Where to say what was done; null for nowhere.</param>
    public ContextCompressionReducer(ConversationCompressor compressor, ILoggerFactory? loggers = null)
        : this(ContextCompressionChatClient.Always(compressor), loggers)
    {
    }

    /// <summary>Makes it over a profile, whose options may change while it runs.</summary>
    /// <param name="profiles">The profiles.</param>
    /// <param name="profile">Name of the profile; null for the unnamed one.</param>
    /// <param name="loggers">Where to say what was done; null for nowhere.</param>
    /// <exception cref="ArgumentException">There is no such profile.</exception>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">The profile's options can't be used.</exception>
    public ContextCompressionReducer(PithProfiles profiles, string? profile = null, ILoggerFactory? loggers = null)
        : this(ContextCompressionChatClient.Of(profiles, profile), loggers)
    {
    }

    private ContextCompressionReducer(Func<ConversationCompressor> compressor, ILoggerFactory? loggers)
    {
        _compression = new RequestCompression(compressor, (loggers ?? NullLoggerFactory.Instance).CreateLogger<ContextCompressionReducer>());
    }

    /// <summary>Called after each list of messages was compressed; an exception of it is logged and stops nothing.</summary>
    public Action<ContextCompressionReport>? OnCompressed
    {
        get => _compression.OnCompressed;
        set => _compression.OnCompressed = value;
    }

    /// <inheritdoc/>
    public async Task<IEnumerable<ChatMessage>> ReduceAsync(IEnumerable<ChatMessage> messages, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return (await _compression.CompressAsync(messages, model: null, cancellationToken).ConfigureAwait(false)).Messages;
    }
}
