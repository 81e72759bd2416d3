using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Pith.Seams;
using Pith.Text;

namespace Pith.Mcp.Tests;

/// <summary>Texts and options that need no model.</summary>
internal static class Fakes
{
    internal static PithMcpOptions Options { get; } = new() { Models = new NoModels(), Method = "head-tail" };

    internal static string Json { get; } = "{\"users\":[" + string.Join(',', Enumerable.Range(0, 80).Select(i => $"{{\"id\":{i},\"name\":\"user{i}\",\"state\":\"{(i == 41 ? "failed" : "active")}\"}}")) + "]}";

    internal static string Prose { get; } = string.Join('\n', Enumerable.Range(1, 200).Select(i => $"Line {i} of the report says that item {i * 7} was moved to room {i % 13}."));

    internal static PithMcpOptions With(Fake fake, PithMcpOptions? options = null) => (options ?? Options) with
    {
        Catalog = StandardMethods.Catalog.With([new MethodEntry(fake.Method, _ => fake)]),
    };

    private sealed class NoModels : IModelSource
    {
        public T? Find<T>(string? model)
            where T : class => null;

        public string? ModelFor(Seam seam, Script script) => null;
    }
}

/// <summary>A method that does what its test says.</summary>
internal sealed class Fake(Func<CompressionRequest, CancellationToken, Task<CompressionResult>> work) : ICompressor
{
    public MethodInfo Method { get; } = new() { Id = "fake", Title = "Fake", Family = MethodFamily.Floors, Idea = "what a test says", Limits = "none", Fidelity = Fidelity.Own };

    public async ValueTask<CompressionResult> CompressAsync(CompressionRequest request, CancellationToken cancellationToken = default) => await work(request, cancellationToken);
}

/// <summary>Remembers what was logged.</summary>
internal sealed class Log(LogLevel least) : ILoggerFactory, ILogger
{
    internal ConcurrentQueue<string> Lines { get; } = new();

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= least;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Lines.Enqueue($"{formatter(state, exception)} {exception}");

    public void Dispose()
    {
    }
}
