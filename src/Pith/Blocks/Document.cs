using Pith.Text;

namespace Pith.Blocks;

/// <summary>A request as an extractive method sees it: one text, cut into zones and units, with what is forced.</summary>
/// <remarks>Made for one call and used by one thread.</remarks>
public sealed class Document
{
    private readonly List<Zone> _zones = [];
    private readonly List<Unit> _units = [];
    private readonly List<CompressionNote> _notes = [];

    /// <summary>Cuts the request into zones and units.</summary>
    public Document(CompressionRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        Request = request;
        Text = request.Original;
        TokensBefore = request.TokenCounter.Count(Text);
        TextSpan[] spans = SegmentZones.SpansOf(request);
        SegmentSpans = spans;
        for (int i = 0; i < spans.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            AddZones(i);
        }

        Force(request.Protection);
    }

    /// <summary>What was asked.</summary>
    public CompressionRequest Request { get; }

    /// <summary>The original.</summary>
    public string Text { get; }

    /// <summary>Tokens of the original.</summary>
    public int TokensBefore { get; }

    /// <summary>Where each segment of the request stands in <see cref="Text"/>; empty segments have empty spans.</summary>
    public IReadOnlyList<TextSpan> SegmentSpans { get; }

    /// <summary>Zones in order, covering every segment.</summary>
    public IReadOnlyList<Zone> Zones => _zones;

    /// <summary>Units in order; every character that is not white space and not in a dropped zone belongs to one.</summary>
    public IReadOnlyList<Unit> Units => _units;

    /// <summary>What the caller should know.</summary>
    public ICollection<CompressionNote> Notes => _notes;

    /// <summary>Whether a directive, a policy or a rate of its own makes the result differ from the original even where the budget is ample.</summary>
    public bool HasDirectives => _zones.Any(z => z.Policy is ZonePolicy.Drop or ZonePolicy.Markup || z.Rate is < 1);

    private void AddZones(int segment)
    {
        string source = Request.Segments[segment].Text;
        foreach (Zone zone in SegmentZones.Of(Request, segment, SegmentSpans[segment].Start, _notes))
        {
            _zones.Add(zone);
            TextSpan span = zone.Span;
            int index = _zones.Count - 1;
            switch (zone.Policy)
            {
                case ZonePolicy.Compress:
                    string part = span.Length == source.Length ? source : Text.Substring(span.Start, span.Length);
                    foreach (Atom atom in AtomScanner.Scan(part))
                    {
                        var at = new TextSpan(atom.Span.Start + span.Start, atom.Span.End + span.Start);
                        _units.Add(new Unit(at, atom.Kind, segment, index, forced: false));
                    }

                    break;
                case ZonePolicy.Keep:
                    _units.Add(new Unit(span, AtomKind.Other, segment, index, forced: true));
                    break;
                case ZonePolicy.DropIfNeeded:
                    _units.Add(new Unit(span, AtomKind.Other, segment, index, forced: false));
                    break;
            }
        }
    }

    private void Force(ProtectionRules rules)
    {
        List<TextSpan> forced = ProtectedRanges.Find(Text, rules, _notes);
        int next = 0;
        int reach = 0;
        for (int i = 0; i < _units.Count; i++)
        {
            Unit unit = _units[i];
            while (next < forced.Count && forced[next].Start < unit.Span.End)
            {
                reach = Math.Max(reach, forced[next].End);
                next++;
            }

            bool hit = reach > unit.Span.Start
                || (rules.ForceDigits && unit.Span.Of(Text).ContainsAnyInRange('0', '9'))
                || rules.ForceKinds.Contains(unit.Kind);
            if (hit && _zones[unit.Zone].Policy == ZonePolicy.Compress)
            {
                _units[i] = unit.AsForced();
            }
        }
    }
}
