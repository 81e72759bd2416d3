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
    private readonly HtmlLinks? _links;

    // With every address at its link.
    private readonly string[] _written;

    // Addresses that are linked so often that a number may be cheaper, and from how many links on.
    private readonly Dictionary<int, int> _fewest = [];
    private readonly List<int>[] _addresses = [];

    internal HtmlPlan(string text, List<PageBlock> blocks, HtmlLinks? links, FoldSource source)
        : base(text)
    {
        _blocks = blocks;
        _links = links;
        _written = [.. blocks.Select(b => ElisionMarker.Escape(links?.Fill(b.Text) ?? b.Text))];
        if (links is not null)
        {
            _addresses = [.. blocks.Select(b => HtmlLinks.In(b.Text))];
            FindRepeated(links, source.TokenCounter);
        }

        double[] shares = Shares(source.Question);
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
        Dictionary<int, int> numbers = NumbersOf(kept);
        for (int i = 0; i < kept.Length;)
        {
            if (kept[i])
            {
                writer.Literal(i == 0 ? string.Empty : IsTight(i) ? "\n" : "\n\n");
                writer.Literal(numbers.Count == 0 || _addresses[i].Count == 0 ? _written[i] : ElisionMarker.Escape(_links!.Fill(_blocks[i].Text, numbers)));
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

        foreach ((int address, int number) in numbers.OrderBy(n => n.Value))
        {
            writer.Literal(number == 1 ? "\n\n" : "\n");
            writer.Literal(ElisionMarker.Escape(_links!.Definition(address, number)));
        }
    }

    private void FindRepeated(HtmlLinks links, ITokenCounter counter)
    {
        var uses = new int[links.Count];
        foreach (int address in _addresses.SelectMany(a => a))
        {
            uses[address]++;
        }

        for (int address = 0; address < uses.Length; address++)
        {
            if (uses[address] > 1 && links.FewestUses(address, counter) is var fewest && uses[address] >= fewest)
            {
                _fewest.Add(address, fewest);
            }
        }
    }

    // In the order in which the kept blocks link to them.
    private Dictionary<int, int> NumbersOf(ReadOnlySpan<bool> kept)
    {
        var numbers = new Dictionary<int, int>();
        if (_fewest.Count == 0)
        {
            return numbers;
        }

        var uses = new Dictionary<int, int>();
        var order = new List<int>();
        for (int i = 0; i < kept.Length; i++)
        {
            foreach (int address in kept[i] ? _addresses[i] : [])
            {
                if (!uses.TryGetValue(address, out int count))
                {
                    order.Add(address);
                }

                uses[address] = count + 1;
            }
        }

        foreach (int address in order.Where(a => _fewest.TryGetValue(a, out int fewest) && uses[a] >= fewest))
        {
            numbers.Add(address, numbers.Count + 1);
        }

        return numbers;
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
