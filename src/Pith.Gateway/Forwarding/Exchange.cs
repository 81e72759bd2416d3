using Pith.Conversations;
using Pith.Conversations.Wire;
using Pith.Gateway.Accounting;
using Pith.Gateway.Configuration;
using Pith.Gateway.Keys;

namespace Pith.Gateway.Forwarding;

/// <summary>What was done with a request, as response headers and metrics say it.</summary>
internal static class ExchangeStatus
{
    internal const string Compressed = "compressed";
    internal const string Unchanged = "unchanged";
    internal const string Off = "off";
    internal const string Bypassed = "bypassed";
    internal const string Refused = "refused";
}

/// <summary>Why a request was bypassed or refused; texts that are left have the core's reasons.</summary>
internal static class ExchangeReason
{
    internal const string None = "none";
    internal const string OtherPath = "other-path";
    internal const string TooLarge = "too-large";
    internal const string Encoding = "encoding";
    internal const string NotUnderstood = "not-understood";
    internal const string NoText = "no-text";
    internal const string Failed = "failed";
    internal const string Header = "header";
    internal const string Route = "route";
    internal const string Key = "key";
    internal const string RateLimit = "rate-limit";
    internal const string TokenBudget = "token-budget";
    internal const string NoRoute = "no-route";
    internal const string Body = "body";
}

/// <summary>One request on its way through the gateway, and what came of it.</summary>
internal sealed class Exchange
{
    internal required DateTimeOffset At { get; init; }

    internal required long Started { get; init; }

    internal GatewayRoute? Route { get; set; }

    internal WireFormat? Format { get; set; }

    internal ClientKey? Client { get; set; }

    internal TokenBudget.Reservation? Reservation { get; set; }

    internal string Status { get; set; } = ExchangeStatus.Bypassed;

    internal string Reason { get; set; } = ExchangeReason.OtherPath;

    internal string Method { get; set; } = string.Empty;

    internal string? Model { get; set; }

    internal bool IsStreaming { get; set; }

    internal ConversationResult? Result { get; set; }

    /// <summary>The texts that <see cref="Result"/> is about.</summary>
    internal Conversation? Conversation { get; set; }

    internal TimeSpan CompressionTime { get; set; }

    /// <summary>The request as it went on, for rounds that the gateway adds; null if the retrieval tool is not in it.</summary>
    internal WireRequest? Offered { get; set; }

    /// <summary>The request as the client sent it; null where <see cref="Offered"/> is.</summary>
    internal WireRequest? Asked { get; set; }

    /// <summary>Tokens of what the gateway put into the request.</summary>
    internal int ToolTokens { get; set; }

    /// <summary>Requests to the upstream beyond the first.</summary>
    internal int ExtraRounds { get; set; }

    /// <summary>Calls of the retrieval tool that were answered.</summary>
    internal int RetrievalCalls { get; set; }

    /// <summary>What the response said was billed for the first request.</summary>
    internal BilledUsage? Usage { get; set; }

    /// <summary>What was billed for the rounds that the gateway added.</summary>
    internal BilledUsage ExtraUsage { get; set; } = new();

    internal int HttpStatus { get; set; }

    internal bool IsUpstreamAnswer { get; set; }

    internal long? FirstByte { get; set; }

    internal void Leave(string status, string reason)
    {
        Status = status;
        Reason = reason;
    }
}
