using System.Globalization;
using System.Text;
using Pith.Blocks.Scoring;
using Pith.Text;

namespace Pith.Content.Structured;

/// <summary>What each value of a JSON text tells: 0–1 without a question, more for what a question names.</summary>
/// <remarks>
/// A leaf tells less the deeper it stands, if it is empty, an address, a hash or a repetition of a value seen before. An element of an array tells more if it
/// is the first or the last, differs from the others (a rare value, an outlier, a change, another set of names, an error), and otherwise by an even
/// spread. A question counts by the words of a leaf's path and value, rare ones most.
/// </remarks>
internal sealed class JsonInformation
{
    private const int FewValues = 12;
    private const double FarFromMean = 3;

    private static readonly string[] s_telling = ["id", "name", "title", "status", "state", "error", "message", "type", "kind", "code", "reason", "action", "result", "count", "total", "level", "severity", "value", "key", "date", "login", "email"];
    private static readonly string[] s_alarming = ["error", "fail", "exception", "fatal", "critical", "denied", "timeout", "invalid", "refused", "panic"];

    private readonly JsonTree _tree;
    private readonly double[] _scores;
    private readonly Dictionary<int, RecordSummary> _summaries = [];
    private double[] _numbers = [];

    private JsonInformation(JsonTree tree)
    {
        _tree = tree;
        _scores = new double[tree.Nodes.Length];
    }

    /// <summary>One score a node; those of containers are 0.</summary>
    internal IReadOnlyList<double> Scores => _scores;

    /// <summary>What the records of arrays are, by the array; -1 for the values at the top.</summary>
    internal IReadOnlyDictionary<int, RecordSummary> Summaries => _summaries;

    /// <summary>Whether a question was given that names anything.</summary>
    internal bool IsAsked { get; private set; }

    internal static JsonInformation Of(JsonTree tree, string? question, CancellationToken cancellationToken)
    {
        var information = new JsonInformation(tree);
        double[] elements = information.Elements(cancellationToken);
        information.Leaves(elements);
        information.Ask(question);
        return information;
    }

