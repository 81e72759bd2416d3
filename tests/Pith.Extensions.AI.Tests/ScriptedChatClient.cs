using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Pith.Extensions.AI.Tests;

/// <summary>Answers from a script, and writes down what it was sent.</summary>
internal sealed class ScriptedChatClient(params Func<IReadOnlyList<ChatMessage>, ChatMessage>[] script) : IChatClient
{
    internal List<IReadOnlyList<ChatMessage>> Requests { get; } = [];

    /// <summary>For each request, each message as JSON.</summary>
    internal List<string[]> Sent { get; } = [];

    internal List<ChatOptions?> Options { get; } = [];

    internal static string Json(ChatMessage message) => JsonSerializer.Serialize(message, AIJsonUtilities.DefaultOptions);

    internal static Func<IReadOnlyList<ChatMessage>, ChatMessage> Says(string text) => _ => new ChatMessage(ChatRole.Assistant, text);

    internal static Func<IReadOnlyList<ChatMessage>, ChatMessage> Calls(string id, string name, Dictionary<string, object?>? arguments = null) =>
        _ => new ChatMessage(ChatRole.Assistant, [new FunctionCallContent(id, name, arguments ?? [])]);

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(new ChatResponse(Answer(messages, options)) { ResponseId = "r" });
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        foreach (ChatResponseUpdate update in new ChatResponse(Answer(messages, options)) { ResponseId = "r" }.ToChatResponseUpdates())
        {
            await Task.Yield();
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }

    private ChatMessage Answer(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        ChatMessage[] list = [.. messages];
        Requests.Add(list);
        Sent.Add([.. list.Select(Json)]);
        Options.Add(options);
        return script.Length == 0 ? new ChatMessage(ChatRole.Assistant, "done") : script[Math.Min(Requests.Count, script.Length) - 1](list);
    }
}
