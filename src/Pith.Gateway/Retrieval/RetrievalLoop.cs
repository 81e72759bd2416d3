using System.Text.Json;
using System.Text.Json.Nodes;
using Pith.Conversations.Wire;
using Pith.Gateway.Accounting;
using Pith.Gateway.Forwarding;
using Pith.Reversal;

namespace Pith.Gateway.Retrieval;

/// <summary>Answers calls of the retrieval tool between the upstream and the client, who sees one answer without them.</summary>
internal sealed partial class RetrievalLoop(Exchange exchange, int mostBytes, TimeProvider time, Func<ReadOnlyMemory<byte>, CancellationToken, Task<HttpResponseMessage>> send, ILogger log)
{
    private readonly WireFormat _format = exchange.Format!;
    private readonly RetrievalTool _tool = exchange.Route!.Retrieval!;
    private readonly Reply _reply = Reply.For(exchange.Format!);
    private WireRequest _request = exchange.Offered!;

    /// <summary>Whether an answer is one that may hold calls.</summary>
    internal static bool Covers(HttpResponseMessage response) =>
        response.IsSuccessStatusCode && response.Content.Headers.ContentEncoding.Count == 0 && (IsStream(response) || response.Content.Headers.ContentType?.MediaType == "application/json");

    /// <summary>Copies an answer to the client, with as many rounds as it takes.</summary>
    internal async Task RunAsync(HttpContext context, HttpResponseMessage first)
    {
        CancellationToken aborted = context.RequestAborted;
        if (IsStream(first))
        {
            await StreamAsync(context.Response, first, aborted);
        }
        else
        {
            await WholeAsync(context.Response, first, aborted);
        }
    }

    private static bool IsStream(HttpResponseMessage response) => response.Content.Headers.ContentType?.MediaType == "text/event-stream";

    private async Task WholeAsync(HttpResponse client, HttpResponseMessage first, CancellationToken cancellationToken)
    {
        HttpResponseMessage response = first;
        try
        {
            while (true)
            {
                byte[]? body = await ReadAsync(response, cancellationToken);
                if (body is null || Parse(body) is not { } answer)
                {
                    // Too long or no JSON: there are no calls in it that could be answered.
                    if (body is not null)
                    {
                        await client.Body.WriteAsync(body, cancellationToken);
                    }

                    await response.Content.CopyToAsync(client.Body, cancellationToken);
                    return;
                }

                Bill(answer);
                _reply.Take(answer);
                HttpResponseMessage? next = await NextAsync(cancellationToken);
                if (next is null || !next.IsSuccessStatusCode || IsStream(next))
                {
                    // There is no next round, or it failed: the client gets the answer that there is.
                    next?.Dispose();
                    bool isAsItCame = _reply.Own.Count == 0 && exchange.ExtraRounds == 0;
                    byte[] visible = isAsItCame ? body : JsonSerializer.SerializeToUtf8Bytes(_reply.Visible(answer));
                    client.ContentLength = visible.Length;
                    await client.Body.WriteAsync(visible, cancellationToken);
                    return;
                }

                response.Dispose();
                response = next;
                _reply.BeginRound();
            }
        }
        finally
        {
            if (!ReferenceEquals(response, first))
            {
                response.Dispose();
            }
        }
    }

    private async Task StreamAsync(HttpResponse client, HttpResponseMessage first, CancellationToken cancellationToken)
    {
        HttpResponseMessage response = first;
        try
        {
            while (true)
            {
                await RoundAsync(client, response, cancellationToken);
                HttpResponseMessage? next = await NextAsync(cancellationToken);
                if (next is null || !next.IsSuccessStatusCode || !IsStream(next))
                {
                    next?.Dispose();
                    foreach (byte[] last in _reply.End())
                    {
                        await client.Body.WriteAsync(last, cancellationToken);
                    }

                    return;
                }

                if (!ReferenceEquals(response, first))
                {
                    response.Dispose();
                }

                response = next;
                _reply.BeginRound();
            }
        }
        finally
        {
            if (!ReferenceEquals(response, first))
            {
                response.Dispose();
            }
        }
    }

