namespace Pith.Gateway.Configuration;

/// <summary>The section <c>Pith:Gateway</c> of the configuration, as it is written.</summary>
internal sealed class GatewayOptions
{
    internal const string Section = "Pith:Gateway";

    /// <summary>Upstreams by a name of the operator's choice.</summary>
    public Dictionary<string, RouteOptions> Routes { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Clients by name; none for an open gateway.</summary>
    public Dictionary<string, KeyOptions> Keys { get; } = new(StringComparer.OrdinalIgnoreCase);

    public LimitOptions Limits { get; } = new();

    public StoreOptions Stores { get; } = new();

    public LedgerOptions Ledger { get; } = new();

    public DashboardOptions Dashboard { get; } = new();

    /// <summary>Takes the client's address and scheme from <c>X-Forwarded-*</c>; only behind a proxy that sets them.</summary>
    public bool ForwardedHeaders { get; set; }

    /// <summary>Without keys, pages under <c>/pith</c> are for this machine only unless this is set.</summary>
    public bool OpenPages { get; set; }

    /// <summary>Offers tools that compress and give originals back under <c>/mcp</c>, by the Model Context Protocol.</summary>
    public bool Mcp { get; set; }

    /// <summary>Sends metrics by OTLP, to where the standard <c>OTEL_*</c> variables say.</summary>
    public bool Otlp { get; set; }

    /// <summary>Reaches upstreams through the proxy of the environment (<c>HTTPS_PROXY</c>).</summary>
    public bool UseProxy { get; set; }
}

/// <summary>One upstream and what is done on the way to it.</summary>
internal sealed class RouteOptions
{
    /// <summary>What paths begin with; the longest that fits decides.</summary>
    public string Path { get; set; } = "/";

    /// <summary>Leaves <see cref="Path"/> in what is sent on.</summary>
    public bool KeepPath { get; set; }

    /// <summary>Where requests go: scheme, host and a path to begin with.</summary>
    public string? Upstream { get; set; }

    /// <summary>The upstream's key, put in where the client's would stand; empty to pass the client's on.</summary>
    public string? UpstreamKey { get; set; }

    /// <summary>False forwards everything as it came.</summary>
    public bool Compress { get; set; } = true;

    /// <summary>Method where no rule says another.</summary>
    public string Method { get; set; } = MethodCatalog.DefaultMethod;

    /// <summary>Rate where no rule says another.</summary>
    public double Rate { get; set; } = 0.5;

    /// <summary>The first that covers a text decides; none means tool results.</summary>
    public List<RuleOptions> Rules { get; } = [];

    public bool KeepLastUserMessage { get; set; } = true;

    public string Tokenizer { get; set; } = "o200k_base";

    /// <summary>Regular expressions of what must survive.</summary>
    public List<string> Protect { get; } = [];

    /// <summary>What the provider's cache costs; by default the format's.</summary>
    public PricingOptions? Pricing { get; set; }

    public double ExpectedRequests { get; set; } = 10;

    /// <summary>How long compression may hold a request.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long an upstream may send nothing.</summary>
    public TimeSpan ActivityTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Tokens at which a conversation is compacted; none to leave its length alone.</summary>
    public HistoryOptions? History { get; set; }

    /// <summary>Offers the retrieval tool on every request and answers its calls.</summary>
    public bool Retrieval { get; set; }

    /// <summary>The most rounds that the gateway adds to answer calls.</summary>
    public int RetrievalRounds { get; set; } = 3;

    /// <summary>The most tokens of one answer.</summary>
    public int RetrievalTokens { get; set; } = 4000;
}

/// <summary>What is done with the texts of a role or a tool.</summary>
internal sealed class RuleOptions
{
    /// <summary><c>system</c>, <c>user</c>, <c>assistant</c> or <c>tool</c>; none for all.</summary>
    public string? Role { get; set; }

    /// <summary>Name of the tool, with <c>*</c> for any letters.</summary>
    public string? Tool { get; set; }

    public bool Keep { get; set; }

    public string? Method { get; set; }

    public double? Rate { get; set; }

