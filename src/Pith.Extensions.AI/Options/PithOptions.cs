using Pith.Conversations;

namespace Pith.Extensions.AI;

/// <summary>Where originals of cuts are kept.</summary>
public enum OriginalStoreKind
{
    /// <summary>Nowhere: markers have no handles.</summary>
    None,

    /// <summary>In this process.</summary>
    Memory,

    /// <summary>In the <c>IDistributedCache</c> that is registered.</summary>
    Distributed,

    /// <summary>In the <see cref="Reversal.IOriginalStore"/> that is registered.</summary>
    Service,
}

/// <summary>What a provider's prompt cache costs.</summary>
public enum CachePricingKind
{
    /// <summary><see cref="CachePricing.Anthropic"/>.</summary>
    Anthropic,

    /// <summary><see cref="CachePricing.OpenAI"/>.</summary>
    OpenAI,

    /// <summary><see cref="CachePricing.None"/>.</summary>
    None,
}

/// <summary>A profile as it stands in a configuration; <see cref="ConversationPolicy"/> says what the values mean.</summary>
public sealed class PithOptions
{
    /// <summary>The first rule that covers a text decides. Null for tool results by <c>auto</c> to half of their tokens; empty to touch nothing.</summary>
    public IList<PithRuleOptions>? Rules { get; set; }

    /// <summary>Leaves the last message of the user as it is. Default: true.</summary>
    public bool KeepLastUserMessage { get; set; } = true;

    /// <summary>Tokenizer of the target model: a name, or the path of a tokenizer file. Default: <c>o200k_base</c>.</summary>
    public string Tokenizer { get; set; } = "o200k_base";

    /// <summary>What the prompt cache costs. Default: Anthropic.</summary>
    public CachePricingKind Pricing { get; set; }

    /// <summary>How many further requests a conversation is expected to make. Default: 10.</summary>
    public double ExpectedRequests { get; set; } = 10;

    /// <summary>How long one request may wait; null for no limit.</summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>Regular expressions whose matches survive; null for none.</summary>
    public IList<string>? ProtectedPatterns { get; set; }

    /// <summary>Keeps every atom that holds a digit. Default: false.</summary>
    public bool ProtectDigits { get; set; }

    /// <summary>Keeps the whole conversation within a budget; null to leave its length alone.</summary>
    public PithHistoryOptions? History { get; set; }

    /// <summary>Where originals of cuts are kept. Read once. Default: nowhere.</summary>
    public OriginalStoreKind Originals { get; set; }

    /// <summary>How long an original is kept after it was last stored; null for as long as there is room. Read once.</summary>
    public TimeSpan? OriginalsAge { get; set; }

    /// <summary>The most tokens of one answer of the retrieval tool. Default: 4,000.</summary>
    public int RetrievalTokens { get; set; } = 4000;
}

/// <summary>What is done with the texts of a role or a tool. At most one of the budgets is given; without one it is half of the tokens.</summary>
public sealed class PithRuleOptions
{
    /// <summary>Whose texts; null for everybody's.</summary>
    public ConversationRole? Role { get; set; }

    /// <summary>Name of the tool, where <c>*</c> stands for any letters; null for all tools and for texts that are no tool's.</summary>
    public string? Tool { get; set; }

    /// <summary>Leaves the texts as they are.</summary>
    public bool Keep { get; set; }

    /// <summary>Id of the method. Default: <c>auto</c>.</summary>
    public string Method { get; set; } = MethodCatalog.DefaultMethod;

    /// <summary>Budget: kept / original, above 0 and at most 1.</summary>
    public double? Rate { get; set; }

    /// <summary>Budget: tokens of each text, at least 1.</summary>
    public int? Tokens { get; set; }

    /// <summary>Budget: only what loses nothing.</summary>
    public bool Lossless { get; set; }

    /// <summary>Texts of fewer tokens are left as they are. Default: 256.</summary>
    public int LeastTokens { get; set; } = 256;
}

/// <summary>When and how a long conversation is brought back to a budget; <see cref="HistoryPolicy"/> says what the values mean.</summary>
public sealed class PithHistoryOptions
{
    /// <summary>Tokens of all texts at which the conversation is compacted, at least 1.</summary>
    public int MostTokens { get; set; }

    /// <summary>Tokens it is brought to; null for 60 % of <see cref="MostTokens"/>.</summary>
    public int? TargetTokens { get; set; }

    /// <summary>How many messages at the end stay as they are. Default: 8.</summary>
    public int RecentMessages { get; set; } = 8;

    /// <summary>Leaves the first message of the user as it is. Default: true.</summary>
    public bool KeepFirstUserMessage { get; set; } = true;

    /// <summary>The least share of the cold tool output that is left before old turns are cut. Default: 0.1.</summary>
    public double LeastToolRate { get; set; } = 0.1;

    /// <summary>Id of the method for the cold parts. Default: <c>auto</c>.</summary>
    public string Method { get; set; } = MethodCatalog.DefaultMethod;
}