    // One stream from the upstream: what is the client's goes on event by event.
    private async Task RoundAsync(HttpResponse client, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var splitter = new SseSplitter();
        var usage = new UsageReader(_format, isStream: true, mostBytes);
        var visible = new List<byte[]>();
        byte[] buffer = new byte[16 * 1024];
        await using Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        bool isCopied = false;
        while (true)
        {
            int count = await ReadAsync(stream, buffer, cancellationToken);
            if (count == 0)
            {
                break;
            }

            usage.Take(buffer.AsSpan(0, count));
            if (isCopied)
            {
                await client.Body.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
                continue;
            }

            foreach (SseEvent one in splitter.Take(buffer.AsMemory(0, count)))
            {
                _reply.Take(one, visible);
            }

            if (splitter.Held > mostBytes)
            {
                visible.Add(splitter.Rest());
                isCopied = true;
            }

            foreach (byte[] bytes in visible)
            {
                await client.Body.WriteAsync(bytes, cancellationToken);
            }

            visible.Clear();
        }

        if (splitter.Rest() is { Length: > 0 } rest)
        {
            await client.Body.WriteAsync(rest, cancellationToken);
        }

        Bill(usage.Finish());
    }

    // The answer of the next round; null if there is none to be had, and the answer ends here.
    private async Task<HttpResponseMessage?> NextAsync(CancellationToken cancellationToken)
    {
        if (_reply.Own.Count == 0 || !_reply.CanContinue)
        {
            return null;
        }

        bool isMixed = _reply.OtherId is not null;
        if (!isMixed && exchange.ExtraRounds >= exchange.Route!.RetrievalRounds)
        {
            LimitReached(log, exchange.Route.RetrievalRounds);
            return null;
        }

        var answers = new List<ReadOnlyMemory<byte>>();
        foreach (OwnCall call in _reply.Own)
        {
            answers.Add(_format.Answer(call.Id, await _tool.AnswerAsync(Arguments(call), cancellationToken)));
            exchange.RetrievalCalls++;
        }

        try
        {
            if (isMixed)
            {
                var unseen = new UnseenCalls { Calls = [.. _reply.Own.Select(o => (ReadOnlyMemory<byte>)JsonSerializer.SerializeToUtf8Bytes(o.Item))], Answers = answers };
                await UnseenCallStore.KeepAsync(exchange.Route!.Forms, exchange.Asked!, exchange.Client?.Name, _reply.OtherId!, unseen, time.GetUtcNow(), cancellationToken);
                return null;
            }

            _request = _request.WithTurns(_reply.Turns(answers));
            HttpResponseMessage response = await send(_request.Body, cancellationToken);
            exchange.ExtraRounds++;
            return response;
        }
#pragma warning disable CA1031 // Whatever fails here, the client still gets the answer that there is.
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            NotAnswered(log, e.GetType().Name);
            return null;
        }
    }

    private void Bill(JsonObject answer)
    {
        using JsonDocument document = JsonSerializer.SerializeToDocument(answer);
        Bill(BilledUsage.Read(_format, document.RootElement));
    }

    private void Bill(BilledUsage? usage)
    {
        if (exchange.ExtraRounds == 0)
        {
            exchange.Usage = usage;
        }
        else if (usage is not null)
        {
            exchange.ExtraUsage = exchange.ExtraUsage.Plus(usage);
        }
    }

    private async Task<byte[]?> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentLength > mostBytes)
        {
            return null;
        }

        return await response.Content.ReadAsByteArrayAsync(cancellationToken);
    }

    private async Task<int> ReadAsync(Stream stream, byte[] buffer, CancellationToken cancellationToken)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        silence.CancelAfter(exchange.Route!.ActivityTimeout);
        return await stream.ReadAsync(buffer, silence.Token);
    }

    private static JsonElement Arguments(OwnCall call)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(call.Arguments);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private static JsonObject? Parse(byte[] body)
    {
        try
        {
            return JsonNode.Parse(body) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The model asked for originals more than {Rounds} times in one answer; the last calls were taken out.")]
    private static partial void LimitReached(ILogger log, int rounds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A call of the retrieval tool could not be answered ({Error}); it was taken out of the answer.")]
    private static partial void NotAnswered(ILogger log, string error);
}
