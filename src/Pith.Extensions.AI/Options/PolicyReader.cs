using System.Globalization;
using Pith.Conversations;
using Pith.Text;

namespace Pith.Extensions.AI;

/// <summary>Makes a policy of options and gathers what is wrong with them.</summary>
internal sealed class PolicyReader(MethodCatalog catalog)
{
    private readonly List<string> _failures = [];

    internal IReadOnlyList<string> Failures => _failures;

    internal ConversationPolicy Read(PithOptions options, IEnumerable<ConversationRule> first, IHistorySummarizer? summarizer)
    {
        var policy = new ConversationPolicy
        {
            KeepLastUserMessage = options.KeepLastUserMessage,
            Pricing = options.Pricing switch
            {
                CachePricingKind.OpenAI => CachePricing.OpenAI,
                CachePricingKind.None => CachePricing.None,
                _ => CachePricing.Anthropic,
            },
        };
        IEnumerable<ConversationRule> rules = options.Rules?.Select((r, i) => Rule(r, string.Create(CultureInfo.InvariantCulture, $"Rules:{i}"))) ?? policy.Rules;
        policy = policy with { Rules = [.. first, .. rules] };
        Check(options.ExpectedRequests >= 0 && double.IsFinite(options.ExpectedRequests), nameof(options.ExpectedRequests), options.ExpectedRequests, "a number of requests is at least 0");
        Check(options.Timeout is null || options.Timeout > TimeSpan.Zero, nameof(options.Timeout), options.Timeout, "a time is above 0");
        Check(options.OriginalsAge is null || options.OriginalsAge > TimeSpan.Zero, nameof(options.OriginalsAge), options.OriginalsAge, "a time is above 0");
        Check(options.RetrievalTokens >= 1, nameof(options.RetrievalTokens), options.RetrievalTokens, "a number of tokens is at least 1");
        if (_failures.Count == 0)
        {
            policy = policy with { ExpectedRequests = options.ExpectedRequests, Timeout = options.Timeout ?? Timeout.InfiniteTimeSpan };
        }

        Try(nameof(options.Tokenizer), () => policy = policy with { TokenCounter = TokenCounters.Get(options.Tokenizer) });
        Try(nameof(options.ProtectedPatterns), () => policy = policy with { Protection = policy.Protection with { Patterns = [.. options.ProtectedPatterns ?? []], ForceDigits = options.ProtectDigits } });
        return policy with { History = options.History is { } history ? History(history, summarizer) : null };
    }

    private ConversationRule Rule(PithRuleOptions options, string path)
    {
        int budgets = (options.Rate is null ? 0 : 1) + (options.Tokens is null ? 0 : 1) + (options.Lossless ? 1 : 0);
        Check(budgets <= 1, path, budgets, "at most one of Rate, Tokens and Lossless is given");
        Check(options.Rate is null or (> 0 and <= 1), path + ":Rate", options.Rate, "a rate is kept / original, above 0 and at most 1");
        Check(options.Tokens is null or >= 1, path + ":Tokens", options.Tokens, "a number of tokens is at least 1");
        Check(options.LeastTokens >= 0, path + ":LeastTokens", options.LeastTokens, "a number of tokens is at least 0");
        if (!options.Keep)
        {
            Try(path + ":Method", () => catalog.Get(options.Method));
        }

        return _failures.Count > 0 ? new ConversationRule() : new ConversationRule
        {
            Role = options.Role,
            Tool = options.Tool,
            Keep = options.Keep,
            Method = options.Method,
            LeastTokens = options.LeastTokens,
            Budget = options.Lossless ? Budget.LosslessOnly : options.Tokens is { } tokens ? Budget.Tokens(tokens) : options.Rate is { } rate ? Budget.Rate(rate) : Budget.Default,
        };
    }

    private HistoryPolicy? History(PithHistoryOptions options, IHistorySummarizer? summarizer)
    {
        int before = _failures.Count;
        Check(options.MostTokens >= 1, "History:MostTokens", options.MostTokens, "a number of tokens is at least 1");
        Check(options.TargetTokens is null || (options.TargetTokens >= 1 && options.TargetTokens <= options.MostTokens), "History:TargetTokens", options.TargetTokens, "the target is at least 1 and at most MostTokens");
        Check(options.RecentMessages >= 0, "History:RecentMessages", options.RecentMessages, "a number of messages is at least 0");
        Check(options.LeastToolRate is > 0 and <= 1, "History:LeastToolRate", options.LeastToolRate, "a rate is above 0 and at most 1");
        Try("History:Method", () => catalog.Get(options.Method));
        return _failures.Count > before ? null : new HistoryPolicy(options.MostTokens, options.TargetTokens)
        {
            RecentMessages = options.RecentMessages,
            KeepFirstUserMessage = options.KeepFirstUserMessage,
            LeastToolRate = options.LeastToolRate,
            Method = options.Method,
            Summarizer = summarizer,
        };
    }

    private void Check(bool isRight, string path, object? value, string rule)
    {
        if (!isRight)
        {
            _failures.Add(string.Create(CultureInfo.InvariantCulture, $"{path} is {value}; {rule}."));
        }
    }

    private void Try(string path, Action read)
    {
        try
        {
            read();
        }
        catch (Exception e) when (e is CompressionException or ArgumentException or IOException or Seams.ModelFormatException)
        {
            _failures.Add($"{path}: {e.Message}");
        }
    }
}
