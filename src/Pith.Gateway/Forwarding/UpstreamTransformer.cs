using System.Net.Http.Headers;
using Pith.Conversations.Wire;
using Pith.Gateway.Retrieval;
using Yarp.ReverseProxy.Forwarder;

namespace Pith.Gateway.Forwarding;

/// <summary>The way to an upstream and back, for one request.</summary>
internal sealed class UpstreamTransformer(Exchange exchange, HttpMessageInvoker upstream, int mostBytes, TimeProvider time, ILogger log) : HttpTransformer
{
    private HttpRequestMessage? _first;

    public override async ValueTask TransformRequestAsync(HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        proxyRequest.Headers.Host = null;
        proxyRequest.RequestUri = UpstreamUri.For(httpContext, exchange.Route!) ?? proxyRequest.RequestUri;
        if (exchange.Format is not null)
        {
            // What the upstream compresses can't be read for its usage.
            proxyRequest.Headers.Remove("Accept-Encoding");
        }

        if (exchange.Route!.UpstreamKey is { } key)
        {
            proxyRequest.Headers.Remove("Authorization");
            proxyRequest.Headers.Remove("x-api-key");
            proxyRequest.Headers.Remove("api-key");
            (string name, string value) = exchange.Format == WireFormat.AnthropicMessages || httpContext.Request.Headers.ContainsKey("anthropic-version") ? ("x-api-key", key)
                : httpContext.Request.Path.Value!.Contains("/openai/deployments/", StringComparison.OrdinalIgnoreCase) ? ("api-key", key)
                : ("Authorization", $"Bearer {key}");
            proxyRequest.Headers.TryAddWithoutValidation(name, value);
        }

        _first = proxyRequest;
    }

    public override async ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        bool copies = await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
        if (proxyResponse is null)
        {
            return copies;
        }

        exchange.IsUpstreamAnswer = true;
        if (exchange.Offered is null || !RetrievalLoop.Covers(proxyResponse))
        {
            return copies;
        }

        httpContext.Response.ContentLength = null;
        await new RetrievalLoop(exchange, mostBytes, time, SendAsync, log).RunAsync(httpContext, proxyResponse);
        return false;
    }

    private async Task<HttpResponseMessage> SendAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(_first!.Method, _first.RequestUri) { Version = _first.Version, VersionPolicy = _first.VersionPolicy, Content = new ReadOnlyMemoryContent(body) };
        foreach ((string name, HeaderStringValues values) in _first.Headers.NonValidated)
        {
            request.Headers.TryAddWithoutValidation(name, values);
        }

        foreach ((string name, HeaderStringValues values) in _first.Content!.Headers.NonValidated)
        {
            if (!string.Equals(name, "Content-Length", StringComparison.OrdinalIgnoreCase))
            {
                request.Content.Headers.TryAddWithoutValidation(name, values);
            }
        }

        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        silence.CancelAfter(exchange.Route!.ActivityTimeout);
        return await upstream.SendAsync(request, silence.Token);
    }
}
