using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Pith.Gateway.Keys;

namespace Pith.Gateway.Tests;

public sealed class ClientKeyTests
{
    [Fact]
    public void A_hash_tells_its_key_and_no_other()
    {
        (string key, string hash) = KeyHash.New();
        (string other, string another) = KeyHash.New();

        Assert.True(KeyHash.Matches(hash, key));
        Assert.False(KeyHash.Matches(hash, other));
        Assert.False(KeyHash.Matches(hash, key + "x"));
        Assert.NotEqual(hash, another);
        Assert.DoesNotContain(key[5..15], hash, StringComparison.Ordinal);
        Assert.All((string?[])[null, "", key, "sha256:", "sha256:AAAA:AAAA", "md5:x:y", hash + ":z"], h => Assert.False(KeyHash.IsWellFormed(h)));
    }

    [Theory]
    [InlineData("Authorization", "Bearer ")]
    [InlineData("x-api-key", "")]
    [InlineData("api-key", "")]
    [InlineData("x-pith-key", "")]
    public async Task Keys_let_in_and_go_no_further(string header, string scheme)
    {
        (string key, string hash) = KeyHash.New();
        await using GatewayHost host = await GatewayHost.StartAsync(("Keys:team:Hash", hash), ("UpstreamKey", "sk-upstream"));
        foreach (string? bad in (string?[])[null, "pith-wrong", "sk-upstream", key[..^1]])
        {
            using HttpResponseMessage refused = bad is null ? await host.PostAsync(Shapes.Chat, "{}") : await host.PostAsync(Shapes.Chat, "{}", (header, scheme + bad));
            Assert.Equal((HttpStatusCode.Unauthorized, "refused"), (refused.StatusCode, refused.Header("x-pith-status")));
            Assert.Contains("authentication_error", await refused.TextAsync(), StringComparison.Ordinal);
        }

        Assert.Empty(host.Upstream.Requests);
        using HttpResponseMessage chat = await host.PostAsync(Shapes.Chat, Shapes.ChatRequest(1), (header, scheme + key));
        Assert.Equal(HttpStatusCode.OK, chat.StatusCode);
        Assert.Equal("Bearer sk-upstream", host.Upstream.Last.Headers["Authorization"]);
        using HttpResponseMessage messages = await host.PostAsync(Shapes.Messages, Shapes.AnthropicRequest(1), (header, scheme + key), ("anthropic-version", "2023-06-01"));
        Assert.Equal("sk-upstream", host.Upstream.Last.Headers["x-api-key"]);
        Assert.DoesNotContain("Authorization", host.Upstream.Last.Headers.Keys);
        using HttpResponseMessage azure = await host.PostAsync("/openai/deployments/x/chat/completions", "{}", (header, scheme + key));
        Assert.Equal("sk-upstream", host.Upstream.Last.Headers["api-key"]);
        Assert.All(host.Upstream.Requests, r => Assert.DoesNotContain(r.Headers.Values, v => v.Contains(key, StringComparison.Ordinal)));
        for (int i = 0; i < 4; i++)
        {
            await host.NextEntryAsync();
        }

        Assert.Equal("team", (await host.NextEntryAsync()).Key);
    }

    [Fact]
    public async Task A_key_of_the_gateway_and_the_upstreams_own_go_side_by_side()
    {
        (string key, string hash) = KeyHash.New();
        await using GatewayHost host = await GatewayHost.StartAsync(("Keys:team:Hash", hash));
        using HttpResponseMessage response = await host.PostAsync(Shapes.Chat, "{}", ("x-pith-key", key), ("Authorization", "Bearer sk-own"));

        Assert.Equal("Bearer sk-own", host.Upstream.Last.Headers["Authorization"]);
        Assert.DoesNotContain("x-pith-key", host.Upstream.Last.Headers.Keys);
    }

