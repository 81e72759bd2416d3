namespace Pith.Gateway.Tests;

/// <summary>What stands at <c>/metrics</c>. A listener hears every meter of its name in the process, so no other gateway may run beside it.</summary>
[Collection(nameof(MetricsTests))]
[CollectionDefinition(nameof(MetricsTests), DisableParallelization = true)]
public sealed class MetricsTests
{
    [Fact]
    public async Task Metrics_have_fixed_names_and_no_text_of_a_request()
    {
        await using GatewayHost host = await GatewayHost.StartAsync(("Retrieval", "true"));
        host.Upstream.Answer = (context, _) => ScriptedUpstream.JsonAsync(context, Shapes.MessagesAnswer);
        using HttpResponseMessage response = await host.PostAsync(Shapes.Messages, Shapes.AnthropicRequest(2).Replace("\"claude\"", "\"secret-model-name\"", StringComparison.Ordinal));
        await response.BytesAsync();
        await host.NextEntryAsync();
        string text = await host.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken);

        foreach (string name in (string[])["pith_gateway_requests_total", "pith_gateway_tokens_saved_total", "pith_gateway_tokens_billed_total", "pith_gateway_tokens_overhead_total", "pith_gateway_compression_duration_seconds_bucket", "pith_gateway_first_byte_duration_seconds_bucket"])
        {
            Assert.Contains("\n" + name + "{", text, StringComparison.Ordinal);
        }

        Assert.Matches("pith_gateway_requests_total\\{[^}]*format=\"anthropic-messages\"[^}]*\\} 1", text);
        Assert.Matches("pith_gateway_tokens_billed_total\\{[^}]*kind=\"cache_write\"[^}]*\\} 300", text);
        Assert.DoesNotContain("secret-model-name", text, StringComparison.Ordinal);
        Assert.DoesNotContain("worker-", text, StringComparison.Ordinal);
    }
}
