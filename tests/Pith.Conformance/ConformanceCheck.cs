using Pith.Conformance.Checks;

namespace Pith.Conformance;

/// <summary>One clause of the contract and the test for it.</summary>
public sealed class ConformanceCheck
{
    private readonly Func<ConformanceSubject, CancellationToken, Task> _run;

    private ConformanceCheck(string name, string description, Func<ConformanceSubject, CancellationToken, Task> run, bool isLarge = false)
    {
        IsLarge = isLarge;
        Name = name;
        Description = description;
        _run = run;
    }

    /// <summary>All checks.</summary>
    public static IReadOnlyList<ConformanceCheck> All { get; } =
    [
        new("identity", "a budget of everything gives the original back, byte for byte", IdentityCheck.RunAsync),
        new("budget-promise", "200 random texts, 12 budgets, 2 tokenizers: never over the limit, at most one unit below it, ranges rebuild the text, no atom cut or glued", BudgetPromiseCheck.RunAsync),
        new("budget-below-protected", "protected parts that need more than the budget are kept, and the result says so", ProtectionChecks.BelowProtectedAsync),
        new("protected-ranges", "ranges survive", ProtectionChecks.RangesAsync),
        new("protected-patterns", "matches of regular expressions survive", ProtectionChecks.PatternsAsync),
        new("forced-tokens", "forced strings, figures and kinds survive", ProtectionChecks.ForcedAsync),
        new("forced-negations", "no word survives without the negation that governs it", ProtectionChecks.NegationsAsync),
        new("tags", "what stands in keep tags survives, what stands in drop tags goes, and the tags go", ProtectionChecks.TagsAsync),
        new("segments", "order, policies, rates of their own, and ranges that agree with the whole's", SegmentCheck.RunAsync),
        new("same-bytes", "1, 2 and 8 threads, repeated and concurrent calls give the same result", SameBytesCheck.RunAsync),
        new("cancelled-at-start", "a cancelled call throws and does no work", CancellationChecks.AtStartAsync),
        new("cancelled-midway", "a call that is cancelled at work throws", CancellationChecks.MidwayAsync),
        new("hostile-texts", "empty, white space, lone surrogates, joiners, right-to-left, NUL, fences, JSON", HostileTextChecks.SmallAsync),
        new("long-word", "one word of a megabyte", HostileTextChecks.LongWordAsync, isLarge: true),
        new("long-text", "five megabytes of text", HostileTextChecks.LongTextAsync, isLarge: true),
    ];

    /// <summary>Name in kebab-case.</summary>
    public string Name { get; }

    /// <summary>What has to hold.</summary>
    public string Description { get; }

    /// <summary>Whether it compresses megabytes, which takes seconds.</summary>
    public bool IsLarge { get; }

    /// <summary>The check with this name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static ConformanceCheck Get(string name) =>
        All.FirstOrDefault(c => c.Name == name)
        ?? throw new ArgumentException($"There is no check '{name}'. Known: {string.Join(", ", All.Select(c => c.Name))}.", nameof(name));

    /// <summary>Runs it; a violation is an assertion failure of xunit.</summary>
    public Task RunAsync(ConformanceSubject subject, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(subject);
        return _run(subject, cancellationToken);
    }
}
