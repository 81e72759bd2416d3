using System.Text.Json;
using Pith.Cli.Input;
using Pith.Cli.Options;
using Pith.Cli.Output;
using Pith.Text;

namespace Pith.Cli.Jsonl;

/// <summary>What one JSON line asks for; what it does not say, the command line says.</summary>
internal sealed record JsonLineRequest
{
    internal const string Help = """
        JSON lines in:  {"id", "text" | "segments", "question", "instruction", "rate" | "budget" | "ratio" | "threshold", "method", "model",
                         "options": {}, "tokenizer", "protect": [], "force": [], "force_digits", "force_negations", "tags", "hint"}
                        a segment: {"text", "role", "policy", "rate", "hint"}; roles: context, instruction, question, demonstration, history,
                        tool-output; policies: compress, keep, drop-if-needed. What a line does not say, the options of the command say.
        JSON lines out: {"id", …the result}; a line that can't be used gives {"line", "id"?, "status": "error", "error"} and the rest goes on.
        """;

    private static readonly string[] s_budgets = ["rate", "budget", "ratio", "threshold"];

    private static readonly HashSet<string> s_known = new(
        ["id", "text", "segments", "question", "instruction", "method", "model", "options", "tokenizer", "protect", "force", "force_digits", "force_negations", "tags", "hint", .. s_budgets],
        StringComparer.Ordinal);

    internal required CompressionSettings Settings { get; init; }

    internal required IReadOnlyList<Segment> Segments { get; init; }

    /// <summary>Whether the line gave segments rather than a text.</summary>
    internal required bool BySegment { get; init; }

    /// <summary>Fields that mean nothing here.</summary>
    internal required IReadOnlyList<string> Unknown { get; init; }

    /// <exception cref="CommandException">The line asks for something that can't be.</exception>
    /// <exception cref="CompressionException">It names a tokenizer that does not exist.</exception>
    internal static JsonLineRequest Read(JsonElement line, CompressionSettings defaults)
    {
        bool bySegment = line.TryGetProperty("segments", out JsonElement segments);
        if (bySegment == line.TryGetProperty("text", out JsonElement text))
        {
            throw new CommandException(bySegment ? "it has both \"text\" and \"segments\"; give one." : "it has neither \"text\" nor \"segments\".");
        }

        IReadOnlyList<Segment> parts = bySegment ? ReadSegments(segments) : [new Segment(Fields.AsText(text, "text")) { ContentHint = line.Text("hint") ?? defaults.Hint }];
        if (parts.Sum(p => (long)p.Text.Length) > TextInput.LargestBytes)
        {
            throw new CommandException($"its text has more than {TextInput.Limit}. Split it.");
        }

        return new JsonLineRequest { Settings = ReadSettings(line, defaults), Segments = parts, BySegment = bySegment, Unknown = [.. line.EnumerateObject().Select(p => p.Name).Where(n => !s_known.Contains(n))] };
    }

    private static CompressionSettings ReadSettings(JsonElement line, CompressionSettings defaults)
    {
        string method = line.Text("method") ?? defaults.Method;

        // Settings of the command line are settings of its method; another method has others.
        IReadOnlyDictionary<string, string> inherited = method == defaults.Method ? defaults.MethodSettings : new Dictionary<string, string>();
        IReadOnlyList<string>? patterns = line.Texts("protect");
        ProtectionRules rules = defaults.Protection with
        {
            ForceTokens = line.Texts("force")?.Where(t => t.Length > 0).ToList() ?? defaults.Protection.ForceTokens,
            ForceDigits = line.Flag("force_digits") ?? defaults.Protection.ForceDigits,
            ForceNegations = line.Flag("force_negations") ?? defaults.Protection.ForceNegations,
            Tags = line.Flag("tags") ?? defaults.Protection.Tags,
        };
        return defaults with
        {
            Budget = ReadBudget(line) ?? defaults.Budget,
            Method = method,
            Model = ReadModel(line) ?? defaults.Model,
            MethodSettings = ReadOptions(line, inherited),
            Question = line.Text("question") ?? defaults.Question,
            Instruction = line.Text("instruction") ?? defaults.Instruction,
            Protection = patterns is null ? rules : CompressionOptions.Protection(patterns, rules),
            Counter = ReadTokenizer(line) ?? defaults.Counter,
        };
    }

    private static Budget? ReadBudget(JsonElement line)
    {
        string[] given = [.. s_budgets.Where(n => line.Has(n, out _))];
        if (given.Length > 1)
        {
            throw new CommandException($"it has both \"{given[0]}\" and \"{given[1]}\"; give one budget.");
        }

        if (given.Length == 0 || !line.Has(given[0], out JsonElement value))
        {
            return null;
        }

        string text = value.ValueKind is JsonValueKind.Number ? value.GetRawText() : Fields.AsText(value, given[0]);
        return BudgetText.Read(given[0], text, out string? problem) ?? throw new CommandException($"\"{given[0]}\" {problem}.");
    }

    // Lines may come from anybody: they choose among what is installed, and open no files.
    private static string? ReadModel(JsonElement line)
    {
        string? model = line.Text("model");
        return model?.AsSpan().IndexOfAny('/', '\\') >= 0 ? throw new CommandException("\"model\" is a path; a line names a model by its id. Give a folder with --model.") : model;
    }

    private static ITokenCounter? ReadTokenizer(JsonElement line) =>
        line.Text("tokenizer") is not { } name ? null
        : TokenCounters.Names.Contains(name) ? TokenCounters.Get(name)
        : throw new CommandException($"\"tokenizer\" is not one of {string.Join(", ", TokenCounters.Names)}. Give a file with --tokenizer.");

    private static IReadOnlyDictionary<string, string> ReadOptions(JsonElement line, IReadOnlyDictionary<string, string> inherited)
    {
        if (!line.Has("options", out JsonElement options))
        {
            return inherited;
        }

        var all = new Dictionary<string, string>(inherited, StringComparer.Ordinal);
        foreach (JsonProperty option in Fields.AsObject(options, "options").EnumerateObject())
        {
            all[option.Name] = option.Value.ValueKind switch
            {
                JsonValueKind.String => Fields.AsText(option.Value, "options"),
                JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => option.Value.GetRawText(),
                _ => throw new CommandException("\"options\" has a value that is no text, number, true or false."),
            };
        }

        return all;
    }

    private static List<Segment> ReadSegments(JsonElement segments)
    {
        if (segments.ValueKind != JsonValueKind.Array)
        {
            throw new CommandException("\"segments\" is not an array.");
        }

        var parts = new List<Segment>();
        foreach (JsonElement element in segments.EnumerateArray())
        {
            JsonElement segment = Fields.AsObject(element, "segments");
            try
            {
                parts.Add(new Segment(segment.Text("text") ?? throw new CommandException("a segment has no \"text\"."))
                {
                    Role = Fields.Choice(segment.Text("role"), "role", Enum.GetValues<SegmentRole>(), ResultWords.Name),
                    Policy = Fields.Choice(segment.Text("policy"), "policy", Enum.GetValues<SegmentPolicy>(), ResultWords.Name),
                    Rate = segment.Number("rate"),
                    ContentHint = segment.Text("hint"),
                });
            }
            catch (ArgumentOutOfRangeException e)
            {
                throw new CommandException("a segment's \"rate\" must be above 0 and at most 1.", e);
            }
        }

        return parts;
    }
}
