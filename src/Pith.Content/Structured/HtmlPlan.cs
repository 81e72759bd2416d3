using System.Text;
using Pith.Blocks.Folding;
using Pith.Blocks.Scoring;
using Pith.Reversal;
using Pith.Text;

namespace Pith.Content.Structured;

/// <summary>Blocks of a page as units; headings are kept with what stands under them, rows with their table's head.</summary>
internal sealed class HtmlPlan : FoldPlan
{
    private const double QuestionWeight = 0.6;

    private readonly List<PageBlock> _blocks;
    private readonly string[] _written;

    internal HtmlPlan(string text, List<PageBlock> blocks, string? question)
        : base(text)
    {
        _blocks = blocks;
        _written = [.. blocks.Select(b => ElisionMarker.Escape(b.Text))];
        double[] shares = Shares(question);
        var headings = new Stack<int>();
        int start = 0;
        int table = -1;
        bool first = true;
        for (int i = 0; i < blocks.Count; i++)
        {
            PageBlock block = blocks[i];
            start = Math.Max(start, block.Start);
            int end = i + 1 < blocks.Count ? Math.Max(start, blocks[i + 1].Start) : EndOf(start);
            double score = block.Kind switch
            {
                PageBlockKind.Heading => i == 0 ? 0.6 : 0.33 - (0.01 * block.Level),
                PageBlockKind.TableHead => 0.4,
                PageBlockKind.Row => 0.3,
                PageBlockKind.Code => 0.35,
                PageBlockKind.Item => first ? 0.5 : 0.36,
                _ => first ? 0.55 : 0.38,
            };
            Add(new FoldUnit { Span = new TextSpan(start, end), Score = Math.Min(score + (QuestionWeight * shares[i]), Math.BitDecrement(Urgent)), Noun = "blocks", Size = _written[i].Length + 2 });
            while (block.Kind == PageBlockKind.Heading && headings.TryPeek(out int last) && blocks[last].Level >= block.Level)
            {
                headings.Pop();
            }

            if (headings.TryPeek(out int heading))
            {
                Requirements.Add(i, heading);
            }

            if (block.Kind == PageBlockKind.Heading)
            {
                headings.Push(i);
            }

            table = block.Kind == PageBlockKind.TableHead ? i : table;
            if (block.Kind == PageBlockKind.Row)
            {
                Requirements.Add(i, table);
            }

            first = block.Kind == PageBlockKind.Heading;
        }
    }

    /// <inheritdoc/>
    public override bool IsFaithful => false;

    /// <inheritdoc/>
    public override void Render(ReadOnlySpan<bool> kept, FoldWriter writer)
    {
        for (int i = 0; i < kept.Length;)
        {
            if (kept[i])
            {
                writer.Literal(i == 0 ? string.Empty : IsTight(i) ? "\n" : "\n\n");
                writer.Literal(_written[i]);
                i++;
                continue;
            }

            int end = i + 1;
            while (end < kept.Length && !kept[end])
            {
                end++;
            }

            writer.Literal(i == 0 ? string.Empty : IsTight(i) ? "\n" : "\n\n");
            writer.Elide(new TextSpan(Units[i].Span.Start, Units[end - 1].Span.End), end - i, "blocks");
            i = end;
        }
    }

    private bool IsTight(int block) =>
        _blocks[block].Kind is PageBlockKind.Item or PageBlockKind.Row && _blocks[block - 1].Kind is PageBlockKind.Item or PageBlockKind.Row or PageBlockKind.TableHead;

    private int EndOf(int start)
    {
        int end = Text.LastIndexOf("</", StringComparison.Ordinal);
        int body = Text.LastIndexOf("</body", StringComparison.OrdinalIgnoreCase);
        return body >= start ? body : end >= start ? end : Text.Length;
    }

    private double[] Shares(string? question)
    {
        var match = new QuestionMatch(question);
        if (match.IsEmpty)
        {
            return new double[_written.Length];
        }

        var all = new StringBuilder();
        var spans = new List<TextSpan>(_written.Length);
        foreach (string block in _written)
        {
            spans.Add(new TextSpan(all.Length, all.Length + block.Length));
            all.Append(block).Append('\n');
        }

        double[] shares = match.Score(all.ToString(), spans);
        double most = shares.Max();
        return most == 0 ? shares : [.. shares.Select(s => s / most)];
    }
}
