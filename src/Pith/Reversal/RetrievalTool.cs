using System.Globalization;
using System.Text.Json;
using Pith.Text;

namespace Pith.Reversal;

/// <summary>The tool with which a model asks for what was cut: its name, its description, its parameters and what it answers.</summary>
/// <remarks>Offer it on every turn or on none: the list of tools stands at the head of a prompt cache's prefix.</remarks>
public sealed class RetrievalTool
{
    /// <summary>Name of the tool.</summary>
    public const string Name = "pith_retrieve";

    /// <summary>What the model is told of it.</summary>
    public const string Description = "Gives back text that was cut from this conversation. A cut is marked [pith -N unit ~Nt #handle].";

    /// <summary>The parameters as JSON Schema.</summary>
    public const string Parameters =
        """{"type":"object","properties":{"handle":{"type":"string","description":"the letters after #"},"first_line":{"type":"integer"},"last_line":{"type":"integer"},"pattern":{"type":"string","description":"regular expression: only lines that match"},"json_path":{"type":"string","description":"such as items.3.name"},"question":{"type":"string","description":"what is looked for, if the whole is too long"}},"required":["handle"]}""";

    private readonly OriginalRetrieval _retrieval;
    private readonly int _mostTokens;
    private readonly ITokenCounter _counter;

    /// <summary>Makes the tool.</summary>
    /// <param name="retrieval">Where originals are found.</param>
    /// <param name="mostTokens">The most tokens of one answer, at least 1. Default: 4,000.</param>
    /// <param name="counter">Counts tokens of the target model; o200k_base if null.</param>
    public RetrievalTool(OriginalRetrieval retrieval, int mostTokens = 4000, ITokenCounter? counter = null)
    {
        ArgumentNullException.ThrowIfNull(retrieval);
        ArgumentOutOfRangeException.ThrowIfLessThan(mostTokens, 1);
        _retrieval = retrieval;
        _mostTokens = mostTokens;
        _counter = counter ?? TokenCounters.O200kBase;
    }

    /// <summary>Answers a call.</summary>
    /// <param name="arguments">The arguments as the model wrote them.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The text, or one sentence that says what is wrong with the call. Bad arguments and a failing store are no exceptions here: the model is to read them.</returns>
    public async ValueTask<string> AnswerAsync(JsonElement arguments, CancellationToken cancellationToken = default)
    {
        if (arguments.ValueKind != JsonValueKind.Object || Text(arguments, "handle") is not { Length: > 0 } handle)
        {
            return "Give 'handle': the letters after # in the marker.";
        }

        var request = new RetrievalRequest
        {
            Id = OriginalId.Find(handle) ?? handle,
            FirstLine = Whole(arguments, "first_line"),
            LastLine = Whole(arguments, "last_line"),
            Pattern = Text(arguments, "pattern"),
            JsonPath = Text(arguments, "json_path"),
            Question = Text(arguments, "question"),
            MostTokens = _mostTokens,
            TokenCounter = _counter,
        };
        try
        {
            RetrievalResult found = await _retrieval.FindAsync(request, cancellationToken).ConfigureAwait(false);
            return found.Text.Length > 0 ? found.Text : "Nothing of the original matches.";
        }
        catch (ArgumentException)
        {
            return "'pattern' is no regular expression.";
        }
        catch (System.Text.RegularExpressions.RegexMatchTimeoutException)
        {
            return "'pattern' takes too long; ask for a simpler one.";
        }
        catch (OriginalStoreException)
        {
            return "The store of originals can't be read at the moment.";
        }
    }

    private static string? Text(JsonElement arguments, string name) =>
        arguments.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    // Models write numbers as strings now and then.
    private static int? Whole(JsonElement arguments, string name) => arguments.TryGetProperty(name, out JsonElement value)
        ? value.ValueKind switch
        {
            JsonValueKind.Number when value.TryGetInt32(out int number) => number,
            JsonValueKind.String when int.TryParse(value.GetString(), NumberStyles.Integer, CultureInfo.InvariantCulture, out int number) => number,
            _ => null,
        }
        : null;
}
