using System.Globalization;
using System.Text.Json;
using Pith.Conversations.Wire;

namespace Pith.Gateway.Forwarding;

/// <summary>Errors of the gateway itself, in the shape that clients of the API understand.</summary>
internal static class ApiErrors
{
    private static readonly JsonWriterOptions s_readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal const string InvalidRequest = "invalid_request_error";
    internal const string Authentication = "authentication_error";
    internal const string RateLimit = "rate_limit_error";
    internal const string NotFound = "not_found_error";
    internal const string Api = "api_error";

    /// <summary>Answers with an error.</summary>
    /// <param name="context">The request; nothing of its response may have been sent.</param>
    /// <param name="format">The API that it speaks; null for any.</param>
    /// <param name="status">HTTP status.</param>
    /// <param name="type">Type of the error, in the words that both APIs share.</param>
    /// <param name="code">Our own code, such as <c>pith_upstream_unreachable</c>.</param>
    /// <param name="message">A sentence without any text of the request.</param>
    /// <param name="retryAfter">When it may be tried again.</param>
    internal static async Task WriteAsync(HttpContext context, WireFormat? format, int status, string type, string code, string message, TimeSpan? retryAfter = null)
    {
        HttpResponse response = context.Response;
        response.Clear();
        response.StatusCode = status;
        response.ContentType = "application/json; charset=utf-8";
        if (retryAfter is { } wait)
        {
            response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        using var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body, s_readable))
        {
            json.WriteStartObject();
            if (format == WireFormat.AnthropicMessages)
            {
                json.WriteString("type", "error");
            }

            json.WriteStartObject("error");
            json.WriteString("message", message);
            json.WriteString("type", type);
            if (format != WireFormat.AnthropicMessages)
            {
                json.WriteNull("param");
            }

            json.WriteString("code", code);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await response.Body.WriteAsync(body.GetBuffer().AsMemory(0, (int)body.Length), context.RequestAborted);
        }
    }
}
