using Microsoft.Extensions.Logging;

namespace Pith.Cli.Output;

/// <summary>What a library logs, on stderr: warnings and errors, and with <c>--verbose</c> what happens; of exceptions only their type.</summary>
internal sealed class TalkingLog(Talk talk) : ILoggerFactory, ILogger
{
    public void AddProvider(ILoggerProvider provider)
    {
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    // Below this, messages are logged with the texts that they carry.
    public bool IsEnabled(LogLevel logLevel) => logLevel >= (talk.IsVerbose ? LogLevel.Information : LogLevel.Warning);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        // That a client changes its mind is no trouble.
        if (IsEnabled(exception is OperationCanceledException ? LogLevel.Information : logLevel))
        {
            talk.Say(exception is null ? formatter(state, null) : $"{formatter(state, null)} ({exception.GetType().Name})");
        }
    }

    public void Dispose()
    {
    }
}
