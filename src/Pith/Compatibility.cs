namespace Pith;

/// <summary>Whether a port repeats what its reference implementation does, or what its paper means.</summary>
public enum Compatibility
{
    /// <summary>The paper's scores inside this library's contract: slices of the original, exact budgets, forced text kept.</summary>
    Corrected,

    /// <summary>The reference implementation's text, quirks included.</summary>
    Reference,
}
