using Pith.Content;

namespace Pith;

/// <summary>The catalog that surfaces offer: the methods of the library and those for content with a grammar.</summary>
public static class StandardMethods
{
    /// <summary>All methods.</summary>
    public static MethodCatalog Catalog { get; } = MethodCatalog.BuiltIn.With(ContentMethods.Entries);
}
