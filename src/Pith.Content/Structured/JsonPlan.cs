using Pith.Blocks.Folding;
using Pith.Text;

namespace Pith.Content.Structured;

/// <summary>The values of a JSON text as units; what is kept is written without white space and still parses.</summary>
internal sealed class JsonPlan : FoldPlan
{
    // A marker of its own for an array that loses elements; the rest is summed up in one marker at the end of the top value.
    private const int OwnMarkerFrom = 4;
    private const int LongString = 400;
    private const int PieceLength = 160;

    // At most this share of what an array will get goes to saying what its records were.
    private const double SummaryShare = 0.08;
    private const double SummaryScore = 0.6;
    private const double SummaryScoreAsked = 0.2;

    private const int Top = -1;
    private const int NoUnit = -1;
    private const int WithParent = -2;

    private readonly JsonTree _tree;
    private readonly JsonKeyMap? _map;
    private readonly IReadOnlyList<double> _scores;
    private readonly IReadOnlyDictionary<int, JsonShortened> _shortened;

    // The unit of each node, or why it has none: it is cut, or it is written with what holds it.
    private readonly int[] _unit;
    private readonly Dictionary<int, int> _pieces = [];
    private readonly Dictionary<int, (int Unit, string Text)> _summaries = [];

    // Leaves and characters of leaves before each node.
    private readonly int[] _leaves;
    private readonly int[] _characters;

    internal JsonPlan(JsonTree tree, JsonInformation information, double rate, JsonKeyMap? map = null, IReadOnlyDictionary<int, JsonShortened>? shortened = null)
        : base(tree.Text)
    {
        _tree = tree;
        _map = map;
        _scores = information.Scores;
        _shortened = shortened ?? new Dictionary<int, JsonShortened>();
        JsonNode[] nodes = tree.Nodes;
        _unit = new int[nodes.Length];
        _leaves = new int[nodes.Length + 1];
        _characters = new int[nodes.Length + 1];
        for (int i = 0; i < nodes.Length; i++)
        {
            bool leaf = !IsInner(nodes[i]);
            _leaves[i + 1] = _leaves[i] + (leaf ? 1 : 0);
            _characters[i + 1] = _characters[i] + nodes[i].Key.Length + (leaf ? nodes[i].Span.Length + 1 : 2);
        }

        var open = new Stack<(int Node, RecordSummary Summary)>();
        for (int i = 0; i < nodes.Length;)
        {
            while (open.TryPeek(out (int Node, RecordSummary Summary) array) && nodes[array.Node].End <= i)
            {
                Summarize(open.Pop(), rate, information.IsAsked);
            }

            int next = AddNode(i);
            if (next == i + 1 && information.Summaries.TryGetValue(i, out RecordSummary? summary))
            {
                open.Push((i, summary));
            }

            i = next;
        }

        while (open.TryPop(out (int Node, RecordSummary Summary) array))
        {
            Summarize(array, rate, information.IsAsked);
        }

        if (information.Summaries.TryGetValue(Top, out RecordSummary? all))
        {
            Summarize((Top, all), rate, information.IsAsked);
        }

        KeepShares();
        if (Units.Count == 0)
        {
            // All of it was dropped: that is a plan, too.
            Add(new FoldUnit { Span = nodes[0].Span, Score = double.NegativeInfinity, Noun = "values" });
        }
    }

    public override bool Mends => false;

    public override void Render(ReadOnlySpan<bool> kept, FoldWriter writer)
    {
        JsonNode[] nodes = _tree.Nodes;
        bool lines = _tree.Roots > 1;
        var lost = new Loss();
        bool first = true;
        for (int root = 0; root < nodes.Length; root = nodes[root].End)
        {
            if (!IsKept(root, kept))
            {
                lost += LossOf(root);
                continue;
            }

            if (!first)
            {
                writer.Literal("\n");
            }

            first = false;
            Loss rootLost = Value(root, kept, writer, lines ? Top : root);
            lost = lines ? lost + rootLost : lost;
        }

        if (lost.Leaves > 0 || first)
        {
            // One value a line: the marker is one more string. A single value of which nothing is kept is its marker.
            writer.Literal(first ? "\"" : "\n\"");
            writer.Elide(new TextSpan(0, Text.Length), Math.Max(1, lost.Leaves), "values", lost.Characters, SummaryOf(Top, kept));
            writer.Literal("\"");
        }
    }

