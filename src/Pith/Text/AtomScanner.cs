namespace Pith.Text;

/// <summary>Cuts a text into atoms.</summary>
/// <remarks>
/// One pass, linear time: every lookahead is bounded and stays on its line. Atoms hold no newline, split no grapheme and hold
/// white space only where it is part of the unit (<c>5 kg</c>, <c>10 000</c>, a code span, a tag). The methods are thread-safe.
/// </remarks>
public static class AtomScanner
{
    /// <summary>All atoms of <paramref name="text"/>: ascending, disjoint, covering every character that is not white space.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    public static List<Atom> Scan(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new AtomReader(text).ReadAll();
    }
}
