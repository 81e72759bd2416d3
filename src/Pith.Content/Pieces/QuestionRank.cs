using Pith.Blocks.Folding;
using Pith.Blocks.Scoring;

namespace Pith.Content.Pieces;

/// <summary>Lifts the pieces that a question names.</summary>
internal static class QuestionRank
{
    /// <summary>The least length of a name that is looked for as it is.</summary>
    private const int ShortestName = 3;

    /// <summary>Adds up to <paramref name="weight"/> to each piece's score, by its share of the question's weight; none becomes urgent by it.</summary>
    internal static double[] Lift(string? question, string text, List<Piece> pieces, double weight)
    {
        var match = new QuestionMatch(question);
        double[] shares = match.IsEmpty ? new double[pieces.Count] : match.Score(text, [.. pieces.Select(p => p.Span)]);
        double most = shares.Length == 0 ? 0 : shares.Max();
        for (int i = 0; i < shares.Length && most > 0; i++)
        {
            shares[i] /= most;
            if (!double.IsNegativeInfinity(pieces[i].Score))
            {
                pieces[i].Score = Math.Min(pieces[i].Score + (weight * shares[i]), Math.BitDecrement(FoldPlan.Urgent));
            }
        }

        return shares;
    }

    /// <summary>Whether a question names an identifier as it is written: a word of its own, with a capital letter, a digit or an underscore inside, or in back-ticks or before a bracket.</summary>
    internal static bool Names(string? question, ReadOnlySpan<char> name)
    {
        if (question is null || name.Length < ShortestName)
        {
            return false;
        }

        bool coded = name[1..].ContainsAnyInRange('A', 'Z') || name[1..].Contains('_') || name.ContainsAnyInRange('0', '9');
        for (int from = 0; from < question.Length;)
        {
            int at = question.AsSpan(from).IndexOf(name, StringComparison.Ordinal);
            if (at < 0)
            {
                return false;
            }

            int start = from + at;
            int end = start + name.Length;
            bool whole = (start == 0 || !IsName(question[start - 1])) && (end == question.Length || !IsName(question[end]));
            if (whole && (coded || (start > 0 && question[start - 1] is '`' or '.') || (end < question.Length && question[end] is '(' or '`')))
            {
                return true;
            }

            from = end;
        }

        return false;
    }

    private static bool IsName(char c) => char.IsLetterOrDigit(c) || c == '_';
}
