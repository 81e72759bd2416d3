namespace Pith;

/// <summary>Families of methods; the folders of <c>src/Pith/Methods</c> carry the same names.</summary>
public enum MethodFamily
{
    /// <summary>Simple baselines that everything is compared with.</summary>
    Floors,

    /// <summary>Keep or drop each token or atom.</summary>
    Tokens,

    /// <summary>Choose the method for each part of a text.</summary>
    Routing,

    /// <summary>Data with a grammar: JSON, tables, pages.</summary>
    Structured,

    /// <summary>What programs say while they run: logs, builds, diffs, hits.</summary>
    Output,

    /// <summary>Source code.</summary>
    Code,

    /// <summary>Nothing is lost.</summary>
    Lossless,
}

/// <summary>Whether a method uses the question.</summary>
public enum QuestionUse
{
    /// <summary>Ignored.</summary>
    None,

    /// <summary>Used if there is one.</summary>
    Optional,

    /// <summary>Without one the method throws <see cref="CompressionError.QuestionMissing"/>.</summary>
    Required,
}

/// <summary>How close an implementation is to what it names.</summary>
public enum Fidelity
{
    /// <summary>Follows the paper or the reference implementation; deviations are listed.</summary>
    Port,

    /// <summary>Only like the paper's method; the documentation says in what.</summary>
    Analogue,

    /// <summary>Our own.</summary>
    Own,

    /// <summary>A textbook baseline.</summary>
    Baseline,
}

/// <summary>What a method asks of a model.</summary>
public enum Seam
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary><see cref="Seams.ITokenClassifier"/>.</summary>
    TokenClassifier,
}

/// <summary>A setting of a method, as surfaces show it.</summary>
public sealed record MethodSetting
{
    /// <summary>Name in kebab-case.</summary>
    public required string Name { get; init; }

    /// <summary>What it does, with unit and range.</summary>
    public required string Description { get; init; }

    /// <summary>Its value when nothing is said.</summary>
    public required string Default { get; init; }
}

/// <summary>What a method is: the text of <c>pith methods</c> and of <c>docs/methods</c>.</summary>
public sealed record MethodInfo
{
    /// <summary>Id in kebab-case. Ids are never renamed or reused.</summary>
    public required string Id { get; init; }

    /// <summary>Title of the paper, or what the method is called.</summary>
    public required string Title { get; init; }

    /// <summary>Year of the paper; null without one.</summary>
    public int? Year { get; init; }

    /// <summary>arXiv id of the paper; null without one.</summary>
    public string? ArXiv { get; init; }

    /// <summary>Its family.</summary>
    public required MethodFamily Family { get; init; }

    /// <summary>The idea in a line.</summary>
    public required string Idea { get; init; }

    /// <summary>What it is bad for, in a line.</summary>
    public required string Limits { get; init; }

    /// <summary>How close it is to what it names.</summary>
    public required Fidelity Fidelity { get; init; }

    /// <summary>Whether it uses the question.</summary>
    public QuestionUse Question { get; init; }

    /// <summary>What it asks of a model.</summary>
    public Seam Seam { get; init; }

    /// <summary>Whether somebody had to train something for it.</summary>
    public bool Trained { get; init; }

    /// <summary>Kinds of content that it is for; empty for any text.</summary>
    public IReadOnlyList<Routing.ContentKind> Content { get; init; } = [];

    /// <summary>Its settings.</summary>
    public IReadOnlyList<MethodSetting> Settings { get; init; } = [];
}
