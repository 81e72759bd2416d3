using Pith.Blocks;
using Pith.Blocks.Folding;
using Pith.Blocks.Repeats;
using Pith.Text;

namespace Pith.Routing;

/// <summary>A request cut into parts of one kind and one policy each.</summary>
internal sealed class RequestParts
{
    private readonly CompressionRequest _request;
    private readonly IRoute _route;
    private readonly List<RequestPart> _parts = [];
    private readonly List<CompressionNote> _notes = [];
    private List<TextSpan> _protected = [];

    // The furthest end of the protected ranges up to each; null until they were looked for.
    private int[]? _reach;
    private CompressionCost _cost = new();

    internal RequestParts(CompressionRequest request, IRoute route, CancellationToken cancellationToken)
    {
        _request = request;
        _route = route;
        SegmentSpans = SegmentZones.SpansOf(request);
        for (int i = 0; i < SegmentSpans.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            AddSegment(i);
        }
    }

    internal TextSpan[] SegmentSpans { get; }

    internal IReadOnlyList<CompressionNote> Notes => _notes;

    internal bool AnyGrammar => _parts.Any(p => p.Methods.Count > 0);

    internal bool AnyRepeat => _parts.Any(p => p.Repeat is not null);

    /// <summary>Whether all of it is sentences in some form, so that words alone say something.</summary>
    internal bool IsWords => _parts.TrueForAll(p => p.Content?.Kind is null or ContentKind.Prose or ContentKind.Markdown or ContentKind.Html);

    internal bool HasDirectives => _parts.Any(p => p.Policy is ZonePolicy.Drop or ZonePolicy.Markup || p.Rate is < 1 || (p.Policy == ZonePolicy.Compress && p.Methods.Any(m => m.CutsByRule)));

    /// <summary>What a segment is: the kind of its parts, or mixed.</summary>
    internal ContentDetection? ContentOf(int segment)
    {
        List<ContentDetection> kinds = [.. _parts.Where(p => p.Segment == segment && p.Content is not null).Select(p => p.Content!)];
        return kinds.Count == 0 ? null
            : kinds.All(k => k.Kind == kinds[0].Kind) ? kinds[0]
            : new ContentDetection(ContentKind.Mixed, kinds.Min(k => k.Confidence), string.Join(", ", kinds.Select(k => k.Kind).Distinct()));
    }

    internal int LimitFor(int before) => SegmentZones.LimitFor(_request, [.. _parts.Select(p => new Zone(p.Span, p.Policy, p.Rate))], before) ?? before;

    /// <summary>Makes parts of their own of blocks that stood before.</summary>
    /// <param name="rate">Share of the tokens that will be kept, about; 1 where nothing else is lost.</param>
    /// <param name="cancellationToken">Stops long work.</param>
    internal void ReferRepeats(double rate, CancellationToken cancellationToken)
    {
        Protect();
        List<RepeatedBlock> blocks = new RequestRepeats(_request, SegmentSpans, _parts).Find(rate, MustStay, cancellationToken);
        if (blocks.Count == 0)
        {
            return;
        }

        var parts = new List<RequestPart>(_parts.Count + (2 * blocks.Count));
        int next = 0;
        foreach (RequestPart part in _parts)
        {
            int start = next == 0 ? part.Span.Start : Math.Clamp(blocks[next - 1].Span.End, part.Span.Start, part.Span.End);
            for (; next < blocks.Count && blocks[next].Span.Start < part.Span.End; next++)
            {
                AddRest(parts, part, start, Math.Max(start, blocks[next].Span.Start));
                parts.Add(new RequestPart(blocks[next].Span, part.Segment, ZonePolicy.Compress, null, part.Content, []) { Used = Methods.Output.Repeats.Info.Id, Repeat = blocks[next] });
                start = Math.Min(part.Span.End, blocks[next].Span.End);
            }

            AddRest(parts, part, start, part.Span.End);
        }

        _parts.Clear();
        _parts.AddRange(parts);
        foreach (RepeatedBlock block in blocks)
        {
            // The first part that ends after the source begins.
            int low = 0;
            int high = _parts.Count;
            while (low < high)
            {
                int middle = (low + high) / 2;
                (low, high) = _parts[middle].Span.End > block.Source.Start ? (low, middle) : (middle + 1, high);
            }

            for (; low < _parts.Count && _parts[low].Span.Start < block.Source.End; low++)
            {
                _parts[low] = _parts[low].IsReferredTo ? _parts[low] : _parts[low] with { IsReferredTo = true };
            }
        }
    }

    /// <summary>Every part whole, but for blocks that stood before: what is kept of each plan where nothing may be lost.</summary>
    internal (List<FoldPart> Plans, bool[][] Kept) PlanWhole()
    {
        List<FoldPart> plans = [.. _parts.Select(p => new FoldPart(p.Span, p.Segment, PlanOfWhole(p), null, null))];
        return (plans, [.. plans.Select(p => p.Plan is ReferencePlan ? ReferencePlan.ReferenceOnly() : [true])]);
    }

