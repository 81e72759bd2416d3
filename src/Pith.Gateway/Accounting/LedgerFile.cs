using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Pith.Gateway.Configuration;

namespace Pith.Gateway.Accounting;

/// <summary>Writes entries to a SQLite file, many at a time, and reads them again.</summary>
internal sealed partial class LedgerFile : BackgroundService, ILedgerObserver
{
    private const int MostWaiting = 10_000;
    private const int MostAtOnce = 500;

    // A commit waits for the disk and costs more than a request that is passed through: a busy gateway makes a few of them a second.
    private static readonly TimeSpan s_gathering = TimeSpan.FromMilliseconds(200);

    private readonly Channel<LedgerEntry> _waiting = Channel.CreateBounded<LedgerEntry>(new BoundedChannelOptions(MostWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });
    private readonly string _connection;
    private readonly TimeSpan _age;
    private readonly TimeProvider _time;
    private readonly ILogger<LedgerFile> _log;

    /// <exception cref="GatewayConfigurationException">The file can't be opened.</exception>
    public LedgerFile(GatewayOptions options, TimeProvider time, ILogger<LedgerFile> log)
    {
        _age = options.Ledger.Age;
        _time = time;
        _log = log;
        string path = options.Ledger.Path ?? (string.Equals(options.Stores.Kind, "sqlite", StringComparison.OrdinalIgnoreCase) ? options.Stores.Path : null) ?? StoreSet.DefaultPath();
        _connection = new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 10 }.ToString();
        try
        {
            using SqliteConnection connection = Open();
            Execute(connection, null, "PRAGMA journal_mode=WAL;");
            Execute(connection, null, "CREATE TABLE IF NOT EXISTS ledger (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, entry TEXT NOT NULL); CREATE INDEX IF NOT EXISTS ledger_at ON ledger (at);");
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new GatewayConfigurationException([$"{GatewayOptions.Section}:Ledger: {e.Message}"]);
        }
    }

    public void Add(LedgerEntry entry)
    {
        if (!_waiting.Writer.TryWrite(entry))
        {
            Lost(_log);
        }
    }

    /// <summary>Entries from a time on, the oldest first.</summary>
    internal IEnumerable<string> Read(DateTimeOffset since)
    {
        using SqliteConnection connection = Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT entry FROM ledger WHERE at >= $since ORDER BY at, id";
        command.Parameters.AddWithValue("$since", since.ToUnixTimeMilliseconds());
        using SqliteDataReader rows = command.ExecuteReader();
        while (rows.Read())
        {
            yield return rows.GetString(0);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Not by the token: what waits at the stop is written before the process ends.
        using CancellationTokenRegistration stop = stoppingToken.Register(() => _waiting.Writer.TryComplete());
        while (await _waiting.Reader.WaitToReadAsync(CancellationToken.None))
        {
            if (_waiting.Reader.Count < MostAtOnce)
            {
                await Task.Delay(s_gathering, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            var entries = new List<LedgerEntry>();
            while (entries.Count < MostAtOnce && _waiting.Reader.TryRead(out LedgerEntry? entry))
            {
                entries.Add(entry);
            }

            try
            {
                Write(entries);
            }
            catch (SqliteException e)
            {
                NotWritten(_log, entries.Count, e.SqliteErrorCode);
            }
        }
    }

    private void Write(List<LedgerEntry> entries)
    {
        using SqliteConnection connection = Open();
        using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
        foreach (LedgerEntry entry in entries)
        {
            Execute(connection, transaction, "INSERT INTO ledger (at, entry) VALUES ($at, $entry)", ("$at", entry.At.ToUnixTimeMilliseconds()), ("$entry", entry.ToJson()));
        }

        Execute(connection, transaction, "DELETE FROM ledger WHERE at < $oldest", ("$oldest", (_time.GetUtcNow() - _age).ToUnixTimeMilliseconds()));
        transaction.Commit();
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(_connection);
        connection.Open();
        return connection;
    }

#pragma warning disable CA2100 // The texts are constants of this file; values are parameters.
    private static void Execute(SqliteConnection connection, SqliteTransaction? transaction, string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
        foreach ((string name, object value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        command.ExecuteNonQuery();
    }
#pragma warning restore CA2100

    [LoggerMessage(Level = LogLevel.Warning, Message = "The ledger's file is too slow: an entry was not written.")]
    private static partial void Lost(ILogger log);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} entries of the ledger could not be written (SQLite error {Code}).")]
    private static partial void NotWritten(ILogger log, int count, int code);
}
