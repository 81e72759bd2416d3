namespace Pith.Blocks.Selecting;

/// <summary>Which unit may only be kept together with which others: a number's sign, a list item's marker, a negation.</summary>
/// <remarks>Requirements are transitive and may be mutual. Built once, then read only.</remarks>
public sealed class Requirements
{
    private readonly List<(int Unit, int Needs)> _edges = [];
    private int[]? _starts;
    private int[] _needs = [];

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => _edges.Count == 0;

    /// <summary>Says that <paramref name="unit"/> is kept only together with <paramref name="needs"/>.</summary>
    public void Add(int unit, int needs)
    {
        _edges.Add((unit, needs));
        _starts = null;
    }

    /// <summary>What one unit needs directly.</summary>
    public ReadOnlySpan<int> Of(int unit, int units)
    {
        if (_edges.Count == 0)
        {
            return [];
        }

        if (_starts is null)
        {
            Index(units);
        }

        return _needs.AsSpan(_starts![unit], _starts[unit + 1] - _starts[unit]);
    }

    /// <summary>Collects a unit and everything that it needs and is not kept yet.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="kept">Which units are kept; as many as there are.</param>
    /// <param name="closure">Is emptied and filled.</param>
    internal void Close(int unit, ReadOnlySpan<bool> kept, List<int> closure)
    {
        closure.Clear();
        closure.Add(unit);

        // The list is its own queue: what stands after i is still to be looked at.
        for (int i = 0; i < closure.Count && !IsEmpty; i++)
        {
            foreach (int needed in Of(closure[i], kept.Length))
            {
                if (!kept[needed] && !closure.Contains(needed))
                {
                    closure.Add(needed);
                }
            }
        }
    }

    private void Index(int units)
    {
        _starts = new int[units + 1];
        foreach ((int unit, _) in _edges)
        {
            _starts[unit + 1]++;
        }

        for (int i = 0; i < units; i++)
        {
            _starts[i + 1] += _starts[i];
        }

        _needs = new int[_edges.Count];
        int[] at = _starts[..units];
        foreach ((int unit, int needs) in _edges)
        {
            _needs[at[unit]++] = needs;
        }
    }
}