    // Adds the units of a node and, if that has none of its own, of all that is below; the next node is returned.
    private int AddNode(int at)
    {
        JsonNode node = _tree.Nodes[at];
        bool inner = IsInner(node);
        JsonKeyTreatment treatment = _map?.Of(at) ?? JsonKeyTreatment.Compress;
        bool isMixed = inner && _map?.IsMixed(at) == true;
        JsonShortened? shortened = _shortened.GetValueOrDefault(at);
        if ((treatment == JsonKeyTreatment.Drop && !isMixed) || shortened is { Slices.Count: 0 })
        {
            Array.Fill(_unit, NoUnit, at, node.End - at);
            return node.End;
        }

        bool whole = treatment == JsonKeyTreatment.Keep && !isMixed;
        bool pieces = !whole && node.Kind == JsonNodeKind.String && node.Span.Length > LongString && shortened is null;
        bool opens = pieces || (inner && !whole);
        JsonKeyRule? rule = _map?.RuleOf(at);
        bool isForced = rule?.Requires == true && (treatment == JsonKeyTreatment.Keep || _map!.OwnerOf(at) == at);
        int punctuation = node.Key.Length + 2 + (opens ? 2 : 0);
        _unit[at] = Add(new FoldUnit
        {
            Span = new TextSpan(node.Key.IsEmpty ? node.Span.Start : node.Key.Start, opens ? node.Span.Start + 1 : node.Span.End),
            Score = opens ? double.NegativeInfinity : whole ? BestOf(at, node.End) : _scores[at],
            Noun = "values",
            Size = punctuation + (opens ? 0 : shortened is null ? node.Span.Length : shortened.Slices.Sum(s => s.Length)),
            IsForced = isForced,
        });
        if (node.Parent >= 0)
        {
            Requirements.Add(_unit[at], _unit[node.Parent]);
        }

        if (pieces)
        {
            AddPieces(at);
        }

        if (!whole)
        {
            return at + 1;
        }

        Array.Fill(_unit, WithParent, at + 1, node.End - at - 1);
        return node.End;
    }

    private void Summarize((int Node, RecordSummary Summary) array, double rate, bool isAsked)
    {
        TextSpan span = array.Node == Top ? new TextSpan(0, Text.Length) : _tree.Nodes[array.Node].Span;
        if ((array.Node != Top && _unit[array.Node] < 0) || array.Summary.Within((int)(SummaryShare * rate * span.Length)) is not { } text)
        {
            return;
        }

        int unit = Add(new FoldUnit { Span = new TextSpan(span.End - 1, span.End), Score = isAsked ? SummaryScoreAsked : SummaryScore, Noun = "values", Size = text.Length + 2 });
        _summaries.Add(array.Node, (unit, text));
        if (array.Node != Top)
        {
            Requirements.Add(unit, _unit[array.Node]);
        }
    }

    // Under a rate the best units of what an array or object holds stay in the running; the others are out of it.
    private void KeepShares()
    {
        if (_map is null)
        {
            return;
        }

        var groups = new Dictionary<int, List<int>>();
        for (int i = 0; i < _unit.Length; i++)
        {
            if (_unit[i] < 0 || _map.RuleOf(i) is not { Treatment: JsonKeyTreatment.Rate, Rate: < 1 })
            {
                continue;
            }

            int owner = _map.OwnerOf(i);
            bool pieces = _pieces.TryGetValue(i, out int count);
            if (owner == i && !IsInner(_tree.Nodes[i]) && !pieces)
            {
                continue;
            }

            if (!groups.TryGetValue(owner, out List<int>? units))
            {
                groups.Add(owner, units = []);
            }

            units.AddRange(pieces ? Enumerable.Range(_unit[i] + 1, count) : IsInner(_tree.Nodes[i]) ? [] : [_unit[i]]);
        }

        foreach ((int owner, List<int> units) in groups)
        {
            double left = _map.RuleOf(owner)!.Rate * units.Sum(u => (double)CostOf(u));
            foreach (int unit in units.OrderByDescending(u => Units[u].Score))
            {
                if (CostOf(unit) <= left)
                {
                    left -= CostOf(unit);
                }
                else
                {
                    Rate(unit, double.NegativeInfinity);
                }
            }
        }
    }

