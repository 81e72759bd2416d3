using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using Pith.Gateway.Keys;

namespace Pith.Gateway.Tests;

public sealed class DashboardTests
{
    [Theory]
    [InlineData("/pith", "text/html; charset=utf-8", "<h1>Pith gateway</h1>")]
    [InlineData("/pith/dashboard.css", "text/css; charset=utf-8", "light-dark(")]
    [InlineData("/pith/dashboard.js", "text/javascript; charset=utf-8", "pith/data?after=")]
    public async Task The_page_needs_nothing_from_elsewhere(string path, string type, string part)
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        using HttpResponseMessage response = await GetAsync(host, path);
        string text = await response.TextAsync();

        Assert.Equal(type, response.Content.Headers.ContentType!.ToString());
        Assert.Contains(part, text, StringComparison.Ordinal);
        Assert.StartsWith("default-src 'none'; script-src 'self'", response.Header("Content-Security-Policy"), StringComparison.Ordinal);
        string bare = text.Replace("http://www.w3.org/2000/svg", string.Empty, StringComparison.Ordinal);
        Assert.DoesNotContain("http:", bare, StringComparison.Ordinal);
        Assert.DoesNotContain("https:", bare, StringComparison.Ordinal);
        Assert.Empty(host.Upstream.Requests);
    }

    [Fact]
    public async Task Requests_come_with_numbers_by_tool_and_only_those_that_are_new_to_the_page()
    {
        await using GatewayHost host = await GatewayHost.StartAsync(("Dashboard:Prices:m:Input", "2.5"), ("Dashboard:Prices:m-mini:Input", "0.5"));
        for (int turns = 1; turns <= 2; turns++)
        {
            using HttpResponseMessage answer = await host.PostAsync(Shapes.Chat, Shapes.Request(Shapes.Chat, turns));
            await answer.BytesAsync();
            await host.NextEntryAsync();
        }

        JsonElement all = await JsonAsync(host, "/pith/data?after=0");
        Assert.Equal(2, all.GetProperty("last").GetInt64());
        Assert.Equal([1L, 2L], all.GetProperty("entries").EnumerateArray().Select(e => e.GetProperty("id").GetInt64()));
        Assert.Equal(["m-mini", "m"], all.GetProperty("prices").EnumerateArray().Select(p => p.GetProperty("model").GetString()));
        JsonElement second = all.GetProperty("entries")[1];
        JsonElement tool = second.GetProperty("tools").EnumerateArray().Single();
        int before = second.GetProperty("new_tokens_before").GetInt32() + second.GetProperty("resent_tokens_before").GetInt32();
        Assert.Equal(before, tool.GetProperty("before").GetInt32());
        Assert.InRange(tool.GetProperty("after").GetInt32(), 1, before - 1);
        Assert.Equal(0, all.GetProperty("active").GetInt32());

        Assert.Equal([2L], (await JsonAsync(host, "/pith/data?after=1")).GetProperty("entries").EnumerateArray().Select(e => e.GetProperty("id").GetInt64()));
        Assert.Empty((await JsonAsync(host, "/pith/data?after=2")).GetProperty("entries").EnumerateArray());

        // Numbers of a gateway that ran before: the page begins anew.
        Assert.Equal(2, (await JsonAsync(host, "/pith/data?after=900")).GetProperty("entries").GetArrayLength());
    }

    [Fact]
    public async Task Texts_are_shown_only_where_the_configuration_says_so()
    {
        await using GatewayHost off = await GatewayHost.StartAsync();
        await using GatewayHost on = await GatewayHost.StartAsync(("Dashboard:Texts", "true"), ("Dashboard:Requests", "1"));
        foreach (GatewayHost host in (GatewayHost[])[off, on])
        {
            for (int turns = 1; turns <= 2; turns++)
            {
                using HttpResponseMessage answer = await host.PostAsync(Shapes.Chat, Shapes.Request(Shapes.Chat, turns));
                await answer.BytesAsync();
                await host.NextEntryAsync();
            }
        }

        using HttpResponseMessage none = await GetAsync(off, "/pith/data/1");
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
        Assert.Contains("Pith:Gateway:Dashboard:Texts", await none.TextAsync(), StringComparison.Ordinal);

        JsonElement texts = default;
        for (int i = 0; i < 200 && texts.ValueKind != JsonValueKind.Array; i++)
        {
            // The request is written down first, its texts right after.
            using HttpResponseMessage response = await GetAsync(on, "/pith/data/2");
            if (response.IsSuccessStatusCode)
            {
                texts = JsonDocument.Parse(await response.TextAsync()).RootElement.GetProperty("texts");
            }
            else
            {
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }
        }

        Assert.Equal(2, texts.GetArrayLength());
        Assert.Equal("tool", texts[0].GetProperty("role").GetString());
        Assert.True(texts[0].GetProperty("compressed").GetString()!.Length < texts[0].GetProperty("original").GetString()!.Length);
        using HttpResponseMessage gone = await GetAsync(on, "/pith/data/1");
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task Where_keys_are_asked_a_browser_gives_an_admins_key_as_the_password()
    {
        (string admin, string adminHash) = KeyHash.New();
        (string user, string userHash) = KeyHash.New();
        await using GatewayHost host = await GatewayHost.StartAsync(("Keys:boss:Hash", adminHash), ("Keys:boss:Admin", "true"), ("Keys:team:Hash", userHash));

        foreach ((string? key, HttpStatusCode status) in ((string?, HttpStatusCode)[])[(null, HttpStatusCode.Unauthorized), (user, HttpStatusCode.Unauthorized), (admin, HttpStatusCode.OK)])
        {
            foreach (string path in (string[])["/pith", "/pith/dashboard.js", "/pith/data", "/pith/data/1", "/pith/ledger"])
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, path);
                if (key is not null)
                {
                    request.Headers.TryAddWithoutValidation("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("anybody:" + key)));
                }

                using HttpResponseMessage response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
                Assert.Equal(path == "/pith/data/1" && status == HttpStatusCode.OK ? HttpStatusCode.NotFound : status, response.StatusCode);
                Assert.Equal(status == HttpStatusCode.Unauthorized, response.Headers.WwwAuthenticate.Any(w => w.Scheme == "Basic"));
            }
        }
    }

    [Theory]
    [InlineData("evil.example", HttpStatusCode.Forbidden)]
    [InlineData("127.0.0.1.evil.example", HttpStatusCode.Forbidden)]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("[::1]:8787", HttpStatusCode.OK)]
    public async Task Without_keys_a_name_that_was_made_to_lead_here_is_refused(string name, HttpStatusCode status)
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/pith/data");
        request.Headers.Host = name;
        using HttpResponseMessage response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(status, response.StatusCode);
    }

    [Fact]
    public async Task A_browser_shows_the_numbers()
    {
        string? browser = ((string[])["chromium", "chromium-browser", "google-chrome"]).SelectMany(n => (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator).Select(d => Path.Combine(d, n))).FirstOrDefault(File.Exists);
        Assert.False(browser is null && Environment.GetEnvironmentVariable("PITH_REQUIRE_BROWSER") == "1", "a browser is required here and is not there.");
        Assert.SkipWhen(browser is null, "There is no Chromium on this machine.");
        await using GatewayHost host = await GatewayHost.StartAsync();
        using HttpResponseMessage answer = await host.PostAsync(Shapes.Chat, Shapes.Request(Shapes.Chat, 1));
        await answer.BytesAsync();
        await host.NextEntryAsync();

        var start = new ProcessStartInfo(browser!) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=5000", "--dump-dom", new Uri(host.Client.BaseAddress!, "pith").ToString()])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string page = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(page.Contains("1 compressed, 0 in flight", StringComparison.Ordinal), await errors);
        Assert.Contains("aria-label=\"Savings by model\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("What went wrong?", page, StringComparison.Ordinal);
    }

    private static async Task<HttpResponseMessage> GetAsync(GatewayHost host, string path) => await host.Client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

    private static async Task<JsonElement> JsonAsync(GatewayHost host, string path)
    {
        using HttpResponseMessage response = await GetAsync(host, path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return JsonDocument.Parse(await response.TextAsync()).RootElement;
    }
}
