using System.CommandLine;
using Pith.Cli.Diagnosis;
using Pith.Cli.Options;
using Pith.Cli.Output;
using Spectre.Console;

namespace Pith.Cli.Commands;

/// <summary><c>pith doctor</c>: whether everything that compression needs is there and works.</summary>
internal static class Doctor
{
    internal static Command Create(CommandEnvironment environment, GlobalOptions global)
    {
        var json = new Option<bool>("--json") { Description = "Write one JSON object." };
        var command = new Verb("doctor", "Check that everything works here.") { Example = "pith doctor", Details = [ExitCode.Help] };
        command.Add(json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            List<Check> checks = [.. MachineChecks.Run(), .. TokenizerChecks.Run(), .. ModelChecks.Run(environment.Models), .. await SelfTest.RunAsync(environment.Models, cancellationToken).ConfigureAwait(false)];
            bool fine = checks.TrueForAll(c => c.IsFine);
            if (parsed.GetValue(json))
            {
                await environment.Out.WriteAsync(Json(checks, fine), cancellationToken).ConfigureAwait(false);
            }
            else
            {
                using StreamWriter output = environment.TextOut();
                Table table = Consoles.Table("check", "outcome", "detail");
                foreach (Check check in checks)
                {
                    table.Row(check.Name, check.Outcome, check.Detail);
                }

                Consoles.Write(output, table, environment.Width, global.ColoursFor(parsed, environment));
            }

            return fine ? ExitCode.Ok : ExitCode.ConditionFailed;
        });
        return command;
    }

    private static ReadOnlyMemory<byte> Json(List<Check> checks, bool fine) => ResultJson.Line(json =>
    {
        json.WriteBoolean("ok", fine);
        json.WriteStartArray("checks");
        foreach (Check check in checks)
        {
            json.WriteStartObject();
            json.WriteString("name", check.Name);
            json.WriteString("outcome", check.Outcome);
            json.WriteString("detail", check.Detail);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });
}
