using System.Globalization;
using Pith.Seams;

namespace Pith.Cli.Diagnosis;

/// <summary>Whether the models that the methods ask for are there and load.</summary>
internal static class ModelChecks
{
    internal static IEnumerable<Check> Run(IModelSource models) =>
        StandardMethods.Catalog.Entries.Select(e => e.Info.Seam).Where(s => s != Seam.None).Distinct().Select(seam => Check.Of($"model for {seam}", () => seam switch
        {
            Seam.TokenClassifier => Describe(models.Find<ITokenClassifier>(null)),
            _ => throw new CommandException("there is no check for it."),
        }));

    private static string Describe(ITokenClassifier? classifier) => classifier is null
        ? throw new CommandException("there is none: methods that need it will not run.")
        : string.Create(CultureInfo.InvariantCulture, $"{classifier.Info.Id} ({classifier.Info.Fingerprint}), {classifier.Info.MaxRow} pieces a row");
}
