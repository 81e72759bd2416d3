using System.Collections.Concurrent;
using Pith.Seams;
using Pith.Text;

namespace Pith.Routing;

/// <summary>Gives each text to the instance of a method whose model suits the text's script.</summary>
internal sealed class ModelByScript : ICompressor
{
    private const string DefaultModel = "";

    private readonly IModelSource _models;
    private readonly Func<string?, ICompressor> _make;
    private readonly ConcurrentDictionary<string, ICompressor> _instances = new(StringComparer.Ordinal);

    internal ModelByScript(MethodInfo method, IModelSource models, Func<string?, ICompressor> make)
    {
        Method = method;
        _models = models;
        _make = make;
    }

    public MethodInfo Method { get; }

    public ValueTask<CompressionResult> CompressAsync(CompressionRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return For(request.Original).CompressAsync(request, cancellationToken);
    }

    internal ICompressor For(string text)
    {
        string model = _models.ModelFor(Method.Seam, Scripts.Dominant(text)) ?? DefaultModel;
        return _instances.GetOrAdd(model, id => _make(id.Length == 0 ? null : id));
    }
}
