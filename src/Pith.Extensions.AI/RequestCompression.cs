using System.Diagnostics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Pith.Conversations;

namespace Pith.Extensions.AI;

/// <summary>Takes one request through the compressor, says what was done, and never fails but for the caller's cancellation.</summary>
internal sealed class RequestCompression(Func<ConversationCompressor> compressor, ILogger logger)
{
    internal Action<ContextCompressionReport>? OnCompressed { get; set; }

    internal ConversationCompressor Compressor => compressor();

    internal async ValueTask<(IReadOnlyList<ChatMessage> Messages, ConversationResult? Result)> CompressAsync(IEnumerable<ChatMessage> messages, string? model, CancellationToken cancellationToken)
    {
        IReadOnlyList<ChatMessage> list = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        try
        {
            var conversation = new ChatConversation(list);
            ConversationResult result = await CompressAsync(conversation.Conversation, model, cancellationToken).ConfigureAwait(false);
            return (conversation.With(result), result);
        }
#pragma warning disable CA1031 // Messages of somebody else's making may be anything; the request goes on as it is.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            ContextCompressionTelemetry.LogFailed(logger, "Compression", e.GetType().Name);
            return (list, null);
        }
    }

    internal async ValueTask<ConversationResult> CompressAsync(Conversation conversation, string? model, CancellationToken cancellationToken)
    {
        using Activity? activity = ContextCompressionTelemetry.Start();
        ConversationResult result = await compressor().CompressAsync(conversation, cancellationToken).ConfigureAwait(false);
        ContextCompressionTelemetry.Record(activity, result, logger);
        try
        {
            OnCompressed?.Invoke(new ContextCompressionReport { Conversation = conversation, Result = result, Model = model });
        }
#pragma warning disable CA1031 // Who only listens does not stop a request.
        catch (Exception e)
#pragma warning restore CA1031
        {
            ContextCompressionTelemetry.LogFailed(logger, nameof(OnCompressed), e.GetType().Name);
        }

        return result;
    }
}
