using Microsoft.Data.Sqlite;
using Pith.Reversal;

namespace Pith.Stores.Sqlite;

/// <summary>A file that several stores and processes share: a write-ahead log, and on systems with file modes the owner's alone (0600).</summary>
internal sealed class SqliteFile
{
    private readonly string _connection;

    /// <exception cref="OriginalStoreException">The file can't be opened, or is no database.</exception>
    internal SqliteFile(string path, string schema)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _connection = new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 10 }.ToString();
        Guarded("opened", () =>
        {
            if (!File.Exists(path))
            {
                if (OperatingSystem.IsWindows())
                {
                    File.Create(path).Dispose();
                }
                else
                {
                    new FileStream(path, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }).Dispose();
                }
            }

            using SqliteConnection connection = Open();
            Execute(connection, null, "PRAGMA journal_mode=WAL;");
            Execute(connection, null, schema);
            return 0;
        });
    }

    internal SqliteConnection Open()
    {
        var connection = new SqliteConnection(_connection);
        connection.Open();

        // With a write-ahead log a commit stays whole without waiting for the disk; only a loss of power may take the latest.
        Execute(connection, null, "PRAGMA synchronous=NORMAL;");
        return connection;
    }

    internal static object? Scalar(SqliteConnection connection, SqliteTransaction? transaction, string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        using SqliteCommand command = Command(connection, transaction, sql, parameters);
        return command.ExecuteScalar();
    }

    internal static void Execute(SqliteConnection connection, SqliteTransaction? transaction, string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        using SqliteCommand command = Command(connection, transaction, sql, parameters);
        command.ExecuteNonQuery();
    }

#pragma warning disable CA2100 // The texts are constants of this package; values are parameters.
    internal static SqliteCommand Command(SqliteConnection connection, SqliteTransaction? transaction, string sql, ReadOnlySpan<(string Name, object Value)> parameters)
    {
        SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
        foreach ((string name, object value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
#pragma warning restore CA2100

    internal static T Guarded<T>(string what, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new OriginalStoreException($"The store can't be {what}: {e.Message}", e);
        }
    }
}
