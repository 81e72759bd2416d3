using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;
using Pith.Conversations;

namespace Pith.Stores.PostgreSql;

/// <summary>Remembers forms in PostgreSQL; many processes share it.</summary>
/// <remarks>One table, <c>pith_forms</c>, made on first use. What was stored longest ago goes first when the size limit is reached, which is looked at now and then.</remarks>
public sealed class PostgreSqlFormStore : IFormStore
{
    private readonly PostgreSqlTable _table;

    /// <summary>Makes the store; nothing is connected yet.</summary>
    /// <param name="source">The database; the caller disposes it.</param>
    /// <param name="mostBytes">Bytes of forms that it holds at most. Default: 10 GB.</param>
    /// <param name="age">How long a form is kept after it was stored last. Default: 7 days.</param>
    /// <param name="time">The clock; null for the system's.</param>
    public PostgreSqlFormStore(NpgsqlDataSource source, long mostBytes = 10_000_000_000, TimeSpan? age = null, TimeProvider? time = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(mostBytes);
        _table = new PostgreSqlTable(source, "pith_forms", mostBytes, age ?? TimeSpan.FromDays(7), time ?? TimeProvider.System);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyDictionary<string, ConversationForm>> FindAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return await PostgreSqlTable.GuardedAsync("read", async () =>
        {
            var found = new Dictionary<string, ConversationForm>(StringComparer.Ordinal);
            NpgsqlConnection connection = await _table.OpenAsync(cancellationToken).ConfigureAwait(false);
            await using ConfiguredAsyncDisposable connectionClosing = connection.ConfigureAwait(false);
            var command = new NpgsqlCommand("SELECT key, value FROM pith_forms WHERE key = ANY(@keys) AND stored > @oldest", connection);
            await using ConfiguredAsyncDisposable commandClosing = command.ConfigureAwait(false);
            command.Parameters.AddWithValue("keys", NpgsqlDbType.Array | NpgsqlDbType.Text, keys.ToArray());
            command.Parameters.AddWithValue("oldest", _table.Oldest);
            NpgsqlDataReader rows = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using ConfiguredAsyncDisposable rowsClosing = rows.ConfigureAwait(false);
            while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                if (ConversationForm.FromBytes((byte[])rows.GetValue(1)) is { } form)
                {
                    found[rows.GetString(0)] = form;
                }
            }

            return found;
        }).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask StoreAsync(IReadOnlyDictionary<string, ConversationForm> forms, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(forms);
        if (forms.Count == 0)
        {
            return;
        }

        // In one order everywhere, or two writers of the same rows wait for each other for ever.
        string[] keys = [.. forms.Keys.Order(StringComparer.Ordinal)];
        byte[][] values = [.. keys.Select(k => forms[k].ToBytes())];
        await PostgreSqlTable.GuardedAsync("written", async () =>
        {
            NpgsqlConnection connection = await _table.OpenAsync(cancellationToken).ConfigureAwait(false);
            await using ConfiguredAsyncDisposable connectionClosing = connection.ConfigureAwait(false);
            NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await using ConfiguredAsyncDisposable transactionClosing = transaction.ConfigureAwait(false);
            var command = new NpgsqlCommand(
                """
                INSERT INTO pith_forms (key, value, stored)
                SELECT k, v, @now FROM unnest(@keys, @values) AS fresh (k, v)
                ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value, stored = EXCLUDED.stored
                """,
                connection,
                transaction);
            await using ConfiguredAsyncDisposable commandClosing = command.ConfigureAwait(false);
            command.Parameters.AddWithValue("now", _table.Now);
            command.Parameters.AddWithValue("keys", NpgsqlDbType.Array | NpgsqlDbType.Text, keys);
            command.Parameters.AddWithValue("values", NpgsqlDbType.Array | NpgsqlDbType.Bytea, values);
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            await _table.PruneAsync(connection, transaction, cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return 0;
        }).ConfigureAwait(false);
    }
}
