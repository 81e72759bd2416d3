using Pith.Blocks.Folding;
using Pith.Text;

namespace Pith.Content.Code;

/// <summary>Tokens of code as units, without markers.</summary>
internal sealed class CodeTokenPlan : FoldPlan
{
    private readonly List<CodeToken> _tokens;

    internal CodeTokenPlan(string text, List<CodeToken> tokens, int[] removal)
        : base(text)
    {
        _tokens = tokens;
        foreach (CodeToken token in tokens)
        {
            Add(new FoldUnit { Span = token.Span, Score = 0, Noun = "tokens", Size = token.Span.Length + 1 });
        }

        TieAtoms(tokens);
        for (int r = 0; r < removal.Length; r++)
        {
            Rate(removal[r], r / (double)removal.Length);
        }
    }

    // A number, a path or an address is several tokens of code and one atom: none is cut.
    private void TieAtoms(List<CodeToken> tokens)
    {
        int at = 0;
        foreach (Atom atom in AtomScanner.Scan(Text))
        {
            while (at < tokens.Count && tokens[at].Span.End <= atom.Span.Start)
            {
                at++;
            }

            for (int i = at; i + 1 < tokens.Count && tokens[i + 1].Span.Start < atom.Span.End; i++)
            {
                Requirements.Add(i, i + 1);
                Requirements.Add(i + 1, i);
            }
        }
    }

    /// <inheritdoc/>
    public override bool Mends => false;

    /// <inheritdoc/>
    public override void Render(ReadOnlySpan<bool> kept, FoldWriter writer)
    {
        foreach ((TextSpan span, string? text) in Slices(Text, _tokens, kept.ToArray()))
        {
            if (text is null)
            {
                writer.Slice(span);
            }
            else
            {
                writer.Literal(text);
            }
        }
    }

    /// <summary>Slices of the code, and white space where there was some or where two tokens would become one.</summary>
    internal static IEnumerable<(TextSpan Span, string? Text)> Slices(string text, List<CodeToken> tokens, bool[] kept)
    {
        int previous = -1;
        for (int i = 0; i < kept.Length; i++)
        {
            if (!kept[i])
            {
                continue;
            }

            if (previous >= 0)
            {
                (TextSpan gap, bool any) = Gap(text, tokens, previous, i);
                if (!gap.IsEmpty)
                {
                    yield return (gap, null);
                }
                else if (any || (previous + 1 < i && Joins(text[tokens[previous].Span.End - 1], text[tokens[i].Span.Start])))
                {
                    yield return (default, " ");
                }
            }

            yield return (tokens[i].Span, null);
            previous = i;
        }
    }

    // The gap of neighbours; of others the last line's end between them, so that lines stay lines.
    private static (TextSpan Span, bool Any) Gap(string text, List<CodeToken> tokens, int left, int right)
    {
        bool any = false;
        for (int i = right; i > left; i--)
        {
            var gap = new TextSpan(tokens[i - 1].Span.End, tokens[i].Span.Start);
            any |= !gap.IsEmpty;
            ReadOnlySpan<char> between = gap.Of(text);
            if (left + 1 == right || (between.Contains('\n') && between.IsWhiteSpace()))
            {
                return (between.IsWhiteSpace() ? gap : default, any);
            }
        }

        return (default, any);
    }

    private static bool Joins(char left, char right) =>
        (char.IsLetterOrDigit(left) || left == '_') == (char.IsLetterOrDigit(right) || right == '_');
}
