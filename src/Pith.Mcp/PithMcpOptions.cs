using Pith.Reversal;
using Pith.Runtimes.Onnx;
using Pith.Seams;

namespace Pith.Mcp;

/// <summary>What the tools may use, and how much of it.</summary>
/// <remarks>Immutable. Every session that gets the same options shares the store: a handle is found in any of them.</remarks>
public sealed record PithMcpOptions
{
    /// <summary>The methods. Default: all.</summary>
    public MethodCatalog Catalog { get; init; } = StandardMethods.Catalog;

    /// <summary>Where models come from. Default: the ONNX runtime with the model that ships.</summary>
    public IModelSource Models { get; init; } = OnnxRuntime.Default;

    /// <summary>The method when a call names none. Default: <see cref="MethodCatalog.DefaultMethod"/>.</summary>
    public string Method { get; init; } = MethodCatalog.DefaultMethod;

    /// <summary>Where originals are kept. Default: in memory, for as long as the options live.</summary>
    public IOriginalStore Originals { get; init; } = new MemoryOriginalStore();

    /// <summary>Folders whose files may be read. Default: none, and then there is no tool that reads files.</summary>
    public IReadOnlyList<string> Roots { get; init; } = [];

    /// <summary>Largest file in bytes, and largest text in UTF-16 code units. Default: 64 MiB.</summary>
    public int LargestText { get; init; } = 64 << 20;

    /// <summary>Largest original that is given as a resource, in UTF-16 code units; parts of larger ones come from the tool. Default: 1,000,000.</summary>
    public int LargestResource { get; init; } = 1_000_000;

    /// <summary>Tokens that a retrieval gives when a call says nothing. Default: 4,000.</summary>
    public int RetrievedTokens { get; init; } = 4_000;

    /// <summary>Texts from this length on, in UTF-16 code units, report their progress to a client that asks for it. Default: 50,000.</summary>
    public int ProgressFrom { get; init; } = 50_000;
}
