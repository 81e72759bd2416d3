namespace Pith.Conversations;

/// <summary>What a provider's prompt cache costs, in multiples of the price of an input token.</summary>
public sealed record CachePricing
{
    /// <summary>Writes at 1.25, reads at 0.1, five minutes.</summary>
    public static CachePricing Anthropic { get; } = new() { Write = 1.25, Read = 0.1 };

    /// <summary>Automatic prefix caching: writes at 1, reads at 0.1.</summary>
    public static CachePricing OpenAI { get; } = new() { Write = 1, Read = 0.1 };

    /// <summary>No prompt cache: every token is paid for every time.</summary>
    public static CachePricing None { get; } = new() { Write = 1, Read = 1 };

    /// <summary>Multiple for a token that is written to the cache, above 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The multiple is not above 0.</exception>
    public required double Write
    {
        get;
        init => field = value > 0 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A price multiple is above 0.");
    }

    /// <summary>Multiple for a token that is read from the cache, at least 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The multiple is negative.</exception>
    public required double Read
    {
        get;
        init => field = value >= 0 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A price multiple is at least 0.");
    }

    /// <summary>What a change inside a warm prefix saves over this request and those that follow, in input tokens; negative if it costs.</summary>
    /// <param name="suffix">Tokens from the first change to the end of what is cached.</param>
    /// <param name="removed">Tokens that the change removes, at most <paramref name="suffix"/>.</param>
    /// <param name="requests">Further requests after this one.</param>
    /// <remarks>
    /// Unchanged, the suffix is read in this request and in each of the <paramref name="requests"/> that follow. Changed, what is left
    /// of it is written once and then read. With writes at 1.25 and reads at 0.1 a change that removes the share x/S of the suffix pays
    /// after 11.5·S/x − 12.5 further requests.
    /// </remarks>
    public double Saving(double suffix, double removed, double requests)
    {
        double unchanged = (1 + requests) * Read * suffix;
        double changed = (Write + (requests * Read)) * (suffix - removed);
        return unchanged - changed;
    }
}
