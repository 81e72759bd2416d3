#:project ../src/Pith.Extensions.AI/Pith.Extensions.AI.csproj
#:property PublishAot=false

// Results of tools are compressed on their way to the model, and the model can ask for what was cut. Runs offline: the model is a script.
using Microsoft.Extensions.AI;
using Pith;
using Pith.Conversations;
using Pith.Extensions.AI;
using Pith.Reversal;
using Pith.Runtimes.Onnx;

var originals = new MemoryOriginalStore();
var policy = ConversationPolicy.Default with { Rules = [new ConversationRule { Role = ConversationRole.Tool, Budget = Budget.Rate(0.2) }] };
var compressor = new ConversationCompressor(policy, id => StandardMethods.Catalog.Create(id, OnnxRuntime.Default), originals: originals);

using IChatClient client = new ScriptedModel().AsBuilder()
    .AddRetrievalTool(new RetrievalTool(new OriginalRetrieval(originals)))
    .UseFunctionInvocation()
    .UseContextCompression(compressor, c => c.OnCompressed = Report)
    .Build();

AITool build = AIFunctionFactory.Create(BuildLog, "build", "Builds the project.");
Console.WriteLine(await client.GetResponseAsync("Why does the build fail?", new ChatOptions { Tools = [build] }));

static void Report(ContextCompressionReport report) =>
    Console.WriteLine($"-- sent: {report.Result.Outcomes.Count} texts, {report.Result.TokensBefore} -> {report.Result.TokensAfter} tokens of those that changed");

static string BuildLog() => string.Join('\n', Enumerable.Range(0, 240).Select(i => i == 121
    ? "10:02:01 ERROR src/parser/lexer.cpp:88:13: use of undeclared identifier 'peek_token'"
    : $"10:{i / 60:00}:{i % 60:00} INFO  compiled src/module{i % 9}/part{i}.cpp in {i * 37 % 400} ms"));

/// <summary>Calls the tool, asks for three lines of what was cut, and answers with what it read.</summary>
internal sealed class ScriptedModel : IChatClient
{
    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        string[] results = [.. messages.SelectMany(m => m.Contents).OfType<FunctionResultContent>().Select(r => r.Result!.ToString()!)];
        ChatMessage answer = results.Length switch
        {
            0 => new(ChatRole.Assistant, [new FunctionCallContent("call-1", "build")]),
            1 => new(ChatRole.Assistant, [new FunctionCallContent("call-2", RetrievalTool.Name, new Dictionary<string, object?> { ["handle"] = results[0].Split('#')[1].Split(']')[0], ["last_line"] = 3 })]),
            _ => new(ChatRole.Assistant, $"It is this: {results[0].Split('\n').First(l => l.Contains(" ERROR ", StringComparison.Ordinal))}\nThe cut began with:\n{results[1]}"),
        };
        return Task.FromResult(new ChatResponse(answer));
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
