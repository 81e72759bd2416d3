using System.CommandLine;
using System.Text.Json;
using Pith.Cli.Options;
using Pith.Cli.Output;
using Spectre.Console;

namespace Pith.Cli.Commands;

/// <summary><c>pith methods</c>: the catalog.</summary>
internal static class Methods
{
    internal static Command Create(CommandEnvironment environment, GlobalOptions global)
    {
        var id = new Argument<string?>("ID") { Description = "A method; nothing for the list.", Arity = ArgumentArity.ZeroOrOne };
        var json = new Option<bool>("--json") { Description = "Write one JSON object a method." };
        var command = new Verb("methods", "List the methods, or describe one.")
        {
            Example = $"pith methods {MethodCatalog.DefaultMethod}",
            Details =
            [
                "Fidelity: port (follows the paper or its code), analogue (only like it), own (ours), baseline (textbook).",
                ExitCode.Help,
            ],
        };
        command.Add(id);
        command.Add(json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            IReadOnlyList<MethodInfo> methods = parsed.GetValue(id) is { } one
                ? [StandardMethods.Catalog.Get(one).Info]
                : [.. StandardMethods.Catalog.Entries.Select(e => e.Info)];
            if (parsed.GetValue(json))
            {
                foreach (MethodInfo method in methods)
                {
                    await environment.Out.WriteAsync(ResultJson.Line(writer => Write(writer, method)), cancellationToken).ConfigureAwait(false);
                }

                return ExitCode.Ok;
            }

            using StreamWriter output = environment.TextOut();
            Table table = parsed.GetValue(id) is null ? List(methods) : Card(methods[0]);
            Consoles.Write(output, table, environment.Width, global.ColoursFor(parsed, environment));
            return ExitCode.Ok;
        });
        return command;
    }

    private static Table List(IReadOnlyList<MethodInfo> methods)
    {
        Table table = Consoles.Table("id", "family", "fidelity", "question", "model", "idea");
        foreach (MethodInfo m in methods)
        {
            table.Row(m.Id, Word(m.Family), Word(m.Fidelity), Word(m.Question), m.Seam == Seam.None ? "none" : SeamName(m.Seam), m.Idea);
        }

        return table;
    }

    private static Table Card(MethodInfo m)
    {
        Table table = Consoles.Table(string.Empty, string.Empty);
        table.ShowHeaders = false;
        table.Row("id", m.Id);
        table.Row("title", m.Title);
        if (m.Year is { } year)
        {
            table.Row("year", $"{year}");
        }

        if (m.ArXiv is { } arXiv)
        {
            table.Row("paper", $"https://arxiv.org/abs/{arXiv}");
        }

        table.Row("family", Word(m.Family));
        table.Row("idea", m.Idea);
        table.Row("limits", m.Limits);
        table.Row("fidelity", Word(m.Fidelity));
        table.Row("question", Word(m.Question));
        table.Row("model", m.Seam == Seam.None ? "none" : SeamName(m.Seam));
        table.Row("trained", m.Trained ? "yes" : "no");
        foreach (MethodSetting setting in m.Settings)
        {
            table.Row("setting", $"{setting.Name}: {setting.Description} (default {(setting.Default.Length > 0 ? setting.Default : "empty")})");
        }

        return table;
    }

    private static void Write(Utf8JsonWriter json, MethodInfo m)
    {
        json.WriteString("id", m.Id);
        json.WriteString("title", m.Title);
        if (m.Year is { } year)
        {
            json.WriteNumber("year", year);
        }

        if (m.ArXiv is { } arXiv)
        {
            json.WriteString("arxiv", arXiv);
        }

        json.WriteString("family", Word(m.Family));
        json.WriteString("idea", m.Idea);
        json.WriteString("limits", m.Limits);
        json.WriteString("fidelity", Word(m.Fidelity));
        json.WriteString("question", Word(m.Question));
        json.WriteString("model", m.Seam == Seam.None ? "none" : SeamName(m.Seam));
        json.WriteBoolean("trained", m.Trained);
        json.WriteBoolean("default", m.Id == MethodCatalog.DefaultMethod);
        json.WriteStartArray("settings");
        foreach (MethodSetting setting in m.Settings)
        {
            json.WriteStartObject();
            json.WriteString("name", setting.Name);
            json.WriteString("description", setting.Description);
            json.WriteString("default", setting.Default);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static string SeamName(Seam seam) => JsonNamingPolicy.KebabCaseLower.ConvertName(seam.ToString());
}
