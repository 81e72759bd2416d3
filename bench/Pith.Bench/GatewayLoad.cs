using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Pith.Text;

namespace Pith.Bench;

/// <summary>What a client saw of one request: milliseconds to the first byte of the body and to its end, from when it was due.</summary>
internal sealed record Answered(double FirstByte, double Total, int Status, string Pith, string Method, bool IsWhole);

/// <summary>Requests as a client of a gateway sends them.</summary>
internal static class GatewayLoad
{
    internal const string Path = "v1/chat/completions";

    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A user's question, a call and its result.</summary>
    internal static byte[] Body(string result, bool stream = false) => Encoding.UTF8.GetBytes(
        "{\"model\":\"m\",\"stream\":" + (stream ? "true" : "false") + ",\"messages\":[{\"role\":\"system\",\"content\":\"You keep machines running.\"},{\"role\":\"user\",\"content\":\"What went wrong with the payment service last night?\"}," +
        "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"c1\",\"type\":\"function\",\"function\":{\"name\":\"read\",\"arguments\":\"{\\\"from\\\":\\\"payment\\\"}\"}}]}," +
        $"{{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"content\":{JsonSerializer.Serialize(result, s_json)}}}]}}");

    /// <summary>Lines of a log, others for each seed.</summary>
    internal static string Log(int tokens, int seed)
    {
        var random = new Random(seed);
        string[] parts = ["payment", "queue", "auth", "mailer", "search"];
        return Lines(tokens, i => string.Create(
            CultureInfo.InvariantCulture,
            $"2026-03-{(i / 3600) + 1:00}T02:{i / 60 % 60:00}:{i % 60:00}.{random.Next(1000):000}Z {(random.Next(20) == 0 ? "ERROR" : random.Next(8) == 0 ? "WARN" : "INFO")} {parts[random.Next(parts.Length)]}-{random.Next(9)} request {random.Next():x8} {(random.Next(20) == 0 ? "failed: connection reset by peer" : "done")} in {random.Next(900)} ms"));
    }

    /// <summary>An array of records, others for each seed.</summary>
    internal static string Json(int tokens, int seed)
    {
        var random = new Random(seed);
        string[] states = ["paid", "open", "failed", "refunded"];
        return "[" + Lines(tokens, i => string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"id\":{100000 + random.Next(900000)},\"state\":\"{states[random.Next(4)]}\",\"amount\":{random.Next(90000) / 100.0:0.00},\"customer\":{{\"name\":\"customer {random.Next(5000)}\",\"country\":\"{(char)('A' + random.Next(26))}{(char)('A' + random.Next(26))}\"}},\"at\":\"2026-03-{random.Next(1, 29):00}T{random.Next(24):00}:00:00Z\"}}"), ",\n") + "]";
    }

    /// <summary>Sentences, others for each seed.</summary>
    internal static string Prose(int tokens, int seed) => Texts.OfTokens(tokens, seed);

    /// <summary>Sends requests when they are due, whether or not earlier ones are answered.</summary>
    /// <param name="client">The client.</param>
    /// <param name="count">How many.</param>
    /// <param name="perSecond">How many in a second; the gaps are exponential.</param>
    /// <param name="request">Address and body of the request with an index.</param>
    internal static async Task<Answered[]> SendAsync(HttpClient client, int count, double perSecond, Func<int, (Uri To, byte[] Body)> request)
    {
        var sent = new Task<Answered>[count];
        var arrivals = new Random(7);
        var due = new double[count];
        for (int i = 1; i < count; i++)
        {
            due[i] = due[i - 1] - (1000 * Math.Log(1 - arrivals.NextDouble()) / perSecond);
        }

        // A thread of its own: the pool's are the client's and the provider's.
        await Task.Factory.StartNew(
            () =>
            {
                long start = Stopwatch.GetTimestamp();
                for (int i = 0; i < count; i++)
                {
                    (Uri to, byte[] body) = request(i);
                    while (Stopwatch.GetElapsedTime(start).TotalMilliseconds < due[i])
                    {
                        Thread.Sleep(1);
                    }

                    long at = Stopwatch.GetTimestamp();
                    sent[i] = Task.Run(() => SendAsync(client, to, body, at));
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        return await Task.WhenAll(sent);
    }

    /// <summary>Sends one request and reads its answer to the end; status 0 if there was none.</summary>
    internal static async Task<Answered> SendAsync(HttpClient client, Uri to, byte[] body, long at)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, to) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            await using Stream answer = await response.Content.ReadAsStreamAsync();
            byte[] buffer = new byte[8192];
            int read = await answer.ReadAsync(buffer), length = 0;
            double first = Stopwatch.GetElapsedTime(at).TotalMilliseconds;
            bool whole = false;
            for (; read > 0; read = await answer.ReadAsync(buffer.AsMemory(length)))
            {
                length += read;
                whole |= buffer.AsSpan(0, length).EndsWith(Encoding.ASCII.GetBytes(ScriptedProvider.End));
                length = length > 4096 ? 0 : length;
            }

            double total = Stopwatch.GetElapsedTime(at).TotalMilliseconds;
            return new Answered(first, total, (int)response.StatusCode, Header(response, "x-pith-status"), Header(response, "x-pith-method"), whole);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            double total = Stopwatch.GetElapsedTime(at).TotalMilliseconds;
            return new Answered(total, total, 0, e.GetType().Name, string.Empty, false);
        }
    }

    private static string Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out IEnumerable<string>? values) ? string.Join(',', values) : string.Empty;

    private static string Lines(int tokens, Func<int, string> line, string between = "\n")
    {
        var lines = new List<string>();
        for (int have = 0; have < tokens;)
        {
            string next = line(lines.Count);
            have += TokenCounters.O200kBase.Count(next + between);
            lines.Add(next);
        }

        return string.Join(between, lines);
    }
}
