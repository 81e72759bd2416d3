using Microsoft.Extensions.Caching.StackExchangeRedis;
using Npgsql;
using Pith.Conversations;
using Pith.Reversal;
using Pith.Stores.PostgreSql;
using Pith.Stores.Sqlite;

namespace Pith.Gateway.Configuration;

/// <summary>Where forms and originals are, by configuration.</summary>
internal sealed class StoreSet : IAsyncDisposable
{
    private readonly RedisCache? _redis;
    private readonly NpgsqlDataSource? _database;

    /// <exception cref="GatewayConfigurationException">The store can't be opened.</exception>
    internal StoreSet(StoreOptions options, TimeProvider time)
    {
        try
        {
            switch (options.Kind.ToUpperInvariant())
            {
                case "MEMORY":
                    (Forms, Originals) = (new MemoryFormStore(), new MemoryOriginalStore(age: options.Age, time: time));
                    break;
                case "REDIS":
                    _redis = new RedisCache(new RedisCacheOptions { Configuration = options.Connection });
                    (Forms, Originals) = (new DistributedFormStore(_redis, options.Age), new DistributedOriginalStore(_redis, options.Age));
                    break;
                case "POSTGRESQL":
                    _database = NpgsqlDataSource.Create(options.Connection!);
                    (Forms, Originals) = (new PostgreSqlFormStore(_database, age: options.Age, time: time), new PostgreSqlOriginalStore(_database, age: options.Age, time: time));
                    break;
                default:
                    string path = options.Path ?? DefaultPath();
                    (Forms, Originals) = (new SqliteFormStore(path, age: options.Age, time: time), new SqliteOriginalStore(path, age: options.Age, time: time));
                    break;
            }
        }
        catch (Exception e) when (e is OriginalStoreException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new GatewayConfigurationException([$"{GatewayOptions.Section}:Stores: {e.Message}"]);
        }

        if (options.EncryptionKey is { Length: > 0 } key)
        {
            Originals = new EncryptedOriginalStore(Originals, OptionReader.KeyBytes(key)!);
        }
    }

    internal IFormStore Forms { get; }

    internal IOriginalStore Originals { get; }

    /// <summary>The file that is used where none is named: in the user's data folder.</summary>
    internal static string DefaultPath()
    {
        string folder = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "pith");
        Directory.CreateDirectory(folder);
        return Path.Combine(folder, "gateway.db");
    }

    /// <summary>Whether the store answers.</summary>
    internal async Task<bool> IsReachableAsync(TimeSpan within, CancellationToken cancellationToken)
    {
        try
        {
            await Originals.FindAsync("aaaaaaaaaa", cancellationToken).AsTask().WaitAsync(within, cancellationToken);
            return true;
        }
#pragma warning disable CA1031 // Whatever a store throws means that it does not answer.
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _redis?.Dispose();
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }
}
