using System.Collections.Concurrent;
using Pith.Seams;
using Pith.Text;

namespace Pith.Cli;

/// <summary>Makes each compressor once, and loads what it needs ahead of its use.</summary>
internal sealed class Compressors(IModelSource models)
{
    // Settings come from lines that anybody wrote: what is remembered must not grow with them.
    private const int MostRemembered = 64;

    private readonly ConcurrentDictionary<string, ICompressor> _byKey = new(StringComparer.Ordinal);

    /// <exception cref="CompressionException">Unknown method or setting, or a named model that is not there.</exception>
    internal ICompressor For(CompressionSettings settings)
    {
        IEnumerable<string> parts = settings.MethodSettings.OrderBy(o => o.Key, StringComparer.Ordinal).SelectMany(o => new[] { o.Key, o.Value });
        string key = string.Join('\u001f', parts.Prepend(settings.Model ?? string.Empty).Prepend(settings.Method));
        if (_byKey.TryGetValue(key, out ICompressor? known))
        {
            return known;
        }

        if (_byKey.Count >= MostRemembered)
        {
            _byKey.Clear();
        }

        return _byKey.GetOrAdd(key, _ => StandardMethods.Catalog.Create(settings.Method, models, settings.Model, settings.MethodSettings));
    }

    /// <summary>Begins to load the tokenizer while something else is done.</summary>
    internal static void WarmUp(ITokenCounter counter) => _ = Task.Run(() => counter.Count("a"));

    /// <summary>Begins to load the model that the method will ask for; if that fails, the method's own request says so.</summary>
    internal void WarmUp(CompressionSettings settings, string text)
    {
        if (StandardMethods.Catalog.Get(settings.Method).Info.Seam == Seam.TokenClassifier)
        {
            _ = Task.Run(() => models.Find<ITokenClassifier>(settings.Model ?? models.ModelFor(Seam.TokenClassifier, Scripts.Dominant(text))));
        }
    }
}
