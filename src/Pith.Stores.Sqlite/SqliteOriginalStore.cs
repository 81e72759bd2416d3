using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using Pith.Reversal;

namespace Pith.Stores.Sqlite;

/// <summary>An original store in one SQLite file, with limits on age and size; several processes may share it.</summary>
/// <remarks>
/// A write is one transaction in a write-ahead log: after a crash all of it is there or none. On systems with file modes the file is the owner's alone (0600).
/// A loss of power may take what was written in the last moments. What was stored longest ago goes first when the size limit is reached; to look costs as much as there is,
/// so that each process does it at its first write and then whenever it has written 1/64 of the limit.
/// </remarks>
public sealed class SqliteOriginalStore : IOriginalStore
{
    private const int LooksInLimit = 64;

    private readonly SqliteFile _file;
    private readonly long _mostBytes;
    private readonly TimeSpan? _age;
    private readonly TimeProvider _time;
    private long _unseen;

    /// <summary>Opens or makes the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mostBytes">Bytes of originals that it holds at most. Default: 1 GB.</param>
    /// <param name="age">How long an original is kept after it was stored last; null for as long as there is room. Default: 7 days.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <exception cref="OriginalStoreException">The file can't be opened, or is no store.</exception>
    public SqliteOriginalStore(string path, long mostBytes = 1_000_000_000, TimeSpan? age = null, TimeProvider? time = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(mostBytes);
        _mostBytes = mostBytes;
        _age = age ?? TimeSpan.FromDays(7);
        _time = time ?? TimeProvider.System;
        _unseen = mostBytes;
        _file = new SqliteFile(path, "CREATE TABLE IF NOT EXISTS originals (id TEXT PRIMARY KEY, text BLOB NOT NULL, stored INTEGER NOT NULL) WITHOUT ROWID; CREATE INDEX IF NOT EXISTS originals_stored ON originals (stored);");
    }

    /// <inheritdoc/>
    public ValueTask StoreAsync(IReadOnlyDictionary<string, string> originals, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(originals);
        cancellationToken.ThrowIfCancellationRequested();
        SqliteFile.Guarded("written", () =>
        {
            using SqliteConnection connection = _file.Open();
            using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
            long now = _time.GetUtcNow().ToUnixTimeMilliseconds();
            long bytes = 0;
            foreach ((string id, string text) in originals)
            {
                cancellationToken.ThrowIfCancellationRequested();
                byte[] content = MemoryMarshal.AsBytes(text.AsSpan()).ToArray();
                bytes += content.Length;
                if (SqliteFile.Scalar(connection, transaction, "SELECT text FROM originals WHERE id = $id", ("$id", id)) is byte[] known && !known.AsSpan().SequenceEqual(content))
                {
                    throw new OriginalStoreException($"The handle {id} already names another text.");
                }

                SqliteFile.Execute(connection, transaction, "INSERT INTO originals (id, text, stored) VALUES ($id, $text, $now) ON CONFLICT (id) DO UPDATE SET stored = $now", ("$id", id), ("$text", content), ("$now", now));
            }

            if (bytes > _mostBytes)
            {
                throw new OriginalStoreException(string.Create(CultureInfo.InvariantCulture, $"{bytes:N0} bytes are to be stored and the store holds at most {_mostBytes:N0}."));
            }

            SqliteFile.Execute(connection, transaction, "DELETE FROM originals WHERE stored <= $oldest", ("$oldest", Oldest(now)));
            bool looks = Interlocked.Add(ref _unseen, bytes) >= _mostBytes / LooksInLimit;
            if (looks)
            {
                Shrink(connection, transaction);
            }

            transaction.Commit();
            if (looks)
            {
                Interlocked.Exchange(ref _unseen, 0);
            }

            return 0;
        });
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<string?> FindAsync(string id, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(id);
        cancellationToken.ThrowIfCancellationRequested();
        return new(SqliteFile.Guarded("read", () =>
        {
            using SqliteConnection connection = _file.Open();
            return SqliteFile.Scalar(connection, null, "SELECT text FROM originals WHERE id = $id AND stored > $oldest", ("$id", id), ("$oldest", Oldest(_time.GetUtcNow().ToUnixTimeMilliseconds()))) is byte[] content
                ? MemoryMarshal.Cast<byte, char>(content).ToString()
                : null;
        }));
    }

    private void Shrink(SqliteConnection connection, SqliteTransaction transaction) =>
        SqliteFile.Execute(
            connection,
            transaction,
            "DELETE FROM originals WHERE id IN (SELECT id FROM (SELECT id, SUM(LENGTH(text)) OVER (ORDER BY stored DESC, id) AS held FROM originals) WHERE held > $most)",
            ("$most", _mostBytes));

    private long Oldest(long now) => _age is { } age && age != TimeSpan.MaxValue ? now - (long)age.TotalMilliseconds : long.MinValue;
}
