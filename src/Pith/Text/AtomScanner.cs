namespace Pith.Text;

/// <summary>Cuts a text into atoms.</summary>
public static class AtomScanner
{
    /// <summary>All atoms of <paramref name="text"/>: ascending, disjoint, covering every character that is not white space.</summary>
    public static List<Atom> Scan(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return [];
    }
}
