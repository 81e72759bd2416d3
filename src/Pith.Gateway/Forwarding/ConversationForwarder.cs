using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Pith.Conversations;
using Pith.Conversations.Wire;
using Pith.Gateway.Accounting;
using Pith.Gateway.Configuration;
using Pith.Gateway.Dashboard;
using Pith.Gateway.Keys;
using Yarp.ReverseProxy.Forwarder;

namespace Pith.Gateway.Forwarding;

/// <summary>Takes every request that is not for a page of ours: finds its route, compresses what it may, sends it on, and writes down what came of it.</summary>
internal sealed partial class ConversationForwarder(RouteTable routes, CompressionGate gate, IHttpForwarder forwarder, HttpMessageInvoker upstream, Ledger ledger, CapturedTexts captured, TimeProvider time, ILogger<ConversationForwarder> log)
{
    // What is done before and after the compressor itself, such as reading the JSON.
    private static readonly TimeSpan s_grace = TimeSpan.FromMilliseconds(250);

    private const int BytesPerToken = 4;

    // A client may name as many tools as it likes, and as long; the ledger is no place for that.
    private const int MostTools = 20;
    private const int LongestToolName = 64;

    internal async Task HandleAsync(HttpContext context)
    {
        var exchange = new Exchange { At = time.GetUtcNow(), Started = time.GetTimestamp() };
        ledger.Begin();
        context.Response.OnStarting(() =>
        {
            Say(context.Response.Headers, exchange);
            return Task.CompletedTask;
        });
        context.Response.OnCompleted(() =>
        {
            Complete(context, exchange);
            return Task.CompletedTask;
        });
        try
        {
            await RunAsync(context, exchange);
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            exchange.Leave(ExchangeStatus.Refused, ExchangeReason.Body);
            string message = e.StatusCode == StatusCodes.Status413PayloadTooLarge ? "The body is longer than the gateway takes." : "The body could not be read.";
            await ApiErrors.WriteAsync(context, exchange.Format, e.StatusCode, ApiErrors.InvalidRequest, "pith_body", message);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to answer.
        }
    }

    private async Task RunAsync(HttpContext context, Exchange exchange)
    {
        RouteSet set = routes.Current;
        HttpRequest request = context.Request;
        string path = request.Path.Value ?? "/";
        exchange.Format = HttpMethods.IsPost(request.Method) ? WireFormat.ForPath(path) : null;
        exchange.Route = set.For(path);
        WireFormat? shape = exchange.Format ?? (request.Headers.ContainsKey("anthropic-version") ? WireFormat.AnthropicMessages : null);
        if (!await Admission.AdmitAsync(context, set, exchange, shape))
        {
            return;
        }

        if (HttpMethods.IsConnect(request.Method))
        {
            exchange.Leave(ExchangeStatus.Refused, ExchangeReason.NoRoute);
            await ApiErrors.WriteAsync(context, shape, StatusCodes.Status405MethodNotAllowed, ApiErrors.InvalidRequest, "pith_method", "The gateway opens no tunnels.");
            return;
        }

        if (!ControlHeaders.TryTake(request.Headers, out ControlHeaders control, out string problem))
        {
            exchange.Leave(ExchangeStatus.Refused, ExchangeReason.Header);
            await ApiErrors.WriteAsync(context, shape, StatusCodes.Status400BadRequest, ApiErrors.InvalidRequest, "pith_header", problem);
            return;
        }

        if (exchange.Route is not { } route)
        {
            exchange.Leave(ExchangeStatus.Refused, ExchangeReason.NoRoute);
            await ApiErrors.WriteAsync(context, shape, StatusCodes.Status404NotFound, ApiErrors.NotFound, "pith_no_route", "No route of the gateway begins like this path.");
            return;
        }

        byte[]? body = null;
        if (exchange.Format is not null)
        {
            body = await RequestBody.ReadAsync(request, set.Options.Limits.BodyBytes, context.RequestAborted);
            if (body is not null)
            {
                RequestBody.Replace(request, body);
            }
        }

        if (!await ReserveAsync(context, exchange, shape, (body?.Length ?? request.ContentLength ?? 0) / BytesPerToken))
        {
            return;
        }

        if (exchange.Format is not null)
        {
            if (control.IsOff || !route.Compresses)
            {
                exchange.Leave(ExchangeStatus.Off, control.IsOff ? ExchangeReason.Header : ExchangeReason.Route);
            }
            else if (body is null)
            {
                exchange.Leave(ExchangeStatus.Bypassed, ExchangeReason.TooLarge);
            }
            else
            {
                await RewriteAsync(context, exchange, control, body, set.Options.Limits.BodyBytes);
            }
        }

        await ForwardAsync(context, exchange, path, shape, set.Options.Limits.UsageBytes);
    }

