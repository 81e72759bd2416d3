using Pith.Content.Code;
using Pith.Content.Lossless;
using Pith.Content.Output;
using Pith.Content.Structured;

namespace Pith.Content;

/// <summary>The methods of this package; add them to a catalog with <see cref="MethodCatalog.With"/>.</summary>
public static class ContentMethods
{
    /// <summary>The methods in the order in which they are shown. Where several are for the same content, <c>auto</c> takes the first that can plan it.</summary>
    public static IReadOnlyList<MethodEntry> Entries { get; } =
    [
        new(Json.Info, Json.From),
        new(Table.Info, _ => new Table()),
        new(Html.Info, c => new Html(c.Read(HtmlOptions.From))),
        new(MarkdownDocument.Info, _ => new MarkdownDocument()),
        new(ToolSchema.Info, _ => new ToolSchema()),
        new(Logs.Info, _ => new Logs()),
        new(Diffs.Info, _ => new Diffs()),
        new(SearchHits.Info, _ => new SearchHits()),
        new(Listings.Info, _ => new Listings()),
        new(CSharpOutline.Info, c => new CSharpOutline(c.Read(CSharpOutlineOptions.From))),
        new(CodeOutline.Info, _ => new CodeOutline()),
        new(CodePromptZip.Info, c => new CodePromptZip(c.Read(CodePromptZipOptions.From))),
        new(LosslessMethod.Info, c => new LosslessMethod(c.Read(LosslessOptions.From))),
    ];
}
