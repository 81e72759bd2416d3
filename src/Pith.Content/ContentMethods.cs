using Pith.Content.Output;

namespace Pith.Content;

/// <summary>The methods of this package; add them to a catalog with <see cref="MethodCatalog.With"/>.</summary>
public static class ContentMethods
{
    /// <summary>The methods in the order in which they are shown. Where two are for the same content, <c>auto</c> takes the first.</summary>
    public static IReadOnlyList<MethodEntry> Entries { get; } =
    [
        new(Structured.Json.Info, _ => new Structured.Json()),
        new(Structured.Table.Info, _ => new Structured.Table()),
        new(Lossless.LosslessMethod.Info, c => new Lossless.LosslessMethod(c.Read(Lossless.LosslessOptions.From))),
        new(Logs.Info, _ => new Logs()),
        new(Diffs.Info, _ => new Diffs()),
        new(SearchHits.Info, _ => new SearchHits()),
        new(Listings.Info, _ => new Listings()),
    ];
}
