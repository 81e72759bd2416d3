using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Npgsql;
using Pith.Reversal;

namespace Pith.Stores.PostgreSql;

/// <summary>A table of values by key that forgets the oldest.</summary>
internal sealed class PostgreSqlTable
{
    private const int WritesBetweenPrunes = 64;

    private readonly NpgsqlDataSource _source;
    private readonly string _name;
    private readonly long _mostBytes;
    private readonly TimeSpan _age;
    private readonly TimeProvider _time;
    private int _writes;
    private volatile bool _made;

    internal PostgreSqlTable(NpgsqlDataSource source, string name, long mostBytes, TimeSpan age, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(source);
        _source = source;
        _name = name;
        _mostBytes = mostBytes;
        _age = age;
        _time = time;
    }

    internal long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    internal long Oldest => _age == TimeSpan.MaxValue ? long.MinValue : Now - (long)_age.TotalMilliseconds;

    /// <summary>A connection to a database in which the table is.</summary>
    internal async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        NpgsqlConnection connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        if (_made)
        {
            return connection;
        }

        try
        {
            // Two sessions that make the same table at once collide in the catalogue: one after the other.
            NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await using ConfiguredAsyncDisposable transactionClosing = transaction.ConfigureAwait(false);
            await ExecuteAsync(connection, transaction, "SELECT pg_advisory_xact_lock(7480912)", cancellationToken).ConfigureAwait(false);
            await ExecuteAsync(connection, transaction, $"CREATE TABLE IF NOT EXISTS {_name} (key text PRIMARY KEY, value bytea NOT NULL, stored bigint NOT NULL); CREATE INDEX IF NOT EXISTS {_name}_stored ON {_name} (stored)", cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            _made = true;
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Removes what is too old or too much; reads the sizes of all rows, and so does it only now and then.</summary>
    internal async Task PruneAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _writes) % WritesBetweenPrunes != 1)
        {
            return;
        }

        await ExecuteAsync(connection, transaction, $"DELETE FROM {_name} WHERE stored <= @oldest", cancellationToken, ("oldest", Oldest)).ConfigureAwait(false);
        await ExecuteAsync(
            connection,
            transaction,
            $"DELETE FROM {_name} WHERE key IN (SELECT key FROM (SELECT key, SUM(octet_length(value)) OVER (ORDER BY stored DESC, key) AS held FROM {_name}) AS sizes WHERE held > @most)",
            cancellationToken,
            ("most", _mostBytes)).ConfigureAwait(false);
    }

    internal static async Task<T> GuardedAsync<T>(string what, Func<Task<T>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (Exception e) when (e is NpgsqlException or SocketException or IOException or TimeoutException)
        {
            // The type only: messages of the driver may tell of hosts and values.
            throw new OriginalStoreException($"The store can't be {what} ({e.GetType().Name}).", e);
        }
    }

#pragma warning disable CA2100 // The texts are constants of this package; values are parameters.
    private static async Task ExecuteAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, string sql, CancellationToken cancellationToken, params (string Name, object Value)[] parameters)
    {
        var command = new NpgsqlCommand(sql, connection, transaction);
        await using ConfiguredAsyncDisposable commandClosing = command.ConfigureAwait(false);
        foreach ((string name, object value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
#pragma warning restore CA2100
}