    [Fact]
    public async Task Requests_beyond_the_rate_are_refused_with_a_time_to_wait()
    {
        (string key, string hash) = KeyHash.New();
        await using GatewayHost host = await GatewayHost.StartAsync(("Keys:team:Hash", hash), ("Keys:team:RequestsPerMinute", "3"));
        int passed = 0, refused = 0;
        for (int i = 0; i < 20; i++)
        {
            using HttpResponseMessage response = await host.PostAsync(Shapes.Messages, "{}", ("x-api-key", key));
            if (response.StatusCode == HttpStatusCode.TooManyRequests)
            {
                refused++;
                Assert.InRange(int.Parse(response.Header("Retry-After")!), 1, 60);
                Assert.StartsWith("{\"type\":\"error\",\"error\":{", await response.TextAsync(), StringComparison.Ordinal);
                Assert.Equal("rate-limit", response.Header("x-pith-reason"));
            }
            else
            {
                passed++;
            }
        }

        // A window may end on the way.
        Assert.InRange(passed, 3, 6);
        Assert.Equal(20, passed + refused);
    }

    [Fact]
    public async Task A_token_budget_is_billed_tokens_and_is_enforced()
    {
        (string key, string hash) = KeyHash.New();
        var clock = new SetClock();
        await using GatewayHost host = await GatewayHost.StartAsync(
            GatewayHost.Settings(("Keys:team:Hash", hash), ("Keys:team:Tokens", "3000"), ("Keys:team:Window", "01:00:00")),
            b => b.Services.AddSingleton<TimeProvider>(clock));
        host.Upstream.Answer = (context, _) => ScriptedUpstream.JsonAsync(context, Shapes.ChatAnswer);
        async Task<HttpResponseMessage> Ask()
        {
            HttpResponseMessage response = await host.PostAsync(Shapes.Chat, Shapes.ChatRequest(0), ("Authorization", $"Bearer {key}"));
            await response.BytesAsync();
            await host.NextEntryAsync();
            return response;
        }

        // 1,230 tokens each: 1,230, 2,460, 3,690.
        Assert.Equal(HttpStatusCode.OK, (await Ask()).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Ask()).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Ask()).StatusCode);
        HttpResponseMessage refused = await Ask();
        Assert.Equal((HttpStatusCode.TooManyRequests, "token-budget"), (refused.StatusCode, refused.Header("x-pith-reason")));
        Assert.Equal("3600", refused.Header("Retry-After"));
        using JsonDocument json = JsonDocument.Parse(await refused.TextAsync());
        Assert.Equal(("rate_limit_error", "pith_token_budget"), (json.RootElement.GetProperty("error").GetProperty("type").GetString(), json.RootElement.GetProperty("error").GetProperty("code").GetString()));
        Assert.Equal(3, host.Upstream.Requests.Count);

        clock.Now += TimeSpan.FromHours(1);
        Assert.Equal(HttpStatusCode.OK, (await Ask()).StatusCode);
    }

    [Fact]
    public void Reservations_of_many_at_once_never_pass_the_budget()
    {
        var budget = new TokenBudget(1000, TimeSpan.FromHours(1), new SetClock());
        int let = 0;
        Parallel.For(0, 500, _ =>
        {
            if (budget.TryReserve(30, out TokenBudget.Reservation reservation, out TimeSpan _))
            {
                Interlocked.Increment(ref let);
                if (reservation.Tokens % 2 == 1)
                {
                    budget.Settle(reservation, 0);
                }
            }
        });

        Assert.Equal(33, let);
        Assert.Equal(990, budget.Used);
        Assert.False(budget.TryReserve(11, out TokenBudget.Reservation one, out TimeSpan wait));
        Assert.Equal(TimeSpan.FromHours(1), wait);
        Assert.True(budget.TryReserve(10, out one, out wait));
        budget.Settle(one, 4);
        Assert.Equal(994, budget.Used);
    }

    internal sealed class SetClock : TimeProvider
    {
        internal DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