    /// <summary>The plan of every part.</summary>
    internal async ValueTask<List<FoldPart>> PlanAsync(double rate, int before, int limit, CancellationToken cancellationToken)
    {
        DropIfNeeded(before, limit);
        Protect();
        var plans = new List<FoldPart>(_parts.Count);
        foreach (RequestPart part in _parts)
        {
            cancellationToken.ThrowIfCancellationRequested();
            string text = TextOf(part.Span);
            FoldPlan? plan = null;
            bool[]? forced = null;
            switch (part.Policy)
            {
                case ZonePolicy.Keep or ZonePolicy.DropIfNeeded:
                    plan = new WholePlan(text);
                    forced = [true];
                    break;
                case ZonePolicy.Compress when part.IsFence || part.Repeat is not null:
                    plan = PlanOfWhole(part);
                    break;
                case ZonePolicy.Compress:
                    plan = await PlanOfAsync(part, SourceOf(part, text, rate), cancellationToken).ConfigureAwait(false);
                    if (plan is null)
                    {
                        NoteOther(part);
                        plan = await ProseAsync(text, cancellationToken).ConfigureAwait(false);
                    }

                    forced = Forced(plan, part.Span.Start);
                    break;
            }

            plans.Add(new FoldPart(part.Span, part.Segment, plan, forced, part.Rate) { IsReferredTo = part.IsReferredTo });
        }

        return plans;
    }

    internal CompressionResult Result(string method, FoldSelection selection, List<FoldPart> plans, int before, int limit, TimeSpan elapsed)
    {
        bool same = selection.Kind == ResultKind.Original;
        bool ranges = selection.Kind is ResultKind.Extracted or ResultKind.Folded;
        return new CompressionResult
        {
            Text = selection.Text,
            Kind = selection.Kind,
            Kept = same ? [new TextSpan(0, _request.Original.Length)] : ranges ? selection.Ranges : [],
            TokensBefore = before,
            TokensAfter = selection.Tokens,
            Tokenizer = _request.TokenCounter.Name,
            Method = method,
            TokenLimit = limit,
            Reason = same && selection.Reason == ReasonCode.None ? ReasonCode.WithinBudget : selection.Text.Length == 0 ? ReasonCode.NothingFits : selection.Reason,
            Segments = [.. _request.Segments.Select((s, i) => Outcome(method, selection, ranges, i, before))],
            Elisions = selection.Elisions,
            Notes = _notes,
            Trace = _request.Explain ? Trace(selection, plans) : [],
            Cost = _cost with { Elapsed = elapsed },
        };
    }

    private SegmentOutcome Outcome(string method, FoldSelection selection, bool ranges, int index, int before)
    {
        Segment segment = _request.Segments[index];
        TextSpan span = SegmentSpans[index];
        string text = selection.Segments.Count == 0 ? string.Empty : selection.Segments[index];
        bool same = text == segment.Text;
        bool single = _request.Segments.Count == 1;
        List<string> methods = [.. _parts.Where(p => p.Segment == index && p.Policy == ZonePolicy.Compress && !p.IsFence).Select(p => p.Used ?? method).Distinct()];
        return new SegmentOutcome
        {
            Index = index,
            Text = text,
            Kept = same ? segment.Text.Length == 0 ? [] : [new TextSpan(0, segment.Text.Length)]
                : ranges ? [.. selection.Ranges.Where(r => span.Contains(r)).Select(r => new TextSpan(r.Start - span.Start, r.End - span.Start))] : [],
            TokensBefore = single ? before : _request.TokenCounter.Count(segment.Text),
            TokensAfter = single ? selection.Tokens : _request.TokenCounter.Count(text),
            Method = methods.Count == 0 ? method : string.Join('+', methods),
            Content = ContentOf(index),
            Status = same ? SegmentStatus.Skipped : text.Length == 0 ? SegmentStatus.Dropped : SegmentStatus.Applied,
            Reason = segment.Text.Length == 0 ? ReasonCode.Empty
                : segment.Policy == SegmentPolicy.Keep ? ReasonCode.Protected
                : text.Length == 0 ? segment.Policy == SegmentPolicy.DropIfNeeded ? ReasonCode.DroppedByPolicy : ReasonCode.NothingFits
                : same ? ReasonCode.WithinBudget : ReasonCode.None,
        };
    }

