using Pith.Text;

namespace Pith.Content.Structured;

/// <summary>Sentences of a paragraph with marks: none ends inside of code, of a link or of brackets.</summary>
internal static class SentenceSpans
{
    private const int Shortest = 12;

    private static readonly HashSet<string> s_abbreviations = new("mr mrs ms dr prof vs etc e.g i.e fig eq no vol inc ltd approx cf ca z.b".Split(' '), StringComparer.OrdinalIgnoreCase);

    /// <summary>The sentences, without the white space between them.</summary>
    internal static List<TextSpan> Of(string text, TextSpan span)
    {
        var sentences = new List<TextSpan>();
        int start = span.Start;
        int brackets = 0;
        bool code = false;
        for (int i = span.Start; i < span.End; i++)
        {
            char c = text[i];
            code ^= c == '`';
            if (code)
            {
                continue;
            }

            brackets = c is '(' or '[' ? brackets + 1 : c is ')' or ']' ? Math.Max(0, brackets - 1) : brackets;
            bool wide = c is '。' or '！' or '？';
            if (brackets > 0 || !(c is '.' or '!' or '?' || wide) || i + 1 - start < Shortest)
            {
                continue;
            }

            int end = i + 1;
            while (end < span.End && text[end] is '"' or '\'' or '*' or '_' or '”' or '’')
            {
                end++;
            }

            if (end < span.End && (wide || (char.IsWhiteSpace(text[end]) && Begins(text, end, span.End) && !IsAbbreviation(text, start, i))))
            {
                sentences.Add(new TextSpan(start, end));
                while (end < span.End && char.IsWhiteSpace(text[end]))
                {
                    end++;
                }

                start = end;
                i = end - 1;
            }
        }

        if (start < span.End)
        {
            sentences.Add(new TextSpan(start, span.End));
        }

        return sentences;
    }

    private static bool Begins(string text, int at, int end)
    {
        while (at < end && (char.IsWhiteSpace(text[at]) || text[at] is '*' or '_' or '"' or '“' or '\''))
        {
            at++;
        }

        return at < end && !char.IsLower(text[at]);
    }

    private static bool IsAbbreviation(string text, int start, int dot)
    {
        int word = dot;
        while (word > start && !char.IsWhiteSpace(text[word - 1]) && text[word - 1] is not '(')
        {
            word--;
        }

        return text[dot] == '.' && (dot - word == 1 && char.IsLetter(text[word]) || s_abbreviations.GetAlternateLookup<ReadOnlySpan<char>>().Contains(text.AsSpan(word, dot - word)));
    }
}