    private void Leaves(double[] elements)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        HashSet<string>.AlternateLookup<ReadOnlySpan<char>> lookup = seen.GetAlternateLookup<ReadOnlySpan<char>>();
        JsonNode[] nodes = _tree.Nodes;
        var inherited = new double[nodes.Length];
        for (int i = 0; i < nodes.Length; i++)
        {
            double above = nodes[i].Parent < 0 ? double.NaN : inherited[nodes[i].Parent];

            // Of nested arrays the outer one decides most.
            inherited[i] = double.IsNaN(elements[i]) ? above : double.IsNaN(above) ? elements[i] : (0.6 * above) + (0.4 * elements[i]);
            if (nodes[i].IsContainer && nodes[i].Children > 0)
            {
                continue;
            }

            double own = Own(i, lookup);
            _scores[i] = double.IsNaN(inherited[i]) ? 0.98 * own : 0.98 * ((0.7 * inherited[i]) + (0.3 * own));
        }
    }

    private double Own(int node, HashSet<string>.AlternateLookup<ReadOnlySpan<char>> seen)
    {
        JsonNode at = _tree.Nodes[node];
        ReadOnlySpan<char> value = at.Span.Of(_tree.Text);
        double score = 0.75 / (1 + (0.15 * at.Depth));
        if (value is "null" or "\"\"" or "[]" or "{}" or "false")
        {
            score *= 0.5;
        }

        if (value.Contains("://", StringComparison.Ordinal))
        {
            score *= value.Contains("{", StringComparison.Ordinal) ? 0.15 : 0.35;
        }
        else if (value.Length is > 18 and < 200 && value.IndexOf(' ') < 0 && value.ContainsAnyInRange('0', '9') && value[0] == '"' && !value.Contains('-'))
        {
            score *= 0.4;
        }

        if (Alarms(value))
        {
            score += 0.3;
        }

        if (!at.Key.IsEmpty)
        {
            ReadOnlySpan<char> key = at.Key.Of(_tree.Text)[1..^1];
            foreach (string telling in s_telling)
            {
                if (key.EndsWith(telling, StringComparison.OrdinalIgnoreCase) && (key.Length == telling.Length || key.Length - telling.Length > 2))
                {
                    score += key.Length == telling.Length ? 0.25 : 0.1;
                    break;
                }
            }
        }

        // The same string at another place tells little more: nested copies of one user, say.
        if (value.Length > 6 && !seen.Add(value))
        {
            score *= 0.6;
        }

        return Math.Clamp(score, 0, 1);
    }

    // What an element of an array is worth among its neighbours; not a number outside of arrays.
    private double[] Elements(CancellationToken cancellationToken)
    {
        JsonNode[] nodes = _tree.Nodes;
        var scores = new double[nodes.Length];
        Array.Fill(scores, double.NaN);
        if (_tree.Roots > 1)
        {
            var roots = new List<int>();
            for (int i = 0; i < nodes.Length; i = nodes[i].End)
            {
                roots.Add(i);
            }

            Rate(-1, roots, scores);
        }

        for (int i = 0; i < nodes.Length; i++)
        {
            if (nodes[i].Kind == JsonNodeKind.Array && nodes[i].Children > 1)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Rate(i, ChildrenOf(i), scores);
            }
        }

        return scores;
    }

    private void Rate(int array, List<int> elements, double[] scores)
    {
        for (int i = 0; i < elements.Count; i++)
        {
            scores[elements[i]] = i == 0 || i == elements.Count - 1 ? 0.8 : 0.5 * (1 - EvenSpread.Of(i));
        }

        var fields = new List<string>();
        foreach (List<(int Element, int Node)> column in Columns(elements))
        {
            Stand(column, elements.Count, scores);
            if (elements.Count >= RecordSummary.FewestRecords && Summary(column, elements.Count) is { } field)
            {
                fields.Add(field);
            }
        }

        if (fields.Count > 0)
        {
            _summaries.Add(array, new RecordSummary(elements.Count, fields));
        }

        for (int i = 0; i < elements.Count; i++)
        {
            scores[elements[i]] = Math.Min(scores[elements[i]], 1);
        }
    }

    private Dictionary<string, List<(int Element, int Node)>>.ValueCollection Columns(List<int> elements)
    {
        JsonNode[] nodes = _tree.Nodes;
        var columns = new Dictionary<string, List<(int, int)>>(StringComparer.Ordinal);
        Dictionary<string, List<(int, int)>>.AlternateLookup<ReadOnlySpan<char>> lookup = columns.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (int element in elements)
        {
            if (nodes[element].Kind != JsonNodeKind.Object)
            {
                Add(string.Empty, element, element);
                continue;
            }

            for (int child = element + 1; child < nodes[element].End; child = nodes[child].End)
            {
                Add(nodes[child].Key.Of(_tree.Text), element, child);
            }
        }

        return columns.Values;

        void Add(ReadOnlySpan<char> key, int element, int node)
        {
            if (!lookup.TryGetValue(key, out List<(int, int)>? column))
            {
                column = [];
                lookup[key] = column;
            }

            column.Add((element, node));
        }
    }

    private void Stand(List<(int Element, int Node)> column, int elements, double[] scores)
    {
        // A name that only few of the elements have.
        if (elements >= 8 && column.Count <= Math.Max(1, elements / 20))
        {
            column.ForEach(c => scores[c.Element] += 0.35);
        }

        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> lookup = counts.GetAlternateLookup<ReadOnlySpan<char>>();
        double sum = 0;
        double squares = 0;
        int numbers = 0;
        if (_numbers.Length < column.Count)
        {
            _numbers = new double[column.Count];
        }

        for (int i = 0; i < column.Count; i++)
        {
            (int element, int node) = column[i];
            ReadOnlySpan<char> value = ValueOf(node);
            if (counts.Count <= FewValues)
            {
                lookup[value] = lookup.TryGetValue(value, out int n) ? n + 1 : 1;
            }

            double number = _numbers[i] = NumberOf(node, value);
            if (double.IsFinite(number))
            {
                numbers++;
                sum += number;
                squares += number * number;
            }
            else if (Alarms(value))
            {
                scores[element] += 0.5;
            }
        }

        double mean = sum / Math.Max(1, numbers);
        double deviation = Math.Sqrt(Math.Max(0, (squares / Math.Max(1, numbers)) - (mean * mean)));
        bool few = column.Count >= 8 && counts.Count is > 1 and <= FewValues;
        int last = -1;
        for (int i = 0; i < column.Count; i++)
        {
            (int element, int node) = column[i];
            ReadOnlySpan<char> value = ValueOf(node);
            if (few)
            {
                if (lookup[value] <= Math.Max(1, column.Count / 25))
                {
                    scores[element] += 0.45;
                }
                else if (last >= 0 && !value.SequenceEqual(ValueOf(last)) && counts.Count <= 4)
                {
                    scores[element] += 0.05;
                }
            }

            if (numbers >= 8 && deviation > 0 && Math.Abs(_numbers[i] - mean) > FarFromMean * deviation)
            {
                scores[element] += 0.4;
            }

            last = node;
        }
    }

    // Of a field of the records; what their numbers are was found before.
    private string? Summary(List<(int Element, int Node)> column, int records)
    {
        JsonNode first = _tree.Nodes[column[0].Node];
        if (first.Key.IsEmpty || 2 * column.Count < records)
        {
            return null;
        }

        var summary = new FieldSummary(_tree.Text, first.Key.Of(_tree.Text)[1..^1]);
        for (int i = 0; i < column.Count; i++)
        {
            JsonNode node = _tree.Nodes[column[i].Node];
            if (node.IsContainer)
            {
                return null;
            }

            int quote = node.Kind == JsonNodeKind.String ? 1 : 0;
            summary.Add(new TextSpan(node.Span.Start + quote, node.Span.End - quote), _numbers[i]);
        }

        return summary.Of(records);
    }

    private double NumberOf(int node, ReadOnlySpan<char> value) =>
        _tree.Nodes[node].Kind == JsonNodeKind.Scalar && double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : double.NaN;

    private ReadOnlySpan<char> ValueOf(int node)
    {
        ReadOnlySpan<char> value = _tree.Nodes[node].Span.Of(_tree.Text);
        return value.Length > 64 ? value[..64] : value;
    }

    private List<int> ChildrenOf(int parent)
    {
        var children = new List<int>(_tree.Nodes[parent].Children);
        for (int child = parent + 1; child < _tree.Nodes[parent].End; child = _tree.Nodes[child].End)
        {
            children.Add(child);
        }

        return children;
    }

    private static bool Alarms(ReadOnlySpan<char> value)
    {
        ReadOnlySpan<char> head = value.Length > 200 ? value[..200] : value;
        foreach (string alarming in s_alarming)
        {
            if (head.Contains(alarming, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private void Ask(string? question)
    {
        var match = new QuestionMatch(question);
        if (match.IsEmpty)
        {
            return;
        }

        IsAsked = true;

        // Path and value of every leaf as one text.
        JsonNode[] nodes = _tree.Nodes;
        var text = new StringBuilder();
        var leaves = new List<int>();
        var spans = new List<TextSpan>();
        var dotted = new List<string>();
        for (int i = 0; i < nodes.Length; i++)
        {
            if (nodes[i].IsContainer && nodes[i].Children > 0)
            {
                continue;
            }

            int start = text.Length;
            string path = PathOf(i);
            dotted.Add(path);
            foreach (char c in path)
            {
                // camelCase names are matched by their words.
                if (char.IsUpper(c))
                {
                    text.Append(' ');
                }

                text.Append(c);
            }

            ReadOnlySpan<char> value = nodes[i].Span.Of(_tree.Text);
            text.Append(' ').Append(value.Length > 400 ? value[..400] : value).Append('\n');
            leaves.Add(i);
            spans.Add(new TextSpan(start, text.Length));
        }

        double[] found = match.Score(text.ToString(), spans);
        for (int i = 0; i < leaves.Count; i++)
        {
            // The same words in a longer path are a weaker match.
            double specific = 1 / (1 + (0.04 * nodes[leaves[i]].Depth));
            _scores[leaves[i]] = (0.3 * _scores[leaves[i]]) + (0.68 * found[i] * specific);
            if (found[i] >= 0.8 || Names(question!, dotted[i]))
            {
                _scores[leaves[i]] += Blocks.Folding.FoldPlan.Urgent + (Names(question!, dotted[i]) ? 1 : 0);
            }
        }
    }

    // The question spells the path.
    private static bool Names(string question, string path)
    {
        if (path.Length < 2)
        {
            return false;
        }

        for (int at = question.IndexOf(path, StringComparison.Ordinal); at >= 0; at = question.IndexOf(path, at + 1, StringComparison.Ordinal))
        {
            bool starts = at == 0 || !(char.IsLetterOrDigit(question[at - 1]) || question[at - 1] is '.' or '_');
            int end = at + path.Length;
            bool ends = end == question.Length || !(char.IsLetterOrDigit(question[end]) || question[end] == '_' || (question[end] == '.' && end + 1 < question.Length && char.IsLetterOrDigit(question[end + 1])));
            if (starts && ends)
            {
                return true;
            }
        }

        return false;
    }

    private string PathOf(int node)
    {
        var names = new Stack<string>();
        for (int at = node; at >= 0; at = _tree.Nodes[at].Parent)
        {
            JsonNode n = _tree.Nodes[at];
            if (!n.Key.IsEmpty)
            {
                names.Push(n.Key.Of(_tree.Text)[1..^1].ToString());
            }
            else if (n.Parent >= 0)
            {
                names.Push(n.Index.ToString(CultureInfo.InvariantCulture));
            }
        }

        return string.Join('.', names);
    }
}
