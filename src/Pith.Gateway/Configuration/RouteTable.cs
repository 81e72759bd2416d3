using System.Collections.Concurrent;
using Microsoft.Extensions.Primitives;
using Pith.Conversations;
using Pith.Gateway.Keys;
using Pith.Reversal;
using Pith.Seams;

namespace Pith.Gateway.Configuration;

/// <summary>What the configuration says at the moment.</summary>
internal sealed record RouteSet(GatewayOptions Options, IReadOnlyList<GatewayRoute> Routes, ClientKeys Keys)
{
    /// <summary>The route of a path; null if there is none.</summary>
    internal GatewayRoute? For(string path) => Routes.FirstOrDefault(r => r.Covers(path));
}

/// <summary>Keeps the routes up to date with the configuration; one that is wrong changes nothing.</summary>
internal sealed partial class RouteTable : IDisposable
{
    private readonly IConfiguration _configuration;
    private readonly IFormStore _forms;
    private readonly IOriginalStore _originals;
    private readonly TimeProvider _time;
    private readonly ILogger<RouteTable> _log;
    private readonly IDisposable _changes;
    private readonly IModelSource _models;
    private readonly ConcurrentDictionary<string, ICompressor> _methods = new(StringComparer.Ordinal);
    private volatile RouteSet _current;

    /// <exception cref="GatewayConfigurationException">The configuration is wrong.</exception>
    public RouteTable(IConfiguration configuration, IModelSource models, IFormStore forms, IOriginalStore originals, TimeProvider time, ILogger<RouteTable> log)
    {
        _configuration = configuration;
        _models = models;
        _forms = forms;
        _originals = originals;
        _time = time;
        _log = log;
        _current = Read(null);
        _changes = ChangeToken.OnChange(configuration.GetReloadToken, Reload);
    }

    internal RouteSet Current => _current;

    /// <summary>Makes each method once.</summary>
    /// <exception cref="CompressionException">The method is unknown, or its model is not there.</exception>
    internal ICompressor Method(string id) => _methods.GetOrAdd(id, i => StandardMethods.Catalog.Create(i, _models));

    public void Dispose() => _changes.Dispose();

    private void Reload()
    {
        try
        {
            _current = Read(_current);
            Reloaded(_log, _current.Routes.Count);
        }
        catch (GatewayConfigurationException e)
        {
            Refused(_log, e.Message);
        }
    }

    private RouteSet Read(RouteSet? before)
    {
        GatewayOptions options = OptionReader.Read(_configuration);
        try
        {
            GatewayRoute[] routes =
            [
                .. options.Routes
                    .Select(r => new GatewayRoute(r.Key, r.Value, OptionReader.Policy(r.Key, r.Value), Method, _forms, _originals, _time))
                    .OrderByDescending(r => r.Path.Length),
            ];
            foreach (string method in routes.SelectMany(r => r.Methods).Distinct())
            {
                Method(method);
            }

            return new RouteSet(options, routes, new ClientKeys(options.Keys, before?.Keys, _time));
        }
        catch (CompressionException e)
        {
            throw new GatewayConfigurationException([e.Message]);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The configuration was read again: {Count} routes. Stores, limits of connections and the ledger's file change at the next start.")]
    private static partial void Reloaded(ILogger log, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "The configuration was changed and is wrong; the one before stays. {Problem}")]
    private static partial void Refused(ILogger log, string problem);
}
