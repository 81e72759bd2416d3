using System.Text.Json;
using Pith.Conversations;
using Pith.Conversations.Wire;
using Pith.Gateway.Configuration;
using Pith.Gateway.Forwarding;
using Pith.Gateway.Keys;
using Pith.Reversal;

namespace Pith.Gateway.Endpoints;

/// <summary>Compresses messages without sending them anywhere, and gives originals back: for gateways of others, in the shape that their guardrails speak.</summary>
internal static class CompressEndpoint
{
    internal static void MapCompress(this IEndpointRouteBuilder app)
    {
        app.MapPost("/v1/compress", CompressAsync);
        app.MapGet("/v1/retrieve/{handle}", RetrieveAsync);
    }

    private static async Task CompressAsync(HttpContext context, RouteTable routes, CompressionGate gate, TimeProvider time)
    {
        RouteSet set = routes.Current;
        var exchange = new Exchange { At = time.GetUtcNow(), Started = time.GetTimestamp() };
        if (!await Admission.AdmitAsync(context, set, exchange, null))
        {
            return;
        }

        if (!ControlHeaders.TryTake(context.Request.Headers, out ControlHeaders control, out string problem))
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, problem);
            return;
        }

        byte[]? body = await RequestBody.ReadAsync(context.Request, set.Options.Limits.BodyBytes, context.RequestAborted);
        if (body is null)
        {
            await RefuseAsync(context, StatusCodes.Status413PayloadTooLarge, "The body is longer than the gateway takes.");
            return;
        }

        GatewayRoute? route = set.For("/v1/compress") is { Compresses: true } fitting ? fitting : set.Routes.FirstOrDefault(r => r.Compresses);
        if (route is null)
        {
            await RefuseAsync(context, StatusCodes.Status404NotFound, "No route compresses.");
            return;
        }

        try
        {
            WireFormat format = IsAnthropic(body) ? WireFormat.AnthropicMessages : WireFormat.ChatCompletions;
            WireRequest asked = format.Read(body);
            if (asked.Member("messages") is not ['[', ..])
            {
                await RefuseAsync(context, StatusCodes.Status400BadRequest, "Give 'messages': an array of messages in the form of OpenAI or Anthropic.");
                return;
            }

            ConversationResult result = control.IsOff ? Nothing(asked) : (await gate.RewriteAsync(route, format, control, exchange.Client?.Name, body, context.RequestAborted, offers: false)).Result;
            WireRequest changed = format.Read(asked.With(result));
            int before = asked.Conversation.Texts.Sum(t => route.Policy.TokenCounter.Count(t.Text));
            int after = before - (result.TokensBefore - result.TokensAfter);
            context.Response.ContentType = "application/json; charset=utf-8";
            await context.Response.Body.WriteAsync(Json(changed.Member("messages")!, before, after, result), context.RequestAborted);
        }
        catch (Exception e) when (e is WireFormatException or CompressionException)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, e.Message);
        }
    }

    private static async Task RetrieveAsync(HttpContext context, string handle, RouteTable routes, StoreSet stores, TimeProvider time)
    {
        RouteSet set = routes.Current;
        if (!await Admission.AdmitAsync(context, set, new Exchange { At = time.GetUtcNow(), Started = time.GetTimestamp() }, null))
        {
            return;
        }

        try
        {
            RetrievalResult found = await new OriginalRetrieval(stores.Originals).FindAsync(new RetrievalRequest { Id = handle }, context.RequestAborted);
            if (!found.IsFound)
            {
                await ApiErrors.WriteAsync(context, null, StatusCodes.Status404NotFound, ApiErrors.NotFound, "pith_no_original", "There is no such original: it was never stored here, has expired, or made room for others.");
                return;
            }

            await context.Response.WriteAsJsonAsync(new Dictionary<string, object> { ["original_content"] = found.Text, ["tokens"] = found.Tokens }, context.RequestAborted);
        }
        catch (OriginalStoreException)
        {
            await ApiErrors.WriteAsync(context, null, StatusCodes.Status503ServiceUnavailable, ApiErrors.Api, "pith_store", "The store of originals can't be read at the moment.");
        }
    }

    private static ConversationResult Nothing(WireRequest asked) =>
        new() { Outcomes = [.. asked.Conversation.Texts.Select(t => new ConversationOutcome { Text = t.Text, IsChanged = false, Method = string.Empty, Reason = ReasonCode.Protected })] };

    private static byte[] Json(string messages, int before, int after, ConversationResult result)
    {
        using var output = new MemoryStream();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WritePropertyName("messages");
            json.WriteRawValue(messages);
            json.WriteNumber("tokens_before", before);
            json.WriteNumber("tokens_after", after);
            json.WriteNumber("tokens_saved", before - after);
            json.WriteNumber("compression_ratio", before == 0 ? 1 : Math.Round((double)after / before, 4));
            json.WriteStartArray("transforms_applied");
            foreach (string method in result.Outcomes.Where(o => o.IsChanged).Select(o => o.Method).Distinct(StringComparer.Ordinal))
            {
                json.WriteStringValue(method);
            }

            json.WriteEndArray();
            json.WriteStartArray("texts");
            foreach (ConversationOutcome outcome in result.Outcomes)
            {
                json.WriteStartObject();
                json.WriteBoolean("changed", outcome.IsChanged);
                json.WriteString("method", outcome.Method);
                json.WriteString("reason", outcome.Reason.Name());
                json.WriteNumber("tokens_before", outcome.TokensBefore);
                json.WriteNumber("tokens_after", outcome.TokensAfter);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return output.ToArray();
    }

    // Only this API writes calls and results as blocks.
    private static bool IsAnthropic(byte[] body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("messages", out JsonElement messages) && messages.ValueKind == JsonValueKind.Array
                && messages.EnumerateArray().Any(m => m.ValueKind == JsonValueKind.Object && m.TryGetProperty("content", out JsonElement content) && content.ValueKind == JsonValueKind.Array
                    && content.EnumerateArray().Any(b => b.ValueKind == JsonValueKind.Object && b.TryGetProperty("type", out JsonElement type) && type.ValueKind == JsonValueKind.String && type.GetString() is "tool_result" or "tool_use"));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static Task RefuseAsync(HttpContext context, int status, string message) =>
        ApiErrors.WriteAsync(context, null, status, ApiErrors.InvalidRequest, "pith_compress", message);
}
