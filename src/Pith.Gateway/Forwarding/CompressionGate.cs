using Pith.Conversations;
using Pith.Conversations.Wire;
using Pith.Gateway.Configuration;
using Pith.Gateway.Retrieval;
using Pith.Reversal;
using Pith.Text;

namespace Pith.Gateway.Forwarding;

/// <summary>A request with other texts in it.</summary>
internal sealed record Rewrite
{
    /// <summary>The request as the client sent it.</summary>
    internal required WireRequest Asked { get; init; }

    /// <summary>What goes on.</summary>
    internal required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>What goes on, read, where the retrieval tool is in it; null where it is not.</summary>
    internal WireRequest? Offered { get; init; }

    internal required ConversationResult Result { get; init; }

    /// <summary>Tokens of the retrieval tool; 0 if it is not offered.</summary>
    internal int ToolTokens { get; init; }
}

/// <summary>Rewrites requests, no more than a few at once: where there are too many, nothing new is compressed and what was sent before stays the same.</summary>
internal sealed class CompressionGate(GatewayOptions options) : IDisposable
{
    private readonly SemaphoreSlim _free = new(options.Limits.Compressions > 0 ? options.Limits.Compressions : 2 * Environment.ProcessorCount);

    /// <summary>Rewrites a request.</summary>
    /// <exception cref="WireFormatException">It can't be read.</exception>
    internal async Task<Rewrite> RewriteAsync(GatewayRoute route, WireFormat format, ControlHeaders control, string? client, ReadOnlyMemory<byte> body, CancellationToken cancellationToken, bool offers = true)
    {
        WireRequest asked = format.Read(body);
        ConversationCompressor compressor = route.CompressorFor(format, control);
        ConversationResult result;
        if (await _free.WaitAsync(TimeSpan.Zero, cancellationToken))
        {
            try
            {
                result = await compressor.CompressAsync(asked.Conversation, cancellationToken);
            }
            finally
            {
                _free.Release();
            }
        }
        else
        {
            result = await compressor.RecallAsync(asked.Conversation, cancellationToken);
        }

        if (route.Retrieval is null || !offers)
        {
            return new Rewrite { Asked = asked, Body = asked.With(result), Result = result };
        }

        // On every request, whatever it holds: the tools stand at the head of the cached prefix.
        IReadOnlyDictionary<string, UnseenCalls> unseen = await UnseenAsync(route, asked, client, cancellationToken);
        ReadOnlyMemory<byte> tool = format.Tool(RetrievalTool.Name, RetrievalTool.Description, RetrievalTool.Parameters);
        WireRequest offered = format.Read(asked.With(result)).WithUnseen(unseen).WithItem("tools", tool.Span);
        return new Rewrite { Asked = asked, Body = offered.Body, Offered = offered, Result = result, ToolTokens = ToolTokens(route.Policy.TokenCounter) };
    }

    public void Dispose() => _free.Dispose();

    // A store that is away must not take the tool away, too.
    private static async Task<IReadOnlyDictionary<string, UnseenCalls>> UnseenAsync(GatewayRoute route, WireRequest asked, string? client, CancellationToken cancellationToken)
    {
        try
        {
            return await UnseenCallStore.FindAsync(route.Forms, asked, client, cancellationToken).WaitAsync(route.Timeout, cancellationToken);
        }
#pragma warning disable CA1031 // A store may fail in any way; without what it kept the conversation is still a valid one.
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return new Dictionary<string, UnseenCalls>();
        }
    }

    private static int ToolTokens(ITokenCounter counter) => counter.Count(RetrievalTool.Name) + counter.Count(RetrievalTool.Description) + counter.Count(RetrievalTool.Parameters);
}
