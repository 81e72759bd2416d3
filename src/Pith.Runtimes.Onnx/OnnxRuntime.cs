using System.Collections.Concurrent;
using Pith.Seams;
using Pith.Text;

namespace Pith.Runtimes.Onnx;

/// <summary>Fills seams with models over ONNX Runtime: those that ship, and any that stand in a folder.</summary>
/// <remarks>Safe for concurrent use. A model is loaded at its first use and shared.</remarks>
public sealed class OnnxRuntime : IModelSource
{
    /// <summary>Id of the keep model that ships.</summary>
    public const string SmallEnglish = "pith-small-en";

    private readonly ConcurrentDictionary<string, Lazy<OnnxTokenClassifier?>> _classifiers = new(StringComparer.Ordinal);
    private readonly string _shipped;
    private readonly int? _concurrency;

    /// <summary>Makes a source.</summary>
    /// <param name="concurrency">Rows to run side by side; null for one a processor. Results do not depend on it.</param>
    public OnnxRuntime(int? concurrency = null)
    {
        _concurrency = concurrency;
        _shipped = Path.Combine(AppContext.BaseDirectory, "models");
    }

    /// <summary>The source that surfaces share.</summary>
    public static OnnxRuntime Default { get; } = new();

    /// <inheritdoc/>
    public T? Find<T>(string? model)
        where T : class
    {
        if (typeof(T) != typeof(ITokenClassifier))
        {
            return null;
        }

        return _classifiers.GetOrAdd(model ?? SmallEnglish, id => new Lazy<OnnxTokenClassifier?>(() => Open(id))).Value as T;
    }

    /// <inheritdoc/>
    public string? ModelFor(Seam seam, Script script) => null;

    private OnnxTokenClassifier? Open(string model)
    {
        string folder = Path.Combine(_shipped, model);
        if (Directory.Exists(folder))
        {
            return OnnxTokenClassifier.Open(folder, model, _concurrency);
        }

        return Directory.Exists(model) ? OnnxTokenClassifier.Open(model, Path.GetFileName(Path.TrimEndingDirectorySeparator(model)), _concurrency) : null;
    }
}
