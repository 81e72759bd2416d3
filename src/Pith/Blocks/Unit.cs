using Pith.Text;

namespace Pith.Blocks;

/// <summary>What a selector keeps or drops: an atom, or a whole zone that is not to be cut.</summary>
public readonly struct Unit
{
    /// <summary>Makes a unit.</summary>
    public Unit(TextSpan span, AtomKind kind, int segment, int zone, bool forced)
    {
        Span = span;
        Kind = kind;
        Segment = segment;
        Zone = zone;
        Forced = forced;
    }

    /// <summary>Range of the original.</summary>
    public TextSpan Span { get; }

    /// <summary>What it is; <see cref="AtomKind.Other"/> for a whole zone.</summary>
    public AtomKind Kind { get; }

    /// <summary>Index of its segment in the request.</summary>
    public int Segment { get; }

    /// <summary>Index of its zone in the document.</summary>
    public int Zone { get; }

    /// <summary>Whether it must be kept.</summary>
    public bool Forced { get; }

    internal Unit AsForced() => new(Span, Kind, Segment, Zone, true);
}
