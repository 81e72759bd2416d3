using Pith.Text;

namespace Pith.Content.Structured;

/// <summary>What a question asks of a table: its words, what kind of value, which rows beyond those it names.</summary>
internal sealed class TableQuestion
{
    private static readonly HashSet<string> s_high = ["most", "highest", "largest", "longest", "best", "biggest", "greatest", "top", "maximum", "more", "higher", "longer", "larger", "bigger", "tallest", "heaviest", "fastest", "farthest", "newest", "latest", "last"];
    private static readonly HashSet<string> s_low = ["least", "lowest", "smallest", "shortest", "worst", "fewest", "minimum", "less", "fewer", "lower", "shorter", "smaller", "earliest", "first", "lightest", "slowest", "youngest", "bottom"];
    private static readonly HashSet<string> s_start = ["first", "earliest", "top", "initial", "initially", "oldest", "start", "started", "beginning", "begin", "original", "winner", "best"];
    private static readonly HashSet<string> s_end = ["last", "latest", "final", "finally", "recent", "newest", "bottom", "end", "ended", "worst"];
    private static readonly HashSet<string> s_after = ["after", "next", "following", "follows", "followed", "succeeded", "below", "behind", "subsequent", "later", "then"];
    private static readonly HashSet<string> s_before = ["before", "previous", "prior", "preceding", "precedes", "preceded", "above", "ahead", "earlier", "previously"];
    private static readonly HashSet<string> s_noSuperlatives = ["west", "east", "interest", "guest", "test", "forest", "request", "contest", "rest", "quest", "invest", "northwest", "southwest", "northeast", "southeast", "suggest", "midwest", "protest", "conquest", "harvest", "bucharest", "budapest", "everest"];
    private static readonly HashSet<string> s_wh = ["which", "what", "who", "whom", "whose", "when", "where", "how", "name", "list", "tell"];

    private readonly Dictionary<string, int> _terms = new(StringComparer.Ordinal);
    private readonly HashSet<string> _said;

    internal TableQuestion(string text)
    {
        Text = text;
        Words = TableWords.Of(text);
        _said = [.. Words];
        foreach (string word in Words)
        {
            if (!StopWordList.Contains(word))
            {
                _terms.TryAdd(TableWords.Stem(word), _terms.Count);
            }
        }

        Terms = [.. _terms.Keys];
        High = _said.Overlaps(s_high);
        Low = _said.Overlaps(s_low);
        Extreme = High || Low || Words.Exists(w => w.Length > 4 && w.EndsWith("est", StringComparison.Ordinal) && !s_noSuperlatives.Contains(w));
        Start = _said.Overlaps(s_start);
        End = _said.Overlaps(s_end);
        After = _said.Overlaps(s_after);
        Before = _said.Overlaps(s_before);
        Near = After || Before || _said.Contains("consecutive") || _said.Contains("listed");
        Same = _said.Contains("same") || _said.Contains("other") || _said.Contains("also") || _said.Contains("besides") || _said.Contains("share") || _said.Contains("tied");
        Except = _said.Contains("other") || _said.Contains("besides") || _said.Contains("except") || _said.Contains("aside");
        Either = _said.Contains("or");
        int many = Words.FindIndex(w => w == "how");
        Many = (many >= 0 && many + 1 < Words.Count && Words[many + 1] is "many" or "much" or "long" or "far" or "old" or "tall") || (_said.Contains("number") && _said.Contains("of"));
        Whole = Many || _said.Contains("total") || _said.Contains("sum") || _said.Contains("average") || _said.Contains("combined") || _said.Contains("altogether");
        Who = _said.Contains("who") || _said.Contains("whom") || _said.Contains("whose");
        Where = _said.Contains("where");
        Asked = AskedWords();
        When = _said.Contains("when") || Asked.Exists(a => a is "year" or "date" or "season" or "month" or "day" or "decade");
    }

    internal string Text { get; }

    /// <summary>All words in order.</summary>
    internal List<string> Words { get; }

    /// <summary>Stems of the words with content, each once.</summary>
    internal string[] Terms { get; }

    /// <summary>Stems of the nouns right after the question word: what the answer is one of.</summary>
    internal List<string> Asked { get; }

    internal bool High { get; }

    internal bool Low { get; }

    internal bool Extreme { get; }

    internal bool Start { get; }

    internal bool End { get; }

    internal bool After { get; }

    internal bool Before { get; }

    internal bool Near { get; }

    internal bool Same { get; }

    internal bool Except { get; }

    internal bool Many { get; }

    internal bool Whole { get; }

    internal bool Either { get; }

    internal bool Who { get; }

    internal bool Where { get; }

    internal bool When { get; }

    /// <summary>Number of a term; -1 if the question does not have it.</summary>
    internal int TermOf(string stem) => _terms.TryGetValue(stem, out int term) ? term : -1;

    // The first words of content after a question word; "how many" asks for a number rather than for what follows.
    private List<string> AskedWords()
    {
        int at = Words.FindIndex(s_wh.Contains);
        var asked = new List<string>();
        for (int i = Math.Max(0, at + 1); i < Words.Count && asked.Count < 2 && i < at + 8; i++)
        {
            if (!StopWordList.Contains(Words[i]) && Words[i] is not ("many" or "much" or "long" or "name" or "number" or "total" or "amount" or "only" or "first" or "last"))
            {
                asked.Add(TableWords.Stem(Words[i]));
            }
            else if (asked.Count > 0)
            {
                break;
            }
        }

        return asked;
    }
}
