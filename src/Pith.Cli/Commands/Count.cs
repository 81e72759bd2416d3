using System.CommandLine;
using System.Globalization;
using Pith.Cli.Input;
using Pith.Cli.Options;
using Pith.Cli.Output;
using Pith.Text;

namespace Pith.Cli.Commands;

/// <summary><c>pith count</c>: how many tokens a text has.</summary>
internal sealed class Count
{
    private readonly Argument<string[]> _files = FileArguments.Several();
    private readonly TokenizerOption _tokenizer = new();
    private readonly Option<bool> _json = new("--json") { Description = "Write one JSON object a file." };
    private readonly CommandEnvironment _environment;
    private readonly GlobalOptions _global;

    private Count(CommandEnvironment environment, GlobalOptions global)
    {
        _environment = environment;
        _global = global;
    }

    internal static Command Create(CommandEnvironment environment, GlobalOptions global)
    {
        var count = new Count(environment, global);
        var command = new Verb("count", "Count tokens.")
        {
            Example = "pith count report.txt --tokenizer cl100k_base",
            Details =
            [
                "One input gives its number alone; several give a number and a name a line, and a total.",
                "JSON: {\"file\"?, \"tokens\", \"characters\", \"bytes\", \"tokenizer\"}; characters are UTF-16 code units.",
                ExitCode.Help,
            ],
        };
        command.Add(count._files);
        count._tokenizer.AddTo(command);
        command.Add(count._json);
        command.SetAction(count.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var talk = new Talk(_environment.Error, parsed.GetValue(_global.Quiet), parsed.GetValue(_global.Verbose));
        ITokenCounter counter = _tokenizer.Read(parsed);
        InputFiles inputs = InputFiles.Of(parsed.GetValue(_files) ?? []);
        bool json = parsed.GetValue(_json);
        long total = 0;
        foreach (InputFile file in inputs.Files)
        {
            try
            {
                TextInput input = await TextInput.ReadAsync(file, _environment, cancellationToken).ConfigureAwait(false);
                int tokens = counter.Count(input.Text);
                total += tokens;
                await _environment.Out.WriteAsync(json ? Json(file, input, tokens, counter) : Line(tokens, inputs.IsCollection ? file.Name : null), cancellationToken).ConfigureAwait(false);
            }
            catch (CommandException e) when (!file.IsNamed)
            {
                talk.Say($"skipped: {e.Message}");
            }
        }

        if (inputs.IsCollection && !json)
        {
            await _environment.Out.WriteAsync(Line(total, "total"), cancellationToken).ConfigureAwait(false);
        }

        await _environment.Out.FlushAsync(cancellationToken).ConfigureAwait(false);
        return ExitCode.Ok;
    }

    private static ReadOnlyMemory<byte> Line(long tokens, string? name)
    {
        string number = tokens.ToString(CultureInfo.InvariantCulture);
        return CommandEnvironment.Utf8.GetBytes(name is null ? $"{number}\n" : $"{number}\t{string.Concat(name.Select(VisibleText.Of))}\n");
    }

    private static ReadOnlyMemory<byte> Json(InputFile file, TextInput input, int tokens, ITokenCounter counter) => ResultJson.Line(json =>
    {
        if (!file.IsStdin)
        {
            json.WriteString("file", file.Name);
        }

        json.WriteNumber("tokens", tokens);
        json.WriteNumber("characters", input.Text.Length);
        json.WriteNumber("bytes", input.Bytes);
        json.WriteString("tokenizer", counter.Name);
    });
}
