using System.CommandLine;
using System.Text.Json;
using Pith.Cli.Options;
using Pith.Cli.Output;
using Pith.Runtimes.Onnx;
using Pith.Runtimes.Onnx.Models;
using Pith.Seams;

namespace Pith.Cli.Commands;

/// <summary><c>pith models</c>: what models there are, and how more come in.</summary>
internal sealed class Models
{
    private readonly Option<bool> _json = new("--json") { Description = "Write one JSON object a model.", Recursive = true };
    private readonly CommandEnvironment _environment;
    private readonly GlobalOptions _global;
    private readonly ModelStore _store;

    private Models(CommandEnvironment environment, GlobalOptions global)
    {
        _environment = environment;
        _global = global;
        _store = (environment.Models as OnnxRuntime)?.Store ?? new ModelStore();
    }

    internal static Command Create(CommandEnvironment environment, GlobalOptions global)
    {
        var models = new Models(environment, global);
        var command = new Verb("models", "List, add, pull and verify models.")
        {
            Example = "pith models list",
            Details = [$"Pulled and added models are kept in {ModelStore.FolderVariable}, else in the user's data folder.", ExitCode.Help],
        };
        command.Add(models._json);
        command.Add(models.List());
        command.Add(models.Add());
        command.Add(models.Pull());
        command.Add(models.Verify());
        command.SetAction(models.ListAsync);
        return command;
    }

    private static Argument<string> Id() => new("ID") { Description = "A model." };

    private Verb List()
    {
        var list = new Verb("list", "List the models, and which of them are here.") { Example = "pith models list --json", Details = [ExitCode.Help] };
        list.SetAction(ListAsync);
        return list;
    }

    private Verb Add()
    {
        Argument<string> id = Id();
        var folder = new Argument<string>("FOLDER") { Description = "Folder with the ONNX file (in it or in onnx/) and the tokenizer files; it stays where it is." };
        var add = new Verb("add", "Add a model in a folder, by reference.") { Example = "pith models add my-model ./my-model", Details = [ExitCode.Help] };
        add.Add(id);
        add.Add(folder);
        add.SetAction(async (parsed, cancellationToken) =>
        {
            StoredModel model = _store.Add(parsed.GetValue(id)!, parsed.GetValue(folder)!);
            Talk(parsed).Say($"{model.Entry.Id}: {ModelWords.Size(model.Bytes)} in {model.Folder}");
            return await AnswerAsync(parsed, json => ModelWords.Write(json, model), cancellationToken).ConfigureAwait(false);
        });
        return add;
    }

    private Verb Pull()
    {
        Argument<string> id = Id();
        var from = new Option<string?>("--from") { HelpName = "URL|FOLDER", Description = "Where the files are: an address or folder that file names are appended to." };
        var pull = new Verb("pull", "Fetch a model; one that broke off goes on where it stopped.")
        {
            Example = "pith models pull llmlingua-2-bert-base-multilingual --from ./downloaded",
            Details = ["Sizes and SHA-256 are compared where they are known, and recorded at the first pull where they are not.", ExitCode.Help],
        };
        pull.Add(id);
        pull.Add(from);
        pull.SetAction(async (parsed, cancellationToken) =>
        {
            Talk talk = Talk(parsed);
            try
            {
                StoredModel model = await ModelPullBar.RunAsync(
                    progress => _store.PullAsync(parsed.GetValue(id)!, parsed.GetValue(from), progress, cancellationToken), _environment, talk).ConfigureAwait(false);
                talk.Say($"{model.Entry.Id}: {ModelWords.Size(model.Bytes)} in {model.Folder}; licence: {model.Entry.Licence ?? "unknown"}");
                return await AnswerAsync(parsed, json => ModelWords.Write(json, model), cancellationToken).ConfigureAwait(false);
            }
            catch (HttpRequestException e)
            {
                throw new CommandException(e.Message, e);
            }
        });
        return pull;
    }

    private Verb Verify()
    {
        var id = new Argument<string?>("ID") { Description = "A model; nothing for all that are here.", Arity = ArgumentArity.ZeroOrOne };
        var verify = new Verb("verify", "Compare every file's size and SHA-256, and open the models.")
        {
            Example = "pith models verify pith-small-en",
            Details = ["One line a model: its id, ok or damaged, and what was compared or what is wrong, with tabs between.", ExitCode.Help],
        };
        verify.Add(id);
        verify.SetAction(async (parsed, cancellationToken) =>
        {
            int code = ExitCode.Ok;
            foreach (string model in parsed.GetValue(id) is { } one ? [one] : _store.List().Where(m => m.Place != ModelPlace.None || m.Problem is not null).Select(m => m.Entry.Id))
            {
                ModelVerification? verified = null;
                string? problem = null;
                try
                {
                    verified = await _store.VerifyAsync(model, cancellationToken).ConfigureAwait(false);
                }
                catch (ModelFormatException e)
                {
                    problem = e.Message;
                    code = ExitCode.ConditionFailed;
                }

                string line = verified is null ? $"{model}\tdamaged\t{problem}" : $"{model}\tok\t{verified.Compared} files, {ModelWords.Size(verified.Bytes)}";
                await _environment.Out.WriteAsync(parsed.GetValue(_json) ? ResultJson.Line(json => ModelWords.Write(json, model, verified, problem)) : CommandEnvironment.Utf8.GetBytes(line + "\n"), cancellationToken).ConfigureAwait(false);
            }

            return code;
        });
        return verify;
    }

    private async Task<int> ListAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        IReadOnlyList<StoredModel> models = _store.List();
        if (parsed.GetValue(_json))
        {
            foreach (StoredModel model in models)
            {
                await AnswerAsync(parsed, json => ModelWords.Write(json, model), cancellationToken).ConfigureAwait(false);
            }

            return ExitCode.Ok;
        }

        using StreamWriter output = _environment.TextOut();
        Consoles.Write(output, ModelWords.Table(models), _environment.Width, _global.ColoursFor(parsed, _environment));
        return ExitCode.Ok;
    }

    private async Task<int> AnswerAsync(ParseResult parsed, Action<Utf8JsonWriter> write, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_json))
        {
            await _environment.Out.WriteAsync(ResultJson.Line(write), cancellationToken).ConfigureAwait(false);
        }

        return ExitCode.Ok;
    }

    private Talk Talk(ParseResult parsed) => new(_environment.Error, parsed.GetValue(_global.Quiet), parsed.GetValue(_global.Verbose));
}
