using Pith.Seams;
using Pith.Text;

namespace Pith.Cli;

/// <summary>Begins to load what the usual call needs before its arguments are understood; whatever is not used in the end is only lost work.</summary>
internal static class EarlyStart
{
    private static readonly string[] s_compressing = ["compress", "explain"];

    // Whoever names one of these wants another model, another tokenizer or no work at all.
    private static readonly string[] s_otherwise = ["--help", "-h", "-?", "--method", "-m", "--model", "--tokenizer", "-t"];

    internal static void Begin(string[] arguments, IModelSource models)
    {
        if (arguments.Length == 0 || !s_compressing.Contains(arguments[0]) || arguments.Any(a => s_otherwise.Any(o => a.StartsWith(o, StringComparison.Ordinal))))
        {
            return;
        }

        _ = Task.Run(() => models.Find<ITokenClassifier>(null));
        Compressors.WarmUp(TokenCounters.O200kBase);
    }
}