    // Returns what was cut and is in no marker yet.
    private Loss Value(int at, ReadOnlySpan<bool> kept, FoldWriter writer, int markRoot)
    {
        JsonNode node = _tree.Nodes[at];
        if (!node.Key.IsEmpty)
        {
            writer.Slice(node.Key);
            writer.Literal(":");
        }

        if (!IsInner(node))
        {
            Leaf(at, kept, writer);
            return default;
        }

        bool isObject = node.Kind == JsonNodeKind.Object;
        writer.Slice(new TextSpan(node.Span.Start, node.Span.Start + 1));
        var lost = new Loss();
        int elements = 0;
        bool any = false;
        for (int child = at + 1; child < node.End; child = _tree.Nodes[child].End)
        {
            if (!IsKept(child, kept))
            {
                lost += LossOf(child);
                elements++;
                continue;
            }

            if (any)
            {
                writer.Literal(",");
            }

            any = true;
            lost += Value(child, kept, writer, Top);
        }

        bool items = !isObject && elements >= OwnMarkerFrom;
        if (items || (at == markRoot && lost.Leaves > 0))
        {
            writer.Literal(any ? "," : string.Empty);
            writer.Literal(isObject ? "\"\u2026\":\"" : "\"");
            writer.Elide(node.Span, items ? elements : lost.Leaves, items ? "items" : "values", lost.Characters, items ? SummaryOf(at, kept) : null);
            writer.Literal("\"");
            lost = default;
        }

        writer.Slice(new TextSpan(node.Span.End - 1, node.Span.End));
        return lost;
    }

    private void Leaf(int at, ReadOnlySpan<bool> kept, FoldWriter writer)
    {
        TextSpan span = _tree.Nodes[at].Span;
        if (_shortened.TryGetValue(at, out JsonShortened? shortened))
        {
            writer.Slice(new TextSpan(span.Start, span.Start + 1));
            for (int i = 0; i < shortened.Slices.Count; i++)
            {
                writer.Literal(shortened.Gaps[i]);
                writer.Slice(shortened.Slices[i]);
            }

            writer.Slice(new TextSpan(span.End - 1, span.End));
            return;
        }

        if (!_pieces.TryGetValue(at, out int count))
        {
            writer.Slice(span);
            return;
        }

        int end = _unit[at] + 1 + count;
        writer.Slice(new TextSpan(span.Start, span.Start + 1));
        for (int i = _unit[at] + 1; i < end;)
        {
            if (kept[i])
            {
                writer.Slice(Units[i++].Span);
                continue;
            }

            int start = i;
            while (i < end && !kept[i])
            {
                i++;
            }

            writer.Elide(new TextSpan(Units[start].Span.Start, Units[i - 1].Span.End), i - start, "pieces");
            writer.Literal(i < end ? " " : string.Empty);
        }

        writer.Slice(new TextSpan(span.End - 1, span.End));
    }

    // Cut after white space, so never inside an escape.
    private void AddPieces(int node)
    {
        TextSpan value = _tree.Nodes[node].Span;
        int start = value.Start + 1;
        int last = value.End - 1;
        int count = 0;
        while (start < last)
        {
            int end = Math.Min(last, start + PieceLength);
            if (end < last)
            {
                int space = Text.AsSpan(end, last - end).IndexOf(' ');
                end = space < 0 ? last : end + space + 1;
            }

            // The beginning says what the string is.
            int piece = Add(new FoldUnit { Span = new TextSpan(start, end), Score = _scores[node] * (count == 0 ? 1 : 0.9 - Math.Min(0.3, 0.02 * count)), Noun = "pieces" });
            Requirements.Add(piece, _unit[node]);
            start = end;
            count++;
        }

        _pieces.Add(node, count);
    }

    private int CostOf(int unit) => Units[unit].Size > 0 ? Units[unit].Size : Units[unit].Span.Length;

    private double BestOf(int from, int end)
    {
        double best = 0;
        for (int i = from; i < end; i++)
        {
            best = Math.Max(best, _scores[i]);
        }

        return best;
    }

    private string? SummaryOf(int array, ReadOnlySpan<bool> kept) =>
        _summaries.TryGetValue(array, out (int Unit, string Text) summary) && kept[summary.Unit] ? summary.Text : null;

    private bool IsKept(int node, ReadOnlySpan<bool> kept) => _unit[node] == WithParent || (_unit[node] >= 0 && kept[_unit[node]]);

    private Loss LossOf(int node)
    {
        int end = _tree.Nodes[node].End;
        return new Loss(_leaves[end] - _leaves[node], _characters[end] - _characters[node]);
    }

    private static bool IsInner(in JsonNode node) => node.IsContainer && node.Children > 0;

    // Leaves that were cut, and their characters with keys and punctuation.
    private readonly record struct Loss(int Leaves, int Characters)
    {
        public static Loss operator +(Loss a, Loss b) => new(a.Leaves + b.Leaves, a.Characters + b.Characters);
    }
}
