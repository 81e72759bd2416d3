using System.CommandLine;
using Pith.Cli.Input;
using Pith.Cli.Jsonl;
using Pith.Cli.Options;
using Pith.Cli.Output;

namespace Pith.Cli.Commands;

/// <summary><c>pith compress</c>: the shorter text on stdout, what became of it on stderr.</summary>
internal sealed class Compress
{
    private readonly Argument<string[]> _files = FileArguments.Several();
    private readonly CompressionOptions _options = new();
    private readonly Option<bool> _jsonl = new("--jsonl") { Description = "Read one JSON object a line, write one a line, in the same order." };
    private readonly Option<bool> _json = new("--json") { Description = "Write one JSON object a file instead of the text." };
    private readonly Option<string?> _output = new("--output", "-o") { HelpName = "FILE|DIR", Description = "Write here; into a folder, results keep their relative paths." };
    private readonly CommandEnvironment _environment;
    private readonly GlobalOptions _global;

    private Compress(CommandEnvironment environment, GlobalOptions global)
    {
        _environment = environment;
        _global = global;
    }

    internal static Command Create(CommandEnvironment environment, GlobalOptions global)
    {
        var compress = new Compress(environment, global);
        var command = new Verb("compress", "Make texts shorter within a budget.")
        {
            Example = "cat report.txt | pith compress --rate 0.4",
            Details =
            [
                $"The result goes to stdout, exactly; everything else to stderr. Without a budget: {Budget.Default}.",
                $"Texts are UTF-8 (a byte order mark is kept), or UTF-16 with a mark (written as UTF-8), up to {TextInput.Limit}.",
                string.Empty,
                .. JsonLineRequest.Help.Split('\n'),
                string.Empty,
                .. ResultJson.Help.Split('\n'),
                .. ResultWords.Help.Split('\n'),
                ExitCode.Help,
            ],
        };
        command.Add(compress._files);
        compress._options.AddTo(command);
        command.Add(compress._jsonl);
        command.Add(compress._json);
        command.Add(compress._output);
        command.SetAction(compress.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var talk = new Talk(_environment.Error, parsed.GetValue(_global.Quiet), parsed.GetValue(_global.Verbose));
        CompressionSettings settings = _options.Read(parsed);
        var compressors = new Compressors(_environment.Models);
        compressors.For(settings);
        string? output = parsed.GetValue(_output);
        string[] arguments = parsed.GetValue(_files) ?? [];
        if (parsed.GetValue(_jsonl))
        {
            return await JsonLinesRun.RunAsync(arguments, output, settings, compressors, _environment, talk, cancellationToken).ConfigureAwait(false);
        }

        bool json = parsed.GetValue(_json);
        InputFiles inputs = InputFiles.Of(arguments, except: Directory.Exists(output) ? output : null);
        bool intoFolder = OutputPlace.IsFolder(inputs, output, json);
        bool within = true;
        foreach (InputFile file in inputs.Files)
        {
            TextInput? input = await ReadAsync(file, talk, cancellationToken).ConfigureAwait(false);
            if (input is null)
            {
                continue;
            }

            if (input.Format is { } format)
            {
                talk.Say($"{file.Name}: read as {format}; ranges count in what was read.");
            }

            compressors.WarmUp(settings, input.Text);
            CompressionRequest request = settings.RequestFor([new Segment(input.Text) { ContentHint = settings.Hint ?? file.Hint }]);
            CompressionResult result = await LongWork.RunAsync(compressors.For(settings), request, file.Name, _environment, talk, cancellationToken).ConfigureAwait(false);
            if (output is not null)
            {
                string target = intoFolder ? Path.Combine(output, file.RelativePath) : output;
                await OutputFile.WriteAsync(target, async (stream, token) => await stream.WriteAsync(input.Encode(result.Text), token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            }

            if (json)
            {
                await _environment.Out.WriteAsync(Json(file, result, request), cancellationToken).ConfigureAwait(false);
            }
            else if (output is null)
            {
                await WriteTextAsync(input.Encode(result.Text), cancellationToken).ConfigureAwait(false);
            }

            talk.Say(result, inputs.IsCollection ? $"{file.Name}: " : string.Empty);
            within &= result.WithinBudget;
        }

        await _environment.Out.FlushAsync(cancellationToken).ConfigureAwait(false);
        return within ? ExitCode.Ok : ExitCode.ConditionFailed;
    }

    private async Task<TextInput?> ReadAsync(InputFile file, Talk talk, CancellationToken cancellationToken)
    {
        if (file.IsStdin && _environment.InIsTerminal)
        {
            talk.Say(OperatingSystem.IsWindows() ? "Reading from the terminal; end with Ctrl-Z and Enter." : "Reading from the terminal; end with Ctrl-D.");
        }

        try
        {
            return await TextInput.ReadAsync(file, _environment, cancellationToken).ConfigureAwait(false);
        }
        catch (CommandException e) when (!file.IsNamed)
        {
            talk.Say($"skipped: {e.Message}");
            return null;
        }
    }

    private static ReadOnlyMemory<byte> Json(InputFile file, CompressionResult result, CompressionRequest request) => ResultJson.Line(json =>
    {
        if (!file.IsStdin)
        {
            json.WriteString("file", file.Name);
        }

        ResultJson.Write(json, result, request, bySegment: false);
    });

    private async Task WriteTextAsync(byte[] bytes, CancellationToken cancellationToken)
    {
        await _environment.Out.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        if (_environment.OutIsTerminal && bytes is [.., not (byte)'\n'])
        {
            await _environment.Out.WriteAsync("\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
        }
    }
}
