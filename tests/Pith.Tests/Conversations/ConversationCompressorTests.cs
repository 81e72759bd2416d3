using System.Text.Json;
using Pith.Conversations;
using Pith.Methods.Floors;
using Pith.Reversal;
using Pith.Text;

namespace Pith.Tests.Conversations;

public sealed class ConversationCompressorTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static readonly string s_output = string.Concat(Enumerable.Range(0, 200).Select(i => $"line {i} of the output\n"));
    private static readonly string s_other = string.Concat(Enumerable.Range(0, 200).Select(i => $"row {i} of another output\n"));

    [Fact]
    public async Task By_default_a_new_tool_result_is_compressed_and_nothing_else()
    {
        var method = new ScriptedCompressor();
        ConversationResult result = await Compressor(method).CompressAsync(Turn1(), Cancel);

        Assert.Equal([false, false, true], result.Outcomes.Select(o => o.IsChanged));
        Assert.StartsWith("line 0", result.Outcomes[2].Text, StringComparison.Ordinal);
        Assert.Equal(ReasonCode.Protected, result.Outcomes[1].Reason);
        Assert.Equal(TokenCounters.O200kBase.Count(s_output), result.Outcomes[2].TokensBefore);
        Assert.Equal(TokenCounters.O200kBase.Count(result.Outcomes[2].Text), result.Outcomes[2].TokensAfter);
        Assert.Equal("what failed?\n{\"path\":\"a.log\"}", method.Requests[0].Question);
    }

    [Fact]
    public async Task On_the_next_turn_the_same_text_is_the_same_bytes_without_compressing_again()
    {
        var method = new ScriptedCompressor();
        ConversationCompressor compressor = Compressor(method);
        ConversationResult first = await compressor.CompressAsync(Turn1(), Cancel);
        ConversationResult second = await compressor.CompressAsync(Turn2(), Cancel);

        Assert.Equal(first.Outcomes[2].Text, second.Outcomes[2].Text);
        Assert.True(second.Outcomes[2].IsRemembered);
        Assert.True(second.Outcomes[4].IsChanged);
        Assert.False(second.Outcomes[4].IsRemembered);
        Assert.Equal(2, method.Calls);
    }

    [Fact]
    public async Task Under_another_policy_what_was_sent_stays_the_same_bytes_and_what_is_new_goes_by_it()
    {
        var forms = new MemoryFormStore();
        ConversationResult first = await Compressor(new ScriptedCompressor(), forms: forms).CompressAsync(Turn1(), Cancel);
        var keep = ConversationPolicy.Default with { Rules = [new ConversationRule { Role = ConversationRole.Tool, Keep = true }] };
        ConversationResult second = await Compressor(new ScriptedCompressor(), keep, forms: forms).CompressAsync(Turn2(), Cancel);

        Assert.Equal(first.Outcomes[2].Text, second.Outcomes[2].Text);
        Assert.True(second.Outcomes[2].IsRemembered);
        Assert.False(second.Outcomes[4].IsChanged);
    }

    [Fact]
    public async Task What_was_sent_is_not_cut_again_when_it_comes_back_as_a_text()
    {
        var method = new ScriptedCompressor();
        ConversationCompressor compressor = Compressor(method, ConversationPolicy.Default with { Pricing = CachePricing.None });
        ConversationResult first = await compressor.CompressAsync(Turn1(), Cancel);
        Conversation stored = Turn1() with { Texts = [.. Turn1().Texts.Select((t, i) => t with { Text = first.Outcomes[i].Text })] };
        ConversationResult second = await compressor.CompressAsync(stored, Cancel);

        Assert.Equal(first.Outcomes[2].Text, second.Outcomes[2].Text);
        Assert.False(second.Outcomes[2].IsChanged);
        Assert.Equal(1, method.Calls);
    }

    [Fact]
    public async Task What_the_model_asked_for_is_not_cut()
    {
        Conversation asked = Turn1() with { Texts = [.. Turn1().Texts.Select(t => t.Role == ConversationRole.Tool ? t with { Tool = RetrievalTool.Name } : t)] };
        ConversationResult result = await Compressor(new ScriptedCompressor()).CompressAsync(asked, Cancel);

        Assert.All(result.Outcomes, o => Assert.Equal(ReasonCode.Protected, o.Reason));
    }

    [Fact]
    public async Task A_result_that_was_sent_before_the_compressor_came_is_left_where_a_change_costs_more_than_it_saves()
    {
        var method = new ScriptedCompressor();
        ConversationResult result = await Compressor(method).CompressAsync(Turn2(), Cancel);

        Assert.False(result.Outcomes[2].IsChanged);
        Assert.Equal(ReasonCode.OverCost, result.Outcomes[2].Reason);
        Assert.True(result.Outcomes[4].IsChanged);
        Assert.Equal(1, method.Calls);
    }

    [Fact]
    public async Task Without_a_prompt_cache_what_was_sent_before_is_compressed_too()
    {
        var method = new ScriptedCompressor();
        ConversationResult result = await Compressor(method, ConversationPolicy.Default with { Pricing = CachePricing.None }).CompressAsync(Turn2(), Cancel);

        Assert.True(result.Outcomes[2].IsChanged);
        Assert.True(result.Outcomes[4].IsChanged);
    }

    [Fact]
    public async Task Many_further_requests_make_a_change_in_a_warm_prefix_pay()
    {
        // Half of nearly all of the suffix is removed: 11.5 * 2 - 12.5 = 10.5 further requests are needed.
        ConversationResult few = await Compressor(new ScriptedCompressor(), ConversationPolicy.Default with { ExpectedRequests = 10 }).CompressAsync(Turn2(), Cancel);
        ConversationResult many = await Compressor(new ScriptedCompressor(), ConversationPolicy.Default with { ExpectedRequests = 14 }).CompressAsync(Turn2(), Cancel);

        Assert.False(few.Outcomes[2].IsChanged);
        Assert.True(many.Outcomes[2].IsChanged);
    }

    [Theory]
    [InlineData(1.25, 0.1, 1000, 500, 10, -25)] // 11 * 0.1 * 1000 = 1100 against (1.25 + 1.0) * 500 = 1125
    [InlineData(1.25, 0.1, 1000, 500, 11, 25)] // 1200 against 2.35 * 500 = 1175
    [InlineData(1, 0.1, 1000, 1000, 0, 100)] // all of it gone: what is not read again
    [InlineData(1, 1, 1000, 1, 0, 1)] // no cache: each token that goes is a token saved
    public void The_saving_of_a_change_is_what_is_computed_by_hand(double write, double read, double suffix, double removed, double requests, double saving) =>
        Assert.Equal(saving, new CachePricing { Write = write, Read = read }.Saving(suffix, removed, requests), 9);

    [Fact]
    public async Task What_took_too_long_goes_as_it_is_now_and_on_every_later_turn()
    {
        bool slow = true;
        var method = new ScriptedCompressor { Before = (_, token) => slow ? Task.Delay(Timeout.Infinite, token) : Task.CompletedTask };
        ConversationCompressor compressor = Compressor(method, ConversationPolicy.Default with { Timeout = TimeSpan.FromMilliseconds(20) });
        ConversationResult first = await compressor.CompressAsync(Turn1(), Cancel);
        slow = false;
        ConversationResult second = await compressor.CompressAsync(Turn2(), Cancel);

        Assert.Equal(ReasonCode.TimedOut, first.Outcomes[2].Reason);
        Assert.Equal(s_output, second.Outcomes[2].Text);
        Assert.True(second.Outcomes[2].IsRemembered);
    }

    [Fact]
    public async Task A_text_that_one_conversation_had_to_leave_is_compressed_in_another()
    {
        bool slow = true;
        var method = new ScriptedCompressor { Before = (_, token) => slow ? Task.Delay(Timeout.Infinite, token) : Task.CompletedTask };
        ConversationCompressor compressor = Compressor(method, ConversationPolicy.Default with { Timeout = TimeSpan.FromMilliseconds(20) });
        await compressor.CompressAsync(Turn1(), Cancel);
        slow = false;
        ConversationResult other = await Compressor(method, forms: new MemoryFormStore()).CompressAsync(Turn1("another task"), Cancel);

        Assert.True(other.Outcomes[2].IsChanged);
    }

    [Fact]
    public async Task A_method_that_throws_leaves_the_text_with_the_reason()
    {
        var method = new ScriptedCompressor { Before = (_, _) => throw new InvalidOperationException("secret") };
        ConversationResult result = await Compressor(method).CompressAsync(Turn1(), Cancel);

        Assert.Equal(s_output, result.Outcomes[2].Text);
        Assert.Equal(ReasonCode.Fallback, result.Outcomes[2].Reason);
    }

    [Fact]
    public async Task A_store_that_fails_leaves_everything_as_it_is()
    {
        ConversationResult result = await Compressor(new ScriptedCompressor(), forms: new BrokenStore()).CompressAsync(Turn1(), Cancel);

        Assert.All(result.Outcomes, o => Assert.False(o.IsChanged));
        Assert.Equal(ReasonCode.Fallback, result.Outcomes[2].Reason);
    }

    [Fact]
    public async Task The_callers_cancellation_is_thrown()
    {
        using var source = new CancellationTokenSource();
        var method = new ScriptedCompressor { Before = async (_, token) => { await source.CancelAsync(); await Task.Delay(Timeout.Infinite, token); } };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Compressor(method).CompressAsync(Turn1(), source.Token));
    }

    [Fact]
    public async Task The_first_rule_that_covers_a_tool_decides()
    {
        var policy = ConversationPolicy.Default with
        {
            Rules = [new ConversationRule { Tool = "get_*", Keep = true }, new ConversationRule { Role = ConversationRole.Tool, LeastTokens = 10 }],
        };
        var texts = new Conversation
        {
            Texts =
            [
                new ConversationText { Role = ConversationRole.Tool, Tool = "get_file", Text = s_output, Message = 0 },
                new ConversationText { Role = ConversationRole.Tool, Tool = "search", Text = s_output, Message = 1 },
                new ConversationText { Role = ConversationRole.Tool, Text = "short", Message = 2 },
                new ConversationText { Role = ConversationRole.Tool, Tool = "search", Text = s_other, Message = 3, IsPinned = true },
            ],
            Answered = 0,
        };
        ConversationResult result = await Compressor(new ScriptedCompressor(), policy).CompressAsync(texts, Cancel);

        Assert.Equal([false, true, false, false], result.Outcomes.Select(o => o.IsChanged));
        Assert.Equal([ReasonCode.Protected, ReasonCode.None, ReasonCode.TooShort, ReasonCode.Protected], result.Outcomes.Select(o => o.Reason));
    }

    [Theory]
    [InlineData("*", "anything", true)]
    [InlineData("get_*", "get_file", true)]
    [InlineData("get_*", "forget_file", false)]
    [InlineData("*_file", "get_file", true)]
    [InlineData("*a*b*", "xxaxxbxx", true)]
    [InlineData("*a*b*", "xxbxxaxx", false)]
    [InlineData("", "", true)]
    [InlineData("", "x", false)]
    public void A_tools_name_may_have_stars(string pattern, string name, bool covers) =>
        Assert.Equal(covers, new ConversationRule { Tool = pattern }.Covers(new ConversationText { Role = ConversationRole.Tool, Tool = name, Text = "", Message = 0 }));

    [Fact]
    public async Task The_last_message_of_the_user_stays_even_where_a_rule_covers_it()
    {
        var policy = ConversationPolicy.Default with { Rules = [new ConversationRule { Role = ConversationRole.User }] };
        var texts = new Conversation
        {
            Texts = [new ConversationText { Role = ConversationRole.User, Text = s_output, Message = 0 }, new ConversationText { Role = ConversationRole.User, Text = s_other, Message = 1 }],
            Answered = 0,
        };
        ConversationResult result = await Compressor(new ScriptedCompressor(), policy).CompressAsync(texts, Cancel);

        Assert.Equal([true, false], result.Outcomes.Select(o => o.IsChanged));
    }

    [Fact]
    public async Task A_remembered_form_keeps_its_originals_alive()
    {
        var clock = new Clock();
        var originals = new MemoryOriginalStore(time: clock, age: TimeSpan.FromMinutes(15));
        var compressor = new ConversationCompressor(ConversationPolicy.Default, _ => new ScriptedCompressor(), new MemoryFormStore(), originals, clock);
        ConversationResult first = await compressor.CompressAsync(Turn1(), Cancel);
        string handle = ElisionMarker.FindAll(first.Outcomes[2].Text).Single().Marker.Id!;
        Assert.True(first.HasHandles);

        for (int i = 0; i < 5; i++)
        {
            clock.Advance(TimeSpan.FromMinutes(12));
            await compressor.CompressAsync(Turn2(), Cancel);
            Assert.NotNull(await originals.FindAsync(handle, Cancel));
        }
    }

    [Fact]
    public async Task A_result_that_is_a_JSON_string_is_compressed_as_what_it_says_and_sent_as_a_JSON_string()
    {
        var method = new ScriptedCompressor();
        var originals = new MemoryOriginalStore();
        var compressor = new ConversationCompressor(ConversationPolicy.Default, _ => method, new MemoryFormStore(), originals);
        Conversation raw = Turn1();
        string said = s_output + "\"quoted\" é\n";
        var conversation = raw with { Texts = [raw.Texts[0], raw.Texts[1], raw.Texts[2] with { Text = JsonSerializer.Serialize(said) }] };
        ConversationResult result = await compressor.CompressAsync(conversation, Cancel);

        Assert.Equal(said, method.Requests[0].Original);
        string sent = JsonSerializer.Deserialize<string>(result.Outcomes[2].Text)!;
        Assert.StartsWith("line 0 of the output\nline 1", sent, StringComparison.Ordinal);
        string handle = ElisionMarker.FindAll(sent).Single().Marker.Id!;
        Assert.EndsWith("\"quoted\" é\n", await originals.FindAsync(handle, Cancel), StringComparison.Ordinal);
        Assert.Equal(TokenCounters.O200kBase.Count(result.Outcomes[2].Text), result.Outcomes[2].TokensAfter);

        // What was sent comes back as a text of the conversation, and what it says comes as it is: neither is mistaken for the other.
        var again = conversation with { Texts = [.. conversation.Texts.Take(2), conversation.Texts[2] with { Text = result.Outcomes[2].Text }] };
        Assert.False((await compressor.CompressAsync(again, Cancel)).Outcomes[2].IsChanged);
        var bare = conversation with { Texts = [.. conversation.Texts.Take(2), conversation.Texts[2] with { Text = said }] };
        Assert.StartsWith("line 0 of", (await compressor.CompressAsync(bare, Cancel)).Outcomes[2].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"a\\nb\"", "a\nb")]
    [InlineData(" \"a\" \n", "a")]
    [InlineData("\"a\" \"b\"", null)]
    [InlineData("\"a", null)]
    [InlineData("\"", null)]
    [InlineData("\"\\ud800\"", null)]
    [InlineData("\"a\nb\"", null)]
    [InlineData("{\"a\":\"b\"}", null)]
    public async Task Only_a_whole_JSON_string_is_read_as_one(string text, string? inner)
    {
        var method = new ScriptedCompressor();
        var compressor = new ConversationCompressor(ConversationPolicy.Default with { Rules = [new ConversationRule { LeastTokens = 0 }] }, _ => method);
        await compressor.CompressAsync(new Conversation { Texts = [new ConversationText { Role = ConversationRole.Tool, Text = text, Message = 0 }], Answered = 0 }, Cancel);

        Assert.Equal(inner ?? text, method.Requests[0].Original);
    }

    [Fact]
    public async Task A_JSON_string_keeps_to_a_budget_of_tokens_with_its_escapes()
    {
        string text = JsonSerializer.Serialize(string.Concat(Enumerable.Range(0, 400).Select(i => $"\"line\" \\ {i}\n")));
        var policy = ConversationPolicy.Default with { Rules = [new ConversationRule { Method = "head-tail", Budget = Budget.Tokens(300) }] };
        var compressor = new ConversationCompressor(policy, _ => new HeadTail());
        ConversationResult result = await compressor.CompressAsync(new Conversation { Texts = [new ConversationText { Role = ConversationRole.Tool, Text = text, Message = 0 }], Answered = 0 }, Cancel);

        Assert.InRange(result.Outcomes[0].TokensAfter, 200, 300);
        Assert.Equal(TokenCounters.O200kBase.Count(result.Outcomes[0].Text), result.Outcomes[0].TokensAfter);
    }

    [Fact]
    public async Task A_long_conversation_loses_cold_tool_output_first_and_stays_the_same_afterwards()
    {
        var texts = new List<ConversationText> { new() { Role = ConversationRole.User, Text = "fix the build", Message = 0 } };
        for (int i = 1; i <= 20; i++)
        {
            texts.Add(new ConversationText { Role = ConversationRole.Assistant, Text = $"turn {i}: we decided to edit src/file{i}.cs and go on", Message = (2 * i) - 1 });
            texts.Add(new ConversationText { Role = ConversationRole.Tool, Text = string.Concat(Enumerable.Range(0, 40).Select(k => $"output {i}-{k}\n")), Message = 2 * i });
        }

        var policy = ConversationPolicy.Default with { Rules = [], History = new HistoryPolicy(3000) { RecentMessages = 4, Method = "head-tail" } };
        var compressor = new ConversationCompressor(policy, _ => new HeadTail());
        var conversation = new Conversation { Texts = texts, Answered = 39 };
        ConversationResult first = await compressor.CompressAsync(conversation, Cancel);

        int After(ConversationResult r) => r.Outcomes.Sum(o => TokenCounters.O200kBase.Count(o.Text));
        Assert.InRange(After(first), 1, 1800);
        Assert.Equal("fix the build", first.Outcomes[0].Text);
        Assert.All(texts.Zip(first.Outcomes).Where(p => p.First.Role == ConversationRole.Assistant), p => Assert.Equal(p.First.Text, p.Second.Text));
        Assert.All(texts.Zip(first.Outcomes).Where(p => p.First.Message > 36), p => Assert.Equal(p.First.Text, p.Second.Text));
        Assert.Contains(first.Outcomes, o => o.IsCompacted);

        texts.Add(new ConversationText { Role = ConversationRole.User, Text = "and now?", Message = 41 });
        ConversationResult second = await compressor.CompressAsync(conversation with { Answered = 39 }, Cancel);
        Assert.Equal(first.Outcomes.Select(o => o.Text), second.Outcomes.Take(first.Outcomes.Count).Select(o => o.Text));
    }

    [Fact]
    public async Task Old_turns_are_cut_only_when_tool_output_alone_does_not_make_room_and_a_summary_takes_their_place()
    {
        var texts = new List<ConversationText> { new() { Role = ConversationRole.User, Text = "the task", Message = 0 } };
        for (int i = 1; i <= 30; i++)
        {
            texts.Add(new ConversationText { Role = ConversationRole.Assistant, Text = string.Concat(Enumerable.Range(0, 30).Select(k => $"thought {i}-{k}. ")), Message = i });
        }

        var summarizer = new Summarizer("The summary.");
        var policy = ConversationPolicy.Default with { Rules = [], History = new HistoryPolicy(4000) { RecentMessages = 4, Method = "head-tail", Summarizer = summarizer } };
        var originals = new MemoryOriginalStore();
        var compressor = new ConversationCompressor(policy, _ => new HeadTail(), originals: originals);
        ConversationResult result = await compressor.CompressAsync(new Conversation { Texts = texts, Answered = 30 }, Cancel);

        Assert.StartsWith("The summary.\n[pith -1 texts", result.Outcomes[1].Text, StringComparison.Ordinal);
        string handle = ElisionMarker.FindAll(result.Outcomes[2].Text).Single().Marker.Id!;
        Assert.Equal(texts[2].Text, await originals.FindAsync(handle, Cancel));
        Assert.Equal(texts[30].Text, result.Outcomes[30].Text);
        Assert.Equal(26, summarizer.Turns);

        var longWinded = new ConversationCompressor(policy with { History = policy.History! with { Summarizer = new Summarizer(s_output + s_output) } }, _ => new HeadTail());
        ConversationResult cut = await longWinded.CompressAsync(new Conversation { Texts = texts, Answered = 30 }, Cancel);
        Assert.True(cut.Outcomes.Sum(o => TokenCounters.O200kBase.Count(o.Text)) <= 4000);
    }

    [Fact]
    public async Task A_store_in_memory_forgets_what_was_used_least()
    {
        var store = new MemoryFormStore(1000);
        ConversationForm form = new() { Text = new string('x', 100), Method = "m", TokensBefore = 2, TokensAfter = 1, At = default };
        foreach (string key in new[] { "a", "b", "c" })
        {
            await store.StoreAsync(new Dictionary<string, ConversationForm> { [key] = form }, Cancel);
        }

        Assert.Equal(["b", "c"], (await store.FindAsync(["a", "b", "c"], Cancel)).Keys.Order());
    }

    [Fact]
    public async Task Recalling_repeats_what_was_sent_and_leaves_what_is_new_for_good()
    {
        var method = new ScriptedCompressor();
        ConversationCompressor compressor = Compressor(method);
        ConversationResult first = await compressor.CompressAsync(Turn1(), Cancel);
        ConversationResult recalled = await compressor.RecallAsync(Turn2(), Cancel);

        Assert.Equal(first.Outcomes[2].Text, recalled.Outcomes[2].Text);
        Assert.Equal((false, ReasonCode.Busy), (recalled.Outcomes[4].IsChanged, recalled.Outcomes[4].Reason));
        Assert.False((await compressor.CompressAsync(Turn2(), Cancel)).Outcomes[4].IsChanged);
        Assert.Equal(1, method.Calls);
    }

    [Fact]
    public void Forms_are_bytes_and_again_forms_and_other_bytes_are_none()
    {
        var form = new ConversationForm { Text = "a\ud800\0é", Method = "m", Reason = ReasonCode.NotShorter, TokensBefore = 7, TokensAfter = 3, Cuts = [new TextSpan(1, 4), new TextSpan(9, 12)], At = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero) };
        ConversationForm again = ConversationForm.FromBytes(form.ToBytes())!;
        Assert.Equal(form.Cuts, again.Cuts);
        Assert.Equal(form with { Cuts = [] }, again with { Cuts = [] });
        Assert.Null(ConversationForm.FromBytes((form with { Text = null }).ToBytes())!.Text);
        Assert.Equal(string.Empty, ConversationForm.FromBytes((form with { Text = string.Empty }).ToBytes())!.Text);

        byte[] bytes = form.ToBytes();
        Assert.Null(ConversationForm.FromBytes([]));
        Assert.All(Enumerable.Range(0, bytes.Length), n => Assert.Null(ConversationForm.FromBytes(bytes.AsSpan(0, n))));
        Assert.Null(ConversationForm.FromBytes([9, .. bytes.AsSpan(1)]));
        var random = new Random(1);
        for (int i = 0; i < 2000; i++)
        {
            byte[] broken = [.. bytes];
            broken[random.Next(broken.Length)] = (byte)random.Next(256);
            _ = ConversationForm.FromBytes(broken.AsSpan(0, random.Next(broken.Length + 1)));
        }
    }

    private static ConversationCompressor Compressor(ScriptedCompressor method, ConversationPolicy? policy = null, IFormStore? forms = null) =>
        new(policy ?? ConversationPolicy.Default, _ => method, forms);

    private static Conversation Turn1(string task = "what failed?") => new()
    {
        Texts =
        [
            new ConversationText { Role = ConversationRole.System, Text = "You help. " + s_other, Message = 0 },
            new ConversationText { Role = ConversationRole.User, Text = task, Message = 1 },
            new ConversationText { Role = ConversationRole.Tool, Text = s_output, Message = 3, Tool = "read", Call = "{\"path\":\"a.log\"}" },
        ],
        Answered = 2,
    };

    private static Conversation Turn2() => new()
    {
        Texts =
        [
            .. Turn1().Texts,
            new ConversationText { Role = ConversationRole.Assistant, Text = "I look further.", Message = 4 },
            new ConversationText { Role = ConversationRole.Tool, Text = s_other, Message = 5, Tool = "read", Call = "{}" },
        ],
        Answered = 4,
    };

    private sealed class BrokenStore : IFormStore
    {
        public ValueTask<IReadOnlyDictionary<string, ConversationForm>> FindAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken = default) => throw new IOException();

        public ValueTask StoreAsync(IReadOnlyDictionary<string, ConversationForm> forms, CancellationToken cancellationToken = default) => throw new IOException();
    }

    private sealed class Summarizer(string summary) : IHistorySummarizer
    {
        internal int Turns { get; private set; }

        public ValueTask<string?> SummarizeAsync(IReadOnlyList<ConversationText> turns, int mostTokens, CancellationToken cancellationToken = default)
        {
            Turns = turns.Count;
            return new(summary);
        }
    }

    private sealed class Clock : TimeProvider
    {
        private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => _now;

        internal void Advance(TimeSpan time) => _now += time;
    }
}