    /// <summary>Tokens of each text; instead of a rate.</summary>
    public int? Budget { get; set; }

    /// <summary>Only what loses nothing; instead of a rate.</summary>
    public bool Lossless { get; set; }

    public int LeastTokens { get; set; } = 256;
}

/// <summary>Multiples of the price of an input token.</summary>
internal sealed class PricingOptions
{
    public double Write { get; set; } = 1;

    public double Read { get; set; } = 1;
}

/// <summary>When a conversation is compacted.</summary>
internal sealed class HistoryOptions
{
    public int MostTokens { get; set; }

    public int? TargetTokens { get; set; }

    public int RecentMessages { get; set; } = 8;
}

/// <summary>What a request may take.</summary>
internal sealed class LimitOptions
{
    /// <summary>Longer bodies are forwarded as they come.</summary>
    public int BodyBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Longer bodies are refused (413).</summary>
    public long MostBodyBytes { get; set; } = 512L * 1024 * 1024;

    /// <summary>Requests that are compressed at once; 0 for twice the processors.</summary>
    public int Compressions { get; set; }

    /// <summary>Bytes of a response that are read for its usage; what is longer passes unread.</summary>
    public int UsageBytes { get; set; } = 16 * 1024 * 1024;
}

/// <summary>Where forms and originals are.</summary>
internal sealed class StoreOptions
{
    /// <summary><c>memory</c>, <c>sqlite</c>, <c>redis</c> or <c>postgresql</c>.</summary>
    public string Kind { get; set; } = "sqlite";

    /// <summary>File of SQLite; none for the user's data folder.</summary>
    public string? Path { get; set; }

    /// <summary>Connection string of Redis or PostgreSQL.</summary>
    public string? Connection { get; set; }

    /// <summary>How long originals and forms are kept.</summary>
    public TimeSpan Age { get; set; } = TimeSpan.FromDays(7);

    /// <summary>32 bytes in Base64: originals are encrypted with it.</summary>
    public string? EncryptionKey { get; set; }
}

/// <summary>What is written down of requests.</summary>
internal sealed class LedgerOptions
{
    /// <summary>Requests in memory.</summary>
    public int Recent { get; set; } = 1000;

    /// <summary>Writes requests to a SQLite file, too.</summary>
    public bool Persist { get; set; } = true;

    /// <summary>File of SQLite; none for the stores' file, or the user's data folder.</summary>
    public string? Path { get; set; }

    /// <summary>How long a request stays in the file.</summary>
    public TimeSpan Age { get; set; } = TimeSpan.FromDays(90);
}

/// <summary>A client.</summary>
internal sealed class KeyOptions
{
    /// <summary>What <c>pith-gateway --new-key</c> printed; never the key itself.</summary>
    public string? Hash { get; set; }

    /// <summary>Requests in a minute; 0 for no limit.</summary>
    public int RequestsPerMinute { get; set; }

    /// <summary>Billed tokens, input and output, in a window; 0 for no limit.</summary>
    public long Tokens { get; set; }

    public TimeSpan Window { get; set; } = TimeSpan.FromDays(1);

    /// <summary>May read the pages under <c>/pith</c>.</summary>
    public bool Admin { get; set; }
}

/// <summary>The page under <c>/pith</c>.</summary>
internal sealed class DashboardOptions
{
    /// <summary>Keeps the texts of the latest requests in memory and shows them beside what was sent. They are prompts: off unless set.</summary>
    public bool Texts { get; set; }

    /// <summary>Requests whose texts are kept.</summary>
    public int Requests { get; set; } = 20;

    /// <summary>Prices by the beginning of a model's name; the longest that fits decides.</summary>
    public Dictionary<string, PriceOptions> Prices { get; } = new(StringComparer.OrdinalIgnoreCase);
}

/// <summary>What a million tokens cost, in US dollars.</summary>
internal sealed class PriceOptions
{
    public decimal Input { get; set; }

    /// <summary>Input that is read from the provider's cache.</summary>
    public decimal CacheRead { get; set; }

    public decimal Output { get; set; }
}
