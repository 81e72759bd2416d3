using System.Globalization;
using Pith.Conversations;
using Pith.Gateway.Keys;
using Pith.Text;

namespace Pith.Gateway.Configuration;

/// <summary>Reads and checks the configuration; whatever is wrong with it is said in one go, by the name of the setting.</summary>
internal static class OptionReader
{
    private static readonly string[] s_storeKinds = ["memory", "sqlite", "redis", "postgresql"];

    /// <exception cref="GatewayConfigurationException">Something is wrong.</exception>
    internal static GatewayOptions Read(IConfiguration configuration)
    {
        GatewayOptions options;
        try
        {
            options = configuration.GetSection(GatewayOptions.Section).Get<GatewayOptions>(o => o.ErrorOnUnknownConfiguration = true) ?? new GatewayOptions();
        }
        catch (InvalidOperationException e)
        {
            throw new GatewayConfigurationException([e.InnerException is { } inner ? $"{e.Message} {inner.Message}" : e.Message]);
        }

        var problems = new List<string>();
        void Check(bool fine, string setting, string problem)
        {
            if (!fine)
            {
                problems.Add($"{GatewayOptions.Section}:{setting} {problem}");
            }
        }

        Check(options.Routes.Count > 0, "Routes", "is empty: give an upstream with --upstream URL, or routes in a configuration file.");
        foreach ((string name, RouteOptions route) in options.Routes)
        {
            string at = $"Routes:{name}";
            Check(
                Uri.TryCreate(route.Upstream, UriKind.Absolute, out Uri? upstream) && (upstream.Scheme == Uri.UriSchemeHttp || upstream.Scheme == Uri.UriSchemeHttps) && upstream.Query.Length == 0 && upstream.UserInfo.Length == 0 && upstream.Fragment.Length == 0,
                $"{at}:Upstream",
                "must be an http or https URL without a user, a query or a fragment, such as https://api.openai.com.");
            Check(route.Path.StartsWith('/'), $"{at}:Path", "must begin with a slash.");
            Check(route.Timeout > TimeSpan.Zero && route.Timeout <= TimeSpan.FromMinutes(5), $"{at}:Timeout", "must be above 0 and at most 5 minutes, such as 00:00:00.250.");
            Check(route.ActivityTimeout > TimeSpan.Zero, $"{at}:ActivityTimeout", "must be above 0.");
            Check(route.ExpectedRequests >= 0 && double.IsFinite(route.ExpectedRequests), $"{at}:ExpectedRequests", "must be at least 0.");
            Check(route.RetrievalRounds is >= 1 and <= 10, $"{at}:RetrievalRounds", "must be between 1 and 10.");
            Check(route.RetrievalTokens >= 1, $"{at}:RetrievalTokens", "must be at least 1.");
        }

        foreach (IGrouping<string, KeyValuePair<string, RouteOptions>> same in options.Routes.GroupBy(r => r.Value.Path.TrimEnd('/'), StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1))
        {
            problems.Add($"{GatewayOptions.Section}:Routes has two routes for the path '{same.First().Value.Path}': {string.Join(", ", same.Select(r => r.Key))}.");
        }

        foreach ((string name, KeyOptions key) in options.Keys)
        {
            Check(KeyHash.IsWellFormed(key.Hash), $"Keys:{name}:Hash", "must be what 'pith-gateway --new-key' printed, never the key itself.");
            Check(key.RequestsPerMinute >= 0, $"Keys:{name}:RequestsPerMinute", "must be at least 0.");
            Check(key.Tokens >= 0, $"Keys:{name}:Tokens", "must be at least 0.");
            Check(key.Window >= TimeSpan.FromSeconds(1) && key.Window <= TimeSpan.FromDays(366), $"Keys:{name}:Window", "must be between a second and a year.");
        }

        Check(options.Limits.BodyBytes is >= 1024 and <= 1_000_000_000, "Limits:BodyBytes", "must be between 1,024 and 1,000,000,000.");
        Check(options.Limits.MostBodyBytes >= options.Limits.BodyBytes, "Limits:MostBodyBytes", "must be at least Limits:BodyBytes.");
        Check(options.Limits.Compressions >= 0, "Limits:Compressions", "must be at least 0.");
        Check(options.Limits.UsageBytes is >= 0 and <= 1_000_000_000, "Limits:UsageBytes", "must be between 0 and 1,000,000,000.");
        Check(s_storeKinds.Contains(options.Stores.Kind, StringComparer.OrdinalIgnoreCase), "Stores:Kind", $"must be one of {string.Join(", ", s_storeKinds)}.");
        Check(options.Stores.Kind.ToUpperInvariant() is not ("REDIS" or "POSTGRESQL") || !string.IsNullOrWhiteSpace(options.Stores.Connection), "Stores:Connection", "must be the connection string of the store.");
        Check(options.Stores.Age > TimeSpan.Zero, "Stores:Age", "must be above 0.");
        Check(options.Stores.EncryptionKey is not { Length: > 0 } encryption || KeyBytes(encryption) is { Length: 32 }, "Stores:EncryptionKey", "must be 32 bytes in Base64.");
        Check(options.Ledger.Recent is >= 1 and <= 1_000_000, "Ledger:Recent", "must be between 1 and 1,000,000.");
        Check(options.Ledger.Age > TimeSpan.Zero, "Ledger:Age", "must be above 0.");
        Check(options.Dashboard.Requests is >= 1 and <= 1000, "Dashboard:Requests", "must be between 1 and 1,000.");
        foreach ((string model, PriceOptions price) in options.Dashboard.Prices)
        {
            Check(price is { Input: >= 0, CacheRead: >= 0, Output: >= 0 }, $"Dashboard:Prices:{model}", "must be prices of at least 0.");
        }

        return problems.Count == 0 ? options : throw new GatewayConfigurationException(problems);
    }

