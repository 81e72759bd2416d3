using Pith.Conversations;
using Pith.Conversations.Wire;
using Pith.Runtimes.Onnx;
using Pith.Text;

namespace Pith.Bench;

/// <summary>Agents' conversations sent turn by turn through a simulated prompt cache: as they are, through Pith, and through reducers that compress the history anew on every turn.</summary>
internal static class Replay
{
    private const int Turns = 30;
    private const int MostConversations = 12;

    private static readonly (string Name, Func<ISender> Make)[] s_senders =
    [
        ("none", () => new Unchanged()),
        ("Pith", () => new Kept()),
        ("naive: half of every result, anew for the newest question", () => new Anew(shares: false)),
        ("naive: all results share one budget", () => new Anew(shares: true)),
    ];

    /// <summary>One suite.</summary>
    /// <param name="folder">The folder of the suites.</param>
    /// <param name="suite">Name of the suite.</param>
    internal static async Task<Section> RunAsync(string folder, string suite)
    {
        var section = new Section($"replay-{suite}", $"Prompt cache: {suite}", "API", "sender", "requests", "tokens sent", "read from the cache", "cost, input tokens", "against none", "rewritten prefixes", "results changed");
        IReadOnlyList<TraceMessage>[] conversations = [.. Traces.Joined(Traces.Read(folder, suite), Turns).Take(MostConversations)];
        foreach (WireFormat format in (WireFormat[])[WireFormat.AnthropicMessages, WireFormat.ChatCompletions])
        {
            var costs = new List<double>();
            foreach ((string name, Func<ISender> make) in s_senders)
            {
                long tokens = 0, read = 0;
                int requests = 0, rewritten = 0, changed = 0;
                double cost = 0;
                foreach (IReadOnlyList<TraceMessage> conversation in conversations)
                {
                    var cache = new PromptCache();
                    ISender sender = make();
                    await sender.BeginAsync(conversation);
                    foreach (int length in Traces.Turns(conversation))
                    {
                        WireRequest request = format.Read(TraceRequest.Body(format, [.. conversation.Take(length)]));
                        ConversationResult result = await sender.SendAsync(request.Conversation);
                        cache.Send(request.With(result).Span);
                        changed += result.Outcomes.Count(o => o.IsChanged && !o.IsRemembered);
                        requests++;
                    }

                    tokens += cache.Tokens;
                    read += cache.Read;
                    rewritten += cache.Rewritten;
                    cost += cache.Cost(format.Pricing);
                }

                costs.Add(cost);
                section.Row(format.Name, name, $"{requests}", $"{tokens:N0}", $"{100.0 * read / tokens:0.0} %", $"{cost:N0}", $"{100 * cost / costs[0]:0.0} %", $"{rewritten}", $"{changed:N0}");
                if (name == "Pith")
                {
                    section.AtMost($"{format.Name}: rewritten prefixes", rewritten, 0);
                }
            }

            section.AtMost($"{format.Name}: cost of Pith by that of no compression", costs[1] / costs[0], 1);
            section.AtMost($"{format.Name}: cost of Pith by that of the cheaper naive reducer", costs[1] / Math.Min(costs[2], costs[3]), 1);
        }

        int[] results = [.. conversations.SelectMany(c => c).Where(m => m.Role == ConversationRole.Tool).Select(m => TokenCounters.O200kBase.Count(m.Text))];
        section.Note($"{conversations.Length} conversations of at most {Turns} requests, records strung together; {results.Length} tool results, median {Samples.Median(results.Select(r => (double)r)):0} tokens, {results.Count(r => r >= 256)} of 256 or more (shorter ones are left as they are by every sender). Each request is paid for as input only; the cache never forgets, takes any length and reads to the first byte that differs.");
        section.Note("Multiples of the price of an input token: Anthropic Messages writes 1.25, reads 0.1; Chat Completions writes 1, reads 0.1. The naive reducers use the same method (auto) on the same results; with one budget it is half of the conversation's results at its end, so that the last request is cut as much as Pith's.");
        return section;
    }

    /// <summary>Says what is sent for a conversation.</summary>
    private interface ISender
    {
        Task BeginAsync(IReadOnlyList<TraceMessage> conversation);

        Task<ConversationResult> SendAsync(Conversation conversation);
    }

    private static ICompressor Method(string id) => StandardMethods.Catalog.Create(id, OnnxRuntime.Default);

    private sealed class Unchanged : ISender
    {
        private readonly ConversationCompressor _off = new(ConversationPolicy.Off, Method);

        public Task BeginAsync(IReadOnlyList<TraceMessage> conversation) => Task.CompletedTask;

        public Task<ConversationResult> SendAsync(Conversation conversation) => _off.CompressAsync(conversation).AsTask();
    }

    private sealed class Kept : ISender
    {
        private readonly ConversationCompressor _compressor = new(ConversationPolicy.Default, Method);

        public Task BeginAsync(IReadOnlyList<TraceMessage> conversation) => Task.CompletedTask;

        public Task<ConversationResult> SendAsync(Conversation conversation) => _compressor.CompressAsync(conversation).AsTask();
    }

    /// <summary>Compresses every result on every turn: at half for the newest question, or all of them within one budget.</summary>
    private sealed class Anew(bool shares) : ISender
    {
        private readonly ICompressor _method = Method(MethodCatalog.DefaultMethod);
        private readonly int _least = new ConversationRule().LeastTokens;
        private double _budget;

        public Task BeginAsync(IReadOnlyList<TraceMessage> conversation)
        {
            _budget = conversation.Where(m => m.Role == ConversationRole.Tool).Select(m => TokenCounters.O200kBase.Count(m.Text)).Where(t => t >= _least).Sum() * 0.5;
            return Task.CompletedTask;
        }

        public async Task<ConversationResult> SendAsync(Conversation conversation)
        {
            string? question = conversation.Texts.LastOrDefault(t => t.Role == ConversationRole.User)?.Text;
            int[] tokens = [.. conversation.Texts.Select(t => t.Role == ConversationRole.Tool ? TokenCounters.O200kBase.Count(t.Text) : 0)];
            int all = tokens.Where(t => t >= _least).Sum();
            double rate = !shares ? 0.5 : all == 0 ? 1 : Math.Min(1, _budget / all);
            var outcomes = new List<ConversationOutcome>();
            for (int i = 0; i < tokens.Length; i++)
            {
                string text = conversation.Texts[i].Text;
                string sent = tokens[i] < _least || rate >= 1 ? text : (await _method.CompressAsync(CompressionRequest.ForText(text, Budget.Rate(rate)) with { Question = question })).Text;
                outcomes.Add(new ConversationOutcome { Text = sent, IsChanged = sent != text && sent.Length > 0, Method = MethodCatalog.DefaultMethod });
            }

            return new ConversationResult { Outcomes = outcomes };
        }
    }
}
