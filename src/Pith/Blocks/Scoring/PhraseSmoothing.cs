using Pith.Text;

namespace Pith.Blocks.Scoring;

/// <summary>Lets neighbours on a line share their scores, so that phrases stay together.</summary>
/// <remarks>
/// A token classifier scores each word for itself, and a cut through the middle of a phrase loses what the phrase says. Punctuation is worth
/// no more than the word it belongs to, the one before it or, for opening brackets, after it: a comma that outlives its clause costs a
/// token and tells nothing.
/// </remarks>
public static class PhraseSmoothing
{
    // How much less than its word a mark is worth, in log-odds. Ends of sentences and brackets stay longer than commas and quotation marks:
    // without them a reader loses the thread. Operators (=, <, %) are no marks: they say something.
    private static double Penalty(char mark) => mark switch
    {
        '.' or '!' or '?' or '。' or '(' or ')' or '[' or ']' or '{' or '}' => 1,
        ',' or ';' or ':' or '"' or '\'' or '-' or '*' or '_' or '…' => 2,
        _ => char.IsPunctuation(mark) && mark is not ('%' or '&' or '#' or '@' or '/' or '\\') ? 2 : double.NegativeInfinity,
    };

    /// <summary>Smooths log-odds in place.</summary>
    /// <param name="document">The text and its units.</param>
    /// <param name="logits">One number a unit.</param>
    /// <param name="weight">Weight of the two neighbours' mean, 0–1; 0 leaves words as they are.</param>
    public static void Apply(Document document, double[] logits, double weight)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentOutOfRangeException.ThrowIfNegative(weight);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(weight, 1);
        IReadOnlyList<Unit> units = document.Units;
        double before = 0;
        bool joined = false;
        for (int i = 0; i < logits.Length; i++)
        {
            double own = logits[i];
            bool joins = i + 1 < logits.Length && SameLine(document, i, i + 1);
            double left = joined ? before : own;
            double right = joins ? logits[i + 1] : own;
            double smooth = ((1 - weight) * own) + (weight * (left + right) / 2);
            if (units[i].Kind == AtomKind.Punctuation)
            {
                char mark = document.Text[units[i].Span.End - 1];
                bool opens = mark is '(' or '[' or '{' or '“' or '«' or '¿' or '¡';
                double owner = opens ? right : joined ? logits[i - 1] : own;
                smooth = Math.Min(smooth, owner - Penalty(mark));
            }

            logits[i] = smooth;
            before = own;
            joined = joins;
        }
    }

    private static bool SameLine(Document document, int left, int right)
    {
        Unit a = document.Units[left];
        Unit b = document.Units[right];
        return a.Zone == b.Zone && !document.Text.AsSpan(a.Span.End, b.Span.Start - a.Span.End).ContainsAny('\n', '\r');
    }
}
