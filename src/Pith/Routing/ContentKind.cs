namespace Pith.Routing;

/// <summary>What a text is, as far as compressing it is concerned.</summary>
public enum ContentKind
{
    /// <summary>Sentences.</summary>
    Prose,

    /// <summary>One JSON value.</summary>
    Json,

    /// <summary>One JSON value a line.</summary>
    NdJson,

    /// <summary>XML that is no HTML.</summary>
    Xml,

    /// <summary>A web page or a part of one.</summary>
    Html,

    /// <summary>Markdown with enough of its marks to be treated as such.</summary>
    Markdown,

    /// <summary>Separated values: comma, semicolon, tab, bar or a Markdown table.</summary>
    Table,

    /// <summary>Lines of a log.</summary>
    Log,

    /// <summary>An exception with its frames.</summary>
    StackTrace,

    /// <summary>A unified diff.</summary>
    Diff,

    /// <summary>Hits of a search: path, line number, text.</summary>
    SearchHits,

    /// <summary>Paths or entries of directories.</summary>
    Listing,

    /// <summary>Source code.</summary>
    Code,

    /// <summary>What a compiler, a package manager or a test runner said.</summary>
    BuildOutput,

    /// <summary>Encoded bytes: base64, hexadecimal, data that is no text.</summary>
    Blob,

    /// <summary>Definitions of tools for function calling.</summary>
    ToolSchema,

    /// <summary>Several kinds in one text.</summary>
    Mixed,
}

/// <summary>Names of kinds of content, the same on every surface.</summary>
public static class ContentKinds
{
    /// <summary>The stable kebab-case name, such as <c>stack-trace</c>.</summary>
    public static string Name(this ContentKind kind) => kind switch
    {
        ContentKind.NdJson => "ndjson",
        ContentKind.StackTrace => "stack-trace",
        ContentKind.SearchHits => "search-hits",
        ContentKind.BuildOutput => "build-output",
        ContentKind.ToolSchema => "tool-schema",
        _ => kind.ToString().ToLowerInvariant(),
    };
}
