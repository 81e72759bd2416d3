using System.Globalization;
using System.Text.RegularExpressions;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Pith.Reversal;
using Pith.Text;

namespace Pith.Mcp.Tools;

/// <summary><c>retrieve</c>.</summary>
internal sealed class Retrieve(CompressionWork work) : PithTool<RetrievalOutput>(
    "retrieve",
    "Retrieve original",
    "Give back what a marker [pith … #handle] or a whole original stands for, or the part of it that is asked for.",
    [
        new("handle", ParameterKind.Text, "The ten letters after #.") { IsRequired = true },
        new("lines", ParameterKind.Text, "10-40, 10- or -40."),
        new("path", ParameterKind.Text, "JSON path: items.3.name."),
        new("pattern", ParameterKind.Text, "Regular expression; gives the lines that match."),
        new("question", ParameterKind.Text, "What to keep if it is over the budget."),
        new("budget", ParameterKind.Whole, string.Create(CultureInfo.InvariantCulture, $"Most tokens; default {work.Options.RetrievedTokens}.")) { Lowest = 1, Highest = int.MaxValue },
        CompressionWork.Tokenizer,
    ],
    ToolOutputJson.Default.RetrievalOutput)
{
    private const int LongestPattern = 1000;

    private protected override async Task<ToolAnswer<RetrievalOutput>> RunAsync(ToolArguments arguments, RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken)
    {
        (int? first, int? last) = Range(arguments.Text("lines"));
        string? pattern = Checked(arguments.Text("pattern"));
        string handle = HandleOf(arguments.Text("handle")!);
        var retrieval = new OriginalRetrieval(work.Options.Originals, work.Compressor(work.Options.Method));
        RetrievalResult found = await retrieval.FindAsync(
            new RetrievalRequest
            {
                Id = handle,
                FirstLine = first,
                LastLine = last,
                JsonPath = arguments.Text("path"),
                Pattern = pattern,
                Question = arguments.Text("question"),
                MostTokens = arguments.Whole("budget") ?? work.Options.RetrievedTokens,
                TokenCounter = CompressionWork.Counter(arguments),
            },
            cancellationToken).ConfigureAwait(false);
        if (!found.IsFound)
        {
            throw new ToolException(found.Text);
        }

        if (found.Text.Length == 0 && (first ?? last) is not null | pattern is not null)
        {
            string whole = await work.Options.Originals.FindAsync(handle, cancellationToken).ConfigureAwait(false) ?? string.Empty;
            throw new ToolException(string.Create(CultureInfo.InvariantCulture, $"Nothing there: {(pattern is null ? "no line is" : "no line matches")} in that range. The original has {Lines.Of(whole).Count:N0} lines."));
        }

        var output = new RetrievalOutput { Text = found.Text, Tokens = found.Tokens, Compressed = found.IsCompressed };
        return found.IsCompressed
            ? new ToolAnswer<RetrievalOutput>(output, found.Text, string.Create(CultureInfo.InvariantCulture, $"[compressed to {found.Tokens} tokens; lines, path or pattern give a part word for word, a larger budget more]"))
            : new ToolAnswer<RetrievalOutput>(output, found.Text);
    }

    /// <summary>A handle from whatever a model copies: the letters, with the #, the whole marker, or the URI of the resource.</summary>
    internal static string HandleOf(string text)
    {
        string handle = text.Trim();
        return OriginalId.Find(handle.StartsWith(Resources.OriginalResource.Prefix, StringComparison.Ordinal) ? handle[Resources.OriginalResource.Prefix.Length..] : handle)
            ?? throw new ToolException($"handle is not {OriginalId.Length} letters from a to z, as in [pith -412 lines ~9.2kt #qpxmvdkwab].");
    }

    private static (int? First, int? Last) Range(string? text)
    {
        if (text is null)
        {
            return (null, null);
        }

        string[] ends = text.Trim().Split('-', ':');
        if (ends.Length == 1 && Number(ends[0], out int? only) && only is not null)
        {
            return (only, only);
        }

        return ends.Length == 2 && Number(ends[0], out int? first) && Number(ends[1], out int? last) && (first ?? last) is not null && (first ?? 1) <= (last ?? int.MaxValue)
            ? (first, last)
            : throw new ToolException("lines must be 10-40, 10-, -40 or 12; the first line is 1.");
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

    // A model's pattern may be anything: only what takes time in proportion to the text is run.
    private static string? Checked(string? pattern)
    {
        if (pattern is null)
        {
            return null;
        }

        if (pattern.Length > LongestPattern)
        {
            throw new ToolException(string.Create(CultureInfo.InvariantCulture, $"pattern has {pattern.Length:N0} characters; at most {LongestPattern:N0} are taken."));
        }

        try
        {
            _ = new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
            return pattern;
        }
        catch (RegexParseException e)
        {
            throw new ToolException($"pattern is not a regular expression ({e.Error} at character {e.Offset + 1}).");
        }
        catch (NotSupportedException)
        {
            throw new ToolException("pattern uses look-around, a back-reference or an atomic group, or is too large. Write it without.");
        }
    }
}
