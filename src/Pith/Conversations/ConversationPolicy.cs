using Pith.Reversal;
using Pith.Text;

namespace Pith.Conversations;

/// <summary>What is done with the texts of a role or a tool.</summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record ConversationRule
{
    /// <summary>Whose texts; null for everybody's.</summary>
    public ConversationRole? Role { get; init; }

    /// <summary>Name of the tool, where <c>*</c> stands for any letters; null for all tools and for texts that are no tool's.</summary>
    public string? Tool { get; init; }

    /// <summary>Leaves the texts as they are.</summary>
    public bool Keep { get; init; }

    /// <summary>Id of the method. Default: <c>auto</c>.</summary>
    public string Method { get; init; } = MethodCatalog.DefaultMethod;

    /// <summary>A method that is in no catalog; it goes before <see cref="Method"/>. Its id must tell apart what differs in output.</summary>
    public ICompressor? Compressor { get; init; }

    /// <summary>What may be used of each text. Default: half of its tokens.</summary>
    public Budget Budget { get; init; } = Budget.Default;

    /// <summary>Texts of fewer tokens are left as they are. Default: 256.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public int LeastTokens
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    } = 256;

    /// <summary>Whether the rule is about this text.</summary>
    public bool Covers(ConversationText text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return (Role is null || Role == text.Role) && (Tool is null || (text.Tool is { } name && Matches(Tool, name)));
    }

    // Two pointers and the last star: linear for each star, without a regular expression of somebody else's making.
    private static bool Matches(string pattern, string name)
    {
        int p = 0, n = 0, star = -1, from = 0;
        while (n < name.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                (star, from) = (p++, n);
            }
            else if (p < pattern.Length && pattern[p] == name[n])
            {
                (p, n) = (p + 1, n + 1);
            }
            else if (star >= 0)
            {
                (p, n) = (star + 1, ++from);
            }
            else
            {
                return false;
            }
        }

        return pattern.AsSpan(p).IndexOfAnyExcept('*') < 0;
    }
}

/// <summary>What may be compressed in a conversation, how, and when it pays.</summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record ConversationPolicy
{
    /// <summary>Tool results by <c>auto</c> to half of their tokens; everything else as it is.</summary>
    public static ConversationPolicy Default { get; } = new();

    /// <summary>Nothing is touched.</summary>
    public static ConversationPolicy Off { get; } = new() { Rules = [] };

    /// <summary>The first rule that covers a text decides; a text that no rule covers is left as it is.</summary>
    public IReadOnlyList<ConversationRule> Rules { get; init; } = [new ConversationRule { Role = ConversationRole.Tool }];

    /// <summary>Leaves the last message of the user as it is, whatever the rules say. Default: true.</summary>
    public bool KeepLastUserMessage { get; init; } = true;

    /// <summary>Counts tokens of the target model. Default: o200k_base.</summary>
    public ITokenCounter TokenCounter { get; init; } = TokenCounters.O200kBase;

    /// <summary>What must survive. Tags in texts of others are text: by default they are not understood.</summary>
    public ProtectionRules Protection { get; init; } = new() { Tags = false };

    /// <summary>What the provider's prompt cache costs, which decides whether what was already sent may still be changed.</summary>
    public CachePricing Pricing { get; init; } = CachePricing.Anthropic;

    /// <summary>How many further requests a conversation is expected to make. Default: 10.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative or not finite.</exception>
    public double ExpectedRequests
    {
        get;
        init => field = double.IsFinite(value) && value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A number of requests is at least 0.");
    } = 10;

    /// <summary>How long one call may take over all its texts; what is not done by then goes as it is. Default: no limit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is neither positive nor infinite.</exception>
    public TimeSpan Timeout
    {
        get;
        init
        {
            if (value != System.Threading.Timeout.InfiniteTimeSpan)
            {
                ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
            }

            field = value;
        }
    } = System.Threading.Timeout.InfiniteTimeSpan;

    /// <summary>Keeps the whole conversation within a budget; null to leave its length alone.</summary>
    public HistoryPolicy? History { get; init; }

    /// <summary>The rule for a text; null if nothing is to be done with it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="lastUserMessage">Index of the user's last message; negative if there is none.</param>
    public ConversationRule? RuleFor(ConversationText text, int lastUserMessage)
    {
        ArgumentNullException.ThrowIfNull(text);
        // What the model just asked for must not be cut again.
        if (text.IsPinned || text.Tool == RetrievalTool.Name || (KeepLastUserMessage && text.Role == ConversationRole.User && text.Message == lastUserMessage))
        {
            return null;
        }

        return Rules.FirstOrDefault(r => r.Covers(text)) is { Keep: false } rule ? rule : null;
    }
}
