using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Pith.Text;

namespace Pith.Reversal;

/// <summary>What is wanted of an original.</summary>
public sealed record RetrievalRequest
{
    /// <summary>Handle, with or without the <c>#</c>.</summary>
    public required string Id { get; init; }

    /// <summary>First line, from 1; null for the beginning.</summary>
    public int? FirstLine { get; init; }

    /// <summary>Last line; null for the end.</summary>
    public int? LastLine { get; init; }

    /// <summary>A dotted path into JSON, such as <c>items.3.name</c>; null for the whole.</summary>
    public string? JsonPath { get; init; }

    /// <summary>A regular expression: only lines that match are given, with their numbers; null for all.</summary>
    public string? Pattern { get; init; }

    /// <summary>What is asked: where a budget is given, what answers it is kept.</summary>
    public string? Question { get; init; }

    /// <summary>The most tokens that are given back; null for no limit.</summary>
    public int? MostTokens { get; init; }

    /// <summary>Counts tokens of the target model. Default: o200k_base.</summary>
    public ITokenCounter TokenCounter { get; init; } = TokenCounters.O200kBase;
}

/// <summary>What was found.</summary>
public sealed record RetrievalResult
{
    /// <summary>Whether the handle named something, and what was wanted of it is there.</summary>
    public required bool IsFound { get; init; }

    /// <summary>The text; where nothing was found, why.</summary>
    public required string Text { get; init; }

    /// <summary>Tokens of the text.</summary>
    public required int Tokens { get; init; }

    /// <summary>Whether it was compressed to the limit.</summary>
    public bool IsCompressed { get; init; }
}

/// <summary>Gives cuts back: whole or by lines, JSON path or pattern, within a budget.</summary>
public sealed class OriginalRetrieval
{
    private static readonly TimeSpan s_patternTimeout = TimeSpan.FromSeconds(2);

    private readonly IOriginalStore _store;
    private readonly ICompressor? _compressor;

    /// <summary>Makes it.</summary>
    /// <param name="store">Where originals are.</param>
    /// <param name="compressor">What makes an original fit a limit; null to cut at the limit's lines.</param>
    public OriginalRetrieval(IOriginalStore store, ICompressor? compressor = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        _store = store;
        _compressor = compressor;
    }

    /// <summary>Finds what is wanted.</summary>
    /// <exception cref="OriginalStoreException">The store can't be read.</exception>
    /// <exception cref="ArgumentException">The pattern is no regular expression.</exception>
    /// <exception cref="RegexMatchTimeoutException">The pattern backtracks for more than two seconds.</exception>
    public async ValueTask<RetrievalResult> FindAsync(RetrievalRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        string id = request.Id.TrimStart('#');
        if (await _store.FindAsync(id, cancellationToken).ConfigureAwait(false) is not { } text)
        {
            return Missing(request, $"There is no original #{id}: it was never stored here, has expired, or made room for others.");
        }

        if (request.JsonPath is { Length: > 0 } path)
        {
            if (AtPath(text, path, out string problem) is not { } value)
            {
                return Missing(request, problem);
            }

            text = value;
        }

        text = ByLines(text, request);
        int tokens = request.TokenCounter.Count(text);
        if (request.MostTokens is not { } most || tokens <= most)
        {
            return new RetrievalResult { IsFound = true, Text = text, Tokens = tokens };
        }

        ICompressor compressor = _compressor ?? new Methods.Floors.HeadTail();
        CompressionResult small = await compressor.CompressAsync(CompressionRequest.ForText(text, Budget.Tokens(most)) with { Question = request.Question, TokenCounter = request.TokenCounter }, cancellationToken).ConfigureAwait(false);
        return new RetrievalResult { IsFound = true, Text = small.Text, Tokens = small.TokensAfter, IsCompressed = true };
    }

    private static RetrievalResult Missing(RetrievalRequest request, string why) => new() { IsFound = false, Text = why, Tokens = request.TokenCounter.Count(why) };

    private static string ByLines(string text, RetrievalRequest request)
    {
        if (request.FirstLine is null && request.LastLine is null && request.Pattern is null)
        {
            return text;
        }

        List<TextSpan> lines = Lines.Of(text);
        int first = Math.Clamp((request.FirstLine ?? 1) - 1, 0, lines.Count);
        int end = Math.Clamp(request.LastLine ?? lines.Count, first, lines.Count);
        if (request.Pattern is not { } pattern)
        {
            return first == end ? string.Empty : text[lines[first].Start..lines[end - 1].End];
        }

        Regex expression = Compiled(pattern);
        long start = Stopwatch.GetTimestamp();
        return string.Join('\n', Enumerable.Range(first, end - first)
            .Where(i => Matches(expression, lines[i].Of(text), start))
            .Select(i => string.Create(CultureInfo.InvariantCulture, $"{i + 1}: {lines[i].Of(text)}")));
    }

    // What backtracks may take its time limit on every line: the limit is for all of them together.
    private static bool Matches(Regex expression, ReadOnlySpan<char> line, long start) =>
        (expression.Options & RegexOptions.NonBacktracking) != 0 || Stopwatch.GetElapsedTime(start) <= s_patternTimeout
            ? expression.IsMatch(line)
            : throw new RegexMatchTimeoutException();

    private static Regex Compiled(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, s_patternTimeout);
        }
        catch (NotSupportedException)
        {
            return new Regex(pattern, RegexOptions.CultureInvariant, s_patternTimeout);
        }
    }

    private static string? AtPath(string text, string path, out string problem)
    {
        problem = string.Empty;
        try
        {
            using JsonDocument document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 512 });
            JsonElement at = document.RootElement;
            foreach (string name in path.TrimStart('$', '.').Split('.', StringSplitOptions.RemoveEmptyEntries))
            {
                JsonElement parent = at;
                bool found = at.ValueKind switch
                {
                    JsonValueKind.Object => at.TryGetProperty(name, out at),
                    JsonValueKind.Array => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < at.GetArrayLength() && (at = at[index]).ValueKind != JsonValueKind.Undefined,
                    _ => false,
                };
                if (!found)
                {
                    problem = $"The original has nothing at '{name}' of the path {path}. {WhatIs(parent, name)}";
                    return null;
                }
            }

            return at.GetRawText();
        }
        catch (JsonException)
        {
            problem = "The original is no JSON, so it has no paths. Ask for lines or a pattern.";
            return null;
        }
    }

    private static string WhatIs(JsonElement parent, string wanted)
    {
        if (parent.ValueKind == JsonValueKind.Array)
        {
            int length = parent.GetArrayLength();
            return length == 0 ? "There is an empty array." : string.Create(CultureInfo.InvariantCulture, $"There is an array with the indices 0 to {length - 1}.");
        }

        if (parent.ValueKind != JsonValueKind.Object)
        {
            return "There is a value without members.";
        }

        const int MostShown = 20;
        string[] names = [.. parent.EnumerateObject().Select(p => p.Name)];
        return names.Length == 0
            ? "There is an empty object."
            : $"There is an object with {string.Join(", ", names.Take(MostShown))}{(names.Length > MostShown ? ", …" : string.Empty)}.{NearestName.Suggestion(wanted, names)}";
    }
}
