namespace Pith.Routing.Detection;

/// <summary>Prefixes found by their first character.</summary>
internal sealed class PrefixTable<T>
{
    private readonly (string Prefix, T Value)[][] _byFirst = new (string, T)[128][];

    internal PrefixTable(IEnumerable<(string Prefix, T Value)> entries)
    {
        foreach (IGrouping<char, (string Prefix, T Value)> group in entries.GroupBy(e => e.Prefix[0]))
        {
            _byFirst[group.Key] = [.. group];
        }
    }

    /// <summary>All entries that begin with the first character of <paramref name="text"/>.</summary>
    internal ReadOnlySpan<(string Prefix, T Value)> Candidates(ReadOnlySpan<char> text) => text.IsEmpty || text[0] >= _byFirst.Length ? [] : _byFirst[text[0]];
}
