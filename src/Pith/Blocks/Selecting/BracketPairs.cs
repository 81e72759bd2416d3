using Pith.Text;

namespace Pith.Blocks.Selecting;

/// <summary>Ties the two brackets of a pair: neither is kept without the other.</summary>
/// <remarks>Pairs stand on one line and in one zone. What a bracket of the wrong kind interrupts has no pair.</remarks>
public static class BracketPairs
{
    /// <summary>Adds the ties of a document's units.</summary>
    public static void AddTo(Document document, Requirements requirements)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(requirements);
        IReadOnlyList<Unit> units = document.Units;
        var open = new Stack<int>();
        for (int i = 0; i < units.Count; i++)
        {
            if (i > 0 && (units[i].Zone != units[i - 1].Zone || document.Text.AsSpan(units[i - 1].Span.End, units[i].Span.Start - units[i - 1].Span.End).ContainsAny('\n', '\r')))
            {
                open.Clear();
            }

            if (units[i].Kind != AtomKind.Punctuation || units[i].Span.Length != 1)
            {
                continue;
            }

            char mark = document.Text[units[i].Span.Start];
            if (mark is '(' or '[' or '{')
            {
                open.Push(i);
            }
            else if (mark is ')' or ']' or '}')
            {
                if (open.TryPop(out int first) && Closes(document.Text[units[first].Span.Start], mark))
                {
                    requirements.Add(first, i);
                    requirements.Add(i, first);
                }
                else
                {
                    open.Clear();
                }
            }
        }
    }

    private static bool Closes(char opening, char closing) => (opening, closing) is ('(', ')') or ('[', ']') or ('{', '}');
}
