using System.Globalization;
using System.Text.Json;
using Pith.Runtimes.Onnx.Models;
using Spectre.Console;

namespace Pith.Cli.Output;

/// <summary>Models as rows of a table and as JSON.</summary>
internal static class ModelWords
{
    internal static Table Table(IReadOnlyList<StoredModel> models)
    {
        Table table = Consoles.Table("id", "here", "size", "licence", "seam", "where");
        foreach (StoredModel m in models)
        {
            string here = m.Problem is not null ? "damaged" : m.Installed ? "yes" : "no";
            table.Row(m.Entry.Id, here, m.Bytes > 0 ? Size(m.Bytes) : "?", m.Entry.Licence ?? "unknown", SeamName(m.Entry), m.Problem ?? Where(m));
        }

        return table;
    }

    internal static void Write(Utf8JsonWriter json, StoredModel model)
    {
        json.WriteString("id", model.Entry.Id);
        json.WriteString("title", model.Entry.Title);
        json.WriteBoolean("installed", model.Installed);
        json.WriteNumber("bytes", model.Bytes);
        json.WriteString("licence", model.Entry.Licence);
        json.WriteString("seam", SeamName(model.Entry));
        json.WriteStartArray("languages");
        model.Entry.Languages.ToList().ForEach(json.WriteStringValue);
        json.WriteEndArray();
        json.WriteBoolean("default", model.Entry.IsDefault);
        json.WriteString("place", Word(model.Place));
        json.WriteString("folder", model.Folder);
        json.WriteString("note", model.Entry.Note);
        json.WriteString("problem", model.Problem);
    }

    internal static void Write(Utf8JsonWriter json, string id, ModelVerification? verified, string? problem)
    {
        json.WriteString("id", id);
        json.WriteBoolean("ok", verified is not null);
        json.WriteNumber("files", verified?.Compared ?? 0);
        json.WriteNumber("bytes", verified?.Bytes ?? 0);
        json.WriteString("problem", problem);
    }

    private static string Where(StoredModel m) => m.Place == ModelPlace.None ? $"pith models pull {m.Entry.Id}{(m.Entry.Files.Any(f => f.Url is null) ? " --from URL|FOLDER" : "")}" : $"{m.Folder} ({Word(m.Place)})";

    private static string Word(ModelPlace place) => place.ToString().ToLowerInvariant();

    private static string SeamName(ModelEntry entry) => JsonNamingPolicy.KebabCaseLower.ConvertName(entry.Seam.ToString());

    internal static string Size(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB");
}
