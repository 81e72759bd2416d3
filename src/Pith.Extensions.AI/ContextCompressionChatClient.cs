using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Pith.Conversations;

namespace Pith.Extensions.AI;

/// <summary>A chat client that compresses the texts of a request before the client inside sends it.</summary>
/// <remarks>
/// <para>Stands inside of function invocation, so that it sees each round of a tool loop with the results so far. The caller's messages are
/// never changed: the client inside is given copies of those that hold a changed text. Calls, call ids, results that are no text, data,
/// reasoning and additional properties stay; the raw representation goes from what changed, for a provider might send it instead.</para>
/// <para>The same messages give the same bytes, also in later rounds. Whatever fails sends the messages as they came. Safe for concurrent use
/// once it is set up.</para>
/// </remarks>
public sealed class ContextCompressionChatClient : DelegatingChatClient
{
    /// <summary>Additional property of a message or a content: where it is true, the texts in it stay as they are.</summary>
    public const string KeepProperty = "pith.keep";

    private readonly RequestCompression _compression;

    /// <summary>Makes it.</summary>
    /// <param name="innerClient">What sends the request.</param>
    /// <param name="compressor">What compresses.</param>
    /// <param name="loggers">Where to say what was done; null for nowhere.</param>
    public ContextCompressionChatClient(IChatClient innerClient, ConversationCompressor compressor, ILoggerFactory? loggers = null)
        : this(innerClient, Always(compressor), loggers)
    {
    }

    /// <summary>Makes it over a profile, whose options may change while it runs.</summary>
    /// <param name="innerClient">What sends the request.</param>
    /// <param name="profiles">The profiles.</param>
    /// <param name="profile">Name of the profile; null for the unnamed one.</param>
    /// <param name="loggers">Where to say what was done; null for nowhere.</param>
    /// <exception cref="ArgumentException">There is no such profile.</exception>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">The profile's options can't be used.</exception>
    public ContextCompressionChatClient(IChatClient innerClient, PithProfiles profiles, string? profile = null, ILoggerFactory? loggers = null)
        : this(innerClient, Of(profiles, profile), loggers)
    {
    }

    internal ContextCompressionChatClient(IChatClient innerClient, Func<ConversationCompressor> compressor, ILoggerFactory? loggers)
        : base(innerClient)
    {
        _compression = new RequestCompression(compressor, (loggers ?? NullLoggerFactory.Instance).CreateLogger<ContextCompressionChatClient>());
    }

    /// <summary>Called after each request's texts were compressed, before it is sent; an exception of it is logged and stops nothing.</summary>
    public Action<ContextCompressionReport>? OnCompressed
    {
        get => _compression.OnCompressed;
        set => _compression.OnCompressed = value;
    }

    /// <summary>
    /// Adds <see cref="ContextCompressionTelemetry.TokensBefore"/> and <see cref="ContextCompressionTelemetry.TokensAfter"/> to the additional
    /// properties of responses; to a stream as one more update at its end. Default: false.
    /// </summary>
    public bool AnnotateResponses { get; set; }

    /// <inheritdoc/>
    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        (IReadOnlyList<ChatMessage> sent, ConversationResult? result) = await _compression.CompressAsync(messages, options?.ModelId, cancellationToken).ConfigureAwait(false);
        ChatResponse response = await base.GetResponseAsync(sent, options, cancellationToken).ConfigureAwait(false);
        if (AnnotateResponses && result is not null)
        {
            response.AdditionalProperties = Annotated(response.AdditionalProperties, result);
        }

        return response;
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        (IReadOnlyList<ChatMessage> sent, ConversationResult? result) = await _compression.CompressAsync(messages, options?.ModelId, cancellationToken).ConfigureAwait(false);
        ChatResponseUpdate? last = null;
        await foreach (ChatResponseUpdate update in base.GetStreamingResponseAsync(sent, options, cancellationToken).ConfigureAwait(false))
        {
            last = update;
            yield return update;
        }

        if (AnnotateResponses && result is not null)
        {
            yield return new ChatResponseUpdate
            {
                ResponseId = last?.ResponseId,
                MessageId = last?.MessageId,
                ConversationId = last?.ConversationId,
                ModelId = last?.ModelId,
                Role = last?.Role,
                AdditionalProperties = Annotated(null, result),
            };
        }
    }

    /// <inheritdoc/>
    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType == typeof(ConversationCompressor) ? _compression.Compressor : base.GetService(serviceType, serviceKey);

    internal static Func<ConversationCompressor> Always(ConversationCompressor compressor)
    {
        ArgumentNullException.ThrowIfNull(compressor);
        return () => compressor;
    }

    internal static Func<ConversationCompressor> Of(PithProfiles profiles, string? profile)
    {
        ArgumentNullException.ThrowIfNull(profiles);
        profiles.Get(profile);
        return () => profiles.Get(profile);
    }

    // A new dictionary: the response may be one that a cache gives to several callers.
    private static AdditionalPropertiesDictionary Annotated(AdditionalPropertiesDictionary? properties, ConversationResult result) => new(properties ?? [])
    {
        [ContextCompressionTelemetry.TokensBefore] = result.TokensBefore,
        [ContextCompressionTelemetry.TokensAfter] = result.TokensAfter,
    };
}