    /// <summary>The policy of a route.</summary>
    /// <exception cref="GatewayConfigurationException">Something is wrong.</exception>
    internal static ConversationPolicy Policy(string name, RouteOptions route)
    {
        string at = string.Create(CultureInfo.InvariantCulture, $"{GatewayOptions.Section}:Routes:{name}");
        string setting = at;
        try
        {
            setting = $"{at}:Rules";
            var rules = new List<ConversationRule>();
            IEnumerable<RuleOptions> written = route.Rules.Count > 0 ? route.Rules : [new RuleOptions { Role = "tool" }];
            foreach (RuleOptions rule in written)
            {
                setting = $"{at}:Rules:{rules.Count}";
                rules.Add(new ConversationRule
                {
                    Role = Role(rule.Role),
                    Tool = rule.Tool,
                    Keep = rule.Keep,
                    Method = StandardMethods.Catalog.Get(rule.Method ?? route.Method).Info.Id,
                    Budget = BudgetOf(rule, route),
                    LeastTokens = rule.LeastTokens,
                });
            }

            setting = $"{at}:Protect";
            var protection = new ProtectionRules { Tags = false, Patterns = [.. route.Protect] };
            setting = $"{at}:Tokenizer";
            ITokenCounter counter = TokenCounters.Get(route.Tokenizer);
            setting = $"{at}:Pricing";
            CachePricing pricing = route.Pricing is { } price ? new CachePricing { Write = price.Write, Read = price.Read } : CachePricing.Anthropic;
            setting = $"{at}:History";
            HistoryPolicy? history = route.History is { } written2 ? new HistoryPolicy(written2.MostTokens, written2.TargetTokens) { RecentMessages = written2.RecentMessages, Method = route.Method } : null;
            return new ConversationPolicy
            {
                Rules = rules,
                KeepLastUserMessage = route.KeepLastUserMessage,
                TokenCounter = counter,
                Protection = protection,
                Pricing = pricing,
                ExpectedRequests = route.ExpectedRequests,
                Timeout = route.Timeout,
                History = history,
            };
        }
        catch (Exception e) when (e is ArgumentException or CompressionException or IOException or FormatException)
        {
            throw new GatewayConfigurationException([$"{setting}: {e.Message}"]);
        }
    }

    internal static byte[]? KeyBytes(string base64)
    {
        byte[] bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out int written) ? bytes[..written] : null;
    }

    private static Budget BudgetOf(RuleOptions rule, RouteOptions route)
    {
        int given = (rule.Rate is null ? 0 : 1) + (rule.Budget is null ? 0 : 1) + (rule.Lossless ? 1 : 0);
        if (given > 1)
        {
            throw new ArgumentException("give one of Rate, Budget and Lossless.");
        }

        return rule.Lossless ? Budget.LosslessOnly : rule.Budget is { } tokens ? Budget.Tokens(tokens) : Budget.Rate(rule.Rate ?? route.Rate);
    }

    private static ConversationRole? Role(string? role) => role?.ToUpperInvariant() switch
    {
        null or "" => null,
        "SYSTEM" => ConversationRole.System,
        "USER" => ConversationRole.User,
        "ASSISTANT" => ConversationRole.Assistant,
        "TOOL" => ConversationRole.Tool,
        _ => throw new ArgumentException($"the role '{role}' is none of system, user, assistant and tool."),
    };
}

/// <summary>The configuration is wrong.</summary>
internal sealed class GatewayConfigurationException(IReadOnlyList<string> problems) : Exception(string.Join(Environment.NewLine, problems));
