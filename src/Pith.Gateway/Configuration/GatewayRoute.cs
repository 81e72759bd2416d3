using System.Collections.Concurrent;
using Pith.Conversations;
using Pith.Conversations.Wire;
using Pith.Gateway.Forwarding;
using Pith.Reversal;

namespace Pith.Gateway.Configuration;

/// <summary>An upstream with what is done on the way to it, ready for use.</summary>
internal sealed class GatewayRoute(string name, RouteOptions options, ConversationPolicy policy, Func<string, ICompressor> methods, IFormStore forms, IOriginalStore originals, TimeProvider time)
{
    // Headers come from anybody: what is made for them must not grow with them.
    private const int MostMade = 64;

    private readonly ConcurrentDictionary<(string Format, string? Method, Budget? Budget), ConversationCompressor> _made = new();

    internal string Name { get; } = name;

    /// <summary>What paths begin with, without a slash at the end; empty for all.</summary>
    internal string Path { get; } = options.Path.TrimEnd('/');

    internal bool KeepsPath { get; } = options.KeepPath;

    internal string Upstream { get; } = options.Upstream!.TrimEnd('/');

    internal string? UpstreamKey { get; } = string.IsNullOrEmpty(options.UpstreamKey) ? null : options.UpstreamKey;

    internal bool Compresses { get; } = options.Compress;

    internal TimeSpan Timeout { get; } = options.Timeout;

    internal TimeSpan ActivityTimeout { get; } = options.ActivityTimeout;

    internal int RetrievalRounds { get; } = options.RetrievalRounds;

    internal ConversationPolicy Policy { get; } = policy;

    internal IFormStore Forms { get; } = forms;

    /// <summary>The retrieval tool; null if it is not offered.</summary>
    internal RetrievalTool? Retrieval { get; } = options.Retrieval
        ? new RetrievalTool(new OriginalRetrieval(originals, new GuardedCompressor(methods(MethodCatalog.DefaultMethod))), options.RetrievalTokens, policy.TokenCounter)
        : null;

    /// <summary>The methods that requests of this route use when they name none.</summary>
    internal IEnumerable<string> Methods => Compresses ? Policy.Rules.Where(r => !r.Keep).Select(r => r.Method).Distinct() : [];

    /// <exception cref="CompressionException">The method is unknown, or its model is not there.</exception>
    internal ConversationCompressor CompressorFor(WireFormat format, ControlHeaders control)
    {
        (string, string?, Budget?) key = (format.Name, control.Method, control.Budget);
        if (_made.TryGetValue(key, out ConversationCompressor? known))
        {
            return known;
        }

        if (_made.Count >= MostMade)
        {
            _made.Clear();
        }

        ConversationPolicy own = Policy with
        {
            Pricing = options.Pricing is null ? format.Pricing : Policy.Pricing,
            Rules = [.. Policy.Rules.Select(r => r.Keep ? r : r with { Method = control.Method ?? r.Method, Budget = control.Budget ?? r.Budget })],
        };
        return _made.GetOrAdd(key, _ => new ConversationCompressor(own, methods, Forms, originals, time));
    }

    /// <summary>Whether requests to a path go this way.</summary>
    internal bool Covers(string path) =>
        path.StartsWith(Path, StringComparison.OrdinalIgnoreCase) && (path.Length == Path.Length || path[Path.Length] == '/');

    /// <summary>The path at the upstream.</summary>
    internal string PathAtUpstream(string path) => KeepsPath ? path : path[Path.Length..];
}
