using System.CommandLine;
using Pith.Cli.Explanation;
using Pith.Cli.Input;
using Pith.Cli.Options;
using Pith.Cli.Output;

namespace Pith.Cli.Commands;

/// <summary><c>pith explain</c>: what was kept of a text, and why.</summary>
internal sealed class Explain
{
    private readonly Argument<string?> _file = FileArguments.One();
    private readonly CompressionOptions _options = new();
    private readonly Option<string?> _html = new("--html") { HelpName = "FILE", Description = "Write a self-contained page instead." };
    private readonly Option<bool> _json = new("--json") { Description = "Write one JSON object, with every unit and its score." };
    private readonly CommandEnvironment _environment;
    private readonly GlobalOptions _global;

    private Explain(CommandEnvironment environment, GlobalOptions global)
    {
        _environment = environment;
        _global = global;
    }

    internal static Command Create(CommandEnvironment environment, GlobalOptions global)
    {
        var explain = new Explain(environment, global);
        var command = new Verb("explain", "Show what is kept of a text, and why.")
        {
            Example = "pith explain report.txt --rate 0.4 --html report.html",
            Details = ["Without colours, {+…+} is protected and [-…-] dropped.", ExitCode.Help],
        };
        command.Add(explain._file);
        explain._options.AddTo(command);
        command.Add(explain._html);
        command.Add(explain._json);
        command.SetAction(explain.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var talk = new Talk(_environment.Error, parsed.GetValue(_global.Quiet), parsed.GetValue(_global.Verbose));
        CompressionSettings settings = _options.Read(parsed);
        var compressors = new Compressors(_environment.Models);
        ICompressor compressor = compressors.For(settings);
        InputFiles inputs = InputFiles.Of(parsed.GetValue(_file) is { } named ? [named] : []);
        if (inputs.IsCollection)
        {
            throw new CommandException("explain shows one file. Give one.");
        }

        InputFile file = inputs.Files[0];
        TextInput input = await TextInput.ReadAsync(file, _environment, cancellationToken).ConfigureAwait(false);
        compressors.WarmUp(settings, input.Text);
        CompressionRequest request = settings.RequestFor([new Segment(input.Text) { ContentHint = settings.Hint ?? file.Hint }]) with { Explain = true };
        CompressionResult result = await LongWork.RunAsync(compressor, request, file.Name, _environment, talk, cancellationToken).ConfigureAwait(false);
        if (parsed.GetValue(_html) is { } page)
        {
            await OutputFile.WriteAsync(page, (stream, _) => WritePageAsync(stream, file, request, result), cancellationToken).ConfigureAwait(false);
        }

        if (parsed.GetValue(_json))
        {
            await _environment.Out.WriteAsync(Json(file, request, result), cancellationToken).ConfigureAwait(false);
        }
        else if (parsed.GetValue(_html) is null)
        {
            using StreamWriter writer = _environment.TextOut();
            TerminalView.Write(writer, request, result, _environment.Width, _global.ColoursFor(parsed, _environment));
        }

        talk.Say(result, string.Empty);
        return result.WithinBudget ? ExitCode.Ok : ExitCode.ConditionFailed;
    }

    private static async Task WritePageAsync(Stream stream, InputFile file, CompressionRequest request, CompressionResult result)
    {
        using var writer = new StreamWriter(stream, CommandEnvironment.Utf8, leaveOpen: true);
        HtmlPage.Write(writer, file.Name, request, result);
        await writer.FlushAsync().ConfigureAwait(false);
    }

    private static ReadOnlyMemory<byte> Json(InputFile file, CompressionRequest request, CompressionResult result) => ResultJson.Line(json =>
    {
        if (!file.IsStdin)
        {
            json.WriteString("file", file.Name);
        }

        ResultJson.Write(json, result, request, bySegment: false);
        ResultJson.WriteUnits(json, result.Trace);
    });
}
