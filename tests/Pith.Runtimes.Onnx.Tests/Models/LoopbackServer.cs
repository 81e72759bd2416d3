using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Pith.Runtimes.Onnx.Tests.Models;

/// <summary>Serves a folder on loopback, with ranges, and fails as it is told to.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly HttpListener _listener;
    private readonly string _folder;

    internal LoopbackServer(string folder)
    {
        _folder = folder;
        (_listener, Address) = Listen();
        _ = ServeAsync();
    }

    internal string Address { get; }

    /// <summary>Connections to break, each after so many bytes of a body, for files whose name ends so.</summary>
    internal ConcurrentQueue<(string File, long After)> Breaks { get; } = new();

    /// <summary>Called with each file's name and the bytes of it that were sent so far.</summary>
    internal Action<string, long>? Sent { get; set; }

    /// <summary>Requests as "path range".</summary>
    internal ConcurrentQueue<string> Requests { get; } = new();

    public void Dispose() => _listener.Close();

    private static (HttpListener Listener, string Address) Listen()
    {
        for (int attempt = 0; ; attempt++)
        {
            using var probe = new TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            int port = ((IPEndPoint)probe.LocalEndpoint).Port;
            probe.Stop();
            var listener = new HttpListener();
            string address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
            listener.Prefixes.Add(address + "/");
            try
            {
                listener.Start();
                return (listener, address);
            }
            catch (HttpListenerException) when (attempt < 10)
            {
                // Somebody took the port in between.
                listener.Close();
            }
        }
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                await AnswerAsync(await _listener.GetContextAsync());
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or IOException or InvalidOperationException)
            {
                // The client or the test went away.
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        string path = context.Request.Url!.AbsolutePath.TrimStart('/');
        Requests.Enqueue($"{path} {context.Request.Headers["Range"]}".Trim());
        string file = Path.Combine(_folder, path);
        if (!File.Exists(file))
        {
            context.Response.StatusCode = 404;
            context.Response.Close();
            return;
        }

        byte[] content = await File.ReadAllBytesAsync(file);
        string tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(content))[..12]}\"";
        int start = 0;
        if (context.Request.Headers["Range"] is { } range && (context.Request.Headers["If-Range"] ?? tag) == tag)
        {
            start = int.Parse(range["bytes=".Length..^1], CultureInfo.InvariantCulture);
            context.Response.StatusCode = 206;
            context.Response.AddHeader("Content-Range", string.Create(CultureInfo.InvariantCulture, $"bytes {start}-{content.Length - 1}/{content.Length}"));
        }

        context.Response.AddHeader("ETag", tag);
        context.Response.ContentLength64 = content.Length - start;
        long stop = Breaks.TryPeek(out (string File, long After) planned) && path.EndsWith(planned.File, StringComparison.Ordinal) && Breaks.TryDequeue(out _)
            ? start + planned.After : content.Length;
        for (int at = start; at < content.Length; at += 1 << 16)
        {
            if (at >= stop)
            {
                context.Response.Abort();
                return;
            }

            await context.Response.OutputStream.WriteAsync(content.AsMemory(at, Math.Min(1 << 16, content.Length - at)));
            await context.Response.OutputStream.FlushAsync();
            Sent?.Invoke(path, at);
        }

        context.Response.Close();
    }
}
