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
