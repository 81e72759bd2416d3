using Microsoft.Extensions.AI;

namespace Pith.Extensions.AI;

/// <summary>Offers the retrieval function on every request; the caller's options are never changed.</summary>
internal sealed class RetrievalChatClient : DelegatingChatClient
{
    private readonly RetrievalFunction _function;

    internal RetrievalChatClient(IChatClient innerClient, RetrievalFunction function)
        : base(innerClient)
    {
        if (innerClient.GetService(typeof(FunctionInvokingChatClient)) is null)
        {
            throw new InvalidOperationException("AddRetrievalTool() stands before UseFunctionInvocation(), which is what calls the tool. Where something else invokes functions, such as an agent, put a RetrievalFunction into its tools.");
        }

        _function = function;
    }

    public override Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        base.GetResponseAsync(messages, With(options), cancellationToken);

    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        base.GetStreamingResponseAsync(messages, With(options), cancellationToken);

    // On every request, cut or not: a list of tools that changes breaks the prompt cache from its head on.
    private ChatOptions With(ChatOptions? options)
    {
        if (options?.Tools is { } tools && tools.Any(t => t.Name == _function.Name))
        {
            return options;
        }

        ChatOptions copy = options?.Clone() ?? new ChatOptions();
        copy.Tools = [.. options?.Tools ?? [], _function];
        return copy;
    }
}
