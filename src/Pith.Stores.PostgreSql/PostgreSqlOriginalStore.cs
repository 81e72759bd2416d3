using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Npgsql;
using NpgsqlTypes;
using Pith.Reversal;

namespace Pith.Stores.PostgreSql;

/// <summary>An original store in PostgreSQL, with limits on age and size; many processes share it.</summary>
/// <remarks>
/// One table, <c>pith_originals</c>, made on first use. A write is one transaction: after a crash all of it is there or none. What was
/// stored longest ago goes first when the size limit is reached, which is looked at now and then.
/// </remarks>
public sealed class PostgreSqlOriginalStore : IOriginalStore
{
    private readonly PostgreSqlTable _table;
    private readonly long _mostBytes;

    /// <summary>Makes the store; nothing is connected yet.</summary>
    /// <param name="source">The database; the caller disposes it.</param>
    /// <param name="mostBytes">Bytes of originals that it holds at most. Default: 10 GB.</param>
    /// <param name="age">How long an original is kept after it was stored last; null for as long as there is room. Default: 7 days.</param>
    /// <param name="time">The clock; null for the system's.</param>
    public PostgreSqlOriginalStore(NpgsqlDataSource source, long mostBytes = 10_000_000_000, TimeSpan? age = null, TimeProvider? time = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(mostBytes);
        _mostBytes = mostBytes;
        _table = new PostgreSqlTable(source, "pith_originals", mostBytes, age ?? TimeSpan.FromDays(7), time ?? TimeProvider.System);
    }

    /// <inheritdoc/>
    public async ValueTask StoreAsync(IReadOnlyDictionary<string, string> originals, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(originals);
        if (originals.Count == 0)
        {
            return;
        }

        // In one order everywhere, or two writers of the same rows wait for each other for ever.
        string[] ids = [.. originals.Keys.Order(StringComparer.Ordinal)];
        byte[][] texts = [.. ids.Select(id => MemoryMarshal.AsBytes(originals[id].AsSpan()).ToArray())];
        long bytes = texts.Sum(t => (long)t.Length);
        if (bytes > _mostBytes)
        {
            throw new OriginalStoreException(string.Create(CultureInfo.InvariantCulture, $"{bytes:N0} bytes are to be stored and the store holds at most {_mostBytes:N0}."));
        }

        await PostgreSqlTable.GuardedAsync("written", async () =>
        {
            NpgsqlConnection connection = await _table.OpenAsync(cancellationToken).ConfigureAwait(false);
            await using ConfiguredAsyncDisposable connectionClosing = connection.ConfigureAwait(false);
            NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await using ConfiguredAsyncDisposable transactionClosing = transaction.ConfigureAwait(false);

            // A row that is there keeps its text and only gets younger; where its text is another one, no row comes back.
            var command = new NpgsqlCommand(
                """
                INSERT INTO pith_originals AS o (key, value, stored)
                SELECT k, v, @now FROM unnest(@keys, @values) AS fresh (k, v)
                ON CONFLICT (key) DO UPDATE SET stored = GREATEST(o.stored, EXCLUDED.stored) WHERE o.value = EXCLUDED.value
                RETURNING key
                """,
                connection,
                transaction);
            await using ConfiguredAsyncDisposable commandClosing = command.ConfigureAwait(false);
            command.Parameters.AddWithValue("now", _table.Now);
            command.Parameters.AddWithValue("keys", NpgsqlDbType.Array | NpgsqlDbType.Text, ids);
            command.Parameters.AddWithValue("values", NpgsqlDbType.Array | NpgsqlDbType.Bytea, texts);
            var written = new HashSet<string>(StringComparer.Ordinal);
            NpgsqlDataReader rows = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (rows.ConfigureAwait(false))
            {
                while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    written.Add(rows.GetString(0));
                }
            }

            if (ids.FirstOrDefault(id => !written.Contains(id)) is { } taken)
            {
                throw new OriginalStoreException($"The handle {taken} already names another text.");
            }

            await _table.PruneAsync(connection, transaction, cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return 0;
        }).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<string?> FindAsync(string id, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (id.Contains('\0', StringComparison.Ordinal))
        {
            // No text of the database's can be that.
            return null;
        }

        return await PostgreSqlTable.GuardedAsync("read", async () =>
        {
            NpgsqlConnection connection = await _table.OpenAsync(cancellationToken).ConfigureAwait(false);
            await using ConfiguredAsyncDisposable connectionClosing = connection.ConfigureAwait(false);
            var command = new NpgsqlCommand("SELECT value FROM pith_originals WHERE key = @key AND stored > @oldest", connection);
            await using ConfiguredAsyncDisposable commandClosing = command.ConfigureAwait(false);
            command.Parameters.AddWithValue("key", id);
            command.Parameters.AddWithValue("oldest", _table.Oldest);
            return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is byte[] bytes ? MemoryMarshal.Cast<byte, char>(bytes).ToString() : null;
        }).ConfigureAwait(false);
    }
}
