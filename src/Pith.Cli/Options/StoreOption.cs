using Pith.Reversal;
using Pith.Stores.Sqlite;

namespace Pith.Cli.Options;

/// <summary>The file that originals are kept in.</summary>
internal static class StoreOption
{
    internal static IOriginalStore Open(string path)
    {
        try
        {
            return new SqliteOriginalStore(path);
        }
        catch (OriginalStoreException e)
        {
            throw new CommandException($"--store '{path}': {e.Message}", e);
        }
    }
}
