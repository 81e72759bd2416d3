using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Pith.Mcp.Tests;

/// <summary>A client and a server in one process, over two pipes.</summary>
internal sealed class Session : IAsyncDisposable
{
    internal const string Handshake = "2025-11-25";
    internal const string PerRequest = "2026-07-28";

    private readonly CancellationTokenSource _end = new();
    private readonly Pipe _toServer = new();
    private readonly Task _serving;

    private Session(Task serving, Pipe toServer, CancellationTokenSource end)
    {
        _serving = serving;
        _toServer = toServer;
        _end = end;
    }

    internal required McpClient Client { get; init; }

    /// <summary>What the server sent, in the order in which it sent it; the client may handle messages in another.</summary>
    internal required Recording Sent { get; init; }

    internal static async Task<Session> StartAsync(PithMcpOptions options, string protocol = PerRequest, ILoggerFactory? loggers = null)
    {
        var toServer = new Pipe();
        var toClient = new Pipe();
        var end = new CancellationTokenSource();
        var sent = new Recording(toClient.Writer.AsStream());
        Task serving = PithMcpServer.ServeAsync(toServer.Reader.AsStream(), sent, options, loggers, end.Token);
        McpClient client = await McpClient.CreateAsync(
            new StreamClientTransport(toServer.Writer.AsStream(), toClient.Reader.AsStream()),
            new McpClientOptions { ProtocolVersion = protocol },
            cancellationToken: TestContext.Current.CancellationToken);
        return new Session(serving, toServer, end) { Client = client, Sent = sent };
    }

    internal ValueTask<CallToolResult> CallAsync(string tool, params (string Name, object? Value)[] arguments) =>
        Client.CallToolAsync(tool, arguments.ToDictionary(a => a.Name, a => a.Value), cancellationToken: TestContext.Current.CancellationToken);

    /// <summary>The message of a call that has to fail as a result.</summary>
    internal async Task<string> FailAsync(string tool, params (string Name, object? Value)[] arguments)
    {
        CallToolResult result = await CallAsync(tool, arguments);
        Assert.True(result.IsError);
        Assert.Null(result.StructuredContent);
        return result.Said();
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await _toServer.Writer.CompleteAsync();
        await _serving;
        _end.Dispose();
    }
}

internal static class Results
{
    internal static string Said(this CallToolResult result, int block = 0) => ((TextContentBlock)result.Content[block]).Text;

    internal static JsonElement Data(this CallToolResult result, string name) => result.StructuredContent!.Value.GetProperty(name);

    internal static CallToolResult Succeeded(this CallToolResult result)
    {
        Assert.True(result.IsError is null or false, result.Said());
        return result;
    }
}

/// <summary>A folder that goes with its test.</summary>
internal sealed class Folder : IDisposable
{
    internal string Path { get; } = Files.CanonicalPath.Of(Directory.CreateTempSubdirectory("pith-mcp-").FullName);

    public void Dispose() => Directory.Delete(Path, recursive: true);

    internal string At(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    internal string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    internal string Write(string name, byte[] bytes)
    {
        string path = At(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}

/// <summary>Remembers what is written through it.</summary>
internal sealed class Recording(Stream inner) : Stream
{
    private readonly MemoryStream _all = new();

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    internal JsonElement[] Messages()
    {
        lock (_all)
        {
            return [.. Encoding.UTF8.GetString(_all.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement)];
        }
    }

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        lock (_all)
        {
            _all.Write(buffer.Span);
        }

        return inner.WriteAsync(buffer, cancellationToken);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
