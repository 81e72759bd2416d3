using System.Text.Json;
using Microsoft.Data.Sqlite;
using Pith.Conversations;
using Pith.Reversal;

namespace Pith.Stores.Sqlite;

/// <summary>Remembers forms in a SQLite file, which may be that of a <see cref="SqliteOriginalStore"/>; several processes may share it.</summary>
/// <remarks>What was stored longest ago goes first when the size limit is reached, which is looked at now and then. Safe for concurrent use.</remarks>
public sealed class SqliteFormStore : IFormStore
{
    private const int WritesBetweenPrunes = 64;

    private readonly SqliteFile _file;
    private readonly long _mostBytes;
    private readonly TimeSpan _age;
    private readonly TimeProvider _time;
    private int _writes;

    /// <summary>Opens or makes the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mostBytes">Bytes of forms that it holds at most. Default: 1 GB.</param>
    /// <param name="age">How long a form is kept after it was stored last. Default: 7 days.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <exception cref="OriginalStoreException">The file can't be opened, or is no store.</exception>
    public SqliteFormStore(string path, long mostBytes = 1_000_000_000, TimeSpan? age = null, TimeProvider? time = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(mostBytes);
        _mostBytes = mostBytes;
        _age = age ?? TimeSpan.FromDays(7);
        _time = time ?? TimeProvider.System;
        _file = new SqliteFile(path, "CREATE TABLE IF NOT EXISTS forms (key TEXT PRIMARY KEY, form BLOB NOT NULL, stored INTEGER NOT NULL) WITHOUT ROWID; CREATE INDEX IF NOT EXISTS forms_stored ON forms (stored);");
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyDictionary<string, ConversationForm>> FindAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keys);

        // A locked file makes the library wait on its thread: that must not be the caller's.
        return await Task.Run(() => SqliteFile.Guarded("read", () => Find(keys)), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask StoreAsync(IReadOnlyDictionary<string, ConversationForm> forms, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(forms);
        await Task.Run(() => SqliteFile.Guarded("written", () => Store(forms)), cancellationToken).ConfigureAwait(false);
    }

    private Dictionary<string, ConversationForm> Find(IReadOnlyCollection<string> keys)
    {
        var found = new Dictionary<string, ConversationForm>(StringComparer.Ordinal);
        using SqliteConnection connection = _file.Open();
        using SqliteCommand command = SqliteFile.Command(
            connection,
            null,
            "SELECT key, form FROM forms WHERE key IN (SELECT value FROM json_each($keys)) AND stored > $oldest",
            [("$keys", Array(keys)), ("$oldest", Oldest())]);
        using SqliteDataReader rows = command.ExecuteReader();
        while (rows.Read())
        {
            if (ConversationForm.FromBytes((byte[])rows.GetValue(1)) is { } form)
            {
                found[rows.GetString(0)] = form;
            }
        }

        return found;
    }

    private int Store(IReadOnlyDictionary<string, ConversationForm> forms)
    {
        using SqliteConnection connection = _file.Open();
        using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
        long now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        foreach ((string key, ConversationForm form) in forms)
        {
            SqliteFile.Execute(connection, transaction, "INSERT INTO forms (key, form, stored) VALUES ($key, $form, $now) ON CONFLICT (key) DO UPDATE SET form = $form, stored = $now", ("$key", key), ("$form", form.ToBytes()), ("$now", now));
        }

        // To find what is too much reads the sizes of all: not on every request.
        if (Interlocked.Increment(ref _writes) % WritesBetweenPrunes == 1)
        {
            SqliteFile.Execute(connection, transaction, "DELETE FROM forms WHERE stored <= $oldest", ("$oldest", Oldest()));
            SqliteFile.Execute(
                connection,
                transaction,
                "DELETE FROM forms WHERE key IN (SELECT key FROM (SELECT key, SUM(LENGTH(form)) OVER (ORDER BY stored DESC, key) AS held FROM forms) WHERE held > $most)",
                ("$most", _mostBytes));
        }

        transaction.Commit();
        return forms.Count;
    }

    private long Oldest() => _age == TimeSpan.MaxValue ? long.MinValue : (_time.GetUtcNow().ToUnixTimeMilliseconds() - (long)_age.TotalMilliseconds);

    private static string Array(IEnumerable<string> keys)
    {
        using var output = new MemoryStream();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartArray();
            foreach (string key in keys)
            {
                json.WriteStringValue(key);
            }

            json.WriteEndArray();
        }

        return System.Text.Encoding.UTF8.GetString(output.ToArray());
    }
}
