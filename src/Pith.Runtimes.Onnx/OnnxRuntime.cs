using System.Collections.Concurrent;
using Pith.Runtimes.Onnx.Models;
using Pith.Seams;
using Pith.Text;

namespace Pith.Runtimes.Onnx;

/// <summary>Fills seams with models over ONNX Runtime: those of a store, and any that stand in a folder.</summary>
/// <remarks>Safe for concurrent use. A model is loaded at its first use and shared; one that can't be loaded is tried again at the next use.</remarks>
public sealed class OnnxRuntime : IModelSource
{
    /// <summary>Id of the keep model that ships.</summary>
    public const string SmallEnglish = "pith-small-en";

    private readonly ConcurrentDictionary<string, Lazy<OnnxTokenClassifier>> _classifiers = new(StringComparer.Ordinal);
    private readonly int? _concurrency;

    /// <summary>Makes a source.</summary>
    /// <param name="concurrency">Rows to run side by side; null for one a processor. Results do not depend on it.</param>
    /// <param name="store">Where models are; null for those that ship and the user's own.</param>
    public OnnxRuntime(int? concurrency = null, ModelStore? store = null)
    {
        _concurrency = concurrency;
        Store = store ?? new ModelStore();
    }

    /// <summary>The source that surfaces share.</summary>
    public static OnnxRuntime Default { get; } = new();

    /// <summary>Where models are.</summary>
    public ModelStore Store { get; }

    /// <inheritdoc/>
    /// <remarks><paramref name="model"/> is an id of the store or the path of a model's folder.</remarks>
    public T? Find<T>(string? model)
        where T : class
    {
        if (typeof(T) != typeof(ITokenClassifier))
        {
            return null;
        }

        string name = model ?? Store.DefaultFor(Seam.TokenClassifier) ?? SmallEnglish;
        if (!_classifiers.TryGetValue(name, out Lazy<OnnxTokenClassifier>? classifier))
        {
            if (Store.Locate(name) is not { } folder)
            {
                return null;
            }

            string id = Store.Find(name) is null ? Path.GetFileName(folder) : name;
            classifier = _classifiers.GetOrAdd(name, _ => new Lazy<OnnxTokenClassifier>(() => OnnxTokenClassifier.Open(folder, id, _concurrency)));
        }

        try
        {
            return classifier.Value as T;
        }
        catch (ModelFormatException)
        {
            _classifiers.TryRemove(KeyValuePair.Create(name, classifier));
            throw;
        }
    }

    /// <inheritdoc/>
    public string? ModelFor(Seam seam, Script script) => Store.ModelFor(seam, script);
}
