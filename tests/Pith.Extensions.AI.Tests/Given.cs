using System.Globalization;
using Microsoft.Extensions.AI;
using Pith.Conversations;
using Pith.Reversal;
using Pith.Runtimes.Onnx;

namespace Pith.Extensions.AI.Tests;

/// <summary>Texts, messages and compressors that tests share.</summary>
internal static class Given
{
    internal static string Log(int lines = 120, string worker = "worker") =>
        string.Join('\n', Enumerable.Range(0, lines).Select(i => string.Create(CultureInfo.InvariantCulture, $"{worker} {i % 7} took job {i} from the queue and finished it in {i * 37 % 101} ms")));

    internal static string Prose(string about) =>
        string.Join(' ', Enumerable.Range(0, 40).Select(i => string.Create(CultureInfo.InvariantCulture, $"In part {i} we talked at some length about the {about} and about what it would take to finish it.")));

    internal static ICompressor Method(string id) => StandardMethods.Catalog.Create(id, OnnxRuntime.Default);

    internal static ConversationRule Rule(ConversationRole? role = ConversationRole.Tool, string? tool = null, string method = "head-tail", double rate = 0.5) =>
        new() { Role = role, Tool = tool, Method = method, Budget = Budget.Rate(rate), LeastTokens = 50 };

    internal static ConversationPolicy Policy(params ConversationRule[] rules) => ConversationPolicy.Default with { Rules = rules.Length == 0 ? [Rule()] : rules };

    internal static ConversationCompressor Compressor(ConversationPolicy? policy = null, IFormStore? forms = null, IOriginalStore? originals = null) =>
        new(policy ?? Policy(), Method, forms, originals);

    /// <summary>A question, a call of a tool, and its result.</summary>
    internal static List<ChatMessage> ToolRound(object? result, string tool = "read_log") =>
    [
        new(ChatRole.System, "Be brief."),
        new(ChatRole.User, "What went wrong with job 60?"),
        new(ChatRole.Assistant, [new TextReasoningContent("think"), new TextContent("I look."), new FunctionCallContent("c1", tool, new Dictionary<string, object?> { ["path"] = "a.log" })]) { MessageId = "m2" },
        new(ChatRole.Tool, [new FunctionResultContent("c1", result)]) { MessageId = "m3" },
    ];

    internal static FunctionResultContent Result(ChatMessage message) => message.Contents.OfType<FunctionResultContent>().Single();

    internal static int Tokens(string text) => Pith.Text.TokenCounters.O200kBase.Count(text);
}

/// <summary>A method that does what a test says.</summary>
internal sealed class StubCompressor(Func<CompressionRequest, CancellationToken, Task<CompressionResult>> compress) : ICompressor
{
    public MethodInfo Method { get; } = new() { Id = "stub", Title = "stub", Family = MethodFamily.Floors, Idea = "-", Limits = "-", Fidelity = Fidelity.Own };

    public async ValueTask<CompressionResult> CompressAsync(CompressionRequest request, CancellationToken cancellationToken = default) => await compress(request, cancellationToken);
}