    private static async Task<bool> ReserveAsync(HttpContext context, Exchange exchange, WireFormat? shape, long estimate)
    {
        if (exchange.Client?.Tokens is not { } budget)
        {
            return true;
        }

        if (budget.TryReserve(Math.Max(1, estimate), out TokenBudget.Reservation reservation, out TimeSpan wait))
        {
            exchange.Reservation = reservation;
            return true;
        }

        exchange.Leave(ExchangeStatus.Refused, ExchangeReason.TokenBudget);
        await ApiErrors.WriteAsync(context, shape, StatusCodes.Status429TooManyRequests, ApiErrors.RateLimit, "pith_token_budget", "This key has used the tokens of its window, or too few of them are left for this request.", wait);
        return false;
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever fails here is ours to bear: the request goes on as it came.")]
    private async Task RewriteAsync(HttpContext context, Exchange exchange, ControlHeaders control, byte[] body, int most)
    {
        long start = time.GetTimestamp();
        GatewayRoute route = exchange.Route!;
        WireFormat format = exchange.Format!;
        CancellationToken aborted = context.RequestAborted;
        string encoding = context.Request.Headers.ContentEncoding.ToString();
        byte[]? plain = body;
        if (encoding.Length > 0 && !string.Equals(encoding, "identity", StringComparison.OrdinalIgnoreCase))
        {
            plain = await RequestBody.DecodeAsync(body, encoding, most, aborted);
            if (plain is null)
            {
                exchange.Leave(ExchangeStatus.Bypassed, ExchangeReason.Encoding);
                return;
            }
        }

        try
        {
            // Not waited for beyond the limit, whatever it is that hangs.
            Rewrite rewrite = await Task.Run(() => gate.RewriteAsync(route, format, control, exchange.Client?.Name, plain, aborted), aborted).WaitAsync(route.Timeout + s_grace, time, aborted);
            Note(exchange, rewrite);
            if (!rewrite.Body.Span.SequenceEqual(plain))
            {
                RequestBody.Replace(context.Request, rewrite.Body);
                context.Request.Headers.Remove("Content-Encoding");
            }
        }
        catch (WireFormatException)
        {
            exchange.Leave(ExchangeStatus.Bypassed, ExchangeReason.NotUnderstood);
        }
        catch (TimeoutException)
        {
            exchange.Leave(ExchangeStatus.Bypassed, ReasonCode.TimedOut.Name());
        }
        catch (Exception e) when (!aborted.IsCancellationRequested)
        {
            exchange.Leave(ExchangeStatus.Bypassed, ExchangeReason.Failed);
            Failed(log, e.GetType().Name);
        }

        exchange.CompressionTime = time.GetElapsedTime(start);
    }

    private static void Note(Exchange exchange, Rewrite rewrite)
    {
        ConversationResult result = rewrite.Result;
        exchange.Result = result;
        exchange.Conversation = rewrite.Asked.Conversation;
        exchange.Model = rewrite.Asked.Model;
        exchange.IsStreaming = rewrite.Asked.IsStreaming;
        exchange.Method = string.Join(',', result.Outcomes.Where(o => o.IsChanged).Select(o => o.Method).Distinct(StringComparer.Ordinal));
        exchange.ToolTokens = rewrite.ToolTokens;
        if (rewrite.Offered is not null)
        {
            exchange.Asked = rewrite.Asked;
            exchange.Offered = rewrite.Offered;
        }

        ReasonCode[] failures = [ReasonCode.TimedOut, ReasonCode.Busy, ReasonCode.Fallback, ReasonCode.ModelMissing];
        ConversationOutcome? failed = result.Outcomes.FirstOrDefault(o => !o.IsChanged && failures.Contains(o.Reason));
        ConversationOutcome? left = failed ?? result.Outcomes.LastOrDefault(o => o.Method.Length > 0) ?? (result.Outcomes.Count > 0 ? result.Outcomes[^1] : null);
        exchange.Leave(
            result.IsChanged ? ExchangeStatus.Compressed : ExchangeStatus.Unchanged,
            (result.IsChanged ? failed : left)?.Reason.Name() ?? (result.IsChanged ? ExchangeReason.None : ExchangeReason.NoText));
    }

    private async Task ForwardAsync(HttpContext context, Exchange exchange, string path, WireFormat? shape, int mostUsage)
    {
        GatewayRoute route = exchange.Route!;
        context.Request.Path = route.PathAtUpstream(path);
        foreach (string name in context.Request.Headers.Connection.ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            // What the client names there is between it and us; the upgrade of a connection is the forwarder's.
            if (!string.Equals(name, "Upgrade", StringComparison.OrdinalIgnoreCase) && !string.Equals(name, "Content-Length", StringComparison.OrdinalIgnoreCase))
            {
                context.Request.Headers.Remove(name);
            }
        }

        if (exchange.Format is { } format)
        {
            UsageReader? reader = null;
            context.Response.Body = new TappedStream(context.Response.Body, bytes =>
            {
                exchange.FirstByte ??= time.GetTimestamp();
                if (exchange.Offered is null && exchange.IsUpstreamAnswer)
                {
                    reader ??= new UsageReader(format, context.Response.ContentType?.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase) == true, mostUsage);
                    reader.Take(bytes.Span);
                }
            });
            context.Response.OnCompleted(() =>
            {
                exchange.Usage ??= reader?.Finish();
                return Task.CompletedTask;
            });
        }

        var transformer = new UpstreamTransformer(exchange, upstream, mostUsage, time, log);
        ForwarderError error = await forwarder.SendAsync(context, route.Upstream, upstream, new ForwarderRequestConfig { ActivityTimeout = route.ActivityTimeout }, transformer);
        if (error == ForwarderError.None || context.Response.HasStarted || context.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        exchange.IsUpstreamAnswer = false;
        NotReached(log, route.Name, error);
        int status = context.Response.StatusCode is >= 400 and var told ? told : StatusCodes.Status502BadGateway;
        string message = error == ForwarderError.RequestTimedOut ? "The upstream did not answer in time." : "The upstream can't be reached, or broke off before it answered.";
        await ApiErrors.WriteAsync(context, shape, status, ApiErrors.Api, error == ForwarderError.RequestTimedOut ? "pith_upstream_timeout" : "pith_upstream_unreachable", message);
    }

    private static void Say(IHeaderDictionary headers, Exchange exchange)
    {
        // Names that begin like ours are ours, whatever the upstream says.
        foreach (string name in headers.Keys.Where(k => k.StartsWith("x-pith-", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            headers.Remove(name);
        }

        headers["x-pith-status"] = exchange.Status;
        headers["x-pith-reason"] = exchange.Reason;
        if (exchange.Result is { } result)
        {
            headers["x-pith-tokens-before"] = result.TokensBefore.ToString(CultureInfo.InvariantCulture);
            headers["x-pith-tokens-after"] = result.TokensAfter.ToString(CultureInfo.InvariantCulture);
        }

        if (exchange.Method.Length > 0)
        {
            headers["x-pith-method"] = exchange.Method;
        }
    }

    private void Complete(HttpContext context, Exchange exchange)
    {
        int status = context.Response.StatusCode;
        bool isBilled = exchange.IsUpstreamAnswer && status is >= 200 and < 300;
        if (exchange.Reservation is { } reservation)
        {
            // Where nothing was said about usage, what was reserved stays: a budget must not be passed by breaking off.
            long billed = !isBilled || exchange.Format is null ? 0 : (exchange.Usage?.Total ?? reservation.Tokens) + exchange.ExtraUsage.Total;
            exchange.Client!.Tokens!.Settle(reservation, billed);
        }

        int Sum(bool remembered, Func<ConversationOutcome, int> tokens) => exchange.Result?.Outcomes.Where(o => o.IsChanged && o.IsRemembered == remembered).Sum(tokens) ?? 0;
        int newBefore = Sum(false, o => o.TokensBefore), newAfter = Sum(false, o => o.TokensAfter);
        int sentBefore = Sum(true, o => o.TokensBefore), sentAfter = Sum(true, o => o.TokensAfter);
        long id = ledger.Add(new LedgerEntry
        {
            At = exchange.At,
            Route = exchange.Route?.Name,
            Key = exchange.Client?.Name,
            Format = exchange.Format?.Name,
            Model = exchange.Model,
            Streaming = exchange.IsStreaming,
            HttpStatus = status,
            Status = exchange.Status,
            Reason = exchange.Reason,
            Method = exchange.Method.Length > 0 ? exchange.Method : null,
            Tools = ByTool(exchange),
            NewTokensBefore = newBefore,
            NewTokensAfter = newAfter,
            ResentTokensBefore = sentBefore,
            ResentTokensAfter = sentAfter,
            SavedNew = isBilled ? newBefore - newAfter : 0,
            SavedResent = isBilled ? sentBefore - sentAfter : 0,
            Billed = exchange.Usage,
            // Those of further rounds stand in what was billed for them.
            ToolTokens = isBilled ? exchange.ToolTokens : 0,
            ExtraRounds = exchange.ExtraRounds,
            RetrievalCalls = exchange.RetrievalCalls,
            ExtraBilled = exchange.ExtraRounds > 0 ? exchange.ExtraUsage : null,
            CompressionMs = exchange.CompressionTime.TotalMilliseconds,
            FirstByteMs = exchange.FirstByte is { } first ? time.GetElapsedTime(exchange.Started, first).TotalMilliseconds : null,
            TotalMs = time.GetElapsedTime(exchange.Started).TotalMilliseconds,
        });
        captured.Add(id, exchange);
    }

    private static ToolSavings[]? ByTool(Exchange exchange)
    {
        if (exchange is not { Conversation: { } conversation, Result: { IsChanged: true } result })
        {
            return null;
        }

        return
        [
            .. conversation.Texts.Zip(result.Outcomes)
                .Where(p => p.Second.IsChanged && p.First.Role == ConversationRole.Tool)
                .GroupBy(p => p.First.Tool ?? "(unnamed)", StringComparer.Ordinal)
                .OrderBy(g => g.Key, StringComparer.Ordinal)
                .Take(MostTools)
                .Select(g => new ToolSavings(g.Key.Length <= LongestToolName ? g.Key : g.Key[..LongestToolName], g.Sum(p => p.Second.TokensBefore), g.Sum(p => p.Second.TokensAfter))),
        ];
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The upstream of the route {Route} gave no answer ({Error}).")]
    private static partial void NotReached(ILogger log, string route, ForwarderError error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Compression failed ({Error}); the request went on as it came.")]
    private static partial void Failed(ILogger log, string error);
}
