using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using Pith.Cli.Input;
using Pith.Cli.Options;
using Pith.Cli.Output;
using Pith.Content.Lossless;
using Pith.Reversal;

namespace Pith.Cli.Commands;

/// <summary><c>pith expand</c>: gives back what was cut.</summary>
internal sealed class Expand
{
    private readonly Argument<string?> _what = new("ID|FILE") { Description = "With --store the handle of a marker, with or without #; otherwise a file that pith compress --lossless wrote, - or nothing for stdin.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _store = new("--store") { HelpName = "FILE", Description = "The file that pith compress --store wrote." };
    private readonly Option<string?> _lines = new("--lines") { HelpName = "A-B", Description = "Only these lines; A- and -B are open." };
    private readonly Option<string?> _path = new("--path") { HelpName = "PATH", Description = "Only what stands at this path of JSON: items.3.name." };
    private readonly Option<string?> _pattern = new("--pattern") { HelpName = "REGEX", Description = "Only lines that match, with their numbers." };
    private readonly Option<int?> _budget = new("--budget", "-b") { HelpName = "N", Description = "At most this many tokens." };
    private readonly Option<string?> _question = new("--question") { HelpName = "TEXT", Description = "With a budget: what is to be answered." };
    private readonly TokenizerOption _tokenizer = new();
    private readonly CommandEnvironment _environment;
    private readonly GlobalOptions _global;

    private Expand(CommandEnvironment environment, GlobalOptions global)
    {
        _environment = environment;
        _global = global;
    }

    internal static Command Create(CommandEnvironment environment, GlobalOptions global)
    {
        var expand = new Expand(environment, global);
        var command = new Verb("expand", "Give back what was cut, or what was written without loss.")
        {
            Example = "pith expand qpxmvdkwab --store cuts.db --lines 1-40",
            Details =
            [
                "Markers such as [pith -412 lines ~9.2kt #qpxmvdkwab] name what they stand for.",
                "Without --store, a text that was compressed with --lossless is decoded; any other text comes back as it is.",
                ExitCode.Help,
            ],
        };
        command.Add(expand._what);
        foreach (Option option in (Option[])[expand._store, expand._lines, expand._path, expand._pattern, expand._budget, expand._question])
        {
            command.Add(option);
        }

        expand._tokenizer.AddTo(command);
        command.SetAction(expand.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var talk = new Talk(_environment.Error, parsed.GetValue(_global.Quiet), parsed.GetValue(_global.Verbose));
        if (parsed.GetValue(_store) is not { } file)
        {
            return await DecodeAsync(parsed, talk, cancellationToken).ConfigureAwait(false);
        }

        if (!File.Exists(file))
        {
            throw new CommandException($"there is no store '{file}'. pith compress --store FILE writes one.");
        }

        (int? first, int? last) = Range(parsed.GetValue(_lines));
        var retrieval = new OriginalRetrieval(StoreOption.Open(file), StandardMethods.Catalog.Create(MethodCatalog.DefaultMethod, _environment.Models));
        try
        {
            RetrievalResult found = await retrieval.FindAsync(
                new RetrievalRequest
                {
                    Id = parsed.GetValue(_what) ?? throw new CommandException("with --store, give the handle of a marker."),
                    FirstLine = first,
                    LastLine = last,
                    JsonPath = parsed.GetValue(_path),
                    Pattern = parsed.GetValue(_pattern),
                    Question = parsed.GetValue(_question),
                    MostTokens = parsed.GetValue(_budget),
                    TokenCounter = _tokenizer.Read(parsed),
                },
                cancellationToken).ConfigureAwait(false);
            if (!found.IsFound)
            {
                throw new CommandException(found.Text);
            }

            await _environment.Out.WriteAsync(CommandEnvironment.Utf8.GetBytes(found.Text), cancellationToken).ConfigureAwait(false);
            await _environment.Out.FlushAsync(cancellationToken).ConfigureAwait(false);
            talk.Say(string.Create(CultureInfo.InvariantCulture, $"{found.Tokens:N0} tokens{(found.IsCompressed ? ", compressed to the budget" : string.Empty)}"));
            return ExitCode.Ok;
        }
        catch (ArgumentException e)
        {
            throw new CommandException($"--pattern is not a regular expression ({e.Message}).", e);
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new CommandException("--pattern takes too long. Give a simpler one, without look-around and back-references.", e);
        }
    }

    private async Task<int> DecodeAsync(ParseResult parsed, Talk talk, CancellationToken cancellationToken)
    {
        InputFiles inputs = InputFiles.Of(parsed.GetValue(_what) is { } named ? [named] : []);
        if (inputs.IsCollection)
        {
            throw new CommandException("expand decodes one file. Give one.");
        }

        TextInput input = await TextInput.ReadAsync(inputs.Files[0], _environment, cancellationToken).ConfigureAwait(false);
        try
        {
            string text = LosslessTier.Expand(input.Text);
            await _environment.Out.WriteAsync(input.Encode(text), cancellationToken).ConfigureAwait(false);
            await _environment.Out.FlushAsync(cancellationToken).ConfigureAwait(false);
            talk.Say(text == input.Text ? "nothing to decode" : "decoded");
            return ExitCode.Ok;
        }
        catch (LosslessFormatException e)
        {
            throw new CommandException($"{inputs.Files[0].Name} can't be decoded: {e.Message}", e);
        }
    }

    private static (int? First, int? Last) Range(string? text)
    {
        if (text is null)
        {
            return (null, null);
        }

        string[] ends = text.Split('-');
        if (ends.Length == 2 && Number(ends[0], out int? first) && Number(ends[1], out int? last) && (first ?? 1) <= (last ?? int.MaxValue))
        {
            return (first, last);
        }

        throw new CommandException($"--lines '{text}' is no range. Write 10-40, 10- or -40.");
    }

    private static bool Number(string text, out int? value)
    {
        value = null;
        if (text.Length == 0)
        {
            return true;
        }

        bool read = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0;
        value = number;
        return read;
    }
}
