using Pith.Seams;

namespace Pith.Blocks.Scoring;

/// <summary>Strings that a word classifier is to keep: those of one piece are recognised by their spelling, all others stand behind a placeholder that is one piece.</summary>
/// <remarks>The placeholder is fed as the mask piece, which every checkpoint of a masked language model has been trained on. Immutable.</remarks>
public sealed class ForcedStrings
{
    private readonly HashSet<string> _strings;
    private readonly List<(string String, string Placeholder)> _map = [];
    private readonly HashSet<string> _placeholders;

    /// <summary>Makes the set.</summary>
    /// <param name="classifier">Its tokenizer says what is one piece.</param>
    /// <param name="strings">The strings, longer ones before those they contain; empty ones and repeats count once or not at all.</param>
    public ForcedStrings(ITokenClassifier classifier, IEnumerable<string> strings)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        string[] distinct = [.. strings.Where(s => s.Length > 0).Distinct(StringComparer.Ordinal)];
        _strings = new HashSet<string>(distinct, StringComparer.Ordinal);
        var plain = new LiteralPieces(classifier, []);
        for (int i = 0; i < distinct.Length; i++)
        {
            if (plain.Tokenize(distinct[i]).Count != 1)
            {
                _map.Add((distinct[i], $"[NEW{i}]"));
            }
        }

        _placeholders = [.. _map.Select(m => m.Placeholder)];
        int mask = classifier.IdOf("[MASK]") ?? classifier.IdOf("<mask>") ?? classifier.Info.UnknownId;
        Tokenizer = new LiteralPieces(classifier, _map.Select(m => KeyValuePair.Create(m.Placeholder, mask)));
    }

    /// <summary>Tokenizes text with placeholders.</summary>
    public LiteralPieces Tokenizer { get; }

    /// <summary>The placeholders of those of <paramref name="strings"/> that have one, and the strings themselves.</summary>
    public HashSet<string> WithPlaceholders(IReadOnlyCollection<string> strings) => [.. strings, .. _map.Where(m => strings.Contains(m.String)).Select(m => m.Placeholder)];

    /// <summary>Whether a word is a forced string.</summary>
    public bool Contains(string word) => _strings.Contains(word);

    /// <summary>Whether a spelling is a forced string or a placeholder.</summary>
    public bool Marks(string spelling) => _strings.Contains(spelling) || _placeholders.Contains(spelling);

    /// <summary>The text with placeholders, replaced string by string in the order given.</summary>
    public string Hide(string text) => _map.Aggregate(text, (t, m) => t.Replace(m.String, m.Placeholder, StringComparison.Ordinal));

    /// <summary>The text with the strings themselves.</summary>
    public string Show(string text) => _map.Aggregate(text, (t, m) => t.Replace(m.Placeholder, m.String, StringComparison.Ordinal));
}
