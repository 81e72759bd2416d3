using System.Collections.Concurrent;
using System.Globalization;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Pith.Reversal;
using Pith.Routing;
using Pith.Text;

namespace Pith.Mcp.Tools;

/// <summary>What the tools that compress share: their parameters, the compressors, and how a result is told.</summary>
internal sealed class CompressionWork
{
    private const int MostCutsNamed = 50;

    // More at once would not be faster, and each holds its whole text.
    private static readonly SemaphoreSlim s_gate = new(Environment.ProcessorCount);

    private readonly ConcurrentDictionary<string, ICompressor> _byMethod = new(StringComparer.Ordinal);

    /// <exception cref="CompressionException">The default method is not in the catalog.</exception>
    internal CompressionWork(PithMcpOptions options)
    {
        Options = options;
        options.Catalog.Get(options.Method);
    }

    internal PithMcpOptions Options { get; }

    internal static ToolParameter Tokenizer { get; } = new("tokenizer", ParameterKind.Text, "Counts tokens.") { Allowed = TokenCounters.Names };

    /// <summary>The parameters after what is compressed.</summary>
    internal IReadOnlyList<ToolParameter> Parameters =>
    [
        new("rate", ParameterKind.Number, "Share of tokens to keep; default 0.5.") { Lowest = 0, IsAboveLowest = true, Highest = 1 },
        new("budget", ParameterKind.Whole, "Most tokens; instead of rate.") { Lowest = 1, Highest = int.MaxValue },
        new("question", ParameterKind.Text, "What will be asked of the text; steers what is kept."),
        new("method", ParameterKind.Text, $"Method id (see methods); default {Options.Method}."),
        new("hint", ParameterKind.Text, "What it is: media type, language or file name."),
        Tokenizer,
    ];

    internal ICompressor Compressor(string method) => _byMethod.TryGetValue(method, out ICompressor? known)
        ? known
        : _byMethod.GetOrAdd(Options.Catalog.Get(method).Info.Id, id => Options.Catalog.Create(id, Options.Models));

    internal static ITokenCounter Counter(ToolArguments arguments) => TokenCounters.Get(arguments.Text("tokenizer") ?? TokenCounters.O200kBase.Name);

    internal async Task<ToolAnswer<CompressionOutput>> CompressAsync(string text, string? name, ToolArguments arguments, RequestContext<CallToolRequestParams> call, CancellationToken cancellationToken)
    {
        if (text.Length > Options.LargestText)
        {
            throw new ToolException(string.Create(CultureInfo.InvariantCulture, $"text has {text.Length:N0} characters; at most {Options.LargestText:N0} are taken. Split it."));
        }

        ICompressor compressor = Compressor(arguments.Text("method") ?? Options.Method);
        CompressionRequest request = new()
        {
            Segments = [new Segment(text) { ContentHint = arguments.Text("hint") ?? name }],
            Budget = BudgetOf(arguments),
            Question = arguments.Text("question"),
            TokenCounter = Counter(arguments),
            Originals = Options.Originals,
        };

        await s_gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        ProgressNotifications? progress = ProgressNotifications.For(call, text.Length, Options.ProgressFrom, cancellationToken);
        try
        {
            CompressionResult result = await compressor.CompressAsync(request with { Progress = progress }, cancellationToken).ConfigureAwait(false);
            return await TellAsync(text, result, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            s_gate.Release();
            if (progress is not null)
            {
                await progress.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private static Budget BudgetOf(ToolArguments arguments) => (arguments.Number("rate"), arguments.Whole("budget")) switch
    {
        ({ }, { }) => throw new ToolException("rate and budget are both given. Give one."),
        ({ } rate, _) => Budget.Rate(rate),
        (_, { } tokens) => Budget.Tokens(tokens),
        _ => Budget.Default,
    };

    private async Task<ToolAnswer<CompressionOutput>> TellAsync(string text, CompressionResult result, CancellationToken cancellationToken)
    {
        List<string> notes = [.. result.Notes.Select(n => n.Message)];
        string? original = result.Kind == ResultKind.Original ? null : await KeepAsync(text, notes, cancellationToken).ConfigureAwait(false);
        var output = new CompressionOutput
        {
            Text = result.Text,
            TokensBefore = result.TokensBefore,
            TokensAfter = result.TokensAfter,
            Tokenizer = result.Tokenizer,
            Method = result.Method,
            Status = result.Status(),
            Reason = result.Reason == ReasonCode.None ? null : result.Reason.Name(),
            ReasonText = result.Reason == ReasonCode.None ? null : result.Reason.Text(),
            Limit = result.TokenLimit,
            Content = result.Segments is [{ Content: { } content }] ? content.Kind.Name() : null,
            Original = original,
            MarkedCuts = result.Elisions.Count,
            Cuts = [.. result.Elisions.Take(MostCutsNamed).Select(e => new CutOutput { Handle = e.Id, Units = e.Units, Of = e.Noun })],
            Notes = notes,
        };
        return new ToolAnswer<CompressionOutput>(output, output.Text, Summary(output));
    }

    // Prose is cut without markers: the handle of the whole is the way back.
    private async Task<string?> KeepAsync(string text, List<string> notes, CancellationToken cancellationToken)
    {
        string id = OriginalId.Of(text);
        try
        {
            await Options.Originals.StoreAsync(new Dictionary<string, string> { [id] = text }, cancellationToken).ConfigureAwait(false);
            return id;
        }
        catch (OriginalStoreException e)
        {
            notes.Add($"The whole original was not stored: {e.Message}");
            return null;
        }
    }

    private static string Summary(CompressionOutput output)
    {
        string counts = string.Create(CultureInfo.InvariantCulture, $"[{output.TokensBefore} → {output.TokensAfter} tokens, {output.Tokenizer}, {output.Method}, {output.Status}");
        string reason = output.ReasonText is { } text ? $": {text} ({output.Reason})" : string.Empty;
        string cuts = output.MarkedCuts > 0 ? "; retrieve takes the handle of each marker" : string.Empty;
        string whole = output.Original is { } id ? $"; the whole original is {id}" : string.Empty;
        return $"{counts}{reason}{cuts}{whole}]{string.Concat(output.Notes.Select(n => $"\nNote: {n}"))}";
    }
}
