using System.Text;

namespace Pith.Architecture.Tests;

/// <summary>Writes the pages about methods out of the catalog and the headers of the method files.</summary>
internal static class MethodPages
{
    internal static string Page(MethodInfo info)
    {
        MethodHeader header = MethodHeader.Read(FileOf(info));
        var page = new StringBuilder();
        page.Append("# ").Append(info.Id).Append("\n\n").Append(Capital(info.Idea)).Append(".\n\n");
        page.Append("| | |\n|---|---|\n");
        Row(page, "title", info.Title + (info.Year is { } year ? $" ({year})" : string.Empty));
        Row(page, "paper", header.Lines["Paper"]);
        Row(page, "family", Name(info.Family));
        Row(page, "fidelity", Name(info.Fidelity));
        Row(page, "content", info.Content.Count == 0 ? "any text" : string.Join(", ", info.Content.Select(k => Words(k.ToString()))));
        Row(page, "question", info.Question switch { QuestionUse.None => "not used", QuestionUse.Optional => "used if there is one", _ => "needed" });
        Row(page, "model", info.Seam == Seam.None ? "none" : Words(info.Seam.ToString()));
        Row(page, "trained", info.Trained ? "yes" : "no");
        Row(page, "where it fails", info.Limits);
        page.Append("\n## How it maps to code\n\n").Append(header.Lines["Map"]).Append("\n\n");
        page.Append("## Deviations\n\n").Append(Capital(header.Lines["Deviations"])).Append("\n\n");
        page.Append("## Verified\n\n").Append(header.Lines["Verified"]).Append("\n\n");
        if (info.Settings.Count > 0)
        {
            page.Append("## Settings\n\n| name | meaning | default |\n|---|---|---|\n");
            foreach (MethodSetting setting in info.Settings)
            {
                page.Append("| `").Append(setting.Name).Append("` | ").Append(Cell(setting.Description)).Append(" | ").Append(Cell(setting.Default)).Append(" |\n");
            }

            page.Append('\n');
        }

        page.Append("## Try it\n\n```bash\npith compress samples/texts/abstracts.txt ").Append(info.Family == MethodFamily.Lossless ? "--lossless" : $"--rate 0.5 --method {info.Id}").Append("\n```\n");
        return page.ToString();
    }

    internal static string Table(string folder)
    {
        var table = new StringBuilder("| method | idea | family | question | model | fidelity |\n|---|---|---|---|---|---|\n");
        foreach (MethodInfo info in StandardMethods.Catalog.Entries.Select(e => e.Info))
        {
            table.Append($"| [{info.Id}]({folder}{info.Id}.md) | {Cell(info.Idea)} | {Name(info.Family)} | {(info.Question == QuestionUse.None ? "no" : Name(info.Question))} | {(info.Seam == Seam.None ? "none" : Words(info.Seam.ToString()))} | {Name(info.Fidelity)} |\n");
        }

        return table.ToString();
    }

    private static string FileOf(MethodInfo info) =>
        Repository.Methods().Single(f => File.ReadAllText(f).Contains($"Id = \"{info.Id}\"", StringComparison.Ordinal));

    private static void Row(StringBuilder page, string name, string value) => page.Append("| ").Append(name).Append(" | ").Append(Cell(value)).Append(" |\n");

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static string Name<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static string Words(string name) => string.Concat(name.Select((c, i) => i > 0 && char.IsUpper(c) ? " " + char.ToLowerInvariant(c) : char.ToLowerInvariant(c).ToString()));
}
