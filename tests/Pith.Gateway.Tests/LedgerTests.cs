using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Pith.Conversations.Wire;
using Pith.Gateway.Accounting;

namespace Pith.Gateway.Tests;

public sealed class LedgerTests
{
    [Theory]
    [InlineData(Shapes.Chat, false, 1200, 1000, 0)]
    [InlineData(Shapes.Chat, true, 1200, 1000, 0)]
    [InlineData(Shapes.Responses, false, 1200, 1000, 0)]
    [InlineData(Shapes.Responses, true, 1200, 1000, 0)]
    [InlineData(Shapes.Messages, false, 1200, 850, 300)]
    [InlineData(Shapes.Messages, true, 1200, 850, 300)]
    public async Task Billed_usage_is_read_from_answers_of_every_shape(string path, bool stream, long input, long read, long written)
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        host.Upstream.Answer = (context, _) => stream ? ScriptedUpstream.StreamAsync(context, Shapes.Stream(path)) : ScriptedUpstream.JsonAsync(context, Shapes.Answer(path));
        using HttpResponseMessage response = await host.PostAsync(path, Shapes.Request(path, 1, stream));
        await response.BytesAsync();
        LedgerEntry entry = await host.NextEntryAsync();

        Assert.Equal(new BilledUsage { Input = input, CacheRead = read, CacheWrite = written, Output = 30 }, entry.Billed);
        Assert.Equal(("default", 200, "compressed", "head-tail", stream), (entry.Route, entry.HttpStatus, entry.Status, entry.Method, entry.Streaming));
        Assert.Equal(path == Shapes.Messages ? "claude" : "gpt-5", entry.Model);
    }

    [Fact]
    public async Task Usage_that_comes_in_single_bytes_is_the_same()
    {
        foreach (WireFormat format in WireFormat.All)
        {
            string path = format == WireFormat.AnthropicMessages ? Shapes.Messages : format == WireFormat.Responses ? Shapes.Responses : Shapes.Chat;
            foreach (bool stream in (bool[])[true, false])
            {
                var reader = new UsageReader(format, stream, 10_000);
                foreach (byte b in Encoding.UTF8.GetBytes(stream ? string.Concat(Shapes.Stream(path)) : Shapes.Answer(path)))
                {
                    reader.Take([b]);
                }

                Assert.Equal(1230, reader.Finish()!.Total);
            }
        }

        await Task.CompletedTask;
    }

    [Theory]
    [InlineData("{\"usage\":7}")]
    [InlineData("{\"usage\":{\"prompt_tokens\":-4,\"completion_tokens\":\"x\"}}")]
    [InlineData("[]")]
    [InlineData("{\"usage\":")]
    [InlineData("")]
    public void Usage_that_makes_no_sense_is_none_or_nothing(string body)
    {
        var reader = new UsageReader(WireFormat.ChatCompletions, isStream: false, 10_000);
        reader.Take(Encoding.UTF8.GetBytes(body));

        Assert.Equal(0, reader.Finish()?.Total ?? 0);
    }

    [Fact]
    public void More_than_the_limit_is_not_held()
    {
        var whole = new UsageReader(WireFormat.ChatCompletions, isStream: false, 100);
        whole.Take(new byte[1000]);
        Assert.Null(whole.Finish());
        var stream = new UsageReader(WireFormat.ChatCompletions, isStream: true, 400);
        stream.Take(new byte[1000]);
        stream.Take("\n"u8);
        stream.Take(Encoding.UTF8.GetBytes("data: {\"usage\":{\"prompt_tokens\":5}}\n"));
        Assert.Equal(5, stream.Finish()!.Input);
    }

    [Fact]
    public async Task Savings_are_of_one_request_and_what_is_sent_again_stands_apart()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        host.Upstream.Answer = (context, _) => ScriptedUpstream.JsonAsync(context, Shapes.ChatAnswer);
        var saved = new List<(int New, int Resent)>();
        for (int turn = 1; turn <= 3; turn++)
        {
            using HttpResponseMessage response = await host.PostAsync(Shapes.Chat, Shapes.ChatRequest(turn));
            await response.BytesAsync();
            LedgerEntry entry = await host.NextEntryAsync();
            Assert.Equal(int.Parse(response.Header("x-pith-tokens-before")!), entry.NewTokensBefore + entry.ResentTokensBefore);
            Assert.Equal(int.Parse(response.Header("x-pith-tokens-after")!), entry.NewTokensAfter + entry.ResentTokensAfter);
            Assert.Equal((entry.NewTokensBefore - entry.NewTokensAfter, entry.ResentTokensBefore - entry.ResentTokensAfter), (entry.SavedNew, entry.SavedResent));
            saved.Add((entry.SavedNew, entry.SavedResent));
        }

        Assert.All(saved, s => Assert.True(s.New > 500));
        Assert.Equal(0, saved[0].Resent);
        Assert.Equal(saved[0].New, saved[1].Resent);
        Assert.Equal(saved[0].New + saved[1].New, saved[2].Resent);

        using HttpResponseMessage totals = await host.Client.GetAsync(new Uri("/pith/totals", UriKind.Relative), TestContext.Current.CancellationToken);
        using JsonDocument json = JsonDocument.Parse(await totals.TextAsync());
        JsonElement sums = json.RootElement.GetProperty("totals");
        Assert.Equal((3, saved.Sum(s => s.New), saved.Sum(s => s.Resent)), (sums.GetProperty("requests").GetInt32(), sums.GetProperty("saved_new").GetInt32(), sums.GetProperty("saved_resent").GetInt32()));
        Assert.Equal((3600, 3000, 90), (sums.GetProperty("billed").GetProperty("input").GetInt32(), sums.GetProperty("billed").GetProperty("cache_read").GetInt32(), sums.GetProperty("billed").GetProperty("output").GetInt32()));
    }

    [Fact]
    public async Task The_ledger_is_written_and_can_be_had_as_lines()
    {
        string file = Path.Combine(Path.GetTempPath(), $"pith-{Guid.NewGuid():N}.db");
        try
        {
            (string, string)[] kept = [("Ledger:Persist", "true"), ("Ledger:Path", file)];
            await using (GatewayHost host = await GatewayHost.StartAsync(kept))
            {
                for (int i = 1; i <= 3; i++)
                {
                    using HttpResponseMessage response = await host.PostAsync(Shapes.Chat, Shapes.ChatRequest(i));
                }

                await host.StopAsync();
            }

            await using GatewayHost again = await GatewayHost.StartAsync(kept);
            string text = await again.Client.GetStringAsync(new Uri("/pith/ledger", UriKind.Relative), TestContext.Current.CancellationToken);
            LedgerEntry[] entries = [.. text.TrimEnd('\n').Split('\n').Select(l => LedgerEntry.FromJson(l)!)];
            Assert.Equal(3, entries.Length);
            Assert.All(entries, e => Assert.Equal(("compressed", "chat-completions"), (e.Status, e.Format)));
            Assert.Equal(string.Empty, await again.Client.GetStringAsync(new Uri("/pith/ledger?since=2099-01-01T00:00:00Z", UriKind.Relative), TestContext.Current.CancellationToken));
            using HttpResponseMessage bad = await again.Client.GetAsync(new Uri("/pith/ledger?since=x", UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Equal(StatusCodes.Status400BadRequest, (int)bad.StatusCode);
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            File.Delete(file);
        }
    }

    [Fact]
    public void Net_is_what_is_left_when_the_gateways_own_cost_is_taken_off()
    {
        LedgerTotals sums = new LedgerTotals()
            .With(new LedgerEntry { At = default, Route = "a", Status = "compressed", Reason = "none", SavedNew = 100, SavedResent = 40, ToolTokens = 30, ExtraRounds = 1, ExtraBilled = new BilledUsage { Input = 150, CacheRead = 120, Output = 5 } })
            .With(new LedgerEntry { At = default, Route = "a", Status = "unchanged", Reason = "too-short", ToolTokens = 30 });

        Assert.Equal((2, 1, 60, 100 + 40 - 60 - 155), (sums.Requests, sums.Compressed, sums.ToolTokens, sums.Net));
    }
}
