using System.Net.Sockets;
using System.Text;
using Pith.Gateway.Tests;

namespace Pith.Bench;

/// <summary>Requests that no client should send, the same in every run.</summary>
internal static class HostileRequests
{
    private static readonly string[] s_paths = ["v1/chat/completions", "v1/messages", "v1/responses", "v1/../v1/chat/completions", "v1/chat/completions/%00", "%2e%2e/%2e%2e/etc"];
    private static readonly (string Name, string Value)[] s_headers = [("x-pith-rate", "NaN"), ("x-pith-rate", "1e-300"), ("x-pith-budget", "-1"), ("x-pith-budget", "99999999999999999999"), ("x-pith-method", "../x"), ("x-pith-method", "keep"), ("x-pith", "maybe"), ("Content-Encoding", "gzip"), ("Content-Encoding", "br"), ("Content-Encoding", "br, gzip"), ("anthropic-version", "x"), ("Connection", "x-pith, host"), ("Accept-Encoding", "q=;*"), ("Expect", "200-ok")];
    private static readonly string[] s_raw =
    [
        "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\nGET /x HTTP/1.1\r\nHost: x\r\n\r\n",
        "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: 99999\r\nConnection: close\r\n\r\n{\"messages\":[",
        "POST /v1/messages HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
        "GET http://elsewhere.invalid/v1/models HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        "BREW / HTTP/1.0\r\nHost: x\r\nConnection: x-keep\r\nx-keep: 1\r\n\r\n",
        "CONNECT x:443 HTTP/1.1\r\nHost: x:443\r\n\r\n",
        "\u0016\u0003\u0001\u0002\0\u0001\0\u0001",
    ];

    /// <summary>Sends them one after the other.</summary>
    /// <returns>The status of each; 0 where a bare connection ended without one, 599 where a whole request got none; and what it was.</returns>
    internal static async IAsyncEnumerable<(int Status, string What)> SendAsync(HttpClient client, Uri gateway, int count)
    {
        var random = new Random(20260101);
        byte[] seed = GatewayLoad.Body("a short result");
        for (int i = 0; i < count; i++)
        {
            if (i % 4 == 3)
            {
                byte[] raw = MutatedBytes.Of(Encoding.Latin1.GetBytes(s_raw[random.Next(s_raw.Length)]), random, random.Next(3));
                yield return (await RawAsync(gateway, raw), System.Text.Json.JsonSerializer.Serialize(Encoding.Latin1.GetString(raw)));
                continue;
            }

            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(gateway, s_paths[random.Next(s_paths.Length)])) { Content = new ByteArrayContent(Content(seed, random)) };
            if (random.Next(3) == 0)
            {
                (string name, string value) = s_headers[random.Next(s_headers.Length)];
                _ = request.Headers.TryAddWithoutValidation(name, value) || request.Content.Headers.TryAddWithoutValidation(name, value);
            }

            int status;
            try
            {
                using HttpResponseMessage response = await client.SendAsync(request);
                status = (int)response.StatusCode;
            }
            catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
            {
                status = 599;
            }

            yield return (status, $"{request.RequestUri} {request.Headers.ToString().ReplaceLineEndings(" ")}{request.Content.Headers.ToString().ReplaceLineEndings(" ")}");
        }
    }

    private static byte[] Content(byte[] seed, Random random) => random.Next(40) switch
    {
        0 => Encoding.UTF8.GetBytes(new string('[', 100_000)),
        1 => Encoding.UTF8.GetBytes("{\"messages\":[" + string.Join(',', Enumerable.Repeat("{\"role\":\"tool\",\"content\":\"\"}", 20_000)) + "]}"),
        2 => GatewayLoad.Body(new string('a', 500_000)),
        3 => GatewayLoad.Body(string.Concat(Enumerable.Repeat("\u200b\ufeff\ud83d\ude00\t", 5000))),
        4 => [],
        _ => MutatedBytes.Of(seed, random, random.Next(1, 6)),
    };

    private static async Task<int> RawAsync(Uri gateway, byte[] bytes)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(gateway.Host, gateway.Port);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        try
        {
            NetworkStream stream = socket.GetStream();
            await stream.WriteAsync(bytes, patience.Token);
            socket.Client.Shutdown(SocketShutdown.Send);
            byte[] answer = new byte[64];
            int read = await stream.ReadAtLeastAsync(answer, 12, throwOnEndOfStream: false, patience.Token);
            string head = Encoding.ASCII.GetString(answer, 0, read);
            return head.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) && int.TryParse(head.AsSpan(9, 3), out int status) ? status : 0;
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            return 0;
        }
    }
}