    private static List<UnitTrace> Trace(FoldSelection selection, List<FoldPart> plans)
    {
        var trace = new List<UnitTrace>();
        for (int p = 0; p < plans.Count && selection.Kept.Length > 0; p++)
        {
            FoldPart part = plans[p];
            for (int u = 0; u < (part.Plan?.Units.Count ?? 0); u++)
            {
                FoldUnit unit = part.Plan!.Units[u];
                trace.Add(new UnitTrace
                {
                    Span = new TextSpan(unit.Span.Start + part.Span.Start, unit.Span.End + part.Span.Start),
                    Score = unit.Score,
                    Kept = selection.Kept[p][u],
                    Protected = part.Forced?[u] ?? false,
                });
            }
        }

        return trace;
    }

    private FoldPlan PlanOfWhole(RequestPart part)
    {
        string text = part.Span.Of(_request.Original).ToString();
        return part.Repeat is { } block ? new ReferencePlan(text, block) : new WholePlan(text);
    }

    private void AddRest(List<RequestPart> parts, RequestPart part, int start, int end)
    {
        TextSpan rest = part.Span == new TextSpan(start, end) ? part.Span : Trimmed(new TextSpan(start, end));
        if (!rest.IsEmpty)
        {
            parts.Add(part with { Span = rest });
        }
    }

    private void Protect()
    {
        if (_reach is not null)
        {
            return;
        }

        _protected = ProtectedRanges.Find(_request.Original, _request.Protection, _notes);
        _reach = new int[_protected.Count];
        for (int i = 0; i < _reach.Length; i++)
        {
            _reach[i] = Math.Max(_protected[i].End, i == 0 ? 0 : _reach[i - 1]);
        }
    }

    private void AddSegment(int index)
    {
        foreach (Zone zone in SegmentZones.Of(_request, index, SegmentSpans[index].Start, _notes))
        {
            TextSpan span = zone.Span;
            if (zone.Policy != ZonePolicy.Compress)
            {
                _parts.Add(new RequestPart(span, index, zone.Policy, zone.Rate, null, []));
                continue;
            }

            foreach ((ContentPart part, bool fence) in WithFences(TextOf(span), _request.Segments[index].ContentHint))
            {
                TextSpan at = Trimmed(new TextSpan(part.Span.Start + span.Start, part.Span.End + span.Start));
                if (at.IsEmpty)
                {
                    continue;
                }

                IReadOnlyList<FoldingMethod> methods = fence ? [] : _route.MethodsFor(part.Content);
                _parts.Add(new RequestPart(at, index, zone.Policy, zone.Rate, fence ? null : part.Content, methods) { Used = fence ? null : methods.Count > 0 ? methods[0].Method.Id : _route.Prose.Method.Id, IsFence = fence });
            }
        }
    }

    // A substring that is the whole is no copy.
    private string TextOf(TextSpan span) => _request.Original.Substring(span.Start, span.Length);

    // The lines that fence a part of another kind off stay with it: they are a part of their own, kept while anything is.
    private List<(ContentPart Part, bool Fence)> WithFences(string text, string? hint)
    {
        IReadOnlyList<ContentPart> parts = _route.Split(text, hint);
        var all = new List<(ContentPart, bool)>(parts.Count);
        for (int i = 0; i < parts.Count; i++)
        {
            TextSpan span = parts[i].Span;
            if (_route.MethodsFor(parts[i].Content).Count == 0)
            {
                TextSpan first = i > 0 && _route.MethodsFor(parts[i - 1].Content).Count > 0 ? FenceLine(text, span, atEnd: false) : default;
                if (!first.IsEmpty)
                {
                    all.Add((parts[i] with { Span = first }, true));
                    span = new TextSpan(first.End, span.End);
                }

                TextSpan last = i < parts.Count - 1 && _route.MethodsFor(parts[i + 1].Content).Count > 0 ? FenceLine(text, span, atEnd: true) : default;
                TextSpan rest = last.IsEmpty ? span : new TextSpan(span.Start, last.Start);
                if (!rest.Of(text).IsWhiteSpace())
                {
                    all.Add((parts[i] with { Span = rest }, false));
                }

                if (!last.IsEmpty)
                {
                    all.Add((parts[i] with { Span = last }, true));
                }

                continue;
            }

            all.Add((parts[i], false));
        }

        return all;
    }

    private static TextSpan FenceLine(string text, TextSpan span, bool atEnd)
    {
        ReadOnlySpan<char> part = span.Of(text);
        int end = span.Start + part.TrimEnd().Length;
        int start = span.Start + (part.Length - part.TrimStart().Length);
        if (start >= end)
        {
            return default;
        }

        TextSpan line = atEnd
            ? new TextSpan(start + text.AsSpan(start, end - start).LastIndexOf('\n') + 1, end)
            : new TextSpan(start, text.AsSpan(start, end - start).IndexOf('\n') is >= 0 and int at ? start + at : end);
        ReadOnlySpan<char> content = line.Of(text).Trim();
        return content.StartsWith("```", StringComparison.Ordinal) || content.StartsWith("~~~", StringComparison.Ordinal) ? line : default;
    }

