using Pith.Content.Code;
using Pith.Content.Structured;
using Pith.Content.Output;

namespace Pith.Content;

/// <summary>The methods of this package; add them to a catalog with <see cref="MethodCatalog.With"/>.</summary>
public static class ContentMethods
{
    /// <summary>The methods in the order in which they are shown. Where several are for the same content, <c>auto</c> takes the first that takes the text.</summary>
    public static IReadOnlyList<MethodEntry> Entries { get; } =
    [
        new(CSharpOutline.Info, c => new CSharpOutline(c.Read(CSharpOutlineOptions.From))),
        new(CodeOutline.Info, _ => new CodeOutline()),
        new(CodePromptZip.Info, c => new CodePromptZip(c.Read(CodePromptZipOptions.From))),
        new(Html.Info, c => new Html(c.Read(HtmlOptions.From))),
        new(MarkdownDocument.Info, _ => new MarkdownDocument()),
        new(ToolSchema.Info, _ => new ToolSchema()),
        new(Json.Info, _ => new Json()),
        new(Table.Info, _ => new Table()),
        new(Lossless.LosslessMethod.Info, c => new Lossless.LosslessMethod(c.Read(Lossless.LosslessOptions.From))),
        new(Logs.Info, _ => new Logs()),
        new(Diffs.Info, _ => new Diffs()),
        new(SearchHits.Info, _ => new SearchHits()),
        new(Listings.Info, _ => new Listings()),
    ];
}
