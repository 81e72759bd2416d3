using Pith.Conformance.Tests.Models;
using Pith.Runtimes.Onnx;
using Pith.Seams;
using Pith.Text;

namespace Pith.Conformance.Tests;

/// <summary>Methods of the catalog as subjects: on the model that ships, with remembered scores, and on a model that costs little.</summary>
internal static class CatalogSubjects
{
    private static readonly Dictionary<int, OnnxRuntime> s_runtimes = ((int[])[1, 2, 8]).ToDictionary(n => n, n => new OnnxRuntime(n));

    private static readonly Source s_remembering = new(new RememberingClassifier(s_runtimes[1].Find<ITokenClassifier>(null)!));

    private static readonly Source s_cheap = new(new CharacterClassifier());

    internal static ConformanceSubject Of(string method, IReadOnlyDictionary<string, string>? settings = null) => new()
    {
        Create = concurrency => StandardMethods.Catalog.Create(method, s_runtimes[concurrency], settings: settings),
        CreateForManyCalls = () => StandardMethods.Catalog.Create(method, s_remembering, settings: settings),
        CreateForLargeTexts = () => StandardMethods.Catalog.Create(method, s_cheap, settings: settings),
    };

    /// <summary>Every method with every check, small or large.</summary>
    /// <summary>Methods that lose nothing take no budgets, which is what the suite asks about; they have round trips of their own.</summary>
    internal static bool TakesBudgets(MethodEntry entry) => entry.Info.Family != MethodFamily.Lossless;

    internal static TheoryData<string, string> Pairs(bool large)
    {
        var pairs = new TheoryData<string, string>();
        foreach (MethodEntry entry in StandardMethods.Catalog.Entries.Where(TakesBudgets))
        {
            foreach (ConformanceCheck check in ConformanceCheck.All.Where(c => c.IsLarge == large))
            {
                pairs.Add(entry.Info.Id, check.Name);
            }
        }

        return pairs;
    }

    private sealed class Source(ITokenClassifier classifier) : IModelSource
    {
        public T? Find<T>(string? model)
            where T : class => classifier as T;

        public string? ModelFor(Seam seam, Script script) => null;
    }
}