    // White space around a part is no part's: it is written where both its neighbours are.
    private TextSpan Trimmed(TextSpan span)
    {
        ReadOnlySpan<char> text = span.Of(_request.Original);
        int start = span.Start + (text.Length - text.TrimStart().Length);
        return start == span.End ? new TextSpan(start, start) : new TextSpan(start, span.End - (text.Length - text.TrimEnd().Length));
    }

    private async ValueTask<FoldPlan> ProseAsync(string text, CancellationToken cancellationToken)
    {
        ICompressor prose = _route.Prose is ModelByScript byScript ? byScript.For(text) : _route.Prose;
        if (prose is not ExtractiveMethod extractive)
        {
            return new WholePlan(text);
        }

        // Tags and protection of the whole request were dealt with before.
        ProtectionRules rules = _request.Protection with { Tags = false, Patterns = [], ForceTokens = [], Ranges = [] };
        var document = new Document(new CompressionRequest { Segments = [new Segment(text)], Budget = _request.Budget, Question = _request.Question, Instruction = _request.Instruction, TokenCounter = _request.TokenCounter, Protection = rules }, cancellationToken);
        var plan = new ProsePlan(document, await extractive.ScoresOf(document, cancellationToken).ConfigureAwait(false));
        _cost = _cost with { Model = _cost.Model + plan.Cost.Model, ModelTokens = _cost.ModelTokens + plan.Cost.ModelTokens };
        return plan;
    }

    private void NoteOther(RequestPart part)
    {
        if (part.Methods.Count > 0)
        {
            part.Used = _route.Prose.Method.Id;
            _notes.Add(new CompressionNote { Code = "other-content", Message = $"This is not what {string.Join(" and ", part.Methods.Select(m => m.Method.Id))} {(part.Methods.Count == 1 ? "is" : "are")} for; {_route.Prose.Method.Id} was used.", Span = part.Span });
        }
    }

    private FoldSource SourceOf(RequestPart part, string text, double rate) => new()
    {
        Text = text,
        Content = part.Content!,
        Question = _request.Question,
        Rate = part.Rate ?? rate,
        TokenCounter = _request.TokenCounter,
        Protection = _request.Protection with { Tags = false, Ranges = [.. _request.Protection.Ranges.Where(r => r.Start < part.Span.End && part.Span.Start < r.End).Select(r => new TextSpan(Math.Max(r.Start - part.Span.Start, 0), Math.Min(r.End - part.Span.Start, text.Length)))] },
        Hint = _request.Segments[part.Segment].ContentHint,
    };

    private static async ValueTask<FoldPlan?> PlanOfAsync(RequestPart part, FoldSource source, CancellationToken cancellationToken)
    {
        foreach (FoldingMethod method in part.Methods)
        {
            if (await method.PlanAsync(source, cancellationToken).ConfigureAwait(false) is { Units.Count: > 0 } plan)
            {
                part.Used = method.Method.Id;
                return plan;
            }
        }

        return null;
    }

    private bool[]? Forced(FoldPlan plan, int offset)
    {
        bool[]? forced = null;
        for (int i = 0; i < plan.Units.Count; i++)
        {
            if (plan.Units[i].IsForced || MustStay(plan.Units[i].Span.Start + offset, plan.Units[i].Span.End + offset))
            {
                (forced ??= new bool[plan.Units.Count])[i] = true;
            }
        }

        return forced;
    }

    private bool MustStay(int start, int end)
    {
        ProtectionRules rules = _request.Protection;
        ReadOnlySpan<char> text = _request.Original.AsSpan(start, end - start);
        return IsProtected(start, end) || (rules.ForceDigits && text.ContainsAnyInRange('0', '9')) || (rules.ForceKinds.Count > 0 && AtomScanner.Scan(text.ToString()).Any(a => rules.ForceKinds.Contains(a.Kind)));
    }

    // Units may hold others: a unit that ends before a protected range is not protected by the one that holds both.
    private bool IsProtected(int start, int end)
    {
        int low = 0;
        int high = _protected.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = _reach![middle] > start ? (low, middle) : (middle + 1, high);
        }

        return low < _protected.Count && _protected[low].Start < end;
    }

    // Oldest first, until the rest fits; what is then over the budget is compressed.
    private void DropIfNeeded(int before, int limit)
    {
        int total = before;
        for (int i = 0; i < _parts.Count && total > limit; i++)
        {
            if (_parts[i].Policy == ZonePolicy.DropIfNeeded)
            {
                total -= _request.TokenCounter.Count(_parts[i].Span.Of(_request.Original));
                _parts[i] = new RequestPart(_parts[i].Span, _parts[i].Segment, ZonePolicy.Drop, null, null, []);
            }
        }
    }
}
