namespace Pith.Content.Structured;

/// <summary>Which rule each value of a JSON text is under.</summary>
internal sealed class JsonKeyMap
{
    private readonly JsonTree _tree;
    private readonly IReadOnlyList<JsonKeyRule> _rules;

    // The value that the rule above each value was found at; -1 where there is none.
    private readonly int[] _owner;
    private readonly int[] _rule;
    private readonly bool[] _mixed;

    internal JsonKeyMap(JsonTree tree, JsonKeyRules rules)
    {
        _tree = tree;
        _rules = rules.Rules;
        _owner = new int[tree.Nodes.Length];
        _rule = new int[tree.Nodes.Length];
        _mixed = new bool[tree.Nodes.Length];
        Match();
    }

    /// <summary>What becomes of a value.</summary>
    internal JsonKeyTreatment Of(int node) => RuleOf(node)?.Treatment ?? JsonKeyTreatment.Compress;

    /// <summary>The rule that a value is under; null for none.</summary>
    internal JsonKeyRule? RuleOf(int node) => _owner[node] < 0 ? null : _rules[_rule[_owner[node]]];

    /// <summary>The value at which the rule was found; -1 for none.</summary>
    internal int OwnerOf(int node) => _owner[node];

    /// <summary>Whether something below is under another rule.</summary>
    internal bool IsMixed(int node) => _mixed[node];

    // Nodes stand in the order of the text: the steps that may come next are kept for each level above.
    private void Match()
    {
        JsonNode[] nodes = _tree.Nodes;
        var next = new List<List<(int Rule, int Step)>>();
        var top = new List<(int Rule, int Step)>();
        int whole = -1;
        for (int r = _rules.Count - 1; r >= 0; r--)
        {
            if (_rules[r].Steps.Count == 0)
            {
                whole = r;
            }
            else
            {
                top.Insert(0, (r, 0));
            }
        }

        for (int i = 0; i < nodes.Length; i++)
        {
            int depth = nodes[i].Depth;
            while (next.Count <= depth)
            {
                next.Add([]);
            }

            next[depth].Clear();
            int found = -1;
            if (nodes[i].Parent < 0)
            {
                next[depth].AddRange(top);
                found = whole;
            }
            else
            {
                found = Step(nodes[i], next[depth - 1], next[depth]);
            }

            _rule[i] = found;
            _owner[i] = found >= 0 ? i : nodes[i].Parent < 0 ? -1 : _owner[nodes[i].Parent];
            if (found >= 0)
            {
                for (int above = nodes[i].Parent; above >= 0 && !_mixed[above]; above = nodes[above].Parent)
                {
                    _mixed[above] = true;
                }
            }
        }
    }

    // The first rule that ends here; what goes on below is collected.
    private int Step(in JsonNode node, List<(int Rule, int Step)> from, List<(int Rule, int Step)> below)
    {
        int found = -1;
        foreach ((int rule, int at) in from)
        {
            JsonKeyStep step = _rules[rule].Steps[at];
            if (step.IsDeep)
            {
                Add(below, (rule, at));
            }

            if (!step.Is(_tree.Text, node))
            {
                continue;
            }

            if (at + 1 < _rules[rule].Steps.Count)
            {
                Add(below, (rule, at + 1));
            }
            else if (found < 0 || rule < found)
            {
                found = rule;
            }
        }

        return found;
    }

    private static void Add(List<(int Rule, int Step)> states, (int Rule, int Step) state)
    {
        if (!states.Contains(state))
        {
            states.Add(state);
        }
    }
}
