using System.Threading.Channels;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Pith.Mcp.Tools;

/// <summary>Tells the client how far a long compression has come: in tenths, ever upwards, and all of it before the result.</summary>
/// <remarks>The end is the result's to tell: clients that read both at once take a notification just before it for one that nobody asked for.</remarks>
internal sealed class ProgressNotifications : IProgress<CompressionProgress>, IAsyncDisposable
{
    private const int Steps = 10;

    private readonly Channel<int> _reached = Channel.CreateUnbounded<int>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Lock _lock = new();
    private readonly Task _sending;
    private readonly CancellationToken _cancelled;
    private int _last = -1;

    private ProgressNotifications(McpServer server, ProgressToken token, CancellationToken cancelled)
    {
        _cancelled = cancelled;
        _sending = SendAsync(server, token);
        Reach(0);
    }

    /// <summary>Begins to report; null where nobody asked, or the text is short. A client that has cancelled is told nothing more.</summary>
    internal static ProgressNotifications? For(RequestContext<CallToolRequestParams> request, int length, int from, CancellationToken cancelled) =>
        request.Params?.ProgressToken is { } token && length >= from ? new ProgressNotifications(request.Server, token, cancelled) : null;

    public void Report(CompressionProgress value) => Reach(value.Total > 0 ? (int)((long)Steps * value.Done / value.Total) : 0);

    public async ValueTask DisposeAsync()
    {
        _reached.Writer.TryComplete();
        await _sending.ConfigureAwait(false);
    }

    private void Reach(int step)
    {
        lock (_lock)
        {
            if (step > _last && step <= Steps)
            {
                _last = step;
                _reached.Writer.TryWrite(step);
            }
        }
    }

    private async Task SendAsync(McpServer server, ProgressToken token)
    {
        await foreach (int step in _reached.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            if (_cancelled.IsCancellationRequested)
            {
                return;
            }

            try
            {
                await server.NotifyProgressAsync(token, new ProgressNotificationValue { Progress = step, Total = Steps, Message = "compressing" }).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or InvalidOperationException or ObjectDisposedException)
            {
                // Nobody listens any more; the work itself will be told.
                return;
            }
        }
    }
}
