using Pith.Seams;
using Pith.Text;

namespace Pith.Tests.Conversations;

/// <summary>A source that has no model.</summary>
internal sealed class NoModels : IModelSource
{
    internal static NoModels Instance { get; } = new();

    public T? Find<T>(string? model)
        where T : class => null;

    public string? ModelFor(Seam seam, Script script) => null;

}
