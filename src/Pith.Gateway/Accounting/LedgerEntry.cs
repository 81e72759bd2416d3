using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pith.Gateway.Accounting;

/// <summary>What became of one request, in numbers. Holds no text of prompts or answers and no keys.</summary>
internal sealed record LedgerEntry
{
    /// <summary>How the gateway writes what it says about requests.</summary>
    internal static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>Number of the request since the gateway started, from 1.</summary>
    public long Id { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string? Route { get; init; }

    /// <summary>Name of the client; null for an open gateway.</summary>
    public string? Key { get; init; }

    public string? Format { get; init; }

    public string? Model { get; init; }

    public bool Streaming { get; init; }

    /// <summary>HTTP status that the client got.</summary>
    public int HttpStatus { get; init; }

    public required string Status { get; init; }

    public required string Reason { get; init; }

    /// <summary>Methods that changed texts.</summary>
    public string? Method { get; init; }

    /// <summary>Texts that were changed, by the tool that gave them; null if none was.</summary>
    public IReadOnlyList<ToolSavings>? Tools { get; init; }

    /// <summary>Own estimate: tokens of the texts that were changed in this request for the first time, before.</summary>
    public int NewTokensBefore { get; init; }

    /// <summary>Own estimate: the same texts, after.</summary>
    public int NewTokensAfter { get; init; }

    /// <summary>Own estimate: tokens of the texts that were changed in an earlier request and are sent again, before.</summary>
    public int ResentTokensBefore { get; init; }

    /// <summary>Own estimate: the same texts, after.</summary>
    public int ResentTokensAfter { get; init; }

    /// <summary>Tokens saved in this request by what was compressed for the first time; 0 if the upstream did not answer with success.</summary>
    public int SavedNew { get; init; }

    /// <summary>Tokens saved in this request by forms of earlier requests: of these the provider's cache would have made most cheap.</summary>
    public int SavedResent { get; init; }

    /// <summary>What the provider billed for the request; null if its response did not say.</summary>
    public BilledUsage? Billed { get; init; }

    /// <summary>Own estimate: tokens of the retrieval tool, which the gateway put into the request.</summary>
    public int ToolTokens { get; init; }

    /// <summary>Requests that the gateway added to answer calls of the retrieval tool.</summary>
    public int ExtraRounds { get; init; }

    public int RetrievalCalls { get; init; }

    /// <summary>What the provider billed for them.</summary>
    public BilledUsage? ExtraBilled { get; init; }

    /// <summary>Milliseconds that compression held the request.</summary>
    public double CompressionMs { get; init; }

    /// <summary>Milliseconds to the first byte of the response's body.</summary>
    public double? FirstByteMs { get; init; }

    /// <summary>Milliseconds from the request's arrival to the response's end.</summary>
    public double TotalMs { get; init; }

    /// <summary>One line of JSON.</summary>
    internal string ToJson() => JsonSerializer.Serialize(this, Json);

    internal static LedgerEntry? FromJson(string json) => JsonSerializer.Deserialize<LedgerEntry>(json, Json);
}

/// <summary>Own estimate of the tokens of a tool's texts that were changed in a request.</summary>
internal sealed record ToolSavings(string Name, int Before, int After);

/// <summary>Sums over entries.</summary>
internal sealed record LedgerTotals
{
    public long Requests { get; init; }

    public long Compressed { get; init; }

    public long SavedNew { get; init; }

    public long SavedResent { get; init; }

    public BilledUsage Billed { get; init; } = new();

    /// <summary>Own estimate of the retrieval tool's tokens.</summary>
    public long ToolTokens { get; init; }

    public long ExtraRounds { get; init; }

    public BilledUsage ExtraBilled { get; init; } = new();

    /// <summary>Tokens saved less what the gateway itself cost; below 0 if it cost more.</summary>
    public long Net => SavedNew + SavedResent - ToolTokens - ExtraBilled.Total;

    internal LedgerTotals With(LedgerEntry entry) => new()
    {
        Requests = Requests + 1,
        Compressed = Compressed + (entry.Status == Forwarding.ExchangeStatus.Compressed ? 1 : 0),
        SavedNew = SavedNew + entry.SavedNew,
        SavedResent = SavedResent + entry.SavedResent,
        Billed = entry.Billed is { } billed ? Billed.Plus(billed) : Billed,
        ToolTokens = ToolTokens + entry.ToolTokens,
        ExtraRounds = ExtraRounds + entry.ExtraRounds,
        ExtraBilled = entry.ExtraBilled is { } extra ? ExtraBilled.Plus(extra) : ExtraBilled,
    };
}
