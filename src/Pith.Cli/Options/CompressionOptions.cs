using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using Pith.Cli.Input;

namespace Pith.Cli.Options;

/// <summary>The options of every command that compresses.</summary>
internal sealed class CompressionOptions
{
    private readonly Option<Budget?>[] _budgets =
    [
        BudgetOption("rate", "R", "Keep at most this share of the tokens: above 0 and at most 1."),
        BudgetOption("budget", "N", "Keep at most this many tokens.", "-b"),
        BudgetOption("ratio", "Nx", "Make it at least this many times shorter: 3x or 3."),
        BudgetOption("threshold", "P", "Keep what has at least this keep-probability (0 to 1), however much it is."),
    ];

    private readonly Option<string?> _method = new("--method", "-m") { HelpName = "ID", Description = $"Method (see: pith methods). Default: {MethodCatalog.DefaultMethod}." };
    private readonly Option<string?> _model = new("--model") { HelpName = "ID", Description = "Model, or the folder of one. Default: the one that suits the text." };
    private readonly Option<string[]> _settings = Repeatable("--option", "NAME=VALUE", "A setting of the method (see: pith methods ID).");
    private readonly Option<string[]> _settingFiles = Repeatable("--option-file", "NAME=FILE", "A setting of the method that stands in a file.");
    private readonly Option<string?> _question = new("--question") { HelpName = "TEXT", Description = "What will be asked about the text. It is not part of the result." };
    private readonly Option<string?> _instruction = new("--instruction") { HelpName = "TEXT", Description = "What the target model is told to do. It is not part of the result." };
    private readonly Option<string[]> _protect = Repeatable("--protect", "REGEX", "Keep every match of this regular expression.");
    private readonly Option<string[]> _force = Repeatable("--force", "TEXT", "Keep this text wherever it occurs.");
    private readonly Option<bool> _forceDigits = new("--force-digits") { Description = "Keep every word and number that holds a digit." };
    private readonly Option<bool> _forceNegations = new("--force-negations") { Description = "Keep a negation wherever a word that it governs is kept." };
    private readonly Option<string?> _hint = new("--hint") { HelpName = "TYPE", Description = "What the text is: a media type, a language or a file name. Default: the file's name and the content decide." };
    private readonly Option<string?> _store = new("--store") { HelpName = "FILE", Description = "Put what is cut and marked into this SQLite file; pith expand gives it back." };
    private readonly Option<bool> _lossless = new("--lossless") { Description = "Only what loses nothing; pith expand gives the original back." };
    private readonly Option<bool> _noTags = new("--no-tags") { Description = "Leave <keep>, <drop> and <llmlingua> tags in the text alone." };

    internal TokenizerOption Tokenizer { get; } = new();

    internal void AddTo(Command command)
    {
        foreach (Option option in (Option[])[.. _budgets, _method, _model, _settings, _settingFiles, _question, _instruction, _protect, _force, _forceDigits, _forceNegations, _noTags, _hint, _store, _lossless])
        {
            command.Add(option);
        }

        Tokenizer.AddTo(command);
        command.Validators.Add(AtMostOneBudget);
    }

    /// <exception cref="CommandException">A value can't be used.</exception>
    /// <exception cref="CompressionException">There is no such tokenizer.</exception>
    internal CompressionSettings Read(ParseResult parsed)
    {
        var defaults = new CompressionSettings();
        return defaults with
        {
            Budget = parsed.GetValue(_lossless) ? Budget.LosslessOnly : _budgets.Select(parsed.GetValue).FirstOrDefault(b => b is not null) ?? defaults.Budget,
            Hint = parsed.GetValue(_hint),
            Originals = parsed.GetValue(_store) is { } store ? StoreOption.Open(store) : null,
            Method = parsed.GetValue(_method) ?? defaults.Method,
            Model = parsed.GetValue(_model),
            MethodSettings = Settings(parsed.GetValue(_settings) ?? [], parsed.GetValue(_settingFiles) ?? []),
            Question = parsed.GetValue(_question),
            Instruction = parsed.GetValue(_instruction),
            Protection = Protection(
                parsed.GetValue(_protect) ?? [],
                new ProtectionRules
                {
                    ForceTokens = [.. (parsed.GetValue(_force) ?? []).Where(t => t.Length > 0)],
                    ForceDigits = parsed.GetValue(_forceDigits),
                    ForceNegations = parsed.GetValue(_forceNegations),
                    Tags = !parsed.GetValue(_noTags),
                }),
            Counter = Tokenizer.Read(parsed),
        };
    }

    /// <exception cref="CommandException">A pattern is not a regular expression.</exception>
    internal static ProtectionRules Protection(IReadOnlyList<string> patterns, ProtectionRules rules)
    {
        try
        {
            return rules with { Patterns = patterns };
        }
        catch (RegexParseException e)
        {
            throw new CommandException($"a pattern to protect is not a regular expression ({e.Error} at character {e.Offset + 1}).", e);
        }
    }

    private static Dictionary<string, string> Settings(string[] texts, string[] files)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string text in texts)
        {
            (string name, string value) = Setting("--option", "VALUE", text);
            settings[name] = value;
        }

        foreach (string text in files)
        {
            (string name, string file) = Setting("--option-file", "FILE", text);
            try
            {
                settings[name] = File.ReadAllText(file);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new CommandException($"{file}: {TextInput.ReasonFor(e)}", e);
            }
        }

        return settings;
    }

    private static (string Name, string Value) Setting(string option, string kind, string text) =>
        text.IndexOf('=', StringComparison.Ordinal) is > 0 and int equals
            ? (text[..equals], text[(equals + 1)..])
            : throw new CommandException($"{option} '{text}' has no '='. Write {option} NAME={kind}.");

    private static Option<Budget?> BudgetOption(string kind, string value, string description, params string[] aliases) => new($"--{kind}", aliases)
    {
        HelpName = value,
        Description = description,
        CustomParser = result => BudgetText.Read(kind, result.Tokens[0].Value, out string? problem) ?? OptionText.Fail<Budget?>(result, $"--{kind} {problem}", null),
    };

    private static Option<string[]> Repeatable(string name, string value, string description) => new(name)
    {
        HelpName = value,
        Description = $"{description} May be repeated.",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    private void AtMostOneBudget(CommandResult result)
    {
        string[] given = [.. ((Option[])[.. _budgets, _lossless]).Where(b => result.GetResult(b) is { Implicit: false }).Select(b => b.Name)];
        if (given.Length > 1)
        {
            result.AddError($"{string.Join(" and ", given)} can't be combined: give one of {string.Join(", ", _budgets.Select(b => b.Name))}");
        }
    }
}
