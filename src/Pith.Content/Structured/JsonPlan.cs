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

    private readonly JsonTree _tree;
    private readonly int[] _unit;
    private readonly int[] _node;

    internal JsonPlan(JsonTree tree, double[] scores)
        : base(tree.Text)
    {
        _tree = tree;
        _unit = new int[tree.Nodes.Length];
        var nodeOf = new List<int>(tree.Nodes.Length);
        for (int i = 0; i < tree.Nodes.Length; i++)
        {
            JsonNode node = tree.Nodes[i];
            bool inner = node.IsContainer && node.Children > 0;
            bool pieces = node.Kind == JsonNodeKind.String && node.Span.Length > LongString;
            int punctuation = node.Key.Length + 2 + (inner || pieces ? 2 : 0);
            _unit[i] = Add(new FoldUnit
            {
                Span = new TextSpan(node.Key.IsEmpty ? node.Span.Start : node.Key.Start, inner || pieces ? node.Span.Start + 1 : node.Span.End),
                Score = inner || pieces ? double.NegativeInfinity : scores[i],
                Noun = "values",
                Size = punctuation + (inner || pieces ? 0 : node.Span.Length),
            });
            nodeOf.Add(i);
            if (node.Parent >= 0)
            {
                Requirements.Add(_unit[i], _unit[node.Parent]);
            }

            if (pieces)
            {
                AddPieces(node.Span, _unit[i], scores[i]);
                while (nodeOf.Count < Units.Count)
                {
                    nodeOf.Add(-1);
                }
            }
        }

        _node = [.. nodeOf];
    }

    public override bool Mends => false;

    public override void Render(ReadOnlySpan<bool> kept, FoldWriter writer)
    {
        JsonNode[] nodes = _tree.Nodes;
        bool lines = _tree.Roots > 1;
        int lost = 0;
        bool first = true;
        for (int root = 0; root < nodes.Length; root = nodes[root].End)
        {
            if (!kept[_unit[root]])
            {
                lost += LeavesOf(root);
                continue;
            }

            if (!first)
            {
                writer.Literal("\n");
            }

            first = false;
            int rootLost = Value(root, kept, writer, lines ? -1 : root);
            lost += lines ? rootLost : 0;
        }

        if (lost > 0 || first)
        {
            // One value a line: the marker is one more string. A single value of which nothing is kept is its marker.
            writer.Literal(first ? "\"" : "\n\"");
            writer.Elide(new TextSpan(0, Text.Length), Math.Max(1, lost), "values");
            writer.Literal("\"");
        }
    }

    // Returns the number of leaves that were cut and are in no marker yet.
    private int Value(int at, ReadOnlySpan<bool> kept, FoldWriter writer, int markRoot)
    {
        JsonNode node = _tree.Nodes[at];
        if (!node.Key.IsEmpty)
        {
            writer.Slice(node.Key);
            writer.Literal(":");
        }

        if (!node.IsContainer || node.Children == 0)
        {
            Leaf(at, kept, writer);
            return 0;
        }

        bool isObject = node.Kind == JsonNodeKind.Object;
        writer.Slice(new TextSpan(node.Span.Start, node.Span.Start + 1));
        int lost = 0;
        int elements = 0;
        bool any = false;
        for (int child = at + 1; child < node.End; child = _tree.Nodes[child].End)
        {
            if (!kept[_unit[child]])
            {
                lost += LeavesOf(child);
                elements++;
                continue;
            }

            if (any)
            {
                writer.Literal(",");
            }

            any = true;
            lost += Value(child, kept, writer, -1);
        }

        bool marks = at == markRoot ? lost > 0 : !isObject && elements >= OwnMarkerFrom;
        if (marks)
        {
            writer.Literal(any ? "," : string.Empty);
            writer.Literal(isObject ? "\"\u2026\":\"" : "\"");
            bool items = !isObject && elements >= OwnMarkerFrom;
            writer.Elide(node.Span, items ? elements : lost, items ? "items" : "values");
            writer.Literal("\"");
            lost = 0;
        }

        writer.Slice(new TextSpan(node.Span.End - 1, node.Span.End));
        return lost;
    }

    private void Leaf(int at, ReadOnlySpan<bool> kept, FoldWriter writer)
    {
        TextSpan span = _tree.Nodes[at].Span;
        int unit = _unit[at] + 1;
        if (unit >= Units.Count || _node[unit] >= 0)
        {
            writer.Slice(span);
            return;
        }

        int end = unit;
        while (end < Units.Count && _node[end] < 0)
        {
            end++;
        }

        writer.Slice(new TextSpan(span.Start, span.Start + 1));
        for (int i = unit; i < end;)
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
    private void AddPieces(TextSpan value, int owner, double score)
    {
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
            int piece = Add(new FoldUnit { Span = new TextSpan(start, end), Score = score * (count == 0 ? 1 : 0.9 - Math.Min(0.3, 0.02 * count)), Noun = "pieces" });
            Requirements.Add(piece, owner);
            start = end;
            count++;
        }
    }

    private int LeavesOf(int node)
    {
        int leaves = 0;
        for (int i = node; i < _tree.Nodes[node].End; i++)
        {
            leaves += _tree.Nodes[i].IsContainer && _tree.Nodes[i].Children > 0 ? 0 : 1;
        }

        return leaves;
    }
}
