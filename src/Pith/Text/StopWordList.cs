namespace Pith.Text;

/// <summary>Function words of English, which carry grammar rather than content.</summary>
public static class StopWordList
{
    private static readonly HashSet<string> s_words = new(
        (
            "a about above after again against all am an and any are as at be because been before being below between both but by can could " +
            "did do does doing down during each few for from further had has have having he her here hers herself him himself his how i if in " +
            "into is it its itself just me more most my myself now of off on once only or other our ours ourselves out over own same she should so " +
            "some such than that the their theirs them themselves then there these they this those through to too under until up upon very was we were " +
            "what when where which while who whom whose why will with would you your yours yourself yourselves also may might must shall us uh um").Split(' '),
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a word is on the list, whatever its case. Negations are not.</summary>
    public static bool Contains(ReadOnlySpan<char> word) => s_words.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word);
}
