using System.Text.RegularExpressions;
using Pith.Text;

namespace Pith;

/// <summary>What must survive compression, beyond the rule that atoms are never cut.</summary>
public sealed record ProtectionRules
{
    /// <summary>How long one pattern may search one text.</summary>
    public static readonly TimeSpan PatternTimeout = TimeSpan.FromSeconds(2);

    /// <summary>No forced text; tags in the text are understood.</summary>
    public static ProtectionRules Default { get; } = new();

    /// <summary>Regular expressions whose matches are kept whole. Matching has linear time where the pattern allows it.</summary>
    /// <exception cref="ArgumentException">A pattern is not a valid regular expression.</exception>
    public IReadOnlyList<string> Patterns
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            Expressions = [.. value.Select(Compile)];
            field = value;
        }
    } = [];

    /// <summary>Literal strings kept wherever they occur (ordinal comparison).</summary>
    public IReadOnlyList<string> ForceTokens { get; init; } = [];

    /// <summary>Keeps every atom that holds a digit.</summary>
    public bool ForceDigits { get; init; }

    /// <summary>Keeps a negation wherever a word that it governs is kept, also in methods that have no such guard of their own.</summary>
    public bool ForceNegations { get; init; }

    /// <summary>Atom kinds that are always kept, such as <see cref="AtomKind.Identifier"/> or <see cref="AtomKind.Number"/>.</summary>
    public IReadOnlyList<AtomKind> ForceKinds { get; init; } = [];

    /// <summary>Ranges of <see cref="CompressionRequest.Original"/> that are kept.</summary>
    public IReadOnlyList<TextSpan> Ranges { get; init; } = [];

    /// <summary>
    /// Understands <c>&lt;keep&gt;…&lt;/keep&gt;</c>, <c>&lt;drop&gt;…&lt;/drop&gt;</c> and
    /// <c>&lt;llmlingua, rate=0.5, compress=True&gt;…&lt;/llmlingua&gt;</c>, which are removed from the result. Default: true.
    /// </summary>
    public bool Tags { get; init; } = true;

    internal IReadOnlyList<Regex> Expressions { get; private init; } = [];

    private static Regex Compile(string pattern)
    {
        const RegexOptions Options = RegexOptions.CultureInvariant;
        try
        {
            return new Regex(pattern, Options | RegexOptions.NonBacktracking, PatternTimeout);
        }
        catch (NotSupportedException)
        {
            // Look-arounds and back-references have no automaton: they run with back-tracking under the time limit.
            return new Regex(pattern, Options, PatternTimeout);
        }
    }
}
