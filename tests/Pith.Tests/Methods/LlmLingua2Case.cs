using System.Text.Json;
using Pith.Methods.Tokens;
using Pith.Text;

namespace Pith.Tests.Methods;

/// <summary>A recorded call of the official implementation, as a request of ours. Compiled into every test project that replays the recordings.</summary>
internal sealed class LlmLingua2Case
{
    private readonly JsonElement _case;
    private readonly JsonElement _arguments;

    internal LlmLingua2Case(JsonElement recorded)
    {
        _case = recorded;
        _arguments = recorded.GetProperty("arguments");
    }

    internal string Id => _case.GetProperty("id").GetString()!;

    internal bool Tight => _case.TryGetProperty("tight", out JsonElement tight) && tight.GetBoolean();

    /// <summary>Whether the recording fed embedding rows that no model file has.</summary>
    internal bool UsesNewRows => _case.TryGetProperty("uses_new_rows", out JsonElement uses) && uses.GetBoolean();

    internal bool Raised => _case.TryGetProperty("exception", out _);

    /// <summary>Whether the call can be said in our terms at all: there is no rate 0, no third way of merging, and no causal model here.</summary>
    internal bool IsExpressible => Id is not ("rate-0" or "bad-token-to-word" or "slingua-flag-alone");

    internal string Text => Result.GetProperty("compressed_prompt").GetString()!;

    internal int TokensBefore => Result.GetProperty("origin_tokens").GetInt32();

    internal int TokensAfter => Result.GetProperty("compressed_tokens").GetInt32();

    internal string? Labels => Result.TryGetProperty("fn_labeled_original_prompt", out JsonElement labels) ? labels.GetString() : null;

    internal string WordSeparator => _arguments.TryGetProperty("word_sep", out JsonElement value) ? value.GetString()! : "\t\t|\t\t";

    internal string LabelSeparator => _arguments.TryGetProperty("label_sep", out JsonElement value) ? value.GetString()! : " ";

    private JsonElement Result => _case.GetProperty("result");

    internal LlmLingua2Options Options(Compatibility compatibility) => new()
    {
        Compatibility = compatibility,
        TokenToWord = _arguments.TryGetProperty("token_to_word", out JsonElement merge) && merge.GetString() == "first" ? TokenToWord.First : TokenToWord.Mean,
        ForceTokens = Strings("force_tokens") ?? [],
        ForceReserveDigit = Flag("force_reserve_digit", false),
        DropConsecutive = Flag("drop_consecutive", false),
        ChunkEndTokens = Strings("chunk_end_tokens") ?? [".", "\n"],
        UseContextLevelFilter = Flag("use_context_level_filter", _case.GetProperty("method").GetString() == "compress_prompt"),
        UseTokenLevelFilter = Flag("use_token_level_filter", true),
        TargetContext = Number("target_context") is { } contexts ? (int)contexts : null,
        ContextLevelRate = Number("context_level_rate") ?? 1,
        ContextLevelTargetTokens = Number("context_level_target_token") is { } tokens ? (int)tokens : null,
        ForceContextIds = _arguments.TryGetProperty("force_context_ids", out JsonElement ids) ? [.. ids.EnumerateArray().Select(i => i.GetInt32())] : [],
        Threshold = _case.TryGetProperty("constructor", out _) ? 0.5 : null,
        ReturnWordLabels = Flag("return_word_label", false),
    };

    internal CompressionRequest Request()
    {
        JsonElement context = _arguments.GetProperty("context");
        string[] contexts = context.ValueKind == JsonValueKind.String ? [context.GetString()!] : Strings("context")!;
        return new CompressionRequest
        {
            Segments = [.. contexts.Select(c => new Segment(c))],
            Budget = Number("target_token") is > 0 and { } target ? Budget.Tokens((int)target) : Budget.Rate(Math.Min(Number("rate") ?? 0.5, 1)),
            TokenCounter = TokenCounters.Cl100kBase,
        };
    }

    /// <summary>What differs between a result in reference mode and the recording; empty if nothing does.</summary>
    internal string Difference(CompressionResult result)
    {
        if (result.Text != Text)
        {
            return $"{Id}: text\n  expected {Text}\n  got      {result.Text}\n";
        }

        int before = result.Segments.Sum(s => s.TokensBefore);
        int after = result.Segments.Sum(s => s.TokensAfter);
        if (before != TokensBefore || after != TokensAfter)
        {
            return $"{Id}: tokens: expected {TokensBefore} -> {TokensAfter}, got {before} -> {after}\n";
        }

        string labels = WordLabel.Format(result.WordLabels, WordSeparator, LabelSeparator);
        return Labels is { } expected && expected != labels ? $"{Id}: labels\n  expected {expected}\n  got      {labels}\n" : string.Empty;
    }

    private bool Flag(string name, bool fallback) => _arguments.TryGetProperty(name, out JsonElement value) ? value.GetBoolean() : fallback;

    private double? Number(string name) => _arguments.TryGetProperty(name, out JsonElement value) ? value.GetDouble() : null;

    private string[]? Strings(string name) => _arguments.TryGetProperty(name, out JsonElement value) ? [.. value.EnumerateArray().Select(s => s.GetString()!)] : null;
}
